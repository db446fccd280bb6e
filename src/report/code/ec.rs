//! The elements of Annex I of the Council Recommendation of 16 June 2022, and how they are carried in a badge.

codes! {
    MISSING "ec.missing" Conformance Invalid "An element that Annex I makes mandatory is missing." "https://eur-lex.europa.eu/eli/C/2022/243/02";
    FORM "ec.form" Conformance Invalid "A value is not of the kind that stands here." "";
    UNKNOWN_MEMBER "ec.unknown_member" Conformance Invalid "A member has a name that is not known, so nothing would be made of it." "";
    UNKNOWN_VALUE "ec.unknown_value" Conformance Invalid "A value is none of the names that stand here." "";
    IRI "ec.iri" Conformance Invalid "An identifier or address is not an absolute IRI." "https://www.rfc-editor.org/rfc/rfc3987";
    TEXT "ec.text" Conformance Invalid "A text is empty, or the languages of its wordings are not right." "https://www.rfc-editor.org/rfc/rfc5646";
    DATE "ec.date" Conformance Invalid "A date is not a day of the calendar, or is not written as one: year, month and day, with hyphens." "https://www.w3.org/TR/xmlschema11-2/#date";
    DATE_FUTURE "ec.date.future" Conformance Warn "The date of issuing is in the future; what is signed with it is refused until then." "https://www.w3.org/TR/vc-data-model-2.0/#validity-period";
    DATE_PAST "ec.date.past" Conformance Warn "The credential has expired already, so that it is refused as soon as it is signed." "https://www.w3.org/TR/vc-data-model-2.0/#validity-period";
    VALIDITY "ec.validity" Conformance Invalid "The end of a validity is neither a day nor a moment with its zone, or the period to it is no span of the calendar." "https://www.w3.org/TR/vc-data-model-2.0/#validity-period";
    VALIDITY_ORDER "ec.validity.order" Conformance Invalid "The micro-credential ends before it is issued." "https://www.w3.org/TR/vc-data-model-2.0/#validity-period";
    VALIDITY_PROOF "ec.validity.proof" Conformance Info "Only the proof has an end: from then on, the micro-credential is one that nobody has signed." "https://www.w3.org/TR/vc-data-integrity/#dfn-expires";
    COUNTRY "ec.country" Conformance Invalid "A country is not a code of ISO 3166-1 alpha-2." "https://www.iso.org/iso-3166-country-codes.html";
    DUPLICATE "ec.duplicate" Conformance Invalid "The same thing is said twice in one list." "";
    AMOUNT "ec.workload.amount" Conformance Invalid "An amount is not a decimal number above zero with at most two decimal places." "";
    IMPLAUSIBLE "ec.workload.implausible" Conformance Warn "The amounts of the workload do not fit together: an ECTS credit stands for 25 to 30 hours of work, or as many as its country says." "https://education.ec.europa.eu/document/ects-users-guide-2015";
    CREDIT_SYSTEM "ec.workload.system" Conformance Info "The credit system is none that is known here, so its credits are compared with nothing." "";
    CREDIT_RATIO "ec.workload.ratio" Conformance Info "The credits are of a system that is known and by nobody's word ECTS credits, so they are compared with credits of their own system alone." "";
    LEVEL_RANGE "ec.level.range" Conformance Invalid "There is no such level." "https://europass.europa.eu/en/description-eight-eqf-levels";
    LEVEL_CONTRADICTION "ec.level.contradiction" Conformance Invalid "Two levels of one framework are given." "";
    LEVEL_UNKNOWN "ec.level.unknown" Conformance Warn "The framework has no such level, as far as it is known here." "https://europass.europa.eu/en/compare-qualifications";
    LEVEL_FRAMEWORK "ec.level.framework" Conformance Info "The framework is none that is known here, so the level is compared with nothing." "https://europass.europa.eu/en/compare-qualifications";
    LEVEL_DISAGREES "ec.level.disagrees" Conformance Warn "The levels do not correspond to each other." "https://europass.europa.eu/en/compare-qualifications";
    LEVEL_DOUBTFUL "ec.level.doubtful" Conformance Info "The levels may not correspond to each other: to which level of the EQF one of them is referenced is not known for certain here." "https://europass.europa.eu/en/compare-qualifications";
    GRADING_SCHEME "ec.grade.scheme" Conformance Invalid "The grading scheme contradicts itself." "https://www.imsglobal.org/spec/ob/v3p0/#resultdescription";
    GRADE_OUTSIDE "ec.grade.outside_scheme" Conformance Invalid "The grade is none that the grading scheme knows." "https://www.imsglobal.org/spec/ob/v3p0/#result";
    GRADE_BELOW_PASS "ec.grade.below_pass" Conformance Invalid "The grade does not pass, and a micro-credential says that something was achieved." "https://eur-lex.europa.eu/eli/C/2022/243/02";
    GRADE_ORDER "ec.grade.order" Conformance Indeterminate "The grading scheme does not say for certain which of its grades is higher, so that it is not known whether the grade passes." "https://www.imsglobal.org/spec/ob/v3p0/#resultdescription";
    NOT_ACHIEVED "ec.result.not_achieved" Conformance Invalid "A result says that the achievement was not completed, or not yet, and a micro-credential says that something was achieved." "https://www.imsglobal.org/spec/ob/v3p0/#resultstatustype-enumeration";
    RESULT_DOUBTFUL "ec.result.doubtful" Conformance Indeterminate "It is not known whether a result stands for what was achieved, and a micro-credential says that something was." "https://www.imsglobal.org/spec/ob/v3p0/#result";
    QUALITY_PERIOD "ec.quality.period" Conformance Invalid "The quality assurance ends before it begins." "";
    QUALITY_LAPSED "ec.quality.lapsed" Conformance Warn "The quality assurance was not in force on the date of issuing." "https://eur-lex.europa.eu/eli/C/2022/243/02";
    LEARNER_HASH "ec.learner.hash" Conformance Invalid "A hashed identifier of the learner is not SHA-256 with a salt, so it hides nothing." "https://www.imsglobal.org/spec/ob/v3p0/#identityobject";
    LEARNER_EMAIL "ec.learner.email" Conformance Warn "What stands for an email address of the learner is none." "https://www.rfc-editor.org/rfc/rfc5321";
    LEARNER_PLAIN "ec.learner.plain" Conformance Warn "An identifier by which the learner can be traced stands in plain text." "https://www.imsglobal.org/spec/ob/v3p0/#identityobject";
    CARRIER_IDS "carrier.ids" Conformance Invalid "The offer and the micro-credential need ids before they can be carried in a badge." "https://www.imsglobal.org/spec/ob/v3p0/#achievement";
    CARRIER_ISSUER "carrier.issuer" Conformance Invalid "The issuer's profile does not agree with what the offer says about the issuer." "https://www.imsglobal.org/spec/ob/v3p0/#profile";
    CARRIER_DISAGREEMENT "carrier.disagreement" Conformance Invalid "The badge states one fact twice and differently, so two readers would take different values." "";
    CARRIER_UNREADABLE "carrier.unreadable" Conformance Warn "The badge states an element of Annex I in a way that cannot be read." "";
    CARRIER_CREDIT_UNIT "carrier.credit_unit" Conformance Warn "The badge gives a number of credits without saying what they are counted in." "https://www.imsglobal.org/spec/ob/v3p0/#achievement";
    CARRIER_FOREIGN "carrier.foreign" Conformance Info "An element was read from terms of another system." "";
}
