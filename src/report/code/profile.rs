//! What countries, sectors and projects expect of a micro-credential beyond Annex I. A profile never makes one invalid.

codes! {
    VOLUME "profile.volume" Conformance Warn "The workload is outside what the profile allows." "";
    UNMEASURED "profile.unmeasured" Conformance Warn "The workload is not stated in the unit that the profile counts in, so its bounds could not be looked at." "";
    MISSING "profile.missing" Conformance Warn "The profile wants something stated that is not." "";
    DATE "profile.date" Conformance Warn "The date of issuing is in the future." "";
    GRADE "profile.grade" Conformance Warn "There is a grade, but no assessment that can be graded." "";
    ESCO "profile.esco" Conformance Warn "An address in ESCO is not that of a skill or an occupation." "https://esco.ec.europa.eu/en/use-esco/use-esco-services-api";
    IN_FORCE "profile.in_force" Conformance Warn "It cannot be told whether the profile was in force: only the year in which that changed is known." "";
    NONE_APPLIES "profile.none_applies" Conformance Info "No profile of the country that was asked for applies." "";
    ADVICE "profile.advice" Conformance Info "It is not as the profile knows it to be usual." "";
}
