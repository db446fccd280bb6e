//! ssi 0.16: `eddsa-rdfc-2022` over did:key.

use crate::badge;
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
    parameters: VerificationParameters<Resolver>,
    loader: ContextLoader,
    resolver: Resolver,
    key: JWK,
}

impl Ssi {
    /// The contexts of the badge, a did:key resolver and the key that signs.
    pub fn new() -> Self {
        let contexts: HashMap<String, String> = badge::CONTEXTS
            .iter()
            .map(|url| ((*url).to_owned(), badge::context(url).expect("a bundled context").to_string()))
            .collect();
        let loader = ContextLoader::empty().with_static_loader().with_context_map_from(contexts).expect("contexts");
        let resolver = || AnyDidMethod::default().into_vm_resolver();
        Self {
            parameters: VerificationParameters::from_resolver(resolver()).with_json_ld_loader(loader.clone()),
            loader,
            resolver: resolver(),
            key: key(),
        }
    }

    /// Parses and signs the badge.
    pub fn issue(&self, unsigned: &str) -> String {
        let credential: JsonCredential = serde_json::from_str(unsigned).expect("a credential");
        let multikey = badge::ISSUER.trim_start_matches("did:key:");
        let method = format!("{}#{multikey}", badge::ISSUER).parse().expect("a DID URL");
        let options = ProofOptions::from_method(ReferenceOrOwned::Reference(method));
        let environment = SignatureEnvironment { json_ld_loader: self.loader.clone(), eip712_loader: () };
        let signer = SingleSecretSigner::new(self.key.clone()).into_local();
        let signed = pollster::block_on(AnySuite::EdDsaRdfc2022.sign_with(
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

impl Default for Ssi {
    fn default() -> Self {
        Self::new()
    }
}

fn key() -> JWK {
    use ssi::jwk::{Base64urlUInt, OctetParams, Params};
    let public = ed25519_dalek::SigningKey::from_bytes(&badge::SEED).verifying_key();
    JWK::from(Params::OKP(OctetParams {
        curve: "Ed25519".to_owned(),
        public_key: Base64urlUInt(public.as_bytes().to_vec()),
        private_key: Some(Base64urlUInt(badge::SEED.to_vec())),
    }))
}
