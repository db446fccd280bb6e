//! The workload: amounts above zero, in units that go together.

use super::Check;
use crate::codec::iri;
use crate::framework::{Conversion, CreditSystem, HoursPerCredit, Quantity, Rounding, Unit};
use crate::json::Pointer;
use crate::microcredential::form::is_blank;
use crate::microcredential::{Elements, Level, Workload, annex};
use crate::report::{Finding, code};
use std::collections::BTreeSet;

impl Check {
    pub(super) fn workload(&mut self, workload: &Workload, at: &Pointer) {
        self.present(!workload.is_empty(), at.clone(), annex::WORKLOAD);
        let mut above_zero = |amount: Option<Quantity>, at: Pointer| {
            if amount.is_some_and(Quantity::is_zero) {
                self.say(code::ec::AMOUNT, at, "it is zero; leave it out, or correct it");
            }
        };
        above_zero(workload.ects, at.member("ects"));
        above_zero(workload.hours, at.member("hours"));
        for (index, credits) in workload.credits.iter().enumerate() {
            above_zero(Some(credits.points), at.member("credits").item(index).member("points"));
        }
        let at_credits = at.member("credits");
        // Under whichever of its names: two amounts in one system would contradict each other, or be counted twice.
        self.unique(workload.credits.iter().map(|credits| credits.system.clone().canonical()), &at_credits);
        for (index, credits) in workload.credits.iter().enumerate() {
            let place = || at_credits.item(index).member("system");
            match &credits.system {
                CreditSystem::Ects => {
                    self.say(code::ec::DUPLICATE, place(), "ECTS credits have a place of their own, `ects`")
                }
                CreditSystem::Iri(iri) => self.iri(Some(iri), place),
                CreditSystem::Named(name)
                    if iri::is_absolute(name) || !matches!(CreditSystem::from_name(name), CreditSystem::Named(_)) =>
                {
                    self.say(code::ec::UNKNOWN_VALUE, place(), "this is more than a name; refer to the system itself");
                }
                CreditSystem::Named(name) => {
                    self.string(Some(name), place);
                    if !is_blank(name) && credits.system.in_ects().is_none() {
                        let (code, detail) = match (credits.system.readings(), credits.system.iri()) {
                            (Some(readings), _) => (code::ec::CREDIT_SYSTEM, format!("it may be {readings}; write which")),
                            (None, Some(_)) => (
                                code::ec::CREDIT_RATIO,
                                format!("where the award has hours of work too, or ECTS credits beside the {name}, state these as well"),
                            ),
                            (None, None) => (
                                code::ec::CREDIT_SYSTEM,
                                "if the law of the country makes them ECTS credits, state them in `ects`; hours of work in `hours`".to_owned(),
                            ),
                        };
                        self.findings.push(Finding::new(code, place(), detail).about(annex::WORKLOAD));
                    }
                }
                _ => {}
            }
        }
    }

    /// What is stated in several units should be the same in each, as the countries of the awarding bodies count. They are compared with
    /// the ECTS credits, or else with the first credits of which it is known how many of those they are.
    pub(super) fn proportion(&mut self, elements: &Elements, at: &Pointer) {
        let workload = &elements.workload;
        let levels = &elements.levels;
        let national =
            || workload.convertible(levels).next().map(|own| (Unit::Credits(own.system.clone()), own.points));
        let base = workload.ects.map(|ects| (Unit::Credits(CreditSystem::Ects), ects)).or_else(national);
        let Some((unit, base)) = base.filter(|(_, base)| !base.is_zero()) else { return };
        let bodies = elements.awarding_bodies.iter().filter_map(|body| body.location.as_ref());
        let countries: BTreeSet<&str> =
            bodies.chain(&elements.issuer_locations).map(|location| location.country.as_str()).collect();
        let counted = HoursPerCredit::of_any(countries.iter().copied());
        if let Some((hours, counted)) = workload.hours.filter(|hours| !hours.is_zero()).zip(counted) {
            let of_the_system = match &unit {
                Unit::Credits(system) => system.hours(base),
                Unit::Hours => None,
            };
            let (least, most) = of_the_system.unwrap_or_else(|| {
                let ects = Unit::Credits(CreditSystem::Ects);
                let in_ects = Conversion::between(unit.clone(), base, ects, Rounding::Down);
                counted.hours(in_ects.map_or(base, |made| made.result))
            });
            if !(u64::from(least) * 100..=u64::from(most) * 100).contains(&u64::from(hours.hundredths())) {
                let range = if least == most { least.to_string() } else { format!("{least} to {most}") };
                let known = countries.into_iter().filter(|country| HoursPerCredit::of(country).is_some());
                let known: Vec<_> = known.collect();
                let place = if known.is_empty() || of_the_system.is_some() {
                    String::new()
                } else {
                    format!(" in {}", known.join(", "))
                };
                let detail = format!(
                    "{base} {unit} are {range} hours of work{place}, and {hours} are stated; correct one of the two"
                );
                self.findings.push(Finding::new(code::ec::IMPLAUSIBLE, at.clone(), detail).about(annex::WORKLOAD));
            }
        }
        let eqf = levels.iter().filter_map(Level::eqf).min();
        // Two amounts in the system that others are compared with are told as that.
        let is_base = |own: &CreditSystem| matches!(&unit, Unit::Credits(base) if base.is_same(own));
        let others = workload.credits.iter().enumerate().filter(|(_, own)| !is_base(&own.system));
        for (index, own) in others.filter(|(_, own)| own.system.converts_at(eqf)) {
            let from = Unit::Credits(own.system.clone());
            let in_base =
                |rounding| Some(Conversion::between(from.clone(), own.points, unit.clone(), rounding)?.result);
            let (Some(least), Some(most)) = (in_base(Rounding::Down), in_base(Rounding::Up)) else { continue };
            if own.system != CreditSystem::Ects && !(least..=most).contains(&base) {
                let detail =
                    format!("{} {from} are {least} {unit}, and {base} are stated; correct one of the two", own.points);
                let at = at.member("credits").item(index);
                self.findings.push(Finding::new(code::ec::IMPLAUSIBLE, at, detail).about(annex::WORKLOAD));
            }
        }
    }
}
