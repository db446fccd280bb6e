//! Whether the key is the issuer's.

codes! {
    [check "issuer.key_bound"]
    MISSING "issuer.missing" Issuer Invalid "The credential does not say who issued it." "https://www.w3.org/TR/vc-data-model-2.0/#issuer";
    KEY_UNBOUND "issuer.key.unbound" Issuer Invalid "The key that signed is not shown to be the issuer's." "https://www.imsglobal.org/spec/ob/v3p0/impl/#key-management";
    KEY_UNRESOLVED "issuer.key.unresolved" Issuer Indeterminate "Whether the key is the issuer's could not be looked up." "https://www.imsglobal.org/spec/ob/v3p0/impl/#key-management";
    DID_MISMATCH "issuer.did.mismatch" Issuer Invalid "The document that was found under the issuer's address describes somebody else." "https://www.w3.org/TR/did-core/#did-subject";
    UNICODE "issuer.unicode" Issuer Warn "The name or host of whoever issued or awarded it can be mistaken for another one: look at it letter by letter." "https://www.unicode.org/reports/tr39/";
    ANCHOR_OTHER_KEY "issuer.anchor.other_key" Issuer Indeterminate "The issuer is an anchor, but the key that signed is none of those that are noted for it: somebody may have its address and not its keys." "";
    NOT_ANCHORED "issuer.not_anchored" Issuer Info "The issuer is none of the anchors that were given." "";
}
