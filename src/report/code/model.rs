//! Whether a credential is made as the VC Data Model, Open Badges 3.0 and CLR 2.0 say.

codes! {
    IDS "model.ids" Conformance Invalid "An `id` is not an absolute IRI." "https://www.w3.org/TR/vc-data-model-2.0/#identifiers";
    REQUIRED "model.required" Conformance Invalid "A member that its class demands is missing." "https://www.imsglobal.org/spec/ob/v3p0/#datamodels";
    TYPE "model.type" Conformance Invalid "The `type` does not name the class that belongs here." "https://www.imsglobal.org/spec/ob/v3p0/#datamodels";
    TYPE_FORM "model.type.form" Conformance Warn "The `type` is one string where the JSON form has an array." "https://www.imsglobal.org/spec/ob/v3p0/#serialization";
    SHAPE "model.shape" Conformance Invalid "A member does not have the form that its class gives it." "https://www.imsglobal.org/spec/ob/v3p0/#serialization";
    SINGLE "model.single" Conformance Warn "A single value stands where the JSON form has an array." "https://www.imsglobal.org/spec/ob/v3p0/#serialization";
    CARDINALITY "model.cardinality" Conformance Invalid "Several values stand where there may be only one." "https://www.imsglobal.org/spec/ob/v3p0/#datamodels";
    SEVERAL "model.several" Conformance Warn "Several values stand where Open Badges 3.0 has one and VC Data Model 2.0 allows more." "https://www.w3.org/TR/vc-data-model-2.0/#status";
    NULL "model.null" Conformance Invalid "A null stands where the member should be left out." "https://www.imsglobal.org/spec/ob/v3p0/#serialization";
    EMPTY "model.empty" Conformance Warn "An empty array or an unused null stands where the member should be left out." "https://www.imsglobal.org/spec/ob/v3p0/#serialization";
    CLOSED "model.closed" Conformance Invalid "A class that may not be extended has a member of its own." "https://www.imsglobal.org/spec/ob/v3p0/#extending-the-data-model";
    ENUMERATION "model.enumeration" Conformance Invalid "A value is not in its vocabulary and is not marked as an extension." "https://www.imsglobal.org/spec/ob/v3p0/#extending-enumerated-vocabularies";
    EXTENSION_TERM "model.extension_term" Conformance Warn "An extension of a vocabulary holds characters that such terms may not have." "https://www.imsglobal.org/spec/ob/v3p0/#extending-enumerated-vocabularies";
    DATE "model.date" Conformance Invalid "A date is not in the form that it must have." "https://www.w3.org/TR/xmlschema11-2/#dateTimeStamp";
    LANGUAGE "model.language" Conformance Invalid "A language tag is not in the form that it must have." "https://www.imsglobal.org/spec/ob/v3p0/#derived-types";
    LANGUAGE_VALUE "model.language_value" Conformance Invalid "A text is given as language values, where Open Badges 3.0 has plain strings only." "https://www.w3.org/TR/vc-data-model-2.0/#language-and-base-direction";
    LANGUAGE_MAP "model.language_map" Conformance Warn "A text is given as a language map, which only some readers know." "https://www.imsglobal.org/spec/ob/v3p0/#json-schema";
    URL "model.url" Conformance Warn "A URL is not absolute." "https://www.imsglobal.org/spec/ob/v3p0/#derived-types";
    NUMBER "model.number" Conformance Invalid "A number is outside the range that it can have." "https://www.imsglobal.org/spec/ob/v3p0/#datamodels";
    CONTEXT "model.context" Conformance Invalid "The contexts do not stand where Open Badges 3.0 or CLR 2.0 wants them." "https://www.imsglobal.org/spec/ob/v3p0/#serialization";
    CONTEXT_OLD "model.context.old" Conformance Warn "The credential uses an older context of Open Badges 3.0 or CLR 2.0." "https://www.imsglobal.org/spec/ob/v3p0/#serialization";
    SUBJECT_IDENTITY "model.subject.identity" Conformance Invalid "The subject has neither an `id` nor an `identifier`, so it is not said who holds the badge." "https://www.imsglobal.org/spec/ob/v3p0/#achievementsubject";
    CRITERIA "model.criteria" Conformance Invalid "The criteria have neither an `id` nor a `narrative`." "https://www.imsglobal.org/spec/ob/v3p0/#criteria";
    LINK "model.link" Conformance Invalid "A reference leads to nothing in the achievement." "https://www.imsglobal.org/spec/ob/v3p0/#result";
    RESULT_STATUS "model.result.status" Conformance Invalid "A result lacks the status that its description demands." "https://www.imsglobal.org/spec/ob/v3p0/#result";
    RESULT_UNFINISHED "model.result.unfinished" Conformance Warn "A result says that the achievement was not completed, or not yet, and whoever reads the badge takes it as achieved." "https://www.imsglobal.org/spec/ob/v3p0/#resultstatustype-enumeration";
    IDENTITY_HASH "model.identity_hash" Conformance Warn "A hashed identifier is not in a form that can be compared." "https://www.imsglobal.org/spec/ob/v3p0/#derived-types";
    NESTED_FORM "model.nested.form" Conformance Invalid "A credential stands in a learner record in a form that records cannot hold: they hold objects with their proofs inside." "https://www.imsglobal.org/spec/clr/v2p0/#clrsubject";
    NESTED_GENERATION "model.nested.generation" Conformance Invalid "A credential stands in a learner record of another generation, so that the contexts of the two contradict each other." "https://www.w3.org/TR/json-ld11/#protected-term-definitions";
    NESTED_PROOF "model.nested.proof" Conformance Warn "A credential in a learner record has no proof, so nobody but the record's publisher vouches for it." "https://www.imsglobal.org/spec/clr/v2p0/#clrsubject";
    ASSOCIATION "model.association" Conformance Warn "An association speaks of an achievement that is not in the record." "https://www.imsglobal.org/spec/clr/v2p0/#association";
    TOO_MANY "model.too_many" Conformance Invalid "There are more faults than are worth naming." "";
}
