//! How a call from another language went wrong before it reached an operation.

codes! {
    NULL "abi.null" Input Invalid "A pointer that must not be null is null." "";
    LENGTH "abi.length" Input Invalid "A length is more than any memory has." "";
    UTF8 "abi.utf8" Input Invalid "A text is not UTF-8." "https://www.rfc-editor.org/rfc/rfc3629";
    HANDLE "abi.handle" Input Invalid "A handle is none that the library gave out, is of another kind, or was freed already." "";
    CALLBACK "abi.callback" Input Indeterminate "A callback of the host failed, or gave back more than there was room for." "";
    PANIC "abi.panic" Input Invalid "The library has a fault; nothing was done." "";
    POISONED "abi.poisoned" Input Invalid "The engine met a fault of the library before and is not used any more." "";
    LINE "abi.line" Input Invalid "A line is longer than lines may be, or is not an object with an operation." "";
}
