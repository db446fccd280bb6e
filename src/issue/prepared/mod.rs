mod embedded;

use super::ground::Ground;
use super::{IssueError, Secured};
use crate::codec::base64url;
use crate::json::{Node, Object, Tree, Value};
use crate::jsonld::Contexts;
use crate::key::{PublicKey, SignerIdentity};
use crate::limits::Limits;
use crate::microcredential::carrier::LossReport;
use crate::proof::Suite;
#[cfg(feature = "cose")]
use crate::proof::cose;
use crate::proof::data_integrity::Cryptosuite;
use crate::proof::jose::{self, KeyNaming, PresentationClaims, Unsigned};
use crate::proof::sd_jwt::{Issuance, SdJwt};
pub(super) use embedded::Embedded;
use std::fmt;

/// A document on its way to a signature that is made elsewhere.
///
/// It can be stored: [`to_json`](Self::to_json) and [`from_json`](Self::from_json). The signature goes over
/// [`message`](Self::message); [`complete`](Self::complete) works the message out again from the document, or checks what is
/// beside it, and checks the signature before it releases anything. The stored form is as confidential as the document.
#[derive(Clone, PartialEq)]
pub struct Prepared {
    suite: Suite,
    identity: SignerIdentity,
    message: Vec<u8>,
    form: Form,
    losses: LossReport,
}

/// What the signature completes.
#[derive(Clone, PartialEq)]
enum Form {
    /// A proof in a document.
    Embedded(Box<Embedded>),
    /// A token: the message, the signature, and what follows.
    Token { after: String },
    /// A binary message around a document.
    #[cfg(feature = "cose")]
    Message { document: String },
}

/// The version of the stored form.
const VERSION: &str = "2";

const TYPE: &str = "PreparedCredential";

impl Prepared {
    fn new(suite: Suite, identity: SignerIdentity, message: Vec<u8>, form: Form) -> Self {
        Self { suite, identity, message, form, losses: LossReport::default() }
    }

    pub(super) fn with_losses(self, losses: LossReport) -> Self {
        Self { losses, ..self }
    }

    pub(super) fn embedded(
        embedded: Embedded,
        suite: Cryptosuite,
        identity: SignerIdentity,
        ground: Ground<'_>,
    ) -> Result<Self, IssueError> {
        let message = embedded.message(suite, identity.public_key(), ground)?;
        Ok(Self::new(suite.into(), identity, message, Form::Embedded(Box::new(embedded))))
    }

    pub(super) fn open_badges_jwt(
        document: &str,
        key: &KeyNaming,
        identity: &SignerIdentity,
        limits: &Limits,
    ) -> Result<Self, IssueError> {
        let unsigned = jose::open_badges_jwt(document, key, Some("JWT"), identity, limits)?;
        Ok(Self::token(Suite::OpenBadgesJwt, unsigned))
    }

    pub(super) fn jwt(
        document: &str,
        presentation: Option<&PresentationClaims>,
        key: &KeyNaming,
        identity: &SignerIdentity,
        limits: &Limits,
    ) -> Result<Self, IssueError> {
        let unsigned = match presentation {
            Some(claims) => jose::vp_jwt(document, claims, key, identity, limits)?,
            None => jose::vc_jwt(document, key, identity, limits)?,
        };
        Ok(Self::token(Suite::Jwt, unsigned))
    }

    pub(super) fn sd_jwt(
        document: &str,
        issuance: &Issuance,
        key: &KeyNaming,
        identity: &SignerIdentity,
        ground: Ground<'_>,
    ) -> Result<Self, IssueError> {
        let unsigned = issuance.issue(document, key, identity, ground.environment, ground.limits)?;
        Ok(Self::token(Suite::SdJwt, unsigned))
    }

    fn token(suite: Suite, unsigned: Unsigned) -> Self {
        let (message, identity) = (unsigned.message().to_vec(), unsigned.identity().clone());
        Self::new(suite, identity, message, Form::Token { after: unsigned.into_rest() })
    }

    #[cfg(feature = "cose")]
    pub(super) fn cose(
        document: &str,
        is_presentation: bool,
        identity: &SignerIdentity,
        limits: &Limits,
    ) -> Result<Self, IssueError> {
        let unsigned = message_of(document, is_presentation, identity, limits)?;
        let message = unsigned.message().to_vec();
        let form = Form::Message { document: document.to_owned() };
        Ok(Self::new(Suite::Cose, identity.clone(), message, form))
    }

    /// What is to be signed, by the algorithm of the key: these bytes themselves, unhashed.
    pub fn message(&self) -> &[u8] {
        &self.message
    }

    /// Whose signature is awaited.
    pub fn identity(&self) -> &SignerIdentity {
        &self.identity
    }

    /// How the document will be secured.
    pub fn suite(&self) -> Suite {
        self.suite
    }

    /// Until when the proof holds that the document gets, if it says so.
    pub(crate) fn expires(&self) -> Option<&str> {
        match &self.form {
            Form::Embedded(embedded) => embedded.expires(),
            Form::Token { .. } => None,
            #[cfg(feature = "cose")]
            Form::Message { .. } => None,
        }
    }

    /// What the carrier could not hold of the micro-credential; empty for everything else.
    pub fn losses(&self) -> &LossReport {
        &self.losses
    }

    /// Puts the signature in its place, after working out again what it has to cover.
    ///
    /// # Errors
    /// If the signature is not that of the awaited key over this document; nothing is released then.
    pub fn complete(self, signature: Vec<u8>) -> Result<Secured, IssueError> {
        self.complete_with(signature, &Contexts::bundled(), &Limits::default())
    }

    /// As [`complete`](Self::complete), with contexts that are registered besides the bundled ones.
    ///
    /// # Errors
    /// As there.
    pub fn complete_with(
        mut self,
        signature: Vec<u8>,
        contexts: &Contexts,
        limits: &Limits,
    ) -> Result<Secured, IssueError> {
        if let (Form::Embedded(embedded), Suite::DataIntegrity(suite)) = (&self.form, self.suite) {
            let environment = crate::env::Environment::system();
            let ground = Ground { contexts, limits, environment: &environment, tolerated: &[] };
            embedded.recheck(suite, ground)?;
            self.message = embedded.message(suite, self.identity.public_key(), ground)?;
        }
        let signature = self.identity.accept(&self.message, signature)?;
        let suite = self.suite;
        let secured = self.release(&signature, limits)?;
        if suite == Suite::SdJwt {
            // What the holder may disclose came from the stored form, beside what is signed.
            let limits = &stored(limits);
            SdJwt::parse(secured.as_str(), limits)
                .and_then(|token| token.process(limits))
                .map_err(IssueError::refused)?;
        }
        Ok(secured)
    }

    /// The document secured, once the signature is known to be good.
    pub(super) fn release(self, signature: &[u8], limits: &Limits) -> Result<Secured, IssueError> {
        #[cfg(not(feature = "cose"))]
        let _ = limits;
        let secured = match self.form {
            Form::Embedded(embedded) => embedded.complete(signature, self.suite)?,
            Form::Token { after } => {
                let message = String::from_utf8_lossy(&self.message);
                Secured::of_text(format!("{message}.{}{after}", base64url::encode(signature)), self.suite)
            }
            #[cfg(feature = "cose")]
            Form::Message { document } => {
                let tree = Tree::parse(&document, limits)?;
                let is_presentation = crate::vc::types::is_presentation(tree.root());
                let unsigned = message_of(&document, is_presentation, &self.identity, limits)?;
                Secured::of_bytes(unsigned.complete(signature.to_vec())?)
            }
        };
        Ok(secured.with_losses(self.losses))
    }

    /// The stored form.
    pub fn to_json(&self) -> Value {
        let stored = Object::new()
            .with("type", TYPE)
            .with("version", VERSION)
            .with("suite", self.suite.name())
            .with("verificationMethod", self.identity.verification_method())
            .with("publicKeyMultibase", self.identity.public_key().to_multikey())
            .with("message", base64url::encode(&self.message))
            .with_some("losses", (!self.losses.is_empty()).then(|| self.losses.to_json()));
        match &self.form {
            Form::Embedded(embedded) => embedded.store(stored),
            Form::Token { after } => stored.with("after", after.as_str()),
            #[cfg(feature = "cose")]
            Form::Message { document } => stored.with("document", document.as_str()),
        }
        .into()
    }

    /// Reads the stored form.
    ///
    /// # Errors
    /// If it is not one.
    pub fn from_json(text: &str) -> Result<Self, IssueError> {
        Self::from_json_with(text, &Limits::default())
    }

    /// The same, where the document was [prepared](super::Issuer::prepare) under other limits than the default ones. They are those
    /// of the document: the stored form of one that keeps to them is read, however much longer it is.
    ///
    /// # Errors
    /// As there.
    pub fn from_json_with(text: &str, limits: &Limits) -> Result<Self, IssueError> {
        let tree = Tree::parse(text, &stored(limits))?;
        let root = tree.root();
        let string = |member: &str| root.get(member).and_then(Node::as_str).ok_or_else(|| unlike(member));
        if string("type")? != TYPE || string("version")? != VERSION {
            return Err(unlike("type"));
        }
        let key = PublicKey::from_multikey(string("publicKeyMultibase")?)?;
        let suite = Suite::from_name(string("suite")?).ok_or_else(|| unlike("suite"))?;
        let form = match suite {
            Suite::DataIntegrity(_) => Form::Embedded(Box::new(Embedded::restore(root)?)),
            #[cfg(feature = "cose")]
            Suite::Cose => Form::Message { document: string("document")?.to_owned() },
            _ => Form::Token { after: string("after")?.to_owned() },
        };
        let message = base64url::decode(string("message")?).map_err(|_| unlike("message"))?;
        if let Form::Token { after } = &form {
            if suite_of(&message) != Some(suite) {
                return Err(unlike("suite"));
            }
            // Only what a holder may disclose follows a signature.
            if suite != Suite::SdJwt && !after.is_empty() {
                return Err(unlike("after"));
            }
        }
        Ok(Self {
            suite,
            identity: SignerIdentity::new(key, string("verificationMethod")?)?,
            message,
            form,
            losses: match root.get("losses") {
                Some(losses) => LossReport::read(losses).ok_or_else(|| unlike("losses"))?,
                None => LossReport::default(),
            },
        })
    }
}

impl fmt::Debug for Prepared {
    /// Without the document: it says who learned what.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Prepared")
            .field("suite", &self.suite)
            .field("identity", &self.identity)
            .finish_non_exhaustive()
    }
}

/// The suite of a token, as its header says it, which is signed.
fn suite_of(message: &[u8]) -> Option<Suite> {
    let header = message.split(|byte| *byte == b'.').next()?;
    let header = base64url::decode(std::str::from_utf8(header).ok()?).ok()?;
    let header = Tree::parse_bytes(&header, &Limits::default()).ok()?;
    Some(match header.root().get("typ")?.as_str()? {
        "JWT" => Suite::OpenBadgesJwt,
        selective if selective.ends_with("sd-jwt") => Suite::SdJwt,
        _ => Suite::Jwt,
    })
}

/// The limits of the stored form of a document that keeps to these: it is held twice, once as base64 of base64 or as a string within
/// a string, with members of its own around it.
fn stored(limits: &Limits) -> Limits {
    Limits {
        bytes: limits.bytes.saturating_mul(4),
        depth: limits.depth.saturating_add(2),
        values: limits.values.saturating_mul(2),
        ..limits.clone()
    }
}

#[cfg(feature = "cose")]
fn message_of(
    document: &str,
    is_presentation: bool,
    identity: &SignerIdentity,
    limits: &Limits,
) -> Result<cose::UnsignedMessage, IssueError> {
    let key = KeyNaming::VerificationMethod;
    Ok(match is_presentation {
        true => cose::vp_cose(document, &key, identity, limits)?,
        false => cose::vc_cose(document, &key, identity, limits)?,
    })
}

fn unlike(member: &str) -> IssueError {
    IssueError::Prepared(format!("`{member}` is missing or malformed"))
}
