//! From when until when.

codes! {
    NOT_YET "validity.not_yet" Validity Invalid "The credential is not valid yet." "https://www.w3.org/TR/vc-data-model-2.0/#validity-period";
    EXPIRED "validity.expired" Validity Invalid "The credential has expired." "https://www.w3.org/TR/vc-data-model-2.0/#validity-period";
    MALFORMED "validity.malformed" Validity Invalid "A date is not an xsd:dateTimeStamp." "https://www.w3.org/TR/vc-data-model-2.0/#validity-period";
    WINDOW_INVERTED "validity.window.inverted" Validity Invalid "The credential would end before it begins." "https://www.w3.org/TR/vc-data-model-2.0/#validity-period";
}
