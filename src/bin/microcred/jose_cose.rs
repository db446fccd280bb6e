use crate::exit::Exit;
use crate::failure::Failure;
use crate::{source, target};
use microcred::json::{Node, Object, Pointer};
use microcred::key::{self, InMemorySigner, KeyFile, PublicKey, Signer};
use microcred::proof::jose::{self, Claims, Jws, KeyNaming, PresentationClaims};
use microcred::proof::sd_jwt::{Issuance, SdJwt};
use microcred::proof::{Envelope, EnvelopeFormat, TokenError, TokenKind};
use microcred::report::{Code, Finding, Findings, code};
use microcred::vc::{Credential, Document, Presentation};
use microcred::{Environment, Limits};
use std::path::PathBuf;

/// Answer the test suite of VC-JOSE-COSE: one token with one key, as its command line has it.
///
/// What the suite wants and the library does not stands here: a key that is believed because it was handed over, dates that
/// are not looked at, credentials inside a presentation that are not verified, and no member but those of the data model.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand)]
enum Action {
    /// Secure the credential or presentation.
    Issue(Task),
    /// Say whether the token or message holds.
    Verify(Task),
}

#[derive(clap::Args)]
struct Task {
    /// The credential or presentation, or the token or message (base64).
    #[arg(long, value_name = "FILE")]
    input: PathBuf,
    /// The verification method, with its `secretKeyJwk`.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// What is secured, and how: credential or presentation, jose, sdjwt or cose, with an underscore between them.
    #[arg(long, value_parser = feature)]
    feature: Feature,
    /// What the holder may leave out: a JSON array of paths such as credentialSubject.phoneNumbers[0].
    #[arg(long, value_name = "JSON")]
    sd: Option<String>,
    /// Where the result is written: JSON with `result` and `data`. A file of that name is replaced.
    #[arg(long, value_name = "FILE")]
    output: PathBuf,
}

/// What a test is about.
#[derive(Clone, Copy)]
struct Feature {
    kind: TokenKind,
    format: EnvelopeFormat,
}

fn feature(name: &str) -> Result<Feature, String> {
    let kinds = [("credential", TokenKind::Credential), ("presentation", TokenKind::Presentation)];
    let formats = [("jose", EnvelopeFormat::Jwt), ("sdjwt", EnvelopeFormat::SdJwt), ("cose", EnvelopeFormat::Cose)];
    let parts = name.split_once('_').and_then(|(kind, format)| {
        let kind = kinds.into_iter().find(|known| known.0 == kind)?.1;
        Some(Feature { kind, format: formats.into_iter().find(|known| known.0 == format)?.1 })
    });
    parts.ok_or_else(|| "write one such as credential_jose, credential_sdjwt or presentation_cose".to_owned())
}

impl Arguments {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let (task, issuing) = match &self.action {
            Action::Issue(task) => (task, true),
            Action::Verify(task) => (task, false),
        };
        let answer = if issuing { task.issue()? } else { task.verify()? };
        let (result, exit) = match &answer {
            Ok(_) => ("success", Exit::Done),
            Err(findings) if findings.contains(code::input::FEATURE_MISSING) => ("indeterminate", Exit::Indeterminate),
            Err(_) => ("failure", Exit::Invalid),
        };
        let data = answer.unwrap_or_else(|findings| {
            target::complain(&findings.to_string());
            String::new()
        });
        let written = Object::new().with("result", result).with("data", data);
        target::file(&task.output, format!("{}\n", microcred::json::Value::from(written)).as_bytes(), true)?;
        Ok(exit)
    }
}

/// The token, or why there is none.
type Answer = Result<String, Findings>;

impl Task {
    fn key(&self) -> Result<KeyFile, Failure> {
        // The keys of a test suite are published, so that it does no harm if others may read them.
        let text = source::text(&self.key)?;
        KeyFile::parse(&text).map_err(|error| Failure::file("request.key", &self.key, error.to_string()))
    }

    fn issue(&self) -> Result<Answer, Failure> {
        let (text, key) = (source::text(&self.input)?, self.key()?);
        let unusable = |error: key::Error| Failure::file("request.key", &self.key, error.to_string());
        let signer = key.into_signer().map_err(unusable)?;
        let paths = self.paths()?;
        Ok(Document::parse(text.as_bytes(), &Limits::default())
            .map_err(|error| Findings::from_iter([error.into()]))
            .and_then(|document| {
                check(document.root(), self.feature.kind)?;
                secure(document.tree().text(), self.feature, paths, &signer)
            }))
    }

    /// The paths of `--sd` as JSON Pointers.
    fn paths(&self) -> Result<Vec<Pointer>, Failure> {
        let Some(text) = &self.sd else { return Ok(Vec::new()) };
        let wrong = || Failure::file("request.member", "--sd".as_ref(), "write a JSON array of paths");
        let tree = microcred::json::Tree::parse(text, &Limits::default()).map_err(|_| wrong())?;
        let path = |item: Node<'_>| {
            let steps = item.as_str()?.split(['.', '[', ']']).filter(|step| !step.is_empty());
            Some(steps.fold(Pointer::root(), |place, step| place.member(step)))
        };
        tree.root().items().map(path).collect::<Option<_>>().ok_or_else(wrong)
    }

    fn verify(&self) -> Result<Answer, Failure> {
        let (text, key) = (source::text(&self.input)?, self.key()?);
        Ok(opened(text.trim(), self.feature.format, key.key().public_key()).and_then(|claims| {
            if claims.kind() != self.feature.kind {
                return Err(one(
                    code::jose::TYP,
                    "it is a credential in place of a presentation, or the other way round",
                ));
            }
            if claims.findings().has_errors() {
                return Err(claims.findings().clone());
            }
            check(claims.content().root(), self.feature.kind)?;
            Ok(text.trim().to_owned())
        }))
    }
}

fn secure(document: &str, feature: Feature, paths: Vec<Pointer>, signer: &InMemorySigner) -> Answer {
    let (limits, kid, identity) = (Limits::default(), KeyNaming::VerificationMethod, signer.identity());
    let unsigned = match feature {
        Feature { format: EnvelopeFormat::Cose, kind } => return secure_message(document, kind, signer),
        Feature { format: EnvelopeFormat::SdJwt, .. } => {
            Issuance::concealing(paths).issue(document, &kid, identity, &Environment::system(), &limits)
        }
        Feature { kind: TokenKind::Presentation, .. } => {
            jose::vp_jwt(document, &PresentationClaims::default(), &kid, identity, &limits)
        }
        Feature { kind: TokenKind::Credential, .. } => jose::vc_jwt(document, &kid, identity, &limits),
    };
    unsigned.map_err(refused)?.sign(signer).map_err(|error| one(code::request::FAILED, error.to_string()))
}

#[cfg(feature = "cose")]
fn secure_message(document: &str, kind: TokenKind, signer: &InMemorySigner) -> Answer {
    use microcred::proof::cose;
    let (limits, kid) = (Limits::default(), KeyNaming::VerificationMethod);
    let unsigned = match kind {
        TokenKind::Credential => cose::vc_cose(document, &kid, signer.identity(), &limits),
        TokenKind::Presentation => cose::vp_cose(document, &kid, signer.identity(), &limits),
    };
    let signed = unsigned.map_err(refused)?.sign(signer);
    signed
        .map(|message| microcred::codec::base64::encode(&message))
        .map_err(|error| one(code::request::FAILED, error.to_string()))
}

#[cfg(not(feature = "cose"))]
fn secure_message(_: &str, _: TokenKind, _: &InMemorySigner) -> Answer {
    Err(one(code::input::FEATURE_MISSING, "build with the feature cose"))
}

/// What is in a token or message that this key has signed.
fn opened(text: &str, format: EnvelopeFormat, key: &PublicKey) -> Result<Claims, Findings> {
    let limits = Limits::default();
    let read = || match format {
        EnvelopeFormat::Cose => message(text, key, &limits),
        EnvelopeFormat::SdJwt => {
            let token = SdJwt::parse(text, &limits)?;
            token.jws().verify(key)?;
            token.claims(&token.process(&limits)?, &limits)
        }
        _ => {
            let token = Jws::parse(text, &limits)?;
            token.verify(key)?;
            Claims::of_jws(&token, &limits)
        }
    };
    read().map_err(|finding| Findings::from_iter([finding]))
}

#[cfg(feature = "cose")]
fn message(text: &str, key: &PublicKey, limits: &Limits) -> Result<Claims, Finding> {
    let bytes = microcred::codec::base64::decode(text)
        .map_err(|error| Finding::new(code::jose::ENCODING, Pointer::root(), error.to_string()))?;
    let message = microcred::proof::cose::Sign1::parse(&bytes, limits)?;
    message.verify(key)?;
    message.claims(limits)
}

#[cfg(not(feature = "cose"))]
fn message(_: &str, _: &PublicKey, _: &Limits) -> Result<Claims, Finding> {
    Err(Finding::new(code::input::FEATURE_MISSING, Pointer::root(), "build with the feature cose"))
}

/// Whether it is a credential or a presentation as the data model has it, and nothing besides.
fn check(root: Node<'_>, kind: TokenKind) -> Result<(), Findings> {
    let (mut findings, known) = match kind {
        TokenKind::Credential => (Credential::check(root), &OF_CREDENTIALS[..]),
        TokenKind::Presentation => (Presentation::check(root), &OF_PRESENTATIONS[..]),
    };
    for (name, value) in root.members().filter(|(name, _)| !known.contains(name)) {
        let detail = format!("{name:.60?} is no member of the data model");
        findings.push(Finding::new(code::context::UNDEFINED_TERM, value.path(), detail));
    }
    for inside in root.get("verifiableCredential").into_iter().flat_map(Node::each) {
        match Envelope::kind_of(inside) {
            Some(_) => findings.extend(Envelope::read(inside, &Limits::default()).err()),
            None if inside.get("proof").is_some() => {}
            None => {
                findings.push(Finding::new(code::proof::MISSING, inside.path(), "secure it before it is presented"))
            }
        }
    }
    findings.into_result(())
}

/// The members that VC Data Model 2.0 gives a credential. Test 5 ("Unknown Extensions") refuses all others, although the
/// context of its fixture gives every name a meaning.
const OF_CREDENTIALS: [&str; 18] = [
    "@context",
    "id",
    "type",
    "name",
    "description",
    "issuer",
    "validFrom",
    "validUntil",
    "credentialSubject",
    "credentialStatus",
    "credentialSchema",
    "refreshService",
    "termsOfUse",
    "evidence",
    "relatedResource",
    "confidenceMethod",
    "renderMethod",
    "proof",
];

/// The same of a presentation.
const OF_PRESENTATIONS: [&str; 7] = ["@context", "id", "type", "holder", "verifiableCredential", "termsOfUse", "proof"];

fn refused(error: TokenError) -> Findings {
    match error {
        TokenError::Refused(findings) => findings,
        other => one(code::request::FAILED, other.to_string()),
    }
}

fn one(code: Code, detail: impl Into<String>) -> Findings {
    Findings::from_iter([Finding::new(code, Pointer::root(), detail)])
}
