//! What becomes of everybody else while others' servers do not answer.

use crate::client::Wire;
use crate::credentials::{credential, issue_path};
use microcred::resolve::{Answer, Need, Resolver};
use microcred::server::{Configuration, Server};
use serde_json::{Value, json};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

/// Hosts that do not answer until they are told to give up.
#[derive(Clone, Default)]
struct Silent(Arc<(Mutex<bool>, Condvar)>);

impl Resolver for Silent {
    fn resolve(&self, _: &Need) -> Answer {
        let (is_over, told) = &*self.0;
        drop(told.wait_while(is_over.lock().unwrap(), |is_over| !*is_over).unwrap());
        Answer::unavailable("the host does not answer")
    }
}

fn connect(address: SocketAddr) -> Wire<TcpStream> {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    Wire::new(stream)
}

fn post(address: SocketAddr, path: &str, body: &Value) -> crate::client::Reply {
    connect(address).exchange("POST", path, &[("content-type", "application/json")], Some(&body.to_string()))
}

#[test]
fn who_waits_for_nobody_is_not_kept_waiting() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("server-waiting");
    drop(std::fs::remove_dir_all(&folder));
    std::fs::create_dir_all(&folder).unwrap();
    let silent = Silent::default();
    let mut configuration = Configuration::new("127.0.0.1:0".parse().unwrap());
    configuration.store = Some(folder.join("status.db"));
    configuration.resolver = Some(Arc::new(silent.clone()));
    let server = Server::bind(configuration).unwrap();
    let (address, url) = (server.address(), server.url().to_owned());
    std::thread::spawn(move || tokio::runtime::Runtime::new().unwrap().block_on(server.run(std::future::pending())));

    let suite = "BitstringStatusList";
    let issuer = connect(address).exchange("GET", "/issuers", &[], None).json()[suite]["id"].clone();
    let issue = json!({"credential": credential(issuer.as_str().unwrap())});
    let held = post(address, &issue_path(suite), &issue).is(201).json()["verifiableCredential"].take();
    let list =
        held["credentialStatus"]["statusListCredential"].as_str().unwrap().strip_prefix(&url).unwrap().to_owned();

    let ask = |host: String| {
        let mut wire = connect(address);
        wire.write(&format!("GET /1.0/identifiers/did:web:{host} HTTP/1.1\r\nhost: localhost\r\n\r\n"));
        wire
    };
    // One host has eight places, and all of them together have thirty-two.
    let mut asked: Vec<_> = (0..8).map(|_| ask("slow.example".to_owned())).collect();
    std::thread::sleep(Duration::from_millis(500));
    ask("slow.example".to_owned()).reply().is(503).says("request.busy", "");
    asked.extend((0..24).map(|number| ask(format!("h{number}.slow.example"))));
    std::thread::sleep(Duration::from_millis(500));
    ask("other.example".to_owned()).reply().is(503).says("request.busy", "");
    // That a place was free would have been found out, had there been one: what is said is about this server, and not about the credential.
    let mut elsewhere = credential("did:web:vet.example");
    elsewhere["proof"] = json!({"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022", "proofPurpose": "assertionMethod",
        "verificationMethod": "did:web:vet.example#key-1", "created": "2026-06-15T00:00:00Z",
        "proofValue": held["proof"][0]["proofValue"]});
    let refused = post(address, "/credentials/verify", &json!({"verifiableCredential": elsewhere})).is(503);
    assert_eq!(refused.json()["verified"], false);

    connect(address).exchange("GET", &list, &[], None).is(200);
    post(address, "/credentials/verify", &json!({"verifiableCredential": held})).is(200);
    post(address, &issue_path("vc-api"), &issue).is(201);
    let revoke = json!({"credentialId": held["id"], "credentialStatus": {"statusPurpose": "revocation"}});
    post(address, "/credentials/status", &revoke).is(200);
    post(address, "/credentials/verify", &json!({"verifiableCredential": held})).is(400);

    *silent.0.0.lock().unwrap() = true;
    silent.0.1.notify_all();
    for wire in &mut asked {
        assert_ne!(wire.reply().status, 503);
    }
    assert_ne!(ask("other.example".to_owned()).reply().status, 503);
}
