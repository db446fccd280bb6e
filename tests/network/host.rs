//! A host on loopback with a certificate authority of its own, and a resolver for which it is the whole internet.

use microcred::resolve::http::HttpResolver;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{self, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// The address that every name has, as far as the resolver can tell.
pub const PUBLIC: &str = "93.184.216.34";

pub type Stream = StreamOwned<ServerConnection, TcpStream>;

/// What the resolver did: the names it looked up, the addresses it connected to, and the requests that arrived.
#[derive(Default)]
pub struct Seen {
    pub lookups: Mutex<Vec<String>>,
    pub connects: Mutex<Vec<SocketAddr>>,
    pub requests: Mutex<Vec<String>>,
    /// The names that clients asked to talk to in the handshake.
    pub names: Mutex<Vec<String>>,
}

impl Seen {
    pub fn connects(&self) -> usize {
        self.connects.lock().unwrap().len()
    }

    pub fn lookups(&self) -> usize {
        self.lookups.lock().unwrap().len()
    }

    pub fn request(&self) -> String {
        self.requests.lock().unwrap().first().cloned().unwrap_or_default()
    }
}

pub struct Host {
    address: SocketAddr,
    root: Vec<u8>,
    pub seen: Arc<Seen>,
}

impl Host {
    /// A host by these names that answers each request, given up to its empty line, as it likes.
    pub fn new(names: &[&str], answer: impl Fn(&str, &mut Stream) -> io::Result<()> + Send + Sync + 'static) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let key = KeyPair::generate().unwrap();
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let certificate = CertificateParams::new(names).unwrap().signed_by(&key, &authority).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], PrivateKeyDer::try_from(key.serialize_der()).unwrap())
            .unwrap();
        let (listener, config) = (TcpListener::bind("127.0.0.1:0").unwrap(), Arc::new(config));
        let address = listener.local_addr().unwrap();
        let (seen, answer) = (Arc::new(Seen::default()), Arc::new(answer));
        let noted = Arc::clone(&seen);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (config, answer, noted) = (Arc::clone(&config), Arc::clone(&answer), Arc::clone(&noted));
                thread::spawn(move || {
                    // A client that hangs up is what some cases are about.
                    let _ = serve(stream, config, &noted, answer.as_ref());
                });
            }
        });
        Self { address, root: authority.der().to_vec(), seen }
    }

    /// A host that sends the same to everybody: status and headers, and the body with its length.
    pub fn sending(names: &[&str], head: &str, body: &str) -> Self {
        let answer = format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        Self::new(names, move |_, stream| stream.write_all(answer.as_bytes()))
    }

    /// A resolver that believes its authority, for which every name has the public address, and every address is this host.
    pub fn resolver(&self) -> HttpResolver {
        self.resolver_with(|_| Ok(vec![PUBLIC.parse().unwrap()]))
    }

    /// The same with other answers about names.
    pub fn resolver_with(
        &self,
        lookup: impl Fn(&str) -> io::Result<Vec<IpAddr>> + Send + Sync + 'static,
    ) -> HttpResolver {
        let (asked, seen, address) = (Arc::clone(&self.seen), Arc::clone(&self.seen), self.address);
        HttpResolver::new()
            .with_roots([self.root.clone()])
            .unwrap()
            .with_lookup(move |name: &str| {
                asked.lookups.lock().unwrap().push(name.to_owned());
                lookup(name)
            })
            .with_connect(move |checked: SocketAddr, timeout: Duration| {
                seen.connects.lock().unwrap().push(checked);
                TcpStream::connect_timeout(&address, timeout)
            })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

fn serve(
    stream: TcpStream,
    config: Arc<ServerConfig>,
    seen: &Seen,
    answer: &(dyn Fn(&str, &mut Stream) -> io::Result<()> + Send + Sync),
) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    let mut stream = StreamOwned::new(ServerConnection::new(config).map_err(io::Error::other)?, stream);
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        request.extend(byte);
    }
    let request = String::from_utf8_lossy(&request).into_owned();
    seen.names.lock().unwrap().push(stream.conn.server_name().unwrap_or_default().to_owned());
    seen.requests.lock().unwrap().push(request.clone());
    answer(&request, &mut stream)?;
    stream.conn.send_close_notify();
    stream.flush()
}
