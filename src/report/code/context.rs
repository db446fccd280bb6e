//! Whether what is readable has a meaning, and is what is signed.

codes! {
    UNKNOWN "context.unknown" Context Indeterminate "A context is not known here; register it with its SHA-256 if you trust it." "https://www.w3.org/TR/vc-data-integrity/#context-validation";
    HASH_MISMATCH "context.hash_mismatch" Context Invalid "A context's body does not have the registered SHA-256." "https://www.w3.org/TR/vc-data-integrity/#context-validation";
    ORDER "context.order" Context Invalid "The context of the data model stands once, and before all others." "https://www.w3.org/TR/vc-data-model-2.0/#contexts";
    INLINE "context.inline_not_allowed" Context Invalid "`@context` holds an object or null; only pinned URLs are allowed." "https://www.w3.org/TR/vc-data-integrity/#context-validation";
    PROTECTED "context.protected_redefinition" Context Invalid "A context redefines a term that another one protects." "https://www.w3.org/TR/json-ld11/#protected-term-definitions";
    NESTED "context.nested" Context Invalid "`@context` stands below the top of the document." "https://www.w3.org/TR/vc-data-integrity/#context-validation";
    TOO_MANY "context.too_many" Context Invalid "There are more contexts than the limit allows." "";
    REPEATED "context.repeated" Context Invalid "A context is named twice, which says nothing more, and is read as a mistake." "https://www.w3.org/TR/vc-data-model-2.0/#contexts";
    MALFORMED "context.malformed" Context Invalid "A context is not one that JSON-LD 1.1 can process." "https://www.w3.org/TR/json-ld11-api/#context-processing-algorithms";
    UNDEFINED_TERM "context.undefined_term" Context Invalid "A name is defined by no context, so nothing says what it means, and a proof over statements leaves it out." "https://www.w3.org/TR/vc-data-integrity/#securing-data-losslessly";
    NOT_COMPACTED "context.not_compacted_form" Context Invalid "Something is spelled in a second way, so a reader may miss it, and under a proof over statements two readings would share one signature." "https://www.w3.org/TR/vc-data-integrity/#context-validation";
    POLICY_TERM_SPELLING "context.policy_term_spelling" Context Invalid "A member that decides about validity is spelled as an IRI, or has another name than that of the data model." "https://www.w3.org/TR/vc-data-integrity/#context-validation";
    NOT_PLAIN "context.not_plain" Context Invalid "The document uses a feature of JSON-LD with which it does not mean what it reads as." "https://www.w3.org/TR/vc-data-integrity/#context-validation";
    NODE_DESCRIBED_TWICE "context.node_described_twice" Context Invalid "Two different descriptions of one id stand in the document, so it cannot be told which is signed where." "https://www.w3.org/TR/vc-data-integrity/#context-validation";
    SAFE_MODE "context.safe_mode" Context Invalid "Something makes no statement in RDF, so nothing says what it means, and a proof over statements leaves it out." "https://www.w3.org/TR/vc-data-integrity/#securing-data-losslessly";
    PROCESSING "context.processing" Context Invalid "The document cannot be turned into RDF." "https://www.w3.org/TR/json-ld11-api/";
}
