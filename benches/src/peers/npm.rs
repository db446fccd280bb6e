//! What npm has of these suites, as pinned in `tests/interop`: measured by Node, in a process of its own.

use serde_json::Value;
use std::collections::HashMap;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Microseconds by suite and operation, such as `ecdsa-sd-2023 derive`.
pub type Durations = HashMap<String, f64>;

/// Lets Node measure.
///
/// # Errors
/// Why it does not: no Node, or the packages are not installed.
pub fn durations(material: &Value) -> Result<Durations, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/interop");
    if !folder.join("node_modules").exists() {
        return Err("no packages; run `npm ci` in tests/interop".to_owned());
    }
    let node = Command::new("node")
        .arg("speed.mjs")
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("no node: {error}"));
    let mut node = node?;
    let sent = node.stdin.take().map(|mut input| input.write_all(material.to_string().as_bytes()));
    let output = node.wait_with_output().map_err(|error| error.to_string())?;
    match (sent, output.status.success()) {
        (Some(Ok(())), true) => serde_json::from_slice(&output.stdout).map_err(|error| error.to_string()),
        _ => Err(format!("node ended with {}", output.status)),
    }
}
