use crate::exit::Exit;
use crate::failure::Failure;
use crate::source;
use microcred::json::{Node, Object, Pointer, Tree, Value};
use microcred::ops::{self, Engine};
use microcred::report::{self, Finding, Findings, code};
use microcred::{Environment, Limits};
use std::io::{self, BufRead, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use zeroize::Zeroizing;

/// The version of the lines.
const PROTOCOL: &str = "1.0";

// How to serve over standard input and output. Not a documentation comment: clap would take it for that of the command.
#[derive(clap::Args)]
pub(crate) struct Stdio {
    /// Serve every operation over standard input and output, one line of JSON each.
    #[arg(long)]
    #[cfg_attr(feature = "server", arg(conflicts_with_all = ["http", "network"]))]
    stdio: bool,
    /// With --stdio: the configuration of the engine (policy, anchors, contexts, resources, limits), as engine.schema.json has it.
    #[arg(long, value_name = "FILE", requires = "stdio")]
    config: Option<PathBuf>,
    /// With --stdio: bytes in a line; longer ones are refused and skipped.
    #[arg(long, value_name = "BYTES", default_value_t = 32 * 1024 * 1024, requires = "stdio")]
    max_line: usize,
}

impl Stdio {
    pub(crate) fn is_wanted(&self) -> bool {
        self.stdio
    }

    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let configured = |text: &str| match Engine::configured(text, Environment::system(), None) {
            // The pointers go into the file.
            Err(ops::Error::Request(findings)) => Err(ops::Error::Refused(findings)),
            engine => engine,
        };
        let engine = match &self.config {
            Some(file) => source::read_as(file, configured)?,
            None => configured("{}")?,
        };
        match serve(&engine, self.max_line, &mut io::stdin().lock(), &mut io::stdout().lock()) {
            Ok(exit) => Ok(exit),
            // Whoever asked has gone.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Exit::Done),
            Err(error) => Err(Failure::File {
                code: "internal",
                place: "standard input and output".to_owned(),
                detail: error.to_string(),
                exit: Exit::Internal,
            }),
        }
    }
}

fn serve(engine: &Engine, longest: usize, input: &mut impl BufRead, output: &mut impl Write) -> io::Result<Exit> {
    let hello = Object::new()
        .with("type", "Hello")
        .with("protocol", PROTOCOL)
        .with("name", "microcred")
        .with("version", env!("CARGO_PKG_VERSION"))
        .with("operationsVersion", ops::VERSION)
        .with("reportVersion", report::VERSION);
    write(output, &format!("{}\n", Value::from(hello)))?;
    while let Some(line) = read(input, longest)? {
        let reply = match line {
            Line::Whole(bytes) if bytes.trim_ascii().is_empty() => continue,
            Line::Whole(bytes) => {
                let bytes = Zeroizing::new(bytes);
                catch_unwind(AssertUnwindSafe(|| reply(engine, &bytes, longest)))
            }
            Line::TooLong => Ok(refused(None, &of_line(&format!("write at most {longest} bytes")))),
        };
        match reply {
            Ok(reply) => write(output, &reply)?,
            Err(_) => {
                let finding = Finding::new(code::abi::PANIC, Pointer::root(), "start again, and report the fault");
                write(output, &refused(None, &ops::Error::Failed(Findings::from_iter([finding]))))?;
                return Ok(Exit::Internal);
            }
        }
    }
    Ok(Exit::Done)
}

enum Line {
    Whole(Vec<u8>),
    TooLong,
}

/// The next line. Of one that is too long, no more is kept than it takes to see that.
fn read(input: &mut impl BufRead, longest: usize) -> io::Result<Option<Line>> {
    let mut line = Vec::new();
    let most = u64::try_from(longest).unwrap_or(u64::MAX).saturating_add(1);
    if input.by_ref().take(most).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    // What ends a line is none of its bytes.
    let ended = line.pop_if(|last| *last == b'\n').is_some();
    if ended || line.len() <= longest {
        return Ok(Some(Line::Whole(line)));
    }
    input.skip_until(b'\n')?;
    Ok(Some(Line::TooLong))
}

fn reply(engine: &Engine, line: &[u8], longest: usize) -> Zeroizing<String> {
    // A request stands in a line, with two members beside it.
    let request = engine.request_limits();
    let limits = Limits {
        bytes: longest,
        depth: request.depth.saturating_add(1),
        values: request.values.saturating_add(3),
        ..request
    };
    match Tree::parse_bytes(line, &limits) {
        Ok(tree) => {
            let reply = reply_to(engine, tree.root());
            // A request may hold a private key.
            tree.erase();
            reply
        }
        Err(error) => refused(None, &of_line(&error.to_string())),
    }
}

fn reply_to(engine: &Engine, root: Node<'_>) -> Zeroizing<String> {
    let id = root.get("id").filter(|id| id.as_str().is_some() || id.number_text().is_some()).map(|id| id.to_value());
    let Some(operation) = root.get("operation").and_then(|name| name.as_str()) else {
        return refused(id, &of_line("write an object with `id`, `operation` and `request`"));
    };
    if let Some((name, _)) = root.members().find(|(name, _)| !["id", "operation", "request"].contains(name)) {
        let place = Pointer::root().member(name);
        let finding =
            Finding::new(code::request::UNKNOWN_MEMBER, place, "the members of a line are id, operation, request");
        return refused(id, &ops::Error::Request(Findings::from_iter([finding])));
    }
    // As it was written, of which there is no second copy.
    let request = match root.get("request") {
        None => "{}",
        // The text of a request is none.
        Some(node) if node.as_str().is_some() => "\"\"",
        Some(node) => node.source(),
    };
    match engine.answer(operation, request, &[]) {
        Ok(answer) => line(id, "answer", &Zeroizing::new(answer.to_json_string())),
        Err(error) => refused(id, &error),
    }
}

fn of_line(detail: &str) -> ops::Error {
    ops::Error::Request(Findings::from_iter([Finding::new(code::abi::LINE, Pointer::root(), detail)]))
}

fn refused(id: Option<Value>, error: &ops::Error) -> Zeroizing<String> {
    line(id, "error", &error.to_json().to_string())
}

/// A reply, in a text that is as long as it has to be from the start: of one that grew, copies would be left behind.
fn line(id: Option<Value>, member: &str, json: &str) -> Zeroizing<String> {
    let id = id.unwrap_or(Value::Null).to_string();
    Zeroizing::new(["{\"id\":", &id, ",\"", member, "\":", json, "}\n"].concat())
}

fn write(output: &mut impl Write, line: &str) -> io::Result<()> {
    output.write_all(line.as_bytes())?;
    output.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn talk(input: &str, longest: usize) -> (Exit, Vec<String>) {
        let mut output = Vec::new();
        let exit = serve(&Engine::default(), longest, &mut input.as_bytes(), &mut output).unwrap();
        (exit, String::from_utf8(output).unwrap().lines().map(str::to_owned).collect())
    }

    #[test]
    fn every_line_has_its_answer() {
        let input = concat!(
            r#"{"id": 1, "operation": "stack_explain", "request": {}}"#,
            "\n\n",
            r#"{"id": "b", "operation": "self_test"}"#,
            "\r\n",
            "nonsense\n[]\n",
            r#"{"id": 3, "operation": "info", "extra": 1}"#,
            "\n",
            r#"{"id": 4, "operation": "frobnicate"}"#,
        );
        let (exit, lines) = talk(input, 1000);
        assert!(matches!(exit, Exit::Done));
        assert_eq!(lines.len(), 7);
        assert!(lines[0].starts_with(r#"{"type":"Hello","protocol":"1.0","name":"microcred""#));
        assert!(lines[1].starts_with(r#"{"id":1,"error":{"type":"OperationError","kind":"request""#), "{}", lines[1]);
        assert!(lines[2].starts_with(r#"{"id":"b","answer":{"type":"SelfTested","passed":true"#), "{}", lines[2]);
        assert!(lines[3].starts_with(r#"{"id":null,"error""#) && lines[3].contains("abi.line"));
        assert!(lines[4].starts_with(r#"{"id":null,"error""#) && lines[4].contains("abi.line"));
        assert!(lines[5].starts_with(r#"{"id":3,"error""#) && lines[5].contains("request.unknown_member"));
        assert!(lines[6].starts_with(r#"{"id":4,"error""#) && lines[6].contains("request.operation"));
    }

    /// What the engine lets in comes through a line, and nothing else is nested as deeply.
    #[test]
    fn lines_have_the_depth_of_the_engine() {
        let nested = |depth: usize| {
            let document = format!("{}{{}}{}", r#"{"a":"#.repeat(depth - 1), "}".repeat(depth - 1));
            format!(r#"{{"id": 1, "operation": "verify", "request": {{"document": {document}}}}}"#)
        };
        let said = |limits: &str, depth: usize| {
            let configuration = format!(r#"{{"limits": {limits}}}"#);
            let engine = Engine::configured(&configuration, Environment::system(), None).unwrap();
            let mut output = Vec::new();
            serve(&engine, 10_000, &mut nested(depth).as_bytes(), &mut output).unwrap();
            String::from_utf8(output).unwrap().lines().nth(1).unwrap().to_owned()
        };
        assert!(said(r#"{"depth": 200}"#, 200).contains(r#""answer""#));
        assert!(!said(r#"{"depth": 200}"#, 200).contains("input.json.depth"));
        assert!(said(r#"{"depth": 200}"#, 201).contains("input.json.depth"));
        assert!(said(r#"{"depth": 10}"#, 11).contains("input.json.depth"));
        assert!(said(r#"{"depth": 10}"#, 30).contains("abi.line"));
        // A request has three values less than its line.
        assert!(said(r#"{"values": 4}"#, 3).contains(r#""answer""#));
        assert!(said(r#"{"values": 4}"#, 4).contains("abi.line"));
    }

    #[test]
    fn lines_are_bounded() {
        let fits = r#"{"id": 1, "operation": "info"}"#;
        let input = format!("{}\n{fits}\n", "x".repeat(100));
        let (_, lines) = talk(&input, fits.len());
        assert!(lines[1].contains("abi.line") && lines[1].contains("30 bytes"), "{}", lines[1]);
        assert!(lines[2].starts_with(r#"{"id":1,"answer""#), "{}", lines[2]);
        assert_eq!(lines.len(), 3);
    }
}
