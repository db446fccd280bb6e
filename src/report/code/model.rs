//! Whether a credential is made as the VC Data Model and Open Badges 3.0 say.

codes! {
    IDS "model.ids" Conformance Invalid "An `id` is not an absolute IRI." "https://www.w3.org/TR/vc-data-model-2.0/#identifiers";
}
