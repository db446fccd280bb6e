//! What alignments say of the quality assurance.

use super::super::standard;
use super::alignments::concept;
use super::text;
use crate::badge::Alignment;
use crate::microcredential::vocabulary::{Concept, Vocabulary};
use crate::microcredential::{Agency, QualityAssurance, QualityAssuranceType};

/// A type by its concept; where no type is pointed at, the decision of whoever assures the quality.
pub(super) fn assurance(alignment: &Alignment, own: bool) -> QualityAssurance {
    let url = &alignment.target_url;
    let framework = alignment.target_framework.as_ref().map(|name| name.as_str());
    let is_type = own || url.starts_with(QualityAssuranceType::SCHEME) || framework == Some(standard::TYPE_OF_QUALITY);
    let of_concept = alignment.target_code.as_deref().filter(|_| framework == Some(standard::DECISION_OF_QUALITY));
    match (is_type, of_concept) {
        (true, _) => QualityAssurance::new(concept(alignment, own)),
        (false, Some(concept)) => {
            // Who decided, where that is another name than that of the type.
            let is_type = alignment.target_description.as_ref() == Some(&alignment.target_name);
            let agency = (!is_type).then(|| Agency { id: None, name: text(&alignment.target_name) });
            let kind = QualityAssuranceType::of_uri(concept);
            QualityAssurance { agency, decision: Some(url.clone()), ..QualityAssurance::new(kind) }
        }
        (false, None) => {
            let kind = QualityAssuranceType::other(Concept::with_label(text(&alignment.target_name)));
            QualityAssurance { decision: Some(url.clone()), ..QualityAssurance::new(kind) }
        }
    }
}

/// A type and the decisions of that type stand in alignments of their own, and are one.
pub(super) fn decisions_with_types(all: &mut Vec<QualityAssurance>) {
    let is_decided = |own: &QualityAssurance| own.decision.is_some() && own.kind.iri().is_some();
    let decided: Vec<QualityAssuranceType> =
        all.iter().filter(|own| is_decided(own)).map(|own| own.kind.clone()).collect();
    let is_same = |one: &QualityAssuranceType, other: &QualityAssuranceType| one.iri() == other.iri();
    let typed = all.extract_if(.., |own| !is_decided(own) && decided.iter().any(|kind| is_same(kind, &own.kind)));
    // The alignment to the type says what it is called.
    for QualityAssurance { kind, .. } in typed.collect::<Vec<_>>() {
        all.iter_mut().filter(|own| is_same(&own.kind, &kind)).for_each(|own| own.kind = kind.clone());
    }
}
