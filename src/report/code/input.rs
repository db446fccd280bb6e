//! The bytes, their encoding, and every budget.

codes! {
    TOO_LARGE "input.too_large" Input Invalid "The input has more bytes than the limit allows." "";
    ENCODING "input.encoding" Input Invalid "The input is not UTF-8 text." "https://www.rfc-editor.org/rfc/rfc8259#section-8.1";
    BOM "input.unicode.bom" Input Warn "The input starts with a byte order mark, which JSON does not have." "https://www.rfc-editor.org/rfc/rfc8259#section-8.1";
    DOUBLE_ENCODED "input.unicode.double_encoded" Input Warn "A text looks as if UTF-8 had been encoded twice (“Â®” for “®”)." "";
    SYNTAX "input.json.syntax" Input Invalid "The input is not JSON." "https://www.rfc-editor.org/rfc/rfc8259";
    DUPLICATE_KEY "input.json.duplicate_key" Input Invalid "An object names a member twice, so two readers could take different values." "https://www.rfc-editor.org/rfc/rfc7493#section-2.3";
    SURROGATE "input.json.surrogate" Input Invalid "A string holds half of a surrogate pair." "https://www.rfc-editor.org/rfc/rfc7493#section-2.1";
    NUMBER "input.json.number" Input Invalid "A number is beyond the range of a double." "https://www.rfc-editor.org/rfc/rfc7493#section-2.2";
    DEPTH "input.json.depth" Input Invalid "Arrays and objects are nested more deeply than the limit allows." "";
    FORMAT "input.format" Input Invalid "The input is not a credential in a form that is read here." "";
    LIMIT_NAMES "resource.limit.names" Input Invalid "The names of members that stand inside one another are longer than anything there is a use for." "";
    LIMIT_VALUES "resource.limit.values" Input Invalid "The document holds more values than the limit allows." "";
    LIMIT_TYPES "resource.limit.types" Input Invalid "The document names more types than the limit allows." "";
    LIMIT_QUADS "resource.limit.quads" Input Invalid "The document makes more RDF statements than the limit allows." "";
    LIMIT_LINES "resource.limit.lines" Input Invalid "The RDF statements of the document, each written out in full, have more than four times as many bytes as the limit allows the document." "";
    LIMIT_CANONICALISATION "resource.limit.canonicalisation" Input Invalid "Canonicalising the document would take more work than the limit allows." "https://www.w3.org/TR/rdf-canon/#dataset-poisoning";
    LIMIT_PROOFS "resource.limit.proofs" Input Invalid "The document carries more proofs than the limit allows." "";
    LIMIT_TOGETHER "resource.limit.together" Input Indeterminate "Canonicalising all documents of the input together would take more work than the limit allows, so this one was not looked at." "https://www.w3.org/TR/rdf-canon/#dataset-poisoning";
    LIMIT_STATEMENTS "resource.limit.statements" Input Indeterminate "More statements are signed one by one than the limit allows to be verified." "";
    LIMIT_EMBEDDED "resource.limit.embedded" Input Invalid "The document holds more credentials, or deeper ones, than the limits allow." "";
    LIMIT_NEEDS "resource.limit.needs" Input Indeterminate "Verifying would need more resources than the limit allows." "";
    FEATURE_MISSING "feature.missing" Input Indeterminate "This build of the library leaves out the feature that could answer." "";
}
