//! What several tests share: the published corpus, a stopped clock, keys, a badge and a resolver that counts.

#![allow(dead_code, clippy::print_stdout)] // each test file takes what it needs, and says what it skips

pub mod cases;
pub mod derived_proof;
pub mod killing;
pub mod open_badges_2;

use chrono::{DateTime, Utc};
use microcred::badge::{AchievementCredential, Profile};
use microcred::codec::{multibase, multicodec};
use microcred::issue::Issuer;
use microcred::json::{Object, Pointer, Tree, Value};
use microcred::jsonld::{Contexts, Hash, Work, statements};
use microcred::key::{Curve, InMemorySigner, PrivateKey, Signer};
use microcred::proof::data_integrity::Cryptosuite;
use microcred::resolve::{Answer, Memory, Need, Resolver};
use microcred::verify::Verifier;
use microcred::{Environment, Limits};
use std::path::PathBuf;
use std::sync::Mutex;

/// When all tests are run.
pub const NOW: &str = "2026-11-23T11:00:00Z";

/// The folder of published test material, or a note that the test is skipped without it.
pub fn corpus() -> Option<PathBuf> {
    let corpus = std::env::var_os("MICROCRED_CORPUS").map(PathBuf::from);
    if corpus.is_none() {
        println!("skipped: MICROCRED_CORPUS is not set");
    }
    corpus
}

/// A text of the corpus.
pub fn read(path: &str) -> Option<String> {
    let path = corpus()?.join(path);
    Some(std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

pub fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A stopped clock, and bytes that are the same in every run.
pub fn environment_at(now: &str) -> Environment {
    let counter = std::sync::atomic::AtomicU8::new(1);
    Environment::system().at(instant(now)).with_entropy(move |bytes| {
        bytes.fill(counter.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
        Ok(())
    })
}

pub fn environment() -> Environment {
    environment_at(NOW)
}

/// A strict verifier at [`NOW`].
pub fn verifier() -> Verifier {
    Verifier::new().with_environment(environment())
}

/// A key that everybody knows.
pub fn key(seed: u8) -> PrivateKey {
    PrivateKey::from_ed25519_seed(&[seed; 32])
}

/// A private key from the multibase form that the vectors of the W3C have: `ed25519-priv` (0x1300), `p256-priv` (0x1306)
/// and `p384-priv` (0x1307).
pub fn private_key(multibase_text: &str) -> PrivateKey {
    let bytes = multibase::decode_base58btc(multibase_text).unwrap();
    let secret = &bytes[2..];
    match bytes[0] {
        0x80 => PrivateKey::from_ed25519_seed(multicodec::strip(&bytes, [0x80, 0x26]).unwrap().try_into().unwrap()),
        0x86 => PrivateKey::from_ec_scalar(Curve::P256, secret).unwrap(),
        _ => PrivateKey::from_ec_scalar(Curve::P384, secret).unwrap(),
    }
}

pub fn multikey(key: &PrivateKey) -> String {
    key.public_key().to_multikey()
}

pub fn did_key(key: &PrivateKey) -> String {
    format!("did:key:{}", multikey(key))
}

/// The key that issues, and the one that would like to.
pub fn issuing_key() -> PrivateKey {
    key(7)
}

pub fn attackers_key() -> PrivateKey {
    key(66)
}

/// An issuer in the name of `id`, signing with a key under a verification method, at [`NOW`].
pub fn issuer_as(id: &str, key: PrivateKey, verification_method: &str) -> Issuer {
    let signer = InMemorySigner::new(key).unwrap().with_verification_method(verification_method).unwrap();
    Issuer::new(Profile::new(id).name("Example VET"), signer).with_environment(environment())
}

/// The `did:key` issuer of all badges that do not need another one.
pub fn issuer() -> Issuer {
    let did = did_key(&issuing_key());
    let method = format!("{did}#{}", multikey(&issuing_key()));
    issuer_as(&did, issuing_key(), &method)
}

/// Signs a document as the `did:key` issuer.
pub fn secure(document: &Value) -> String {
    secure_with(document, Cryptosuite::EddsaRdfc2022)
}

pub fn secure_with(document: &Value, suite: Cryptosuite) -> String {
    match issuer().secure(&document.to_string(), suite) {
        Ok(secured) => secured.into_string(),
        Err(error) => panic!("{error}"),
    }
}

/// Signs whatever a document says, as an issuer without scruples would: nothing is asked about it, and `changes` to the
/// proof options are signed with it.
pub fn sign_by_hand(document: &Value, key: &PrivateKey, changes: &[(&str, &str)]) -> String {
    let mut document = document.clone();
    let mut options = Object::new()
        .with("type", "DataIntegrityProof")
        .with("cryptosuite", "eddsa-rdfc-2022")
        .with("created", NOW)
        .with("verificationMethod", format!("{}#{}", did_key(key), multikey(key)))
        .with("proofPurpose", "assertionMethod");
    for (name, value) in changes {
        options.insert(name, json(value));
    }
    let with_context = options.clone().with("@context", document.get("@context").unwrap().clone());
    let message = [statements_digest(&with_context.into()), statements_digest(&document)].concat();
    let signature = InMemorySigner::new(key.clone()).unwrap().sign(&message).unwrap();
    add_proof(&mut document, options.with("proofValue", multibase::base58btc(&signature)).into());
    document.to_string()
}

/// Adds a proof after those that are there.
pub fn add_proof(document: &mut Value, proof: Value) {
    let mut proofs = match object(document, "").remove("proof") {
        None => Vec::new(),
        Some(Value::Array(proofs)) => proofs,
        Some(one) => vec![one],
    };
    proofs.push(proof);
    object(document, "").insert("proof", Value::Array(proofs));
}

/// SHA-256 of the canonical statements of a document without its proof, however it is written.
pub fn statements_digest(document: &Value) -> Vec<u8> {
    let limits = Limits::default();
    let tree = Tree::parse(&document.to_string(), &limits).unwrap();
    let statements = statements(tree.root(), &Contexts::bundled(), &["proof"], &limits);
    let statements = statements.unwrap_or_else(|findings| panic!("{findings}"));
    statements.dataset.canonicalize(Hash::Sha256, &mut Work::new(10_000)).unwrap().digest(Hash::Sha256)
}

/// Strict JSON as a value to be edited.
pub fn json(text: &str) -> Value {
    let limits = Limits { depth: 512, values: 1_000_000, ..Limits::default() };
    Tree::parse(text, &limits).unwrap_or_else(|error| panic!("{error}\n{text:.2000}")).root().to_value()
}

/// The value at a JSON Pointer.
pub fn at<'v>(value: &'v mut Value, pointer: &str) -> &'v mut Value {
    Pointer::from_text(pointer).steps().fold(value, |value, step| match value {
        Value::Object(object) => object.get_mut(&step).unwrap_or_else(|| panic!("no {step} of {pointer}")),
        Value::Array(items) => &mut items[step.parse::<usize>().unwrap()],
        other => panic!("{pointer} leads through {other}"),
    })
}

pub fn object<'v>(value: &'v mut Value, pointer: &str) -> &'v mut Object {
    at(value, pointer).as_object_mut().unwrap_or_else(|| panic!("no object at {pointer}"))
}

/// The same text with one value edited.
pub fn edited(text: &str, edit: impl FnOnce(&mut Value)) -> String {
    let mut value = json(text);
    edit(&mut value);
    value.to_string()
}

/// An object with its members in another order.
pub fn without(object: &Object, names: &[&str]) -> Object {
    let members = object.iter().filter(|(name, _)| !names.contains(name));
    members.map(|(name, value)| (name.to_owned(), value.clone())).collect()
}

/// What a badge says, in one form whatever its spelling: sets in order and each value once, one for an array of one, an
/// id for an object with nothing else, one name for each type, numbers as doubles. Contexts and proofs say nothing themselves.
pub fn said(badge: &AchievementCredential) -> Value {
    normal_reading(&badge.to_json())
}

/// The same for any JSON.
pub fn normal_reading(value: &Value) -> Value {
    normal(value, "")
}

/// JSON in that form.
pub fn normal(value: &Value, name: &str) -> Value {
    match value {
        Value::Object(object) => {
            let mut members: Vec<(String, Value)> =
                object.iter().map(|(name, value)| (name.to_owned(), normal(value, name))).collect();
            let empty = |value: &Value| *value == Value::Null || value.as_array().is_some_and(<[Value]>::is_empty);
            members.retain(|(name, value)| !matches!(name.as_str(), "@context" | "proof") && !empty(value));
            members.sort_by(|left, right| left.0.cmp(&right.0));
            match members.as_slice() {
                [(name, id)] if name == "id" => id.clone(),
                _ => Value::Object(members.into_iter().collect()),
            }
        }
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(|item| normal(item, name)).collect();
            if name != "allowedValue" {
                items.sort_by_key(Value::to_string);
                items.dedup();
            }
            if items.len() == 1 { items.remove(0) } else { Value::Array(items) }
        }
        Value::Number(number) => format!("{:?}", number.as_f64()).into(),
        Value::String(text) if name == "type" && text == "OpenBadgeCredential" => "AchievementCredential".into(),
        other => other.clone(),
    }
}

/// A whole badge without proof: nested nodes with ids and without, a list, sets, numbers, a language of its own, an
/// image that stands there twice.
pub fn badge() -> Value {
    badge_of(&did_key(&issuing_key()))
}

/// The same in the name of another issuer.
pub fn badge_of(issuer: &str) -> Value {
    let mut badge = json(BADGE);
    object(&mut badge, "/issuer").insert("id", issuer);
    badge
}

const BADGE: &str = r#"{
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
    ],
    "id": "urn:uuid:0a8be0a9-4f5e-4b0e-9a6e-000000000001",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "name": "Green skills for VET trainers",
    "issuer": {"id": "did:example:issuer", "type": ["Profile"], "name": "Example VET", "url": "https://vet.example/"},
    "validFrom": "2026-09-01T00:00:00Z",
    "validUntil": "2031-09-01T00:00:00Z",
    "awardedDate": "2026-08-31T00:00:00Z",
    "evidence": [
        {"id": "https://vet.example/evidence/1", "type": ["Evidence"], "name": "Audit report", "narrative": "Two pages."},
        {"type": ["Evidence"], "name": "Talk", "genre": "oral"}
    ],
    "credentialSubject": {
        "id": "did:example:ana",
        "type": ["AchievementSubject"],
        "creditsEarned": 2.5,
        "achievement": {
            "id": "https://vet.example/achievements/green",
            "type": ["Achievement"],
            "achievementType": "Competency",
            "name": "Green skills",
            "description": "Plans an energy audit.",
            "criteria": {"narrative": "An audit of one building."},
            "creditsAvailable": 3,
            "inLanguage": "en",
            "tag": ["energy", "audit"],
            "image": {"id": "https://vet.example/green.png", "type": "Image", "caption": "A leaf"},
            "alignment": [
                {
                    "type": ["Alignment"],
                    "targetName": "EQF level 4",
                    "targetUrl": "http://data.europa.eu/snb/eqf/4",
                    "targetFramework": "EQF",
                    "targetType": "ext:EQF"
                },
                {
                    "type": ["Alignment"],
                    "targetName": "energy conservation",
                    "targetUrl": "http://data.europa.eu/esco/skill/13ff6a56",
                    "targetFramework": "ESCO"
                }
            ],
            "resultDescription": [
                {
                    "id": "urn:uuid:0a8be0a9-4f5e-4b0e-9a6e-000000000002",
                    "type": ["ResultDescription"],
                    "name": "Grade",
                    "resultType": "LetterGrade",
                    "allowedValue": ["F", "D", "C", "B", "A"],
                    "requiredValue": "C"
                },
                {
                    "id": "urn:uuid:0a8be0a9-4f5e-4b0e-9a6e-000000000003",
                    "type": ["ResultDescription"],
                    "name": "Points",
                    "resultType": "RawScore",
                    "valueMin": "0",
                    "valueMax": "100"
                }
            ]
        },
        "result": [
            {
                "type": ["Result"],
                "resultDescription": "urn:uuid:0a8be0a9-4f5e-4b0e-9a6e-000000000002",
                "value": "B"
            },
            {
                "type": ["Result"],
                "resultDescription": "urn:uuid:0a8be0a9-4f5e-4b0e-9a6e-000000000003",
                "value": "81"
            }
        ]
    }
}"#;

/// A resolver over documents at hand that writes down what it was asked for.
#[derive(Default)]
pub struct Counting {
    documents: Memory,
    after_proof: bool,
    asked: Mutex<Vec<String>>,
}

impl Counting {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn with(mut self, name: &str, document: impl Into<Vec<u8>>) -> Self {
        self.documents.insert(name, document);
        self
    }

    /// The same where what a credential points to may be looked up too, once its proof holds.
    pub fn after_proof(self) -> Self {
        Self { after_proof: true, ..self }
    }

    /// The URLs that were asked for, in order.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

impl Resolver for Counting {
    fn resolve(&self, need: &Need) -> Answer {
        let may_ask = need.before_proof || self.after_proof;
        assert!(may_ask, "only the issuer's key may be looked up before the proof holds: {need:?}");
        self.asked.lock().unwrap().push(need.url.clone());
        self.documents.resolve(need)
    }
}

/// A document in which an issuer lists a key for one relationship.
pub fn issuer_document(id: &str, method: &str, key: &PrivateKey, relationship: &str) -> String {
    let method_object = Object::new()
        .with("id", method)
        .with("type", "Multikey")
        .with("controller", id)
        .with("publicKeyMultibase", multikey(key));
    let document =
        Object::new().with("id", id).with_all("verificationMethod", [method_object]).with_all(relationship, [method]);
    Value::from(document).to_string()
}
