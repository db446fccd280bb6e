//! What a description lacks or contradicts, element by element.

use super::form::{Quoted, is_blank};
use super::offer::{is_own_term, other_kind};
use super::vocabulary::{Concept, Vocabulary};
use super::{
    CredentialKind, Elements, Field, Grade, GradingScheme, Learner, LearningOutcome, Level, Location, QualityAssurance,
    Stackability, Text, Workload, annex,
};
use crate::badge::{IdentifierType, IdentityObject};
use crate::codec::iri;
use crate::framework::{Conversion, CreditSystem, Eqf, HoursPerCredit, NqfLevel, Quantity, Rounding, Unit};
use crate::json::Pointer;
use crate::report::{Code, Finding, Findings, code};
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// Everything about the elements of an offer that stands at `at`.
pub(super) fn elements(elements: &Elements, at: &Pointer) -> Findings {
    let mut check = Check::default();
    check.iri(elements.id.as_deref(), || at.member("id"));
    check.kind(&elements.kind, at);
    check.present(!elements.title.is_empty(), at.member("title"), annex::TITLE);
    check.text(&elements.title, at.member("title"));
    check.text(&elements.description, at.member("description"));
    check.string(elements.code.as_deref(), || at.member("code"));
    check.issuer_locations(elements, &at.member("issuerLocations"));
    check.awarding_bodies(elements, &at.member("awardingBodies"));
    check.learning_outcomes(elements, &at.member("learningOutcomes"));
    check.workload(&elements.workload, &at.member("workload"));
    check.proportion(elements, &at.member("workload"));
    check.levels(&elements.levels, &at.member("level"));
    check.values(&elements.assessment_types, &at.member("assessmentTypes"), Some(annex::ASSESSMENT));
    check.values(&elements.participation, &at.member("participation"), Some(annex::PARTICIPATION));
    check.quality_assurance(&elements.quality_assurance, &at.member("qualityAssurance"));
    check.text(&elements.prerequisites, at.member("prerequisites"));
    if let Some(scheme) = &elements.grading_scheme {
        check.grading_scheme(scheme, &at.member("gradingScheme"));
    }
    if let Some(Stackability::Stackable { towards }) = &elements.stackability {
        let at = at.member("stackability").member("towards");
        check.unique(towards.iter().map(|target| &target.id), &at);
        for (index, target) in towards.iter().enumerate() {
            check.iri(Some(&target.id), || at.item(index).member("id"));
            check.text(&target.name, at.item(index).member("name"));
        }
    }
    check.further_information(elements, &at.member("furtherInformation"));
    check.values(elements.learning_setting.as_slice(), &at.member("learningSetting"), None);
    check.fields(&elements.fields, &at.member("fields"));
    check.unique(elements.languages.iter(), &at.member("languages"));
    check.findings
}

/// Everything about a record: the learner, the date, the grade, and what was offered.
pub(super) fn award(
    id: Option<&str>,
    learner: &Learner,
    issued: Option<NaiveDate>,
    grade: Option<&Grade>,
    offer: &Elements,
) -> Findings {
    let mut findings = record(id, learner, issued, grade, offer);
    findings.extend(elements(offer, &Pointer::root().member("offer")));
    findings
}

/// What is the record's own: the learner, the date, the grade, and how they go together with what was offered.
pub(super) fn record(
    id: Option<&str>,
    learner: &Learner,
    issued: Option<NaiveDate>,
    grade: Option<&Grade>,
    offer: &Elements,
) -> Findings {
    let at = Pointer::root();
    let mut check = Check::default();
    check.iri(id, || at.member("id"));
    check.learner(learner, &at.member("learner"));
    check.present(issued.is_some(), at.member("issued"), annex::DATE);
    check.grade(grade, offer, &at.member("grade"));
    if let Some(issued) = issued {
        check.quality_in_force(&offer.quality_assurance, issued, &at.member("offer").member("qualityAssurance"));
    }
    check.findings
}

/// That a date of issuing is still to come: what is signed with it is valid from that day on.
pub(super) fn early(issued: NaiveDate, today: NaiveDate) -> Option<Finding> {
    let detail = format!("it is {issued}, and today is {today}; correct it, or issue on that day");
    (issued > today)
        .then(|| Finding::new(code::ec::DATE_FUTURE, Pointer::root().member("issued"), detail).about(annex::DATE))
}

/// What keeps a grade from passing, or from being known to pass, where its scheme says what passes.
pub(super) fn pass(grade: &str, scheme: &GradingScheme, at: &Pointer) -> Option<Finding> {
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

#[derive(Default)]
struct Check {
    findings: Findings,
}

impl Check {
    fn say(&mut self, code: Code, at: Pointer, detail: impl Into<String>) {
        self.findings.push(Finding::new(code, at, detail));
    }

    fn present(&mut self, is_there: bool, at: Pointer, element: &'static str) {
        if !is_there {
            self.findings
                .push(Finding::new(code::ec::MISSING, at, format!("“{element}” is not stated; add it")).about(element));
        }
    }

    fn iri(&mut self, iri: Option<&str>, at: impl FnOnce() -> Pointer) {
        if iri.is_some_and(|iri| !iri::is_absolute(iri)) {
            self.say(code::ec::IRI, at(), "write it in full, such as https://vet.example/offers/7");
        }
    }

    fn string(&mut self, text: Option<&str>, at: impl FnOnce() -> Pointer) {
        if text.is_some_and(is_blank) {
            self.say(code::ec::TEXT, at(), "it is empty; leave it out, or say something");
        }
    }

    fn text(&mut self, text: &Text, at: Pointer) {
        for tag in text.malformed() {
            self.say(
                code::ec::TEXT,
                at.clone(),
                format!("{} is no BCP 47 tag, or there is a wording for it already", Quoted(tag)),
            );
        }
        for (tag, _) in text.wordings().filter(|(_, words)| is_blank(words)) {
            let place = if text.as_plain().is_some() { at.clone() } else { at.member(tag.as_str()) };
            self.say(code::ec::TEXT, place, "it is empty; leave it out, or say something");
        }
    }

    fn needed_text(&mut self, text: &Text, at: Pointer, element: &'static str) {
        self.present(!text.is_empty(), at.clone(), element);
        self.text(text, at);
    }

    /// Sets have no order and no second copy once they are signed, so a list that repeats itself cannot be carried.
    fn unique<T: Ord>(&mut self, items: impl Iterator<Item = T>, at: &Pointer) {
        let mut seen = BTreeSet::new();
        for (index, item) in items.enumerate() {
            if !seen.insert(item) {
                self.say(code::ec::DUPLICATE, at.item(index), "the list holds this already; keep one");
            }
        }
    }

    fn kind(&mut self, kind: &CredentialKind, at: &Pointer) {
        let CredentialKind::Other(term) = kind else {
            return;
        };
        if other_kind(term).is_none() {
            let detail = format!(
                "{} is no other achievement type of Open Badges (`achievementType` in a badge), to the letter; write one such \
                 as Course, or ext: and a word of your own",
                Quoted(term)
            );
            self.say(code::ec::UNKNOWN_VALUE, at.member("kind"), detail);
        }
    }

    fn location(&mut self, location: &Location, at: &Pointer) {
        if location.country_name().is_none() {
            let code = Location::code_of(&location.country);
            let advice = match Location::country(&code).country_name() {
                Some(_) => format!("write {code}"),
                None => "write two capital letters, such as PT".to_owned(),
            };
            self.say(code::ec::COUNTRY, at.clone(), format!("{} is none; {advice}", Quoted(&location.country)));
        }
        self.string(location.region.as_deref(), || at.clone());
    }

    fn issuer_locations(&mut self, elements: &Elements, at: &Pointer) {
        let located = elements.awarding_bodies.iter().any(|body| body.location.is_some());
        self.present(located || !elements.issuer_locations.is_empty(), at.clone(), annex::COUNTRY);
        self.unique(elements.issuer_locations.iter(), at);
        for (index, location) in elements.issuer_locations.iter().enumerate() {
            // A country that stands here because it is an awarding body's is told once, there.
            if !elements.awarding_bodies.iter().any(|body| body.location.as_ref() == Some(location)) {
                self.location(location, &at.item(index));
            }
        }
    }

    fn awarding_bodies(&mut self, elements: &Elements, at: &Pointer) {
        self.present(!elements.awarding_bodies.is_empty(), at.clone(), annex::AWARDING_BODY);
        self.unique(elements.awarding_bodies.iter().map(|body| &body.id), at);
        for (index, body) in elements.awarding_bodies.iter().enumerate() {
            self.iri(Some(&body.id), || at.item(index).member("id"));
            self.needed_text(&body.name, at.item(index).member("name"), annex::AWARDING_BODY);
            if let Some(location) = &body.location {
                self.location(location, &at.item(index).member("country"));
            }
        }
    }

    fn learning_outcomes(&mut self, elements: &Elements, at: &Pointer) {
        self.present(!elements.learning_outcomes.is_empty(), at.clone(), annex::LEARNING_OUTCOMES);
        let languages = elements.language_tags();
        let wording = |outcome: &LearningOutcome| outcome.text.preferring(languages.iter().copied()).to_owned();
        self.unique(elements.learning_outcomes.iter().map(wording), at);
        for (index, outcome) in elements.learning_outcomes.iter().enumerate() {
            let at = at.item(index);
            self.needed_text(&outcome.text, at.member("text"), annex::LEARNING_OUTCOMES);
            self.values(outcome.kind.as_slice(), &at.member("kind"), None);
            self.unique(outcome.skills.iter().map(|skill| &skill.uri), &at.member("skills"));
            for (index, skill) in outcome.skills.iter().enumerate() {
                let at = at.member("skills").item(index);
                self.iri(Some(&skill.uri), || at.member("uri"));
                self.text(&skill.name, at.member("name"));
                self.string(skill.framework.as_deref(), || at.member("framework"));
            }
        }
    }

    fn workload(&mut self, workload: &Workload, at: &Pointer) {
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
                        let detail = "ECTS credits under another name belong into `ects`";
                        self.findings
                            .push(Finding::new(code::ec::CREDIT_SYSTEM, place(), detail).about(annex::WORKLOAD));
                    }
                }
                _ => {}
            }
        }
    }

    /// What is stated in several units should be the same in each, as the countries of the awarding bodies count. They are compared with
    /// the ECTS credits, or else with the first credits that are ECTS by the name of a country.
    fn proportion(&mut self, elements: &Elements, at: &Pointer) {
        let workload = &elements.workload;
        let national = || workload.national_ects().next().map(|own| (Unit::Credits(own.system.clone()), own.points));
        let base = workload.ects.map(|ects| (Unit::Credits(CreditSystem::Ects), ects)).or_else(national);
        let Some((unit, base)) = base.filter(|(_, base)| !base.is_zero()) else { return };
        let bodies = elements.awarding_bodies.iter().filter_map(|body| body.location.as_ref());
        let countries: BTreeSet<&str> =
            bodies.chain(&elements.issuer_locations).map(|location| location.country.as_str()).collect();
        let counted = HoursPerCredit::of_any(countries.iter().copied());
        if let Some((hours, counted)) = workload.hours.filter(|hours| !hours.is_zero()).zip(counted) {
            let (least, most) = counted.hours(base);
            if !(u64::from(least) * 100..=u64::from(most) * 100).contains(&u64::from(hours.hundredths())) {
                let range = if least == most { least.to_string() } else { format!("{least} to {most}") };
                let known = countries.into_iter().filter(|country| HoursPerCredit::of(country).is_some());
                let known: Vec<_> = known.collect();
                let place = if known.is_empty() { String::new() } else { format!(" in {}", known.join(", ")) };
                let detail = format!(
                    "{base} {unit} are {range} hours of work{place}, and {hours} are stated; correct one of the two"
                );
                self.findings.push(Finding::new(code::ec::IMPLAUSIBLE, at.clone(), detail).about(annex::WORKLOAD));
            }
        }
        for (index, own) in workload.credits.iter().enumerate() {
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

    fn levels(&mut self, levels: &[Level], at: &Pointer) {
        let mut frameworks = BTreeSet::new();
        let mut national = 0;
        for level in levels {
            let (framework, place) = match level {
                Level::Eqf(_) => ((String::new(), "eqf".to_owned()), at.member("eqf")),
                Level::QfEhea(_) => ((String::new(), "qfEhea".to_owned()), at.member("qfEhea")),
                Level::Nqf(own) => {
                    national += 1;
                    // A framework may be named in several ways, and is one all the same.
                    let name = match own.clone().canonical() {
                        NqfLevel::Named { country, framework, .. } => (country, framework),
                        NqfLevel::Concept(uri) => (String::new(), uri),
                    };
                    (name, at.member("nqf").item(national - 1))
                }
            };
            self.level(level, &place);
            if !frameworks.insert(framework) {
                self.say(code::ec::LEVEL_CONTRADICTION, place.clone(), "keep one level in each framework");
            }
            self.level_agrees(level, levels, place);
        }
    }

    fn level(&mut self, level: &Level, at: &Pointer) {
        match level {
            Level::Eqf(number) if !(1..=8).contains(number) => {
                self.say(
                    code::ec::LEVEL_RANGE,
                    at.clone(),
                    format!("{number} is none of the EQF's; they go from 1 to 8"),
                );
            }
            Level::Nqf(NqfLevel::Concept(uri)) => self.iri(Some(uri), || at.clone()),
            Level::Nqf(own @ NqfLevel::Named { country, framework, level }) => {
                for text in [country, framework, level] {
                    self.string(Some(text), || at.clone());
                }
                self.known_level(own, framework, at);
            }
            _ => {}
        }
    }

    /// A framework of the tables has the levels that stand there.
    fn known_level(&mut self, own: &NqfLevel, framework: &str, at: &Pointer) {
        if own.is_known() {
            return;
        }
        let (code, detail) = match (own.known_levels(), own.known_frameworks()) {
            (Some(known), _) => {
                (code::ec::LEVEL_UNKNOWN, format!("the levels of {framework} are {}", known.join(", ")))
            }
            (None, known) if known.is_empty() => return,
            (None, known) => (code::ec::LEVEL_FRAMEWORK, format!("known of this country: {}", known.join(", "))),
        };
        self.findings.push(Finding::new(code, at.clone(), detail).about(annex::LEVEL));
    }

    /// What is stated should correspond to one EQF level: to the one that is stated, or else to that of the statements before. Where the
    /// tables are of medium confidence to which level it is referenced, that is no more than a note; where of low, nothing is said.
    fn level_agrees(&mut self, level: &Level, levels: &[Level], at: Pointer) {
        fn certain(level: &Level) -> Option<Eqf> {
            match level {
                Level::Eqf(_) | Level::QfEhea(_) => level.eqf(),
                Level::Nqf(own) => own.eqf().filter(|_| own.eqf_is_certain()),
            }
        }
        fn likely(level: &Level) -> Option<Eqf> {
            match level {
                Level::Eqf(_) | Level::QfEhea(_) => level.eqf(),
                Level::Nqf(own) => own.eqf().filter(|_| own.eqf_is_likely()),
            }
        }
        let stated = levels.iter().find(|other| matches!(other, Level::Eqf(_)));
        if let (Level::Nqf(own), Some(stated)) = (level, stated)
            && own.eqf().is_none()
            && own.eqf_is_certain()
        {
            let detail =
                format!("{level} is referenced to no level of the EQF, and {stated} is stated; leave one of them out");
            self.findings.push(Finding::new(code::ec::LEVEL_DISAGREES, at, detail).about(annex::LEVEL));
            return;
        }
        if matches!(level, Level::Eqf(_)) {
            return;
        }
        let against = |reading: fn(&Level) -> Option<Eqf>| {
            let own = reading(level)?;
            let differs = |other: &Level| reading(other).filter(|theirs| *theirs != own);
            let mut before = levels.iter().take_while(|other| !std::ptr::eq(*other, level));
            let against = match stated {
                Some(stated) => differs(stated).map(|theirs| format!("{theirs} is stated")),
                None => before.find_map(|other| Some(format!("{other} to {}", differs(other)?))),
            };
            against.map(|against| format!("{level} corresponds to {own}, and {against}"))
        };
        let (code, detail) = match (against(certain), against(likely)) {
            (Some(detail), _) => (code::ec::LEVEL_DISAGREES, detail),
            (None, Some(detail)) => (code::ec::LEVEL_DOUBTFUL, detail),
            (None, None) => return,
        };
        self.findings.push(Finding::new(code, at, detail).about(annex::LEVEL));
    }

    fn values<V: Vocabulary + Ord>(&mut self, values: &[V], at: &Pointer, mandatory: Option<&'static str>) {
        if let Some(element) = mandatory {
            self.present(!values.is_empty(), at.clone(), element);
        }
        self.unique(values.iter(), at);
        for (index, value) in values.iter().enumerate() {
            let place = if mandatory.is_some() { at.item(index) } else { at.clone() };
            if let Some(concept) = value.as_other() {
                self.concept(concept, &place);
                if concept.uri.as_deref().is_some_and(|uri| V::of_uri(uri).as_other().is_none()) {
                    self.say(code::ec::UNKNOWN_VALUE, place, "this value has a name here; use it");
                }
            }
        }
    }

    fn concept(&mut self, concept: &Concept, at: &Pointer) {
        self.iri(concept.uri.as_deref(), || at.clone());
        self.text(&concept.label, at.member("label"));
        if concept.uri.is_none() && concept.label.is_empty() {
            self.say(code::ec::FORM, at.clone(), "give a `uri`, a `label`, or both");
        }
    }

    fn fields(&mut self, fields: &[Field], at: &Pointer) {
        self.unique(fields.iter(), at);
        for (index, field) in fields.iter().enumerate() {
            if let Field::Other(concept) = field {
                self.concept(concept, &at.item(index));
                if concept.uri.as_deref().is_some_and(|uri| matches!(Field::from_uri(uri), Field::Isced(_))) {
                    self.say(code::ec::UNKNOWN_VALUE, at.item(index), "this field has a code here; use it");
                }
            }
        }
    }

    fn quality_assurance(&mut self, all: &[QualityAssurance], at: &Pointer) {
        self.present(!all.is_empty(), at.clone(), annex::QUALITY_ASSURANCE);
        self.unique(all.iter(), at);
        for (index, assurance) in all.iter().enumerate() {
            let at = at.item(index);
            self.values(std::slice::from_ref(&assurance.kind), &at.member("type"), None);
            if let Some(agency) = &assurance.agency {
                self.iri(agency.id.as_deref(), || at.member("agency").member("id"));
                self.needed_text(&agency.name, at.member("agency").member("name"), annex::QUALITY_ASSURANCE);
            }
            self.iri(assurance.decision.as_deref(), || at.member("decision"));
            if let (Some(from), Some(until)) = (assurance.valid_from, assurance.valid_until)
                && until < from
            {
                self.say(code::ec::QUALITY_PERIOD, at.member("validUntil"), format!("{until} is before {from}"));
            }
        }
    }

    fn quality_in_force(&mut self, all: &[QualityAssurance], issued: NaiveDate, at: &Pointer) {
        for (index, assurance) in all.iter().enumerate() {
            let begun = assurance.valid_from.is_none_or(|from| from <= issued);
            let going_on = assurance.valid_until.is_none_or(|until| issued <= until);
            if !(begun && going_on) {
                let detail = format!("it does not hold on {issued}");
                self.findings.push(
                    Finding::new(code::ec::QUALITY_LAPSED, at.item(index), detail).about(annex::QUALITY_ASSURANCE),
                );
            }
        }
    }

    fn grading_scheme(&mut self, scheme: &GradingScheme, at: &Pointer) {
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

    fn grade(&mut self, grade: Option<&Grade>, offer: &Elements, at: &Pointer) {
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

    fn further_information(&mut self, elements: &Elements, at: &Pointer) {
        self.unique(elements.further_information.iter(), at);
        for (index, information) in elements.further_information.iter().enumerate() {
            self.iri(information.url.as_deref(), || at.item(index).member("url"));
            self.text(&information.text, at.item(index).member("text"));
            if information.url.is_none() && information.text.is_empty() {
                self.say(code::ec::FORM, at.item(index), "give a `url`, a `text`, or both");
            }
        }
    }

    /// Says where something is the matter, and never what stands there.
    fn learner(&mut self, learner: &Learner, at: &Pointer) {
        self.present(learner.is_identified(), at.clone(), annex::LEARNER);
        self.iri(learner.id.as_deref(), || at.member("id"));
        for (member, name) in
            [("name", &learner.name), ("givenName", &learner.given_name), ("familyName", &learner.family_name)]
        {
            self.string(name.as_deref(), || at.member(member));
        }
        for (index, identifier) in learner.identifiers.iter().enumerate() {
            let at = at.member("identifiers").item(index);
            if learner.identifiers[..index].contains(identifier) {
                self.say(code::ec::DUPLICATE, at.clone(), "the list holds this already; keep one");
            }
            self.identifier(identifier, at);
        }
    }

    fn identifier(&mut self, identifier: &IdentityObject, at: Pointer) {
        match &identifier.identity_type {
            // The name has its place; a plain one here would be a second.
            IdentifierType::Name if !identifier.hashed => {
                self.say(code::ec::DUPLICATE, at.member("type"), "a name in plain text has a place of its own, `name`");
            }
            IdentifierType::Extension(own) if matches!(own.as_str(), "ext:givenName" | "ext:familyName") => {
                self.say(code::ec::DUPLICATE, at.member("type"), "the parts of the name have a place of their own");
            }
            kind if !is_identifier_type(kind) => {
                let detail =
                    "the type is none of Open Badges; write one such as emailAddress, or ext: and a word of your own";
                self.say(code::ec::UNKNOWN_VALUE, at.member("type"), detail);
            }
            IdentifierType::EmailAddress if !identifier.hashed && !identifier.identity_hash.contains('@') => {
                let detail = "it has no @; write it as name@host, or give what it is as another identifier";
                let at = at.member("value");
                self.findings.push(Finding::new(code::ec::LEARNER_EMAIL, at, detail).about(annex::LEARNER));
            }
            IdentifierType::EmailAddress | IdentifierType::NationalIdentityNumber if !identifier.hashed => {
                let detail = "hash it unless the learner wants everybody who sees the badge to know it";
                self.findings.push(Finding::new(code::ec::LEARNER_PLAIN, at.clone(), detail).about(annex::LEARNER));
            }
            _ => {}
        }
        if identifier.hashed && !is_salted_sha256(identifier) {
            self.say(
                code::ec::LEARNER_HASH,
                at,
                "write `sha256$` and 64 hexadecimal digits, with the `salt` that was used",
            );
        } else {
            self.string(Some(&identifier.identity_hash), || at.member("value"));
        }
    }
}

fn is_identifier_type(kind: &IdentifierType) -> bool {
    match kind {
        IdentifierType::Unknown(_) => false,
        IdentifierType::Extension(own) => is_own_term(own),
        _ => true,
    }
}

fn is_salted_sha256(identifier: &IdentityObject) -> bool {
    let digest = identifier.identity_hash.strip_prefix("sha256$");
    digest.is_some_and(|digest| digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit()))
        && identifier.salt.as_deref().is_some_and(|salt| !salt.is_empty())
}
