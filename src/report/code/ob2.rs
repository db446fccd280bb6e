//! Open Badges 2.0: how it is made, and where it has to be hosted.

codes! {
    CONTEXT "ob2.context" Format Invalid "The document does not have the context of Open Badges 2.0 alone, so its members may mean something else." "https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#context";
    CONTEXT_FURTHER "ob2.context.further" Format Warn "The document names a context that is not read, so what it changes in the meaning of its members is not known." "https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#context";
    VERSION "ob2.version" Format Invalid "The badge is of before Open Badges 2.0." "https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html";
    TYPE "ob2.type" Format Invalid "The type is none that belongs here." "https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#Assertion";
    OTHER_CLASS "ob2.other_class" Format Indeterminate "The document is of a class of Open Badges 2.0 that is not verified by itself here." "https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#data-classes";
    REQUIRED "ob2.required" Conformance Invalid "A member that its class demands is missing." "https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#data-classes";
    FORM "ob2.form" Conformance Invalid "A member is not of the kind that its class gives it." "https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#data-classes";
    EXTENSION "ob2.extension" Conformance Invalid "An extension does not say what its own definition demands." "https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#Extensions";
    HTTP "ob2.http" Issuer Warn "An address begins with http; what stands there is asked for over https alone." "https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#implementation";
    MOVED "ob2.moved" Issuer Warn "What stands at an address says that it lives at another one of that host, and was read from there." "https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#implementation";
    ID_MISMATCH "ob2.id_mismatch" Issuer Invalid "What stands at an address says that it is something else." "https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#hosted-badge";
    EMBEDDED_DIFFERS "ob2.embedded_differs" Issuer Invalid "What the assertion says of its badge class or its issuer is not what stands at their own addresses." "https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#hosted-badge";
    EMBEDDED_OUTDATED "ob2.embedded_outdated" Issuer Warn "What the assertion, or the badge class, repeats of the badge class or the issuer is not what stands at their own addresses now." "https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#hosted-badge";
    LINKED_UNRESOLVED "ob2.linked.unresolved" Issuer Indeterminate "The badge class or the issuer could not be looked up." "https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#hosted-badge";
    LINKED_MALFORMED "ob2.linked.malformed" Issuer Invalid "What stands at the address of the badge class or the issuer is none." "https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#hosted-badge";
    HOSTED_UNRESOLVED "ob2.hosted.unresolved" Signature Indeterminate "The copy that the issuer hosts could not be looked up, and nothing else proves the badge." "https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#hosted-badge";
    HOSTED_GONE "ob2.hosted.gone" Signature Invalid "The issuer does not host the assertion, or no longer." "https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#hosted-badge";
    HOSTED_MALFORMED "ob2.hosted.malformed" Signature Invalid "What stands at the address of the assertion is none." "https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#hosted-badge";
    HOSTED_DIFFERS "ob2.hosted.differs" Signature Invalid "The badge says something that the copy hosted by its issuer does not say." "https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#hosted-badge";
    HOSTED_REDIRECTED "ob2.hosted.redirected" Signature Invalid "The copy came from another host than the one that the assertion names." "https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#hosted-badge";
    HOSTED_ADDRESS "ob2.hosted.address" Signature Invalid "The assertion's id is no address that it could be hosted at." "https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#hosted-badge";
    ORIGIN "ob2.origin" Issuer Invalid "The assertion is not hosted where its issuer says that its assertions are." "https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#VerificationObject";
    ORIGIN_UNKNOWN "ob2.origin.unknown" Issuer Indeterminate "The issuer has no address that the assertion's could be compared with." "https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#VerificationObject";
    CLASS_ORIGIN "ob2.class_origin" Issuer Warn "The badge class is hosted elsewhere than its issuer, which does not say that it may be." "https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#VerificationObject";
    ADDRESS_ALONE "ob2.address_alone" Signature Indeterminate "The image holds nothing but the address where a badge is hosted, and what stands there could not be looked up." "https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/baking/index.html";
    UNSIGNED "ob2.unsigned" Signature Invalid "The badge says that it is signed, and is not." "https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#signed-badge";
    ENDORSEMENTS "ob2.endorsements" Conformance Info "The badge names endorsements, which are not verified here." "https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#Endorsement";
}
