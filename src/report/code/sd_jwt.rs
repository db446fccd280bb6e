//! Selective disclosure in tokens.

codes! {
    MALFORMED "sdjwt.malformed" Input Invalid "The token is not formed as an SD-JWT." "https://www.rfc-editor.org/rfc/rfc9901#section-4";
    ALG_NOT_ALLOWED "sdjwt.alg.not_allowed" Signature Invalid "The digests of the disclosures are made with an algorithm that is not accepted here." "https://www.rfc-editor.org/rfc/rfc9901#section-4.1.1";
    ALG_UNSUPPORTED "sdjwt.alg.unsupported" Signature Indeterminate "The digests of the disclosures are made with an algorithm that is sound, and not computed here." "https://www.rfc-editor.org/rfc/rfc9901#section-4.1.1";
    DIGEST_MALFORMED "sdjwt.digest.malformed" Signature Invalid "Digests of disclosures do not stand in the payload as they must." "https://www.rfc-editor.org/rfc/rfc9901#section-7.1";
    DIGEST_DUPLICATE "sdjwt.digest.duplicate" Signature Invalid "One digest stands in two places, so one disclosure would say two things." "https://www.rfc-editor.org/rfc/rfc9901#section-7.1";
    DISCLOSURE_MALFORMED "sdjwt.disclosure.malformed" Signature Invalid "A disclosure is not formed as its place in the payload demands." "https://www.rfc-editor.org/rfc/rfc9901#section-4.2";
    DISCLOSURE_DUPLICATE "sdjwt.disclosure.duplicate" Signature Invalid "A disclosure is given twice." "https://www.rfc-editor.org/rfc/rfc9901#section-7.1";
    DISCLOSURE_UNREFERENCED "sdjwt.disclosure.unreferenced" Signature Invalid "A disclosure is given that the issuer did not sign the digest of." "https://www.rfc-editor.org/rfc/rfc9901#section-7.1";
    CLAIM_OVERWRITTEN "sdjwt.claim.overwritten" Signature Invalid "A disclosure names a member that is already there." "https://www.rfc-editor.org/rfc/rfc9901#section-7.1";
    CLAIM_RESERVED "sdjwt.claim.reserved" Signature Invalid "A member has a name that SD-JWT keeps for itself." "https://www.rfc-editor.org/rfc/rfc9901#section-4.2.1";
    CLAIM_MUST_BE_PLAIN "sdjwt.claim.must_be_plain" Signature Invalid "A member that decides whether the credential holds, whose it is or what it is, is disclosed selectively, so its holder could have left it out." "https://datatracker.ietf.org/doc/html/draft-ietf-oauth-sd-jwt-vc#section-3.2.2.2";
    LIMIT_DISCLOSURES "resource.limit.disclosures" Input Invalid "The token holds more disclosures than the limit allows." "";
}
