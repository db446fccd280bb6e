//! Revocation, suspension, refresh.

codes! {
    UNSUPPORTED "status.unsupported" Status Indeterminate "The credential has a status that cannot be looked up here, so whether it was withdrawn is not known." "https://www.w3.org/TR/vc-data-model-2.0/#status";
}
