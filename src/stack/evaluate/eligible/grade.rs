//! Grades that are good enough, among those that can be compared.

use super::verdict::{Verdict, falls};
use crate::stack::part::Part;
use crate::stack::requirement::Agreement;
use crate::stack::{GradeBound, Scale};

/// Whether a grade is good enough; a grade of another scale is not compared.
pub(super) fn grade(part: &Part, bound: &GradeBound) -> Verdict {
    let Some(own) = &part.grade else {
        return Verdict::Unknown("it has no grade".to_owned());
    };
    match (compared(part, bound), bound.scale.value(&bound.at_least)) {
        (Ok(value), Some(least)) => {
            falls(value < least, || format!("its grade is {}, and {} is needed", own.value, bound.at_least))
        }
        (Err(why), _) => Verdict::Unknown(why.to_owned()),
        (Ok(_), None) => Verdict::Unknown(OTHER_SCALE.to_owned()),
    }
}

const OTHER_SCALE: &str = "its grade is of another scale, or does not say of which";

/// The grade as a number that compares with others of the same scale, or why there is none.
fn compared(part: &Part, bound: &GradeBound) -> Result<i64, &'static str> {
    let (Some(grade), Some(scheme)) = (&part.grade, &part.scheme) else { return Err(OTHER_SCALE) };
    match bound.scale.agreement(scheme) {
        Agreement::Same if matches!(bound.scale, Scale::Values(_)) && !part.signs_order => {
            Err("the order of the grades in its scale is not signed, so that nothing says which are better")
        }
        Agreement::Same => bound.scale.value(&grade.value).ok_or(OTHER_SCALE),
        Agreement::OtherOrder => Err(
            "its own scale has the grades in another order than the pathway's, so that the two contradict each other",
        ),
        Agreement::DoubtfulOrder => Err(
            "the grades are taken as they are listed, from the lowest to the highest, which does not fit what they mean, so that nothing says which are better",
        ),
        Agreement::Other => Err(OTHER_SCALE),
    }
}

/// The grade as a number that compares with others of the same scale.
pub(in crate::stack::evaluate) fn grade_value(part: &Part, bound: &GradeBound) -> Option<i64> {
    compared(part, bound).ok()
}

/// Whether a grade is known to be good enough.
pub(in crate::stack::evaluate) fn meets(part: &Part, bound: &GradeBound) -> bool {
    matches!(grade(part, bound), Verdict::Stands)
}
