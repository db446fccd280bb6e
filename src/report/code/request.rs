//! What was asked for, apart from what it is about.

codes! {
    OPERATION "request.operation" Input Invalid "There is no such operation." "";
    SYNTAX "request.json" Input Invalid "The request is not a JSON object." "";
    MEMBER "request.member" Input Invalid "A member of the request is missing, or is not of the form that it must have." "";
    UNKNOWN_MEMBER "request.unknown_member" Input Invalid "The request has a member that the operation does not know." "";
    KEY "request.key" Input Invalid "The key cannot be used for signing." "https://www.rfc-editor.org/rfc/rfc8037";
    DOCUMENT_KIND "request.document_kind" Input Invalid "The operation does not work on documents of this kind." "";
    POINTER "request.pointer" Input Invalid "A JSON Pointer selects nothing that can be shown by itself." "https://www.rfc-editor.org/rfc/rfc6901";
    NOT_ACCEPTED "request.not_accepted" Input Invalid "The credential is not accepted, and only one that is counts as a fact or is made into a certificate." "";
    PATH "request.path" Input Invalid "There is nothing at this path." "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.5";
    METHOD "request.method" Input Invalid "The path takes another method." "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.6";
    HEAD "request.head" Input Invalid "The head of the request can be read in two ways, or says too little." "https://www.rfc-editor.org/rfc/rfc9112#section-3.2";
    MEDIA_TYPE "request.media_type" Input Invalid "The body of the request is not said to be JSON." "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.16";
    ACCEPT "request.accept" Input Invalid "What is here is not had in any of the forms that are accepted." "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.7";
    UNAUTHORIZED "request.unauthorized" Input Invalid "Whoever sent the request has not shown that they may." "https://www.rfc-editor.org/rfc/rfc6750";
    HOST "request.host" Input Invalid "The request was meant for another server." "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.20";
    TIMEOUT "request.timeout" Input Invalid "The request did not arrive in time." "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.9";
    BUSY "request.busy" Input Invalid "The server has too much to do at the moment." "https://www.rfc-editor.org/rfc/rfc9110#section-15.6.4";
    FAILED "internal" Input Invalid "The operation could not be carried out, through no fault of the request." "";
}
