//! The proof itself.

codes! {
    MISSING "proof.missing" Signature Invalid "The credential carries no proof." "https://www.w3.org/TR/vc-data-model-2.0/#securing-mechanisms";
    MALFORMED "proof.malformed" Signature Invalid "The proof is not formed as its specification says." "https://www.w3.org/TR/vc-data-integrity/#proofs" => "proof.suite";
    UNSUPPORTED "proof.unsupported" Signature Indeterminate "The proof is of a kind that cannot be checked here." "https://www.w3.org/TR/vc-data-integrity/#cryptographic-suites" => "proof.suite";
    SIGNATURE_INVALID "proof.signature.invalid" Signature Invalid "The signature does not fit the document: one of the two was changed after signing." "https://www.w3.org/TR/vc-data-integrity/#verify-proof";
    SIGNATURE_MALFORMED "proof.signature.malformed" Signature Invalid "The signature is not in the form that its algorithm gives it." "https://www.rfc-editor.org/rfc/rfc7518#section-3.4";
    CONTEXT "proof.context" Signature Invalid "The proof's own context is not the document's." "https://www.w3.org/TR/vc-data-integrity/#context-injection";
    VM_NOT_FOUND "proof.vm.not_found" Signature Invalid "The verification method is not in the document that it points to." "https://www.w3.org/TR/cid-1.0/#retrieve-verification-method" => "proof.vm_resolve";
    VM_MISMATCH "proof.vm.mismatch" Signature Invalid "The verification method's fragment does not name the key that its DID is." "https://w3c-ccg.github.io/did-key-spec/" => "proof.vm_resolve";
    VM_CONTROLLER "proof.vm.controller_mismatch" Signature Invalid "The verification method is controlled by somebody else than the document that names it." "https://www.w3.org/TR/cid-1.0/#retrieve-verification-method" => "proof.vm_controller";
    VM_UNRESOLVED "proof.vm.unresolved" Signature Indeterminate "The verification method could not be looked up." "https://www.w3.org/TR/cid-1.0/#retrieve-verification-method" => "proof.vm_resolve";
    VM_MALFORMED "proof.vm.malformed" Signature Invalid "The verification method is not a URL that a key can be found under." "https://www.w3.org/TR/cid-1.0/#retrieve-verification-method" => "proof.vm_resolve";
    DID_MALFORMED "did.malformed" Signature Invalid "A DID is not formed as its method says." "https://www.w3.org/TR/did-core/#did-syntax" => "proof.vm_resolve";
    DID_METHOD_UNSUPPORTED "did.method_unsupported" Signature Indeterminate "The DID's method is not resolved here." "https://www.w3.org/TR/did-core/#methods" => "proof.vm_resolve";
    PURPOSE_NOT_AUTHORIZED "proof.purpose.not_authorized" Signature Invalid "The key is not authorised for what it was used for." "https://www.w3.org/TR/vc-data-integrity/#proof-purposes" => "proof.vm_purpose";
    KEY_WEAK "proof.key.weak" Signature Invalid "The key is weak: anything could have been signed with it." "https://www.rfc-editor.org/rfc/rfc8032#section-5.1.7" => "proof.key";
    KEY_MALFORMED "proof.key.malformed" Signature Invalid "The key is not formed as its kind demands." "https://www.w3.org/TR/cid-1.0/#Multikey" => "proof.key";
    KEY_TYPE_MISMATCH "proof.key.type_mismatch" Signature Invalid "The key is of another kind than the proof demands." "https://www.w3.org/TR/vc-data-integrity/#cryptographic-suites" => "proof.key";
    KEY_PRIVATE_EXPOSED "key.private_exposed" Signature Invalid "A private key was published where only a public one belongs: anybody can sign with it." "https://www.w3.org/TR/cid-1.0/#JsonWebKey";
    KEY_REVOKED "proof.key.revoked" Signature Invalid "The key is revoked, or had expired when the proof was made." "https://www.w3.org/TR/cid-1.0/#verification-methods" => "proof.key";
    BASE "proof.base" Signature Invalid "The proof is a base proof, which is for the holder alone: a verifier is shown a credential that was derived from it." "https://www.w3.org/TR/vc-di-ecdsa/#verify-derived-proof-ecdsa-sd-2023";
    MANDATORY_DISCLOSURE "proof.mandatory_disclosure" Signature Invalid "The holder could have left out what decides whether the credential holds, whose it is or what it is, so another one may have been withheld." "https://www.w3.org/TR/vc-di-ecdsa/#selective-disclosure-functions";
    EXPIRED "proof.expired" Signature Invalid "The proof has expired." "https://www.w3.org/TR/vc-data-integrity/#proofs" => "proof.expires";
    CREATED_FUTURE "proof.created.future" Signature Invalid "The proof says that it was made in the future." "https://www.w3.org/TR/vc-data-integrity/#proofs" => "proof.created";
    CHAIN_BROKEN "proof.chain.broken" Signature Invalid "A proof builds on another one that is missing, fails, or builds on it in turn." "https://www.w3.org/TR/vc-data-integrity/#proof-chains" => "proof.chain";
    MANDATORY_END_UNKNOWN "proof.mandatory_disclosure.end_unknown" Signature Warn "No end is shown, and the holder could have left it out." "https://www.w3.org/TR/vc-di-ecdsa/#selective-disclosure-functions";
    MANDATORY_STATUS_UNKNOWN "proof.mandatory_disclosure.status_unknown" Signature Warn "No status is shown, and the holder could have left it out." "https://www.w3.org/TR/vc-di-ecdsa/#selective-disclosure-functions";
    MANDATORY_WITHHELD "proof.mandatory_disclosure.withheld" Signature Indeterminate "Nothing that decides whether the credential holds is shown, so the holder may have left it out." "https://www.w3.org/TR/vc-di-ecdsa/#selective-disclosure-functions";
    SET_MEMBER_FAILED "proof.set.member_failed" Signature Warn "One of several proofs does not hold, or cannot be verified here; another one holds." "https://www.w3.org/TR/vc-data-integrity/#proof-sets";
    SET_MEMBER_UNBOUND "proof.set.member_unbound" Signature Warn "One of several proofs is not by whom it should be, the issuer or the holder; another one is." "https://www.w3.org/TR/vc-data-integrity/#proof-sets";
}
