//! The grading scheme, and the grade in it.

use super::Check;
use crate::json::Pointer;
use crate::microcredential::form::Quoted;
use crate::microcredential::{Elements, Grade, GradingScheme, annex};
use crate::report::{Finding, code};

/// What keeps a grade from passing, or from being known to pass, where its scheme says what passes.
pub(in crate::microcredential) fn pass(grade: &str, scheme: &GradingScheme, at: &Pointer) -> Option<Finding> {
    let pass = scheme.pass.as_ref()?;
    let is_listed = scheme.values.iter().any(|value| value == grade) && scheme.values.contains(pass);
    let (code, detail) = match scheme.passes(grade) {
        Some(false) if is_listed => {
            let detail = "passes, with the grades as they are listed, from the lowest to the highest; correct the grade, or award nothing";
            (code::ec::GRADE_BELOW_PASS, detail)
        }
        Some(false) => (code::ec::GRADE_BELOW_PASS, "passes; correct the grade, or award nothing"),
        None if is_listed && scheme.is_order_doubtful() => {
            let detail = "passes, and the others are taken as they are listed, from the lowest to the highest, which does not fit what they mean; list the lowest first";
            (code::ec::GRADE_ORDER, detail)
        }
        None if scheme.is_direction_doubtful() => {
            let detail = "passes, and grades from 1 go up in some countries and down in others; write the lowest grade as the `minimum`, such as 5 where 1 is the best, or list the grades in `values`, the lowest first";
            (code::ec::GRADE_ORDER, detail)
        }
        _ => return None,
    };
    Some(Finding::new(code, at.clone(), format!("{} {detail}", Quoted(pass))))
}

impl Check {
    pub(super) fn grading_scheme(&mut self, scheme: &GradingScheme, at: &Pointer) {
        self.needed_text(&scheme.name, at.member("name"), annex::GRADE);
        self.text(&scheme.description, at.member("description"));
        self.iri(scheme.url.as_deref(), || at.member("url"));
        for (member, value) in [("minimum", &scheme.minimum), ("maximum", &scheme.maximum), ("pass", &scheme.pass)] {
            self.string(value.as_deref(), || at.member(member));
        }
        for (index, value) in scheme.values.iter().enumerate() {
            self.string(Some(value), || at.member("values").item(index));
        }
        self.unique(scheme.values.iter(), &at.member("values"));
        for (member, value) in [("maximum", &scheme.maximum), ("pass", &scheme.pass)] {
            if value.as_deref().is_some_and(|value| !scheme.knows(value)) {
                self.say(code::ec::GRADING_SCHEME, at.member(member), "it is no grade of the scheme itself");
            }
        }
    }

    pub(super) fn grade(&mut self, grade: Option<&Grade>, offer: &Elements, at: &Pointer) {
        self.string(grade.map(|grade| grade.value.as_str()), || at.clone());
        if let (Some(grade), Some(scheme)) = (grade, &offer.grading_scheme)
            && !scheme.knows(&grade.value)
        {
            let detail = "correct the grade, or the scheme in the offer: a grade beside its range, such as 30 e lode, stands in its `values`";
            self.findings.push(Finding::new(code::ec::GRADE_OUTSIDE, at.clone(), detail).about(annex::GRADE));
        }
        if let (Some(grade), Some(scheme)) = (grade, &offer.grading_scheme) {
            self.findings.extend(pass(&grade.value, scheme, at).map(|found| found.about(annex::GRADE)));
        }
    }
}
