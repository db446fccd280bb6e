use super::request::Request;
use super::{Answer, Error, Operation, sealed};
use crate::env::Environment;
use crate::json::{Object, Tree, Value};
use crate::key::{self, Algorithm, KeyFile, PrivateKey, SignerIdentity};
use crate::limits::Limits;
use crate::resolve::did::{Did, web};
use std::fmt;

/// Makes a key.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Keygen {
    /// How it will sign.
    pub algorithm: Algorithm,
    /// The DID URL or https URL that its public half will be found under; its own `did:key` if nothing is said.
    pub verification_method: Option<String>,
}

/// A key that was just made. Its JSON form and nothing else gives the private half away.
#[derive(Clone, Debug)]
pub struct NewKey {
    file: KeyFile,
    identity: SignerIdentity,
}

impl Keygen {
    /// A key of that algorithm, known by its own `did:key`.
    pub fn new(algorithm: Algorithm) -> Self {
        Self { algorithm, verification_method: None }
    }

    /// The algorithms that this build makes keys for, though a crypto provider may lack one.
    pub fn algorithms() -> impl Iterator<Item = Algorithm> {
        #[cfg(feature = "bbs")]
        let more = [Algorithm::Bbs];
        #[cfg(not(feature = "bbs"))]
        let more: [Algorithm; 0] = [];
        Algorithm::ALL.into_iter().chain(more)
    }
}

impl Operation for Keygen {
    const NAME: &'static str = "keygen";
    const SCHEMA: &'static str = include_str!("../../vocab/schemas/operations/keygen.schema.json");
    const RESPONSE: &'static str = include_str!("../../vocab/schemas/operations/keygen.response.schema.json");
    type Answer = NewKey;

    fn run(self, environment: &Environment) -> Result<NewKey, Error> {
        let key = PrivateKey::generate(self.algorithm, environment).map_err(|error| match error {
            key::Error::NotOffered { .. } => Error::member("type", error.to_string()),
            error => error.into(),
        })?;
        let file = KeyFile::new(key);
        let file = match self.verification_method {
            None => file,
            Some(url) => file
                .with_verification_method(url)
                .map_err(|error| Error::member("verificationMethod", error.to_string()))?,
        };
        let identity = file.identity()?;
        Ok(NewKey { file, identity })
    }
}

impl sealed::Sealed for Keygen {
    fn read(request: &mut Request<'_>) -> Option<Self> {
        let names = Self::algorithms().map(Algorithm::as_str).collect::<Vec<_>>().join(", ");
        let algorithm = request.named("type", &names, Algorithm::from_name).unwrap_or(Algorithm::Ed25519);
        let verification_method = request.string("verificationMethod").map(str::to_owned);
        Some(Self { algorithm, verification_method })
    }
}

impl NewKey {
    /// The key as it is kept in a file.
    pub fn file(&self) -> &KeyFile {
        &self.file
    }

    /// The public side.
    pub fn identity(&self) -> &SignerIdentity {
        &self.identity
    }
}

impl Answer for NewKey {
    /// `verificationMethod`, `publicKeyMultibase`, the private JWK under `privateKeyJwk`, and where there has to be one the
    /// `didDocument` to publish.
    fn to_json(&self) -> Value {
        let jwk = self.file.key().to_jwk(self.file.kid());
        let jwk = Tree::parse(&jwk, &Limits::default()).map_or(Value::Null, |tree| {
            let value = tree.root().to_value();
            tree.erase();
            value
        });
        Object::new()
            .with("type", "NewKey")
            .with("verificationMethod", self.identity.verification_method())
            .with("publicKeyMultibase", self.identity.public_key().to_multikey())
            .with("privateKeyJwk", jwk)
            .with_some("didDocument", self.identity.document())
            .into()
    }
}

impl fmt::Display for NewKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(did) = self.identity.did() {
            writeln!(formatter, "issuer               {did}")?;
        }
        writeln!(formatter, "verification method  {}", self.identity.verification_method())?;
        writeln!(formatter, "public key           {}", self.identity.public_key().to_multikey())?;
        let Some(document) = self.identity.document() else { return Ok(()) };
        let url = self.identity.did().and_then(|did| web::document_url(&Did::parse(did).ok()?).ok());
        writeln!(formatter, "to publish{}", url.map(|url| format!(" as {url}")).unwrap_or_default())?;
        writeln!(formatter, "{}", document.to_string_pretty())
    }
}
