//! The endorsements inside a credential. In its own report an endorsement stands or falls; around it, it is a warning.

codes! {
    INVALID "endorsement.invalid" Members Warn "An endorsement in the credential or beside it does not hold, so it says nothing." "https://www.imsglobal.org/spec/ob/v3p0/#endorsement-verification";
    INDETERMINATE "endorsement.indeterminate" Members Warn "It could not be told whether an endorsement in the credential or beside it holds." "https://www.imsglobal.org/spec/ob/v3p0/#endorsement-verification";
    UNSIGNED "endorsement.unsigned" Members Warn "An endorsement in the credential has no proof of its own, so nobody but the credential's issuer vouches for it." "https://www.imsglobal.org/spec/ob/v3p0/#endorsementcredential";
    SUBJECT "endorsement.subject" Subject Invalid "The endorsement is about something else than what it stands in." "https://www.imsglobal.org/spec/ob/v3p0/#endorsementsubject";
    SELF "endorsement.self" Subject Invalid "The endorser and the endorsed are one, so nobody else vouches for it." "https://www.imsglobal.org/spec/ob/v3p0/#endorsementsubject";
}
