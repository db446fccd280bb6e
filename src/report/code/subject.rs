//! Who holds it.

codes! {
    RECIPIENT_MISMATCH "subject.recipient" Subject Invalid "The credential was issued to somebody else." "https://www.imsglobal.org/spec/ob/v3p0/#verify-identifier";
    RECIPIENT_UNKNOWN "subject.recipient.unknown" Subject Indeterminate "The credential does not identify its recipient in a way that can be compared." "https://www.imsglobal.org/spec/ob/v3p0/#verify-identifier";
    CHALLENGE "subject.challenge" Subject Invalid "The presentation does not answer the verifier's challenge." "https://www.w3.org/TR/vc-data-integrity/#defn-challenge";
    CHALLENGE_UNASKED "subject.challenge.unasked" Subject Warn "The presentation answers a challenge that the verifier knows nothing of, so it may be a recorded one." "https://www.w3.org/TR/vc-data-integrity/#defn-challenge";
    DOMAIN "subject.domain" Subject Invalid "The presentation was not made for this verifier." "https://www.w3.org/TR/vc-data-integrity/#defn-domain";
    DOMAIN_UNASKED "subject.domain.unasked" Subject Warn "The presentation was made for a verifier by name, and which that should be was not said, so it may be another one's." "https://www.rfc-editor.org/rfc/rfc9901#section-7.3";
    HOLDER_BINDING "subject.holder_binding" Subject Invalid "It is not shown that whoever presents this holds the key that it takes." "https://www.w3.org/TR/vc-data-model-2.0/#presentations-including-holder-claims";
    HOLDER_UNRESOLVED "subject.holder_unresolved" Subject Indeterminate "Whether the holder has signed could not be looked up." "https://www.w3.org/TR/vc-data-model-2.0/#presentations-including-holder-claims";
    HOLDER_MISMATCH "subject.holder_mismatch" Subject Invalid "The credential was issued to somebody else than the one who presents it." "https://www.w3.org/TR/vc-data-model-2.0/#subject-holder-relationships";
    HOLDER_UNKNOWN "subject.holder_unknown" Subject Warn "The credential does not name its subject by an id, so whether the one who presents it is the subject cannot be told." "https://www.w3.org/TR/vc-data-model-2.0/#subject-holder-relationships";
    HOLDER_WITHHELD "subject.holder_withheld" Subject Indeterminate "The credential is shown in part, and whom it is about may have been left out, so whether the one who presents it is the subject cannot be told." "https://www.w3.org/TR/vc-data-model-2.0/#subject-holder-relationships";
    WEAK_HASH "privacy.weak_hash" Privacy Warn "An identifier is hashed with MD5, which hides nothing." "https://www.imsglobal.org/spec/ob/v3p0/#identityobject";
    UNSALTED_HASH "privacy.unsalted_hash" Privacy Warn "An identifier is hashed without salt, so it can be guessed." "https://www.imsglobal.org/spec/ob/v3p0/#identityobject";
    PLAIN_IDENTIFIER "privacy.plain_identifier" Privacy Warn "An identifier of the recipient stands in plain text, so whoever sees the badge learns it." "https://www.imsglobal.org/spec/ob/v3p0/#identityobject";
}
