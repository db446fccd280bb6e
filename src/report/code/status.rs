//! Revocation, suspension, refresh.

codes! {
    UNSUPPORTED "status.unsupported" Status Indeterminate "The credential has a status that cannot be looked up here, so whether it was withdrawn is not known." "https://www.w3.org/TR/vc-data-model-2.0/#status";
    REVOKED "status.revoked" Status Invalid "The issuer has revoked the credential." "https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistentry";
    SUSPENDED "status.suspended" Status Invalid "The issuer has suspended the credential for now." "https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistentry";
    MESSAGE "status.message" Status Info "The issuer has a message about the credential." "https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistentry";
    REFRESH_AVAILABLE "status.refresh_available" Status Warn "The issuer has a newer version of the credential." "https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistentry";
    ENTRY_MALFORMED "status.entry.malformed" Status Invalid "The credential's status is not formed as its type says." "https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistentry";
    ENTRY_DESCRIBED_ELSEWHERE "status.entry_described_elsewhere" Status Invalid "What the credential's status says stands somewhere else in the document, where it would be overlooked." "https://www.w3.org/TR/vc-data-integrity/#processing-model";
    INDEX_MALFORMED "status.index.malformed" Status Invalid "The place in the status list is not written as a number in base 10." "https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistentry";
    INDEX_NUMBER "status.index.number" Conformance Invalid "The place in the status list is written as a JSON number, where a string of digits belongs." "https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistentry";
    MESSAGES "status.messages" Conformance Invalid "The status does not say what each of its values means." "https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistentry";
    INDEX_OUT_OF_RANGE "status.index.out_of_range" Status Indeterminate "The status list has no such place, so whether the credential was withdrawn is not known." "https://www.w3.org/TR/vc-bitstring-status-list/#validate-algorithm";
    SIZE_UNSUPPORTED "status.size.unsupported" Status Indeterminate "The status has a number of bits that is not read here." "https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistentry";
    PURPOSE_MISMATCH "status.purpose.mismatch" Status Indeterminate "The status list serves another purpose than the credential says." "https://www.w3.org/TR/vc-bitstring-status-list/#validate-algorithm";
    PURPOSE_UNSUPPORTED "status.purpose.unsupported" Status Indeterminate "The status is for a purpose that is not known here." "https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistentry";
    LIST_UNRESOLVED "status.list.unresolved" Status Indeterminate "The status list could not be looked up, so whether the credential was withdrawn is not known." "https://www.w3.org/TR/vc-bitstring-status-list/#validate-algorithm";
    LIST_TOO_MANY "status.list.too_many" Status Indeterminate "The credential names more status lists than are looked up." "";
    LIST_MALFORMED "status.list.malformed" Status Indeterminate "What was found in the place of the status list is none that can be read." "https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistcredential";
    LIST_UNSIGNED "status.list.unsigned" Status Indeterminate "Nothing shows that the status list is the issuer's: it is not signed." "https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistcredential";
    LIST_PROOF "status.list.proof" Status Indeterminate "The proof of the status list does not hold, or could not be checked." "https://www.w3.org/TR/vc-bitstring-status-list/#validate-algorithm";
    LIST_UNBOUND "status.list.unbound" Status Indeterminate "The key that signed the status list is not shown to be its issuer's, or is known less well than that of the credential." "https://www.w3.org/TR/vc-bitstring-status-list/#validate-algorithm";
    LIST_ISSUER_MISMATCH "status.list.issuer_mismatch" Status Indeterminate "The status list was issued by somebody else than the credential." "https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistcredential";
    LIST_ID_MISMATCH "status.list.id_mismatch" Status Indeterminate "The status list says that it is another one than that of its address." "https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistcredential";
    LIST_INVALID "status.list.invalid" Status Indeterminate "The status list does not stand." "https://www.w3.org/TR/vc-bitstring-status-list/#validate-algorithm";
    LIST_EXPIRED "status.list.expired" Status Indeterminate "The status list has expired: what it says may be true no more." "https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistcredential";
    LIST_NOT_YET "status.list.not_yet" Status Indeterminate "The status list is not valid yet." "https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistcredential";
    LIST_STALE "status.list.stale" Status Indeterminate "The status list was kept for longer than it says that it may be." "https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistcredential";
    TIMESTAMP "status.list.timestamp" Status Indeterminate "Only the status list of this moment is at hand, and none of the time that was asked for." "https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistcredential";
    LIST_TOO_LARGE "status.list.too_large" Status Indeterminate "The status list is larger than such a list may be." "https://www.w3.org/TR/vc-bitstring-status-list/#bitstring-expansion-algorithm";
    LIST_TOO_SHORT "status.list.too_short" Conformance Indeterminate "The status list has fewer than 131,072 entries, so whoever fetches it gives away which credential it is about." "https://www.w3.org/TR/vc-bitstring-status-list/#validate-algorithm";
}
