//! What stands inside a presentation or a learner record.

codes! {
    PRESENTED_INVALID "presentation.member.invalid" Members Invalid "A credential in the presentation does not hold, or not for the one who presents it." "https://www.w3.org/TR/vc-data-model-2.0/#presentations";
    PRESENTED_INDETERMINATE "presentation.member.indeterminate" Members Indeterminate "It could not be told whether a credential in the presentation holds." "https://www.w3.org/TR/vc-data-model-2.0/#presentations";
    RECORDED_ANOTHERS "clr.member.subject" Members Warn "A credential in the learner record is about somebody else than the record." "https://www.imsglobal.org/spec/clr/v2p0/#clrsubject";
    RECORDED_WITHHELD "clr.member.subject_withheld" Members Warn "The learner record or a credential in it is shown in part, and whom it is about may have been left out, so whether both are about one learner cannot be told." "https://www.imsglobal.org/spec/clr/v2p0/#clrsubject";
    RECORDED_INVALID "clr.member.invalid" Members Warn "A credential in the learner record does not hold any more, or never did." "https://www.imsglobal.org/spec/clr/v2p0/#verification";
    RECORDED_INDETERMINATE "clr.member.indeterminate" Members Warn "It could not be told whether a credential in the learner record holds." "https://www.imsglobal.org/spec/clr/v2p0/#verification";
}
