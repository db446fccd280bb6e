//! A peer in another language, as a process that repeats an operation and says how long it took: one JSON request a line, one JSON answer
//! a line.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Lines, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A peer behind pipes.
pub struct Process {
    child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

/// Durations of an operation in microseconds.
#[derive(Clone, Copy, Debug)]
pub struct Took {
    /// The shortest.
    pub shortest: f64,
    /// The one in the middle.
    pub middle: f64,
}

impl Process {
    /// Starts `program` with a script of `tests/interop`.
    ///
    /// # Errors
    /// Why it does not start.
    pub fn start(program: &str, script: &str) -> Result<Self, String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/interop");
        let mut command = Command::new(program);
        command.arg(script).current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().map_err(|error| format!("no {program}: {error}"))?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("no pipes".to_owned());
        };
        Ok(Self { child, input, output: BufReader::new(output).lines() })
    }

    /// Sends a request, and waits for what comes of it.
    ///
    /// # Errors
    /// What the peer says is wrong, or that it has ended.
    pub fn ask(&mut self, request: &Value) -> Result<Value, String> {
        writeln!(self.input, "{request}").map_err(|error| error.to_string())?;
        let line = self.output.next().ok_or("it has ended")?.map_err(|error| error.to_string())?;
        let mut reply: Value = serde_json::from_str(&line).map_err(|error| error.to_string())?;
        match reply.get("error").and_then(Value::as_str) {
            Some(error) => Err(error.to_owned()),
            None => Ok(reply["ok"].take()),
        }
    }

    /// Lets it repeat an operation for so many milliseconds.
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub fn measure(&mut self, request: &Value, milliseconds: u64) -> Result<Took, String> {
        let mut request = request.clone();
        request["for"] = json!(milliseconds);
        let took = self.ask(&request)?;
        let number = |name: &str| took[name].as_f64().ok_or_else(|| format!("no duration: {took}"));
        Ok(Took { shortest: number("shortest")?, middle: number("middle")? })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
