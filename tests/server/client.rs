//! As much of HTTP as a test needs, and no more help than a stranger would give.

use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};

pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// It has that status.
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.body);
        self
    }

    /// It is a problem with that code at that place.
    #[track_caller]
    pub fn says(self, code: &str, pointer: &str) -> Self {
        let problem = self.json();
        let found = problem["findings"].as_array().unwrap();
        let is_it = |finding: &Value| finding["code"] == code && finding["pointer"] == pointer;
        assert!(found.iter().any(is_it), "{code} at {pointer:?} is not in {problem}");
        self
    }
}

/// One connection.
pub struct Wire<S>(BufReader<S>);

impl<S: Read + Write> Wire<S> {
    pub fn new(stream: S) -> Self {
        Self(BufReader::new(stream))
    }

    pub fn write(&mut self, text: &str) {
        self.0.get_mut().write_all(text.as_bytes()).unwrap();
    }

    pub fn exchange(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&str>) -> Reply {
        let mut request = format!("{method} {path} HTTP/1.1\r\n");
        if !headers.iter().any(|(name, _)| *name == "host") {
            request.push_str("host: localhost\r\n");
        }
        headers.iter().for_each(|(name, value)| request.push_str(&format!("{name}: {value}\r\n")));
        if let Some(body) = body {
            request.push_str(&format!("content-length: {}\r\n", body.len()));
        }
        self.write(&(request + "\r\n" + body.unwrap_or_default()));
        self.reply()
    }

    pub fn reply(&mut self) -> Reply {
        let mut line = String::new();
        self.0.read_line(&mut line).unwrap();
        let status = line.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.unwrap_or_else(|| panic!("no reply: {line:?}"));
        let mut headers = Vec::new();
        loop {
            let mut line = String::new();
            self.0.read_line(&mut line).unwrap();
            let Some((name, value)) = line.trim_end().split_once(':') else { break };
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let mut reply = Reply { status, headers, body: String::new() };
        let length = reply.header("content-length").unwrap_or("0").parse().unwrap();
        let mut bytes = vec![0; length];
        self.0.read_exact(&mut bytes).unwrap();
        reply.body = String::from_utf8(bytes).unwrap();
        reply
    }
}
