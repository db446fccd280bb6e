//! What kind of credential it is.

codes! {
    VERSION "format.version" Format Invalid "The first context is neither that of VC Data Model 2.0 nor that of 1.1." "https://www.w3.org/TR/vc-data-model-2.0/#contexts";
    VERSION_OLD "format.version.old" Format Info "The credential follows VC Data Model 1.1, which is read but no longer written." "https://www.w3.org/TR/vc-data-model/";
    TYPE "format.type" Format Invalid "The `type` does not name a kind of credential that is read here." "https://www.w3.org/TR/vc-data-model-2.0/#types";
    SEALED "format.sealed" Format Indeterminate "It is a JWS in JSON, such as a seal (JAdES), and no form of a credential that is verified here; nothing in it was looked at." "https://www.rfc-editor.org/rfc/rfc7515#section-7.2";
    SD_JWT_VC "format.sd_jwt_vc" Format Indeterminate "It is an SD-JWT VC of the IETF, which is not of the data model of the W3C, so nothing in it was looked at, nor its signature." "https://datatracker.ietf.org/doc/draft-ietf-oauth-sd-jwt-vc/";
}
