//! What stood in the way of something that had to be fetched. None of it says anything about the credential.

codes! {
    URL "net.blocked.url" Issuer Indeterminate "The address is none that anything is fetched from." "";
    PRIVATE_ADDRESS "net.blocked.private_address" Issuer Indeterminate "The host is not on the public internet, so nothing is fetched from it." "https://www.iana.org/assignments/iana-ipv4-special-registry/";
    PORT "net.blocked.port" Issuer Indeterminate "The address names a port that nothing is fetched from." "";
    REDIRECT "net.redirect.blocked" Issuer Indeterminate "The host points to another place, which is not followed." "https://www.rfc-editor.org/rfc/rfc9110#section-15.4";
    TOO_LARGE "net.too_large" Issuer Indeterminate "What the host sends is larger than such a document may be." "";
    TOO_MANY "net.too_many" Issuer Indeterminate "More would have to be fetched than one verification may fetch." "";
    TIMEOUT "net.timeout" Issuer Indeterminate "The host took too long." "";
    MEDIA_TYPE "net.media_type" Issuer Indeterminate "The host sends something else than was asked for." "https://www.rfc-editor.org/rfc/rfc9110#section-8.3";
    PAGE "net.page" Issuer Indeterminate "The host sends a page or a picture, and not the document that was asked for." "https://www.rfc-editor.org/rfc/rfc9110#section-8.3";
    DNS "net.dns" Issuer Indeterminate "The name of the host could not be looked up." "";
    CONNECTION "net.connection" Issuer Indeterminate "The host could not be reached, or broke off." "";
    TLS "net.tls" Issuer Indeterminate "The host could not show that it is who its name says." "https://www.rfc-editor.org/rfc/rfc9110#section-4.3.4";
    HTTP "net.http" Issuer Indeterminate "What the host sends is not HTTP." "https://www.rfc-editor.org/rfc/rfc9112";
    STATUS "net.status" Issuer Indeterminate "The host answered with an error." "https://www.rfc-editor.org/rfc/rfc9110#section-15";
}
