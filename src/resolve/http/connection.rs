//! Names to addresses, addresses to connections, and the clock that runs against all of it.

use super::address::{Target, all_public};
use super::{Problem, Timeouts};
use crate::report::code;
use rustls::pki_types::ServerName;
use rustls::{CertificateError, ClientConfig, ClientConnection, StreamOwned};
use std::io::{self, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

/// More addresses of one host are not tried.
const MOST_ADDRESSES: usize = 4;

/// Looks up the addresses of a host. A closure will do.
pub trait Lookup: Send + Sync {
    /// All addresses of a name, IPv4 and IPv6.
    ///
    /// # Errors
    /// If there are none, or if they cannot be looked up.
    fn lookup(&self, host: &str) -> io::Result<Vec<IpAddr>>;
}

impl<F: Fn(&str) -> io::Result<Vec<IpAddr>> + Send + Sync> Lookup for F {
    fn lookup(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        self(host)
    }
}

/// Opens a connection to an address, which has been checked by then. A closure will do.
pub trait Connect: Send + Sync {
    /// A connection to exactly this address.
    ///
    /// # Errors
    /// If there is none within the time.
    fn connect(&self, address: SocketAddr, timeout: Duration) -> io::Result<TcpStream>;
}

impl<F: Fn(SocketAddr, Duration) -> io::Result<TcpStream> + Send + Sync> Connect for F {
    fn connect(&self, address: SocketAddr, timeout: Duration) -> io::Result<TcpStream> {
        self(address, timeout)
    }
}

/// The operating system's names and connections.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct System;

impl Lookup for System {
    fn lookup(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        Ok((host, 0).to_socket_addrs()?.map(|address| address.ip()).collect())
    }
}

impl Connect for System {
    fn connect(&self, address: SocketAddr, timeout: Duration) -> io::Result<TcpStream> {
        TcpStream::connect_timeout(&address, timeout)
    }
}

/// A tunnel through a proxy ([RFC 9110 §9.3.6](https://www.rfc-editor.org/rfc/rfc9110#section-9.3.6)), for hosts that reach the
/// internet in no other way. It is asked for the address that was checked, not for the name; nothing in the environment
/// switches it on.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Proxy {
    address: SocketAddr,
}

impl Proxy {
    /// The proxy at an address.
    pub fn at(address: SocketAddr) -> Self {
        Self { address }
    }
}

impl Connect for Proxy {
    fn connect(&self, address: SocketAddr, timeout: Duration) -> io::Result<TcpStream> {
        let mut stream = TcpStream::connect_timeout(&self.address, timeout)?;
        stream.set_read_timeout(Some(timeout))?;
        stream.set_write_timeout(Some(timeout))?;
        write!(stream, "CONNECT {address} HTTP/1.1\r\nHost: {address}\r\n\r\n")?;
        // Byte by byte: what follows the head belongs to the host behind the proxy.
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") && head.len() < 4096 {
            let mut byte = [0];
            stream.read_exact(&mut byte)?;
            head.extend(byte);
        }
        let accepted = head.starts_with(b"HTTP/1.1 200 ") || head.starts_with(b"HTTP/1.0 200 ");
        if accepted { Ok(stream) } else { Err(io::Error::other("the proxy does not lead there")) }
    }
}

/// A connection to a host that has shown who it is.
pub(super) type Secured = StreamOwned<ClientConnection, Timed>;

/// Looks up a host, checks every address, connects to one of those very addresses, and has the host show its certificate.
pub(super) fn open(
    target: &Target,
    lookup: &Arc<dyn Lookup>,
    connect: &dyn Connect,
    tls: &Arc<ClientConfig>,
    timeouts: Timeouts,
    deadline: Instant,
) -> Result<Secured, Problem> {
    let mut addresses = look_up(target, lookup, deadline)?;
    if addresses.is_empty() {
        return Err(Problem::new(code::net::DNS, "it has no address"));
    }
    all_public(&addresses)?;
    addresses.truncate(MOST_ADDRESSES);
    let mut last = Problem::new(code::net::TIMEOUT, "no time was left for connecting");
    for address in addresses {
        let left = left_until(deadline)?;
        match connect.connect(SocketAddr::new(address, target.port), timeouts.connect.min(left)) {
            Ok(stream) => return secure(target, stream, tls, timeouts, deadline),
            Err(error) => last = broken(error),
        }
    }
    Err(last)
}

/// The system's resolver knows no time limit, so it is asked on a thread of its own.
fn look_up(target: &Target, lookup: &Arc<dyn Lookup>, deadline: Instant) -> Result<Vec<IpAddr>, Problem> {
    let (sender, receiver) = mpsc::sync_channel(1);
    let (lookup, host) = (Arc::clone(lookup), target.host.clone());
    let failed = || Problem::new(code::net::DNS, "the lookup failed; try again, or supply the document");
    std::thread::Builder::new()
        .name("microcred-lookup".to_owned())
        .spawn(move || {
            // Nobody listens any more if it took too long.
            drop(sender.send(lookup.lookup(&host)));
        })
        .map_err(|_| failed())?;
    match receiver.recv_timeout(left_until(deadline)?) {
        Ok(Ok(addresses)) => Ok(addresses),
        Ok(Err(_)) | Err(mpsc::RecvTimeoutError::Disconnected) => Err(failed()),
        Err(mpsc::RecvTimeoutError::Timeout) => {
            Err(Problem::new(code::net::TIMEOUT, "looking up its name took too long"))
        }
    }
}

fn secure(
    target: &Target,
    stream: TcpStream,
    tls: &Arc<ClientConfig>,
    timeouts: Timeouts,
    deadline: Instant,
) -> Result<Secured, Problem> {
    let name = ServerName::try_from(target.host.clone())
        .map_err(|_| Problem::new(code::net::TLS, "the host's name is none that a certificate could hold"))?;
    let mut connection = ClientConnection::new(Arc::clone(tls), name).map_err(|error| unproven(&error))?;
    let mut timed = Timed { stream, idle: timeouts.read, deadline };
    while connection.is_handshaking() {
        connection.complete_io(&mut timed).map_err(broken)?;
    }
    Ok(StreamOwned::new(connection, timed))
}

/// A connection that waits neither too long for one byte nor too long in all.
#[derive(Debug)]
pub(super) struct Timed {
    stream: TcpStream,
    idle: Duration,
    deadline: Instant,
}

impl Timed {
    fn left(&self) -> io::Result<Duration> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(io::ErrorKind::TimedOut.into()) } else { Ok(left.min(self.idle)) }
    }
}

impl Read for Timed {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.stream.set_read_timeout(Some(self.left()?))?;
        self.stream.read(bytes)
    }
}

impl Write for Timed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.set_write_timeout(Some(self.left()?))?;
        self.stream.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

pub(super) fn left_until(deadline: Instant) -> Result<Duration, Problem> {
    match deadline.saturating_duration_since(Instant::now()) {
        Duration::ZERO => Err(Problem::new(code::net::TIMEOUT, "the time for all of it is used up")),
        left => Ok(left),
    }
}

/// What became of a connection.
pub(super) fn broken(error: io::Error) -> Problem {
    if let Some(error) = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        return unproven(error);
    }
    match error.kind() {
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => {
            Problem::new(code::net::TIMEOUT, "it did not answer, or not to the end, in the time it had")
        }
        kind => Problem::new(code::net::CONNECTION, kind.to_string()),
    }
}

/// Why a host is not who its name says, in words of our own: a certificate holds whatever its maker likes.
fn unproven(error: &rustls::Error) -> Problem {
    let detail = match error {
        rustls::Error::InvalidCertificate(error) => match error {
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                "its certificate is for another name"
            }
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => "its certificate has expired",
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                "its certificate is not valid yet"
            }
            CertificateError::UnknownIssuer => "its certificate is from no authority that is known here",
            CertificateError::Revoked => "its certificate was revoked",
            _ => "its certificate does not hold",
        },
        rustls::Error::AlertReceived(_) => "it does not agree to a connection",
        _ => "it does not speak TLS as it should",
    };
    Problem::new(code::net::TLS, detail)
}
