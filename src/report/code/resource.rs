//! What a credential points to and fixes by digest.

codes! {
    MALFORMED "related_resource.malformed" Conformance Invalid "A related resource is not named as it must be: by its URL, once, with a digest." "https://www.w3.org/TR/vc-data-model-2.0/#integrity-of-related-resources";
    DIGEST_MISMATCH "related_resource.digest_mismatch" Context Invalid "A resource that the credential names has other bytes than the credential says." "https://www.w3.org/TR/vc-data-model-2.0/#integrity-of-related-resources";
    UNCHECKED "related_resource.unchecked" Conformance Info "A resource that the credential names is not at hand, so its digest was not compared." "https://www.w3.org/TR/vc-data-model-2.0/#integrity-of-related-resources";
}
