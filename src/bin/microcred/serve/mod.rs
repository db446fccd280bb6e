#[cfg(feature = "server")]
mod http;
#[cfg(feature = "server")]
mod signals;
mod stdio;

use crate::exit::Exit;
use crate::failure::Failure;

/// Serve other programs: the VC-API over HTTP (a build with the feature server), or every operation over standard input and output.
///
/// Over HTTP: issue, verify, derive, revoke; `GET /openapi.json` describes it. The issuers are the did:keys of the keys in a
/// folder, which are made on the first start. What it listens on is printed, and a line for each request goes to standard error:
/// time, method, path, status, duration. It ends on SIGTERM or SIGINT, once the requests that it has are answered, and at once on a second. On
/// SIGHUP it reads its certificate again.
///
/// With --stdio: a line that says the versions, then for every line `{"id": …, "operation": "verify", "request": {…}}` one line
/// `{"id": …, "answer": {…}}` or `{"id": …, "error": {…}}`, in the same order. It ends when its input does.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    stdio: stdio::Stdio,
    #[cfg(feature = "server")]
    #[command(flatten)]
    http: http::Http,
}

impl Arguments {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        if self.stdio.is_wanted() {
            return self.stdio.run();
        }
        self.over_http()
    }

    #[cfg(feature = "server")]
    fn over_http(self) -> Result<Exit, Failure> {
        self.http.run()
    }

    #[cfg(not(feature = "server"))]
    fn over_http(self) -> Result<Exit, Failure> {
        let detail =
            "this build serves over standard input and output alone: say --stdio, or build with the feature server";
        Err(Failure::File {
            code: "server.configuration",
            place: "the command line".to_owned(),
            detail: detail.to_owned(),
            exit: Exit::Usage,
        })
    }
}
