//! The same over TLS.

use crate::client::Wire;
use crate::process::Server;
use microcred::codec::base64;
use rcgen::{Certificate, CertificateParams, KeyPair};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use std::fs;
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

fn pem(label: &str, der: &[u8]) -> String {
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", base64::encode(der))
}

/// A certificate and its key, in files.
fn renew(folder: &Path) -> Certificate {
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(vec!["localhost".to_owned()]).unwrap().self_signed(&key).unwrap();
    fs::write(folder.join("cert.pem"), pem("CERTIFICATE", certificate.der())).unwrap();
    fs::write(folder.join("key.pem"), pem("PRIVATE KEY", &key.serialize_der())).unwrap();
    certificate
}

/// A connection of somebody who takes that certificate and no other.
fn connect(server: &Server, certificate: &Certificate) -> Wire<StreamOwned<ClientConnection, TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(certificate.der().clone()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let connection = ClientConnection::new(Arc::new(config), name).unwrap();
    Wire::new(StreamOwned::new(connection, server.connect()))
}

#[test]
fn it_speaks_tls() {
    let folder = Server::start("tls", &[]).folder.clone();
    let certificate = renew(&folder);
    let server = Server::start_in(&folder, &["--tls-cert", "cert.pem", "--tls-key", "key.pem"]);
    assert!(server.url.starts_with("https://"), "{}", server.url);
    let mut wire = connect(&server, &certificate);
    // Two requests on one connection.
    for _ in 0..2 {
        assert_eq!(wire.exchange("GET", "/health", &[], None).is(200).json()["status"], "ok");
    }

    // Somebody who speaks no TLS hears nothing, and harms nobody.
    let mut plain = server.connect();
    std::io::Write::write_all(&mut plain, b"GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
    assert!(!crate::process::rest(plain).contains("200"));
    assert_eq!(wire.exchange("GET", "/health", &[], None).status, 200);
}

/// Whoever renews a certificate sends a signal, and ends nothing by it.
#[cfg(unix)]
#[test]
fn certificates_are_renewed_while_it_runs() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Server::start("tls-renewed", &[]).folder.clone();
    let first = renew(&folder);
    fs::set_permissions(folder.join("key.pem"), fs::Permissions::from_mode(0o644)).unwrap();
    let server = Server::start_in(&folder, &["--tls-cert", "cert.pem", "--tls-key", "key.pem"]);
    assert!(server.log().contains("warning: the key of --tls-key may be read"), "{}", server.log());
    let mut before = connect(&server, &first);
    before.exchange("GET", "/health", &[], None).is(200);

    let told = |said: &str| {
        server.signal("-HUP");
        std::thread::sleep(Duration::from_millis(500));
        assert!(server.log().contains(said), "{}", server.log());
    };
    let kept = fs::read(folder.join("cert.pem")).unwrap();
    fs::write(folder.join("cert.pem"), "none").unwrap();
    told("the certificate from before is used on");
    connect(&server, &first).exchange("GET", "/health", &[], None).is(200);
    fs::write(folder.join("cert.pem"), kept).unwrap();
    let second = renew(&folder);
    told("the certificate was read again");
    connect(&server, &second).exchange("GET", "/health", &[], None).is(200);
    before.exchange("GET", "/health", &[], None).is(200);
}

#[test]
fn certificates_and_keys_must_belong_together() {
    let folder = Server::start("tls-files", &[]).folder.clone();
    let (key, other) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    let certificate = CertificateParams::new(vec!["localhost".to_owned()]).unwrap().self_signed(&key).unwrap();
    let (cert, wrong) = (folder.join("cert.pem"), folder.join("wrong.pem"));
    fs::write(&cert, pem("CERTIFICATE", certificate.der())).unwrap();
    fs::write(&wrong, pem("PRIVATE KEY", &other.serialize_der())).unwrap();
    let (cert, wrong) = (cert.to_str().unwrap(), wrong.to_str().unwrap());
    for (certificates, key) in [(cert, wrong), (wrong, wrong), (cert, cert), (cert, "absent")] {
        let (code, log) = Server::refuses("tls-refused", &["--tls-cert", certificates, "--tls-key", key]);
        assert!(code == Some(64) && log.contains("TLS"), "{log}");
    }
}
