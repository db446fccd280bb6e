//! Documents of the European Learning Model: what was noticed in reading them, and what is known of their seals.

codes! {
    CONTEXT "elm.context" Conformance Warn "The context is not the one under which the European Learning Model publishes its terms." "http://data.europa.eu/snb/model/context/edc-ap";
    MISSING "elm.missing" Conformance Warn "An element that Annex I makes mandatory is not found where the European Learning Model has it." "https://eur-lex.europa.eu/eli/C/2022/243/02";
    REQUIRED "elm.required" Conformance Invalid "A member is not there that the shapes of European Digital Credentials demand, so that Europass does not issue the document." "http://data.europa.eu/snb/model/ap/edc-generic-full";
    SEALING "elm.sealing" Conformance Warn "What Europass writes when it seals a document is not there." "http://data.europa.eu/snb/model/ap/edc-generic-full";
    CLASS "elm.class" Conformance Invalid "A value is not of the class that the shapes of European Digital Credentials demand, so that Europass does not issue the document." "http://data.europa.eu/snb/model/ap/edc-generic-full";
    SCHEME "elm.scheme" Conformance Invalid "A concept does not say that it is of the list that the shapes of European Digital Credentials demand, so that Europass does not issue the document." "http://data.europa.eu/snb/model/ap/edc-generic-full";
    SHAPE "elm.shape" Conformance Warn "A value is not of the kind that the European Learning Model has here." "http://data.europa.eu/snb/model/elm/";
    ID "elm.id" Conformance Warn "An object has no id, which the European Learning Model wants of every one." "http://data.europa.eu/snb/model/elm/";
    DAYS "elm.days" Conformance Info "A duration of days and hours is read as hours." "https://www.w3.org/TR/xmlschema11-2/#dayTimeDuration";
    DURATION "elm.duration" Conformance Warn "A duration cannot be read as hours of work." "https://www.w3.org/TR/xmlschema11-2/#duration";
    DISAGREEMENT "elm.disagreement" Conformance Warn "The document states one fact twice and differently." "";
    VALIDITY "elm.validity" Conformance Invalid "It cannot be read from when or until when the credential is valid, so that what is made of it could be valid when it is not." "https://www.w3.org/TR/xmlschema11-2/#dateTime";
    ZONE "elm.zone" Conformance Info "A point in time does not say its zone, and is taken for one in UTC." "https://www.w3.org/TR/xmlschema11-2/#dateTime";
    SEVERAL "elm.several" Conformance Warn "There are several where a micro-credential has one; the first is read." "";
    TOO_MANY "elm.too_many" Conformance Warn "There are more values of one kind than are read." "";
    PRIVATE_CONCEPT "elm.private_concept" Conformance Info "A concept of the document's own is taken, by its name, for one of EU Vocabularies." "";
    KIND "elm.kind" Conformance Info "The document does not say what kind of credential it is; it is taken for a micro-credential." "";
    SEAL_HOLDS "elm.seal.holds" Signature Info "The seal fits the document and the certificate in it; nothing says that the certificate is to be trusted." "https://www.etsi.org/deliver/etsi_ts/119100_119199/11918201/";
    SEAL_BROKEN "elm.seal.broken" Signature Invalid "The seal does not fit the document, so one of the two was changed." "https://www.etsi.org/deliver/etsi_ts/119100_119199/11918201/";
    SEAL_OTHER "elm.seal.other" Signature Warn "The certificate of the seal is for somebody else than the issuer says that it is." "https://www.etsi.org/deliver/etsi_en/319400_319499/31941203/";
    SEAL_TIME "elm.seal.time" Signature Warn "The seal says that it was made when its certificate did not hold." "https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5";
    SEAL_UNREADABLE "elm.seal.unreadable" Signature Indeterminate "The seal cannot be checked here." "https://www.etsi.org/deliver/etsi_ts/119100_119199/11918201/";
    SEAL_UNCHECKED "elm.seal.unchecked" Signature Info "The chain of certificates, timestamps and revocation were not checked." "https://www.etsi.org/deliver/etsi_ts/119100_119199/11918201/";
    UNSEALED "elm.seal.none" Signature Info "There is no seal on the document, so anybody may have written it." "";
}
