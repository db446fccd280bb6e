//! ssi 0.16: `eddsa-rdfc-2022`, `ecdsa-rdfc-2019` and tokens, over did:key.

use crate::badge;
use microcred::key::PrivateKey;
use ssi::claims::SignatureEnvironment;
use ssi::claims::data_integrity::{self, AnySuite, CryptographicSuite, DataIntegrity, ProofOptions};
use ssi::claims::vc::v2::syntax::JsonCredential;
use ssi::dids::{AnyDidMethod, VerificationMethodDIDResolver};
use ssi::json_ld::ContextLoader;
use ssi::prelude::*;
use ssi::verification_methods::{AnyMethod, ReferenceOrOwned};
use std::collections::HashMap;

type Resolver = VerificationMethodDIDResolver<AnyDidMethod, AnyMethod>;

/// What ssi keeps between calls.
pub struct Ssi {
    suite: AnySuite,
    parameters: VerificationParameters<Resolver>,
    loader: ContextLoader,
    resolver: Resolver,
    key: JWK,
    issuer: String,
}

impl Ssi {
    /// The key that signs the badge everywhere, with `eddsa-rdfc-2022`.
    pub fn ed25519() -> Self {
        Self::new(AnySuite::EdDsaRdfc2022, &PrivateKey::from_ed25519_seed(&badge::SEED))
    }

    /// The contexts of the badge, a did:key resolver, a suite and the key that signs.
    pub fn new(suite: AnySuite, key: &PrivateKey) -> Self {
        let contexts: HashMap<String, String> = badge::CONTEXTS
            .iter()
            .map(|url| ((*url).to_owned(), badge::context(url).expect("a bundled context").to_string()))
            .collect();
        let loader = ContextLoader::empty().with_static_loader().with_context_map_from(contexts).expect("contexts");
        let resolver = || AnyDidMethod::default().into_vm_resolver();
        Self {
            suite,
            parameters: VerificationParameters::from_resolver(resolver()).with_json_ld_loader(loader.clone()),
            loader,
            resolver: resolver(),
            key: serde_json::from_str(&key.to_jwk(None)).expect("a JWK"),
            issuer: format!("did:key:{}", key.public_key().to_multikey()),
        }
    }

    /// Parses and signs the badge.
    pub fn issue(&self, unsigned: &str) -> String {
        let credential: JsonCredential = serde_json::from_str(unsigned).expect("a credential");
        let multikey = self.issuer.trim_start_matches("did:key:");
        let method = format!("{}#{multikey}", self.issuer).parse().expect("a DID URL");
        let options = ProofOptions::from_method(ReferenceOrOwned::Reference(method));
        let environment = SignatureEnvironment { json_ld_loader: self.loader.clone(), eip712_loader: () };
        let signer = SingleSecretSigner::new(self.key.clone()).into_local();
        let signed = pollster::block_on(self.suite.sign_with(
            environment,
            credential,
            &self.resolver,
            signer,
            options,
            Default::default(),
        ));
        serde_json::to_string(&signed.expect("a signature")).expect("JSON")
    }

    /// Parses and verifies a signed badge.
    pub fn verify(&self, signed: &str) -> bool {
        let credential: DataIntegrity<JsonCredential, AnySuite> =
            data_integrity::from_json_str(signed).expect("a secured credential");
        matches!(pollster::block_on(credential.verify(&self.parameters)), Ok(Ok(())))
    }
}

/// Tokens: the signature alone, which is all that ssi checks of a JWS.
pub struct SsiTokens(VerificationParameters<VerificationMethodDIDResolver<AnyDidMethod, AnyJwkMethod>>);

impl SsiTokens {
    /// A did:key resolver.
    pub fn new() -> Self {
        Self(VerificationParameters::from_resolver(AnyDidMethod::default().into_vm_resolver()))
    }

    /// Parses and verifies a token whose `kid` is a did:key.
    pub fn verify(&self, token: &str) -> bool {
        let token = JwsString::from_string(token.to_owned()).expect("a token");
        matches!(pollster::block_on(token.verify(&self.0)), Ok(Ok(())))
    }
}

impl Default for SsiTokens {
    fn default() -> Self {
        Self::new()
    }
}
