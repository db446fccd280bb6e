use super::request::Request;
use super::{Answer, Error, Operation, sealed};
use crate::badge::Profile;
use crate::bake::{Baking, extract};
use crate::codec::hex;
use crate::env::Environment;
use crate::issue::Issuer;
use crate::json::{Object, Value};
use crate::key::{Algorithm, InMemorySigner, KeyFile, PrivateKey, Signer};
use crate::limits::Limits;
use crate::proof::data_integrity::Cryptosuite;
use crate::report::Outcome;
use crate::resolve::Offline;
use crate::vc::context_urls::CREDENTIALS_V2;
use crate::verify::Verifier;
use std::fmt;

/// Signs, verifies and bakes what is known, so that a host learns on the first day whether the library works on its machine.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct SelfTest;

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SelfTested {
    /// What was tried, and whether it went as it must.
    pub steps: Vec<(&'static str, bool)>,
}

/// The second test of [RFC 8032, section 7.1](https://www.rfc-editor.org/rfc/rfc8032#section-7.1).
const KEY: &str = r#"{"kty": "OKP", "crv": "Ed25519", "d": "TM0Imyj_ltqdtsNG7BFOD1uKMZ81q6Yk2oz27U-4pvs", "x": "PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw"}"#;
const MESSAGE: &[u8] = &[0x72];
const SIGNATURE: &str = concat!(
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da",
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
);

impl SelfTest {
    /// All of it.
    pub fn new() -> Self {
        Self
    }
}

impl Operation for SelfTest {
    const NAME: &'static str = "self_test";
    const SCHEMA: &'static str = include_str!("../../vocab/schemas/operations/self_test.schema.json");
    const RESPONSE: &'static str = include_str!("../../vocab/schemas/operations/self_test.response.schema.json");
    type Answer = SelfTested;

    fn run(self, environment: &Environment) -> Result<SelfTested, Error> {
        let badge = issued(environment);
        let verifies = |badge: &str| {
            let verification = Verifier::new().with_environment(environment.clone()).verify(badge, &Offline);
            verification.outcome
        };
        let is = |expected: Outcome, text: Option<String>| text.is_some_and(|text| verifies(&text) == expected);
        let forged = badge.as_ref().map(|badge| badge.replace("Green skills", "Greener skills"));
        let image = badge.as_ref().and_then(|badge| Baking::new().image(IMAGE, badge.as_bytes()).ok());
        let carried = image.and_then(|image| Some(extract(image.as_bytes(), &Limits::default()).ok()?.into_string()));
        let steps = vec![
            ("ed25519", signature_is_known().unwrap_or(false)),
            ("p256", signs(Algorithm::EcdsaP256, environment).unwrap_or(false)),
            ("entropy", environment.random::<32>().is_ok_and(|bytes| bytes != [0; 32])),
            ("issue_verify", is(Outcome::Valid, badge.clone())),
            ("forgery", is(Outcome::Invalid, forged)),
            ("bake_unbake", badge.is_some() && carried == badge),
        ];
        Ok(SelfTested { steps })
    }
}

const IMAGE: &[u8] = b"<svg xmlns='http://www.w3.org/2000/svg'/>";

fn signature_is_known() -> Option<bool> {
    let signer = KeyFile::parse(KEY).ok()?.into_signer().ok()?;
    let signature = signer.sign(MESSAGE).ok()?;
    Some(hex::encode(&signature) == SIGNATURE && signer.identity().public_key().verify(MESSAGE, &signature).is_ok())
}

fn signs(algorithm: Algorithm, environment: &Environment) -> Option<bool> {
    let signer = InMemorySigner::new(PrivateKey::generate(algorithm, environment).ok()?).ok()?;
    let signature = signer.sign(MESSAGE).ok()?;
    let key = signer.identity().public_key();
    Some(key.verify(MESSAGE, &signature).is_ok() && key.verify(b"another", &signature).is_err())
}

fn issued(environment: &Environment) -> Option<String> {
    let signer = KeyFile::parse(KEY).ok()?.into_signer().ok()?;
    let did = signer.identity().did()?.to_owned();
    let credential = Object::new()
        .with("@context", Value::Array(vec![CREDENTIALS_V2.into()]))
        .with("type", Value::Array(vec!["VerifiableCredential".into()]))
        .with("issuer", did.as_str())
        .with("name", "Green skills")
        .with("credentialSubject", Object::new().with("id", "urn:uuid:00000000-0000-4000-8000-000000000000"));
    let issuer = Issuer::new(Profile::new(did), signer).with_environment(environment.clone());
    let secured = issuer.secure(&Value::from(credential).to_string(), Cryptosuite::EddsaRdfc2022).ok()?;
    Some(secured.as_str().to_owned())
}

impl sealed::Sealed for SelfTest {
    fn read(_: &mut Request<'_>) -> Option<Self> {
        Some(Self)
    }
}

impl SelfTested {
    /// Whether all went as it must.
    pub fn passed(&self) -> bool {
        self.steps.iter().all(|(_, passed)| *passed)
    }
}

impl Answer for SelfTested {
    /// `passed`, and the `steps`, each with its `name`.
    fn to_json(&self) -> Value {
        let steps = self.steps.iter().map(|(name, passed)| Object::new().with("name", *name).with("passed", *passed));
        Object::new().with("type", "SelfTested").with("passed", self.passed()).with_all("steps", steps).into()
    }
}

impl fmt::Display for SelfTested {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.steps
            .iter()
            .try_for_each(|(name, passed)| writeln!(formatter, "{}  {name}", if *passed { "passed" } else { "FAILED" }))
    }
}
