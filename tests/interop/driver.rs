//! Does what other implementations ask of microcred: one JSON request a line, one JSON answer a line, `{"ok": …}` or
//! `{"error": "…"}`. It calls the library and nothing between.

use microcred::badge::Profile;
use microcred::issue::HolderChoice;
use microcred::json::{Pointer, Tree};
use microcred::jsonld::Contexts;
use microcred::key::{InMemorySigner, Jwk, PrivateKey, Signer};
use microcred::present::{Asked, Presenter};
use microcred::proof::Suite;
use microcred::proof::data_integrity::selective::{self, Selecting};
use microcred::proof::jose::KeyNaming;
use microcred::proof::sd_jwt::SdJwt;
use microcred::report::Effect;
use microcred::resolve::Memory;
use microcred::status::Bitstring;
use microcred::vc::{NestedCredential, Presentation};
use microcred::verify::Policy;
use microcred::{Environment, Issuer, Limits, Verifier};
use serde_json::{Value, json};
use std::error::Error;
use std::io::{BufRead, Write};

type Answer = Result<Value, Box<dyn Error>>;

fn main() -> Result<(), Box<dyn Error>> {
    let mut output = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let answer = match serde_json::from_str(&line?).map_err(Into::into).and_then(|request| answer(&request)) {
            Ok(value) => json!({ "ok": value }),
            Err(error) => json!({ "error": error.to_string() }),
        };
        writeln!(output, "{answer}")?;
        output.flush()?;
    }
    Ok(())
}

fn answer(request: &Value) -> Answer {
    match text(request, "do")? {
        "key" => key(request),
        "issue" => issue(request),
        "present" => present(request),
        "derive" => derive(request),
        "show" => show(request),
        "list" => list(request),
        "verify" => verify(request),
        other => Err(format!("nothing is called {other}").into()),
    }
}

/// The public sides of a private key.
fn key(request: &Value) -> Answer {
    let key = private_key(request)?;
    let public = key.public_key().clone();
    Ok(json!({
        "multikey": public.to_multikey(),
        "secret": key.to_multikey().map(|secret| secret.to_string()),
        "jwk": serde_json::from_str::<Value>(&microcred::json::Value::from(Jwk::new(public).to_json()).to_string())?,
    }))
}

fn issue(request: &Value) -> Answer {
    let signer = signer(request)?;
    let profile = Profile::new(signer.identity().did().unwrap_or(signer.identity().verification_method()));
    let disclosure = HolderChoice::new().always(pointers(request, "always")).by_choice(pointers(request, "byChoice"));
    let mut issuer = Issuer::new(profile, signer).with_holder_choice(disclosure);
    if let Some(kid) = request["kid"].as_str() {
        issuer = issuer.with_key_reference(KeyNaming::Kid(kid.to_owned()));
    }
    if request["embedded"] == true {
        issuer = issuer.with_key_reference(KeyNaming::Jwk);
    }
    Ok(issuer.secure(text(request, "document")?, suite(request)?)?.as_str().into())
}

fn present(request: &Value) -> Answer {
    let credentials = request["credentials"].as_array().ok_or("no credentials")?;
    let mut presentation = Presentation::new();
    for credential in credentials {
        let nested = match (credential["mediaType"].as_str(), credential["data"].as_str()) {
            (Some(media_type), Some(data)) => NestedCredential::enveloped(media_type, data),
            _ => NestedCredential::parse(credential.as_str().ok_or("a credential is a text, or mediaType and data")?)?,
        };
        presentation = presentation.verifiable_credential(nested);
    }
    let asked = Asked::new(text(request, "challenge")?).by(text(request, "domain")?);
    Ok(Presenter::new(signer(request)?).with_suite(suite(request)?).present(&presentation, &asked)?.as_str().into())
}

fn derive(request: &Value) -> Answer {
    let limits = Limits::default();
    let tree = Tree::parse(text(request, "document")?, &limits)?;
    let selecting = Selecting::new(pointers(request, "pointers"));
    let derived = selective::derive(tree.root(), &selecting, &Contexts::bundled(), &limits);
    Ok(derived.map_err(|findings| findings.to_string())?.to_string().into())
}

/// What the holder of an SD-JWT passes on, bound to its key.
fn show(request: &Value) -> Answer {
    let limits = Limits::default();
    let parse = |token: &str| SdJwt::parse(token, &limits).map_err(|finding| finding.to_string());
    let shown = parse(text(request, "token")?)?.present(&pointers(request, "pointers"), &limits)?;
    let holder = signer(request)?;
    let now = Environment::system().now();
    let unsigned =
        parse(&shown)?.bind_as_holder(text(request, "domain")?, text(request, "challenge")?, now, holder.identity())?;
    Ok(unsigned.sign(&holder)?.into())
}

/// A status list of so many entries of one bit, some of them set.
fn list(request: &Value) -> Answer {
    let entries = request["entries"].as_u64().ok_or("how many entries is a number")?;
    let mut list = Bitstring::new(usize::try_from(entries)?, 1)?;
    for index in request["set"].as_array().into_iter().flatten().filter_map(Value::as_u64) {
        list.set(usize::try_from(index)?, 1)?;
    }
    Ok(list.encode()?.into())
}

/// The outcome, the causes, and whether the library would hand out the content.
fn verify(request: &Value) -> Answer {
    let mut policy = Policy::strict();
    for name in request["relaxed"].as_array().into_iter().flatten() {
        let name = name.as_str().ok_or("a code is a text")?;
        let code = microcred::report::Code::from_name(name).ok_or_else(|| format!("no code {name}"))?;
        policy = policy.danger_set_effect(code, Effect::Warn);
    }
    let mut verifier = Verifier::new().with_policy(policy);
    if let Some(challenge) = request["challenge"].as_str() {
        verifier = verifier.with_challenge(challenge);
    }
    if let Some(domain) = request["domain"].as_str() {
        verifier = verifier.with_domain(domain);
    }
    let mut documents = Memory::new();
    for (name, document) in request["documents"].as_object().into_iter().flatten() {
        documents.insert(name, document.to_string());
    }
    let verification = verifier.verify(text(request, "input")?, &documents);
    let members: Vec<&str> = verification.members().iter().map(|(_, member)| member.outcome.as_str()).collect();
    Ok(json!({
        "outcome": verification.outcome.as_str(),
        "trust": verification.trust.as_str(),
        "cause": verification.primary.as_ref().map(|primary| primary.code.as_str()),
        "acceptable": verification.acceptable().is_ok(),
        "members": members,
        "report": verification.to_string(),
    }))
}

fn private_key(request: &Value) -> Result<PrivateKey, Box<dyn Error>> {
    match &request["key"] {
        Value::String(multikey) => Ok(PrivateKey::from_multikey(multikey)?),
        jwk => Ok(PrivateKey::from_jwk(&jwk.to_string())?.0),
    }
}

fn signer(request: &Value) -> Result<InMemorySigner, Box<dyn Error>> {
    let signer = InMemorySigner::new(private_key(request)?)?;
    Ok(match request["verificationMethod"].as_str() {
        Some(url) => signer.with_verification_method(url)?,
        None => signer,
    })
}

fn suite(request: &Value) -> Result<Suite, Box<dyn Error>> {
    let name = text(request, "suite")?;
    Suite::from_name(name).ok_or_else(|| format!("no suite {name}").into())
}

fn pointers(request: &Value, name: &str) -> Vec<Pointer> {
    let pointers = request[name].as_array().into_iter().flatten().filter_map(Value::as_str);
    pointers.map(|pointer| Pointer::from_text(pointer.to_owned())).collect()
}

fn text<'a>(request: &'a Value, name: &str) -> Result<&'a str, Box<dyn Error>> {
    request[name].as_str().ok_or_else(|| format!("the request has no {name}").into())
}
