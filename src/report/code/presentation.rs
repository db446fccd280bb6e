//! Whether a presentation is made as the VC Data Model says.

codes! {
    TYPE "presentation.type" Format Invalid "The `type` does not hold `VerifiablePresentation`." "https://www.w3.org/TR/vc-data-model-2.0/#verifiable-presentations";
    HOLDER "presentation.holder" Conformance Invalid "The holder is neither a URL nor an object with an absolute `id`, so it is not said who presents." "https://www.w3.org/TR/vc-data-model-2.0/#verifiable-presentations";
    CREDENTIAL "presentation.credential" Conformance Invalid "What stands in `verifiableCredential` is no credential in a form that this version of presentations has." "https://www.w3.org/TR/vc-data-model-2.0/#verifiable-presentations";
    ENVELOPE "presentation.envelope" Conformance Invalid "An enveloped credential is not a `data:` URL of some media type under the context of VC Data Model 2.0." "https://www.w3.org/TR/vc-data-model-2.0/#enveloped-verifiable-credentials";
    EMPTY "presentation.empty" Conformance Info "The presentation holds no credentials." "https://www.w3.org/TR/vc-data-model-2.0/#verifiable-presentations";
}
