//! The same over TLS.

use crate::client::Wire;
use crate::process::Server;
use microcred::codec::base64;
use rcgen::{CertificateParams, KeyPair};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use std::fs;
use std::sync::Arc;

fn pem(label: &str, der: &[u8]) -> String {
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", base64::encode(der))
}

#[test]
fn it_speaks_tls() {
    let folder = Server::start("tls", &[]).folder.clone();
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(vec!["localhost".to_owned()]).unwrap().self_signed(&key).unwrap();
    fs::write(folder.join("cert.pem"), pem("CERTIFICATE", certificate.der())).unwrap();
    fs::write(folder.join("key.pem"), pem("PRIVATE KEY", &key.serialize_der())).unwrap();
    let server = Server::start_in(&folder, &["--tls-cert", "cert.pem", "--tls-key", "key.pem"]);
    assert!(server.url.starts_with("https://"), "{}", server.url);

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
    let mut wire = Wire::new(StreamOwned::new(connection, server.connect()));
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
