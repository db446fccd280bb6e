//! Keys that everybody knows, and what they sign: with them, a target signs whatever an input says.

use crate::mutate::Chance;
use crate::support::{self, did_key, issuing_key, key, multikey};
use microcred::codec::{base64url, multibase};
use microcred::issue::Issuer;
use microcred::json::{Object, Tree, Value};
use microcred::jsonld::{Contexts, Hash, Work, statements};
use microcred::key::{Algorithm, Curve, InMemorySigner, PrivateKey, Signer};
use microcred::proof::Suite;
use microcred::proof::data_integrity::Cryptosuite;
use microcred::{Environment, Limits};
use std::sync::LazyLock;

/// The key that signs whatever an input says.
pub static SIGNER: LazyLock<InMemorySigner> =
    LazyLock::new(|| InMemorySigner::new(issuing_key()).expect("an Ed25519 key signs"));

/// Its `did:key`.
pub static DID: LazyLock<String> = LazyLock::new(|| did_key(&issuing_key()));

/// Its verification method.
pub static METHOD: LazyLock<String> = LazyLock::new(|| format!("{}#{}", *DID, multikey(&issuing_key())));

/// The holder's key.
pub static HOLDER: LazyLock<InMemorySigner> =
    LazyLock::new(|| InMemorySigner::new(key(9)).expect("an Ed25519 key signs"));

/// An issuer that signs in the name of its `did:key`, and asks what it is given what it always asks.
pub static ISSUER: LazyLock<Issuer> = LazyLock::new(support::issuer);

/// A key on P-256, which selective disclosure takes.
pub fn p256() -> PrivateKey {
    PrivateKey::from_ec_scalar(Curve::P256, &[7; 32]).expect("a scalar within the order")
}

/// A stopped clock, and bytes that look random and are the same in each run.
pub fn environment() -> Environment {
    support::environment()
}

/// Why the ways of signing are what they are: by their names in an input.
pub fn suite(name: &str) -> Option<Suite> {
    Some(match name {
        "jcs" => Cryptosuite::EddsaJcs2022.into(),
        "2020" => Cryptosuite::Ed25519Signature2020.into(),
        "rdfc" => Cryptosuite::EddsaRdfc2022.into(),
        "jwt" => Suite::Jwt,
        "badge" => Suite::OpenBadgesJwt,
        "sd" => Suite::SdJwt,
        _ => return None,
    })
}

/// Signs what an issuer without scruples would: whatever its statements are.
pub fn by_hand(document: &Value) -> Option<Vec<u8>> {
    let mut document = document.clone();
    let context = document.get("@context")?.clone();
    document.as_object_mut()?.remove("proof");
    let options = Object::new()
        .with("type", "DataIntegrityProof")
        .with("cryptosuite", "eddsa-rdfc-2022")
        .with("created", support::NOW)
        .with("verificationMethod", METHOD.as_str())
        .with("proofPurpose", "assertionMethod");
    let with_context = Value::from(options.clone().with("@context", context));
    let message = [digest(&with_context)?, digest(&document)?].concat();
    let proof = options.with("proofValue", multibase::base58btc(&SIGNER.sign(&message).ok()?));
    document.as_object_mut()?.insert("proof", proof);
    Some(document.to_string().into_bytes())
}

fn digest(document: &Value) -> Option<Vec<u8>> {
    let limits = Limits::default();
    let tree = Tree::parse(&document.to_string(), &limits).ok()?;
    let statements = statements(tree.root(), &Contexts::bundled(), &[], &limits).ok()?;
    Some(statements.dataset.canonicalize(Hash::Sha256, &mut Work::new(5_000)).ok()?.digest(Hash::Sha256))
}

/// A compact token over any bytes, with any header.
pub fn token(header: &str, payload: &[u8], signer: &InMemorySigner) -> String {
    let signed = format!("{}.{}", base64url::encode(header.as_bytes()), base64url::encode(payload));
    let signature = signer.sign(signed.as_bytes()).expect("a key in memory signs");
    format!("{signed}.{}", base64url::encode(&signature))
}

/// The header of such a token.
pub fn header(typ: &str) -> String {
    Value::from(Object::new().with("alg", "EdDSA").with("typ", typ).with("kid", METHOD.as_str())).to_string()
}

/// A document in the name of the issuer whose key signs here, without its proof.
pub fn own(document: &Value) -> Value {
    let mut document = document.clone();
    if let Some(members) = document.as_object_mut() {
        members.remove("proof");
        match members.get_mut("issuer") {
            Some(Value::Object(issuer)) => issuer.insert("id", DID.as_str()),
            Some(other) => *other = DID.as_str().into(),
            None => {}
        }
    }
    document
}

/// A badge that its holder shows a part of: what is signed selectively, before and after.
pub static SELECTIVE: LazyLock<[String; 2]> = LazyLock::new(|| {
    use microcred::json::Pointer;
    use microcred::proof::data_integrity::selective::{Selecting, derive};
    let did = did_key(&p256());
    let issuer = support::issuer_as(&did, p256(), &format!("{did}#{}", multikey(&p256())));
    let base = issuer.secure(&support::badge_of(&did).to_string(), Cryptosuite::EcdsaSd2023);
    let base = base.unwrap_or_else(|error| panic!("{error}")).into_string();
    let tree = Tree::parse(&base, &Limits::default()).expect("what was signed is JSON");
    let places = ["/name", "/credentialSubject/achievement/resultDescription"].map(Pointer::from_text);
    let shown = derive(tree.root(), &Selecting::new(places), &Contexts::bundled(), &Limits::default());
    let shown = shown.unwrap_or_else(|findings| panic!("{findings}")).to_string();
    [base, shown]
});

/// The proof of such a document.
pub fn proof(document: &mut Value) -> &mut Object {
    let place =
        if document.get("proof").is_some_and(|proof| proof.as_array().is_some()) { "/proof/0" } else { "/proof" };
    support::object(document, place)
}

/// The bytes of its value.
pub fn proof_value(document: &Value) -> Vec<u8> {
    let mut document = document.clone();
    let value = proof(&mut document).get("proofValue").and_then(Value::as_str).unwrap_or_default();
    base64url::decode(value.strip_prefix('u').unwrap_or_default()).unwrap_or_default()
}

/// A private key of each kind that is made here.
pub fn keys() -> Vec<PrivateKey> {
    let generated =
        [Algorithm::EcdsaP384, Algorithm::EcdsaP521].map(|kind| PrivateKey::generate(kind, &Environment::system()));
    [issuing_key(), p256()].into_iter().chain(generated.into_iter().flatten()).collect()
}

/// Words that mean something somewhere.
pub fn word(chance: &mut Chance) -> String {
    let words = WORDS.as_slice();
    words[chance.below(words.len())].clone()
}

/// Every name in the contexts that are inside the library, and what stands in its own documents.
pub static WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut words: Vec<String> = SPECIAL.iter().map(|word| (*word).to_owned()).collect();
    words.extend([DID.clone(), METHOD.clone()]);
    words.extend(Contexts::bundled().urls().map(|(url, _)| url.to_owned()));
    let own = ["examples/data/micro-credential.json", "examples/data/pathway.json", "examples/data/open-badge-2.json"];
    let own = own.map(crate::seeds::own);
    for text in own.iter().map(String::as_str).chain([support::badge().to_string().as_str()]) {
        if let Ok(tree) = Tree::parse(text, &Limits::default()) {
            strings(&tree.root().to_value(), &mut words);
        }
    }
    words.retain(|word| word.len() < 100);
    words.sort();
    words.dedup();
    words
});

/// Every name and every text in a value.
pub fn strings(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| strings(item, found)),
        Value::Object(object) => object.iter().for_each(|(name, value)| {
            found.push(name.to_owned());
            strings(value, found);
        }),
        _ => {}
    }
}

const SPECIAL: &[&str] = &[
    "@base",
    "@container",
    "@context",
    "@direction",
    "@graph",
    "@id",
    "@import",
    "@included",
    "@index",
    "@json",
    "@language",
    "@list",
    "@nest",
    "@none",
    "@prefix",
    "@propagate",
    "@protected",
    "@reverse",
    "@set",
    "@type",
    "@value",
    "@version",
    "@vocab",
    "_sd",
    "_sd_alg",
    "...",
    "sha-256",
    "sha-512",
    "#1",
    "#2",
    "alg",
    "typ",
    "kid",
    "cty",
    "crit",
    "jwk",
    "iss",
    "sub",
    "jti",
    "nbf",
    "exp",
    "iat",
    "aud",
    "nonce",
    "cnf",
    "vc",
    "vp",
    "vct",
    "none",
    "EdDSA",
    "ES256",
    "RS256",
    "JWT",
    "vc+jwt",
    "vp+jwt",
    "dc+sd-jwt",
    "vc+sd-jwt",
    "kb+jwt",
    "sd_hash",
    "b64",
    "x5c",
    "kty",
    "OKP",
    "EC",
    "RSA",
    "crv",
    "Ed25519",
    "P-256",
    "x",
    "y",
    "n",
    "e",
    "d",
    "proof",
    "proofValue",
    "proofPurpose",
    "assertionMethod",
    "authentication",
    "verificationMethod",
    "verifiableCredential",
    "VerifiablePresentation",
    "EnvelopedVerifiableCredential",
    "data:application/vc+jwt,",
    "cryptosuite",
    "created",
    "expires",
    "previousProof",
    "challenge",
    "domain",
    "credentialStatus",
    "credentialSchema",
    "refreshService",
    "termsOfUse",
    "evidence",
    "relatedResource",
    "digestSRI",
    "digestMultibase",
    "BitstringStatusListEntry",
    "StatusList2021Entry",
    "1EdTechRevocationList",
    "BitstringStatusListCredential",
    "BitstringStatusList",
    "StatusList2021",
    "statusPurpose",
    "revocation",
    "suspension",
    "message",
    "statusListIndex",
    "statusListCredential",
    "statusSize",
    "statusMessage",
    "encodedList",
    "ttl",
    "ClrCredential",
    "EndorsementCredential",
    "endorsement",
    "endorsementJwt",
    "identifier",
    "identityHash",
    "hashed",
    "salt",
    "sha256$",
    "https://vet.example/status/1",
    "https://vet.example/x",
    "did:web:vet.example",
    "did:web:vet.example#key",
    "urn:uuid:0a8be0a9-4f5e-4b0e-9a6e-000000000009",
    "_:b0",
    "",
    "2026-01-01T00:00:00Z",
    "2031-09-01T00:00:00+14:00",
    "9999-12-31T23:59:59Z",
    "0000-01-01T00:00:00Z",
    "2.50",
    "-1",
    "en",
    "pt-PT",
    "secure",
    "document",
    "answers",
    "policy",
    "strict",
    "lenient",
    "rdfc",
    "jcs",
    "2020",
    "jwt",
    "badge",
    "sd",
    "hand",
    "raw",
    "\u{202e}evil",
    "𝒳",
];
