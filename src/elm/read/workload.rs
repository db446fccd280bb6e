//! How much work it was: in credits and in hours.

use super::document::Document;
use super::sets::MOST_VALUES;
use crate::framework::{CreditSystem, Quantity, QuantityError};
use crate::json::Node;
use crate::microcredential::{Concept, Credits, Elements, Workload};
use crate::report::code;

/// What was received is most often what its specification has.
pub(super) fn received<'t>(document: &mut Document<'t>, achievement: Node<'t>, elements: &mut Elements) {
    let specified = elements.workload.ects.is_some() || !elements.workload.credits.is_empty();
    let mut workload = Workload::default();
    credits(document, achievement, "creditReceived", &mut workload);
    let Workload { ects, credits, .. } = workload;
    if !specified {
        (elements.workload.ects, elements.workload.credits) = (ects, credits);
        return;
    }
    let own = &elements.workload;
    let is_same =
        ects.is_none_or(|ects| own.ects == Some(ects)) && credits.iter().all(|credits| own.credits.contains(credits));
    if let Some(place) = achievement.get("creditReceived").filter(|_| !is_same) {
        document.untake(place);
        document.say(code::elm::DISAGREEMENT, place.path(), "its specification says it otherwise");
    }
}

pub(super) fn credits<'t>(document: &mut Document<'t>, node: Node<'t>, member: &str, workload: &mut Workload) {
    for point in document.objects(node, member) {
        let Some((concept, framework)) = document.concepts(point, "framework").into_iter().next() else {
            document.misshapen(point, "credit points with a `framework`");
            continue;
        };
        let place = point.get("point");
        let amount = document.string(point, "point").and_then(|text| text.trim().parse::<Quantity>().ok());
        let Some(amount) = amount else {
            let place = place.unwrap_or(point);
            document.untake(place);
            document.misshapen(place, "an amount with at most two decimal places");
            continue;
        };
        let Some(system) = credit_system(&concept) else {
            document.untake(point);
            document.misshapen(framework, "a credit system with an id, a name or a notation");
            continue;
        };
        // What nobody else knows has its id alone here.
        if let (CreditSystem::Iri(_), Some(name)) = (&system, framework.get("prefLabel")) {
            document.untake(name);
        }
        let before = match &system {
            CreditSystem::Ects => workload.ects.replace(amount),
            system => {
                let own = workload.credits.iter().find(|credits| credits.system == *system);
                let before = own.map(|credits| credits.points);
                if before.is_none() && workload.credits.len() >= MOST_VALUES {
                    document.beyond(point);
                    continue;
                }
                if before.is_none() {
                    workload.credits.push(Credits { system: system.clone(), points: amount });
                }
                before
            }
        };
        if before.is_some_and(|before| before != amount) {
            document.say(code::elm::DISAGREEMENT, point.path(), "another amount is given in these credits");
        }
    }
}

/// The hours of a duration. Months are nobody's hours of work, nor are days alone; days beside hours are what software makes of many
/// hours.
pub(super) fn hours<'t>(document: &mut Document<'t>, node: Node<'t>, member: &str) -> Option<Quantity> {
    let place = node.get(member)?.each().next()?;
    let text = document.string(node, member)?;
    if let Some(hours) = with_days(text) {
        let detail = format!("it is read as {hours} hours, since a day of such a duration has 24");
        document.say(code::elm::DAYS, place.path(), detail);
        return Some(hours);
    }
    match Quantity::from_hours(text) {
        Ok(hours) => Some(hours),
        Err(error) => {
            document.untake(place);
            let months = text.strip_prefix('P').and_then(|rest| rest.strip_suffix('M'));
            let digits = months.filter(|months| months.bytes().all(|byte| byte.is_ascii_digit()) && !months.is_empty());
            let detail = match digits {
                Some(months) => {
                    format!(
                        "these are {months} months; {months} hours would be PT{months}H, {months} minutes PT{months}M"
                    )
                }
                None if error == QuantityError::Form => "write hours, such as PT60H".to_owned(),
                None => format!("as a number of hours, {error}; steps of three minutes can be stated, such as PT1H21M"),
            };
            document.say(code::elm::DURATION, place.path(), detail);
            None
        }
    }
}

/// The hours of a duration of days and hours, such as `P2DT12H`
/// ([XSD 1.1 §3.4.27](https://www.w3.org/TR/xmlschema11-2/#dayTimeDuration)).
fn with_days(text: &str) -> Option<Quantity> {
    let (days, time) = text.strip_prefix('P')?.split_once('T')?;
    let days = days.strip_suffix('D').filter(|days| days.bytes().all(|byte| byte.is_ascii_digit()))?;
    let days = days.parse::<u32>().ok()?.checked_mul(24 * 100)?;
    let hours = Quantity::from_hours(&format!("PT{time}")).ok()?;
    Quantity::from_hundredths(days.checked_add(hours.hundredths())?)
}

fn credit_system(concept: &Concept) -> Option<CreditSystem> {
    match &concept.uri {
        Some(uri) => Some(CreditSystem::from_iri(uri)),
        None => Some(concept.label.any()).filter(|name| !name.is_empty()).map(CreditSystem::from_name),
    }
}
