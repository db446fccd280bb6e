//! Who holds it.

codes! {
    RECIPIENT_MISMATCH "subject.recipient" Subject Invalid "The credential was issued to somebody else." "https://www.imsglobal.org/spec/ob/v3p0/#verify-identifier";
    RECIPIENT_UNKNOWN "subject.recipient.unknown" Subject Indeterminate "The credential does not identify its recipient in a way that can be compared." "https://www.imsglobal.org/spec/ob/v3p0/#verify-identifier";
    HOLDER_BINDING "subject.holder_binding" Subject Invalid "It is not proven that whoever presents the credential holds the key that it was issued to." "https://www.rfc-editor.org/rfc/rfc9901#section-4.3";
    WEAK_HASH "privacy.weak_hash" Privacy Warn "An identifier is hashed with MD5, which hides nothing." "https://www.imsglobal.org/spec/ob/v3p0/#identityobject";
    UNSALTED_HASH "privacy.unsalted_hash" Privacy Warn "An identifier is hashed without salt, so it can be guessed." "https://www.imsglobal.org/spec/ob/v3p0/#identityobject";
    PLAIN_IDENTIFIER "privacy.plain_identifier" Privacy Warn "An identifier of the recipient stands in plain text, so whoever sees the badge learns it." "https://www.imsglobal.org/spec/ob/v3p0/#identityobject";
    PRIVATE_KEY_EXPOSED "key.private_exposed" Privacy Warn "A private key stands where only public ones belong; whoever saw it can sign." "";
}
