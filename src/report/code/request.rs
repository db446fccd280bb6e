//! What was asked for, apart from what it is about.

codes! {
    OPERATION "request.operation" Input Invalid "There is no such operation." "";
    SYNTAX "request.json" Input Invalid "The request is not a JSON object." "";
    MEMBER "request.member" Input Invalid "A member of the request is missing, or is not of the form that it must have." "";
    UNKNOWN_MEMBER "request.unknown_member" Input Invalid "The request has a member that the operation does not know." "";
    KEY "request.key" Input Invalid "The key cannot be used for signing." "https://www.rfc-editor.org/rfc/rfc8037";
    DOCUMENT_KIND "request.document_kind" Input Invalid "The operation does not work on documents of this kind." "";
    POINTER "request.pointer" Input Invalid "A JSON Pointer selects nothing that can be shown by itself." "https://www.rfc-editor.org/rfc/rfc6901";
    NOT_ACCEPTED "request.not_accepted" Input Invalid "Only a credential that is accepted can be shown like this." "";
    FAILED "internal" Input Invalid "The operation could not be carried out, through no fault of the request." "";
}
