//! Tokens: compact JWS, the claims in them, envelopes around them, and COSE.

codes! {
    ENCODING "jose.encoding" Input Invalid "A part of the token is not the one canonical base64url encoding of its bytes." "https://www.rfc-editor.org/rfc/rfc7515#section-2";
    HEADER_MALFORMED "jose.header.malformed" Signature Invalid "A member of the token's header is not of the form that it must have." "https://www.rfc-editor.org/rfc/rfc7515#section-4.1";
    ALG_NOT_ALLOWED "jose.alg.not_allowed" Signature Invalid "The token names an algorithm that proves nothing here." "https://www.rfc-editor.org/rfc/rfc8725#section-3.1";
    ALG_UNSUPPORTED "jose.alg.unsupported" Signature Indeterminate "The token is signed with an algorithm that is sound, and not verified here." "https://www.rfc-editor.org/rfc/rfc7518#section-3.1";
    CRIT_UNKNOWN "jose.crit.unknown" Signature Invalid "The token demands an extension that is not understood here." "https://www.rfc-editor.org/rfc/rfc7515#section-4.1.11";
    HEADER_CONFLICT "jose.header.conflict" Signature Invalid "The token's header names two different keys." "https://www.imsglobal.org/spec/ob/v3p0/#jwt-proof";
    HEADER_IGNORED "jose.header.ignored" Signature Warn "The token's header has a member that is not followed: nothing is fetched or trusted because a token says so." "https://www.imsglobal.org/spec/ob/v3p0/#jwt-proof";
    TYP "jose.typ" Format Invalid "The token is of a type that is not meant for this." "https://www.rfc-editor.org/rfc/rfc8725#section-3.11";
    CLAIMS_MISSING "jose.claims.missing" Signature Warn "The token lacks a registered claim that repeats a member of the credential." "https://www.imsglobal.org/spec/ob/v3p0/#jwt-proof";
    CLAIMS_MISMATCH "jose.claims.mismatch" Signature Invalid "A registered claim of the token says something else than the credential in it." "https://www.imsglobal.org/spec/ob/v3p0/#jwt-proof";
    CLAIMS_AMBIGUOUS "jose.claims.ambiguous" Signature Invalid "The token holds a credential in two places, so two readers could take different ones." "https://www.w3.org/TR/vc-jose-cose/#securing-vcs-with-jose";
    CLAIMS_REPEATED "jose.claims.repeated" Signature Warn "The token holds its credential twice, and says the same in both places." "https://www.w3.org/TR/vc-jose-cose/#securing-vcs-with-jose";
    CLAIMS_STRAY "jose.claims.stray" Signature Invalid "A claim of tokens stands in a credential or presentation, where nothing follows it." "https://www.w3.org/TR/vc-jose-cose/#securing-vcs-with-jose";
    CLAIMS_MALFORMED "jose.claims.malformed" Signature Invalid "A registered claim of the token is not of the form that it must have." "https://www.rfc-editor.org/rfc/rfc7519#section-4.1";
    ENVELOPE "format.envelope" Format Invalid "An enveloped credential or presentation is not formed as the data model says." "https://www.w3.org/TR/vc-data-model-2.0/#enveloped-verifiable-credentials";
    COSE_MALFORMED "cose.malformed" Input Invalid "The bytes are not one COSE_Sign1 message." "https://www.rfc-editor.org/rfc/rfc9052#section-4.2";
    COSE_ALG_NOT_ALLOWED "cose.alg.not_allowed" Signature Invalid "The message names an algorithm that proves nothing here, or does not protect its name." "https://www.rfc-editor.org/rfc/rfc9053#section-2";
    COSE_CRIT_UNKNOWN "cose.crit.unknown" Signature Invalid "The message demands an extension that is not understood here." "https://www.rfc-editor.org/rfc/rfc9052#section-3.1";
    COSE_HEADER_IGNORED "cose.header.ignored" Signature Warn "The message has a header parameter that is not followed." "https://www.rfc-editor.org/rfc/rfc9052#section-3.1";
    COSE_TYP "cose.typ" Format Invalid "The message is of a type that is not meant for this." "https://www.w3.org/TR/vc-jose-cose/#securing-vcs-with-cose";
}
