use super::signals;
use crate::at_hand::Network;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::verify::anchors;
use crate::{policy, source, target};
use chrono::SecondsFormat;
use clap::builder::RangedU64ValueParser;
use microcred::Environment;
use microcred::files::mode_if_shared;
use microcred::server::{Configuration, Error, Logged, Server, ServerLimits, Tls, Token};
use std::fs::File;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;
use std::time::Duration;
use tokio::sync::oneshot;
use zeroize::Zeroizing;

// How to serve over HTTP. Not a documentation comment: clap would take it for that of the command.
#[derive(clap::Args)]
#[group(id = "http", multiple = true)]
pub(crate) struct Http {
    /// The port; 0 takes a free one.
    #[arg(long, value_name = "N", default_value_t = 8080)]
    port: u16,
    /// The address to listen on. A non-local one requires --token; give it --tls-cert too, or put a server that speaks https before it.
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    bind: IpAddr,
    /// The URL that others reach it under, such as that of a proxy before it. One that is not of this machine requires --token.
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// The folder of the issuers' keys, which their owner alone may read.
    #[arg(long, value_name = "DIR", default_value = "microcred-keys")]
    keys: PathBuf,
    /// The file that says who has which place in which status list, made on the first start. Keep a copy: the same keys are not started
    /// with another.
    #[arg(long, value_name = "FILE", default_value = "microcred-status.db")]
    store: PathBuf,
    /// A certificate chain in PEM, to speak https.
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// Its private key in PEM.
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// A file with a secret of at least 16 characters: whoever issues, derives or changes a status sends it along, as
    /// `Authorization: Bearer …`. Its owner alone may read the file.
    #[arg(long, value_name = "FILE")]
    token: Option<PathBuf>,
    /// What follows from what is found when something is verified, and what is signed although it is found: strict, lenient,
    /// conformance (what the official test suites are run with: it issues in anybody's name), or a file with a policy.
    #[arg(long, value_name = "NAME|FILE", default_value = "strict")]
    policy: PathBuf,
    /// The issuers that you trust. With them, a credential of anybody else is valid and not believed.
    #[arg(long, value_name = "FILE")]
    anchors: Option<PathBuf>,
    /// A document that a verification or the resolving of a DID may need, under its DID or its URL: a DID document, a key document, the
    /// key set of a host, a status list. May be given several times.
    #[arg(long = "resource", value_name = "URL=FILE", value_parser = source::resource)]
    resources: Vec<(String, PathBuf)>,
    /// A JSON Schema, under the URL by which credentials declare it; may be given several times. One may refer to those that were
    /// given before it.
    #[arg(long = "schema", value_name = "URL=FILE", value_parser = source::resource)]
    schemas: Vec<(String, PathBuf)>,
    /// A context that the library does not bring along, under its URL; may be given several times. Name a file only if you know
    /// that it is the context.
    #[arg(long = "context", value_name = "URL=FILE", value_parser = source::resource)]
    contexts: Vec<(String, PathBuf)>,
    #[command(flatten)]
    network: Network,
    /// Write no line for each request.
    #[arg(long)]
    quiet: bool,
    /// Bytes in the body of a request; more are answered with 413.
    #[arg(long, value_name = "BYTES", default_value_t = ServerLimits::default().body, value_parser = number(1 << 30))]
    max_body: usize,
    /// Requests that are worked on or wait for it at a time; more are answered with 503, but those for status lists.
    #[arg(long, value_name = "N", default_value_t = ServerLimits::default().requests, value_parser = number(1_000_000))]
    max_requests: usize,
    /// Open connections; more wait to be taken.
    #[arg(long, value_name = "N", default_value_t = ServerLimits::default().connections, value_parser = number(1_000_000))]
    max_connections: usize,
    /// Seconds for a whole request; one that takes longer is answered with 503. Its head and its body each have a third.
    #[arg(long, value_name = "SECONDS", default_value_t = ServerLimits::default().request_time.as_secs(),
        value_parser = clap::value_parser!(u64).range(1..=86_400))]
    request_time: u64,
}

/// Numbers from one up: a server that takes none of something serves nobody.
fn number(most: u64) -> RangedU64ValueParser<usize> {
    RangedU64ValueParser::new().range(1..=most)
}

impl Http {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let quiet = self.quiet;
        if self.policy.as_os_str() == policy::CONFORMANCE {
            target::complain(
                "warning: the policy conformance is for test suites: whoever reaches this server has it issue in anybody's name",
            );
        }
        let mut configuration = self.configuration()?;
        if !quiet {
            let lines = log();
            configuration.log = Arc::new(move |request| drop(lines.try_send(line(request))));
        }
        let is_plain = configuration.tls.is_none() && !configuration.address.ip().is_loopback();
        let tls = configuration.tls.clone();
        if let Some(Ok(Some(mode))) = tls.as_ref().map(Tls::mode_if_shared) {
            target::complain(&format!(
                "warning: the key of --tls-key may be read or changed by others than its owner (mode {mode:03o}); `chmod 600` keeps it"
            ));
        }
        let server = Server::bind(configuration)?;
        if is_plain {
            target::complain(
                "warning: others can reach this address, and it speaks http: let nothing but a server that speaks https get at it",
            );
        }
        let runtime =
            tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|error| internal(&error))?;
        tell(&server)?;
        runtime.block_on(serve(server, tls)).map_err(|error| internal(&error))?;
        // What still runs has had its time.
        runtime.shutdown_background();
        Ok(Exit::Done)
    }

    fn configuration(self) -> Result<Configuration, Failure> {
        let mut configuration = Configuration::new(SocketAddr::new(self.bind, self.port));
        configuration.public_url = self.public_url;
        configuration.keys = Some(self.keys);
        configuration.store = Some(self.store);
        configuration.policy = policy::named(&self.policy)?;
        configuration.anchors = self.anchors.as_deref().map(anchors).transpose()?;
        configuration.resources = source::resources(&self.resources)?;
        configuration.schemas = source::schemas(&self.schemas)?;
        configuration.contexts = source::contexts(&self.contexts)?;
        configuration.token = match &self.token {
            Some(file) => {
                refuse_shared(file)?;
                let token = Token::new(&Zeroizing::new(source::text(file)?));
                Some(token.map_err(|error| Failure::file("request.token", file, error.to_string()))?)
            }
            None => None,
        };
        if let (Some(certificates), Some(key)) = (&self.tls_cert, &self.tls_key) {
            configuration.tls = Some(Tls::read(certificates, key)?);
        }
        if let Some(network) = self.network.resolver() {
            configuration.resolver = Some(Arc::new(network));
        }
        let part = Duration::from_secs(self.request_time).div_f32(3.0);
        configuration.limits = ServerLimits {
            body: self.max_body,
            requests: self.max_requests,
            connections: self.max_connections,
            head_time: part,
            body_time: part,
            request_time: Duration::from_secs(self.request_time),
            ..ServerLimits::default()
        };
        Ok(configuration)
    }
}

/// A token that others may read is no secret.
fn refuse_shared(path: &Path) -> Result<(), Failure> {
    let unreadable = |error| Failure::io("file.unreadable", path, &error, "check the name and the permissions");
    if path.as_os_str() == "-" {
        return Ok(());
    }
    match mode_if_shared(&File::open(path).and_then(|file| file.metadata()).map_err(unreadable)?) {
        None => Ok(()),
        Some(mode) => {
            let detail = format!(
                "the token may be read by others (mode {mode:03o}); run `chmod 600` on the file, and write another token if somebody did"
            );
            Err(Failure::file("request.token", path, detail))
        }
    }
}

/// Where it listens, to whoever started it; who issues, for people.
fn tell(server: &Server) -> Result<(), Failure> {
    target::text(&format!("listening on {} (port {})\n", server.url(), server.address().port()))?;
    server.issuers().for_each(|(suite, did)| target::complain(&format!("issuer {suite}: {did}")));
    for (url, issuer) in server.unsigned_lists()? {
        target::complain(&format!(
            "warning: no key here can sign the status list {url} of {issuer}: it is not published, and nothing is changed in it; put the key that signed it into the folder `retired` in that of the keys"
        ));
    }
    Ok(())
}

/// Writes lines from a thread of its own. When nobody reads them, they are dropped, and the server goes on.
fn log() -> SyncSender<String> {
    let (lines, waiting) = sync_channel::<String>(1024);
    thread::spawn(move || waiting.iter().for_each(|line| target::complain(&line)));
    lines
}

fn line(request: &Logged<'_>) -> String {
    let at = Environment::system().now().to_rfc3339_opts(SecondsFormat::Millis, true);
    let method = request.method.map_or("-", |method| method.as_str());
    let path = request.path.unwrap_or("-");
    // `-` where nobody waited for the answer.
    let status = request.status.map_or("-".to_owned(), |status| status.to_string());
    let milliseconds = request.duration.as_secs_f64() * 1000.0;
    let reason = request.reason.map(|reason| format!(": {reason}")).unwrap_or_default();
    format!("{at} {method} {path} {status} {milliseconds:.1} ms{reason}")
}

/// Runs the server until it is told to stop, and ends at once when it is told so again.
async fn serve(server: Server, tls: Option<Tls>) -> std::io::Result<()> {
    let mut stops = signals::Stops::new()?;
    signals::on_renewal(move || {
        let read = tls.as_ref().map(Tls::read_again);
        match read {
            None => {}
            Some(Ok(())) => target::complain("the certificate was read again"),
            Some(Err(error)) => target::complain(&format!("warning: {error}; the certificate from before is used on")),
        }
    })?;
    let (stop, stopped) = oneshot::channel::<()>();
    let told_twice = async {
        stops.next().await;
        drop(stop);
        stops.next().await;
    };
    tokio::select! {
        ended = server.run(async { drop(stopped.await) }) => ended,
        () = told_twice => Ok(()),
    }
}

fn internal(error: &std::io::Error) -> Failure {
    Failure::File { code: "internal", place: "the server".to_owned(), detail: error.to_string(), exit: Exit::Internal }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::KeyFile(error) => error.into(),
            Error::Key(error) => error.into(),
            error => Self::File {
                code: "server.configuration",
                place: "the command line".to_owned(),
                detail: error.to_string(),
                exit: Exit::Usage,
            },
        }
    }
}
