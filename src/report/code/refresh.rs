//! Newer copies of a credential.

codes! {
    AVAILABLE "refresh.available" Status Info "The credential says where a newer copy of it is to be had, which was not asked for." "https://www.w3.org/TR/vc-data-model-2.0/#refreshing";
    REJECTED "refresh.rejected" Status Warn "There is no newer copy of the credential that could stand in its place, so it is judged as it is." "https://www.w3.org/TR/vc-data-model-2.0/#refreshing";
}
