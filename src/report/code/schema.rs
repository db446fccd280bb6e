//! The JSON Schemas that a credential declares.

codes! {
    UNSUPPORTED "schema.unsupported" Conformance Warn "The credential declares a schema of a kind that is not checked here." "https://www.w3.org/TR/vc-data-model-2.0/#data-schemas";
    UNCHECKED "schema.unchecked" Conformance Warn "The credential declares a schema that is not at hand, so the credential was not held to it." "https://www.w3.org/TR/vc-json-schema/#evaluation";
    MALFORMED "schema.malformed" Conformance Invalid "The declaration of a schema lacks its URL or its type." "https://www.w3.org/TR/vc-data-model-2.0/#data-schemas";
    MISMATCH "schema.mismatch" Conformance Invalid "What stands under the URL of a schema is not the schema that is declared." "https://www.w3.org/TR/vc-json-schema/#jsonschema";
    VIOLATION "schema.violation" Conformance Invalid "The credential is not as a schema that it declares wants it." "https://www.w3.org/TR/vc-json-schema/#evaluation";
    UNUSABLE "schema.unusable" Conformance Indeterminate "A declared schema is at hand and cannot be used, so whether the credential is as it wants is not known." "https://www.w3.org/TR/vc-json-schema/#evaluation";
}
