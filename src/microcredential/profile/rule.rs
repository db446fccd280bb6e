use super::Element;
use crate::framework::{CreditSystem, Quantity, Unit};
use crate::json::Pointer;
use crate::microcredential::{AssessmentType, Credits, Elements, MicroCredential, annex};
use crate::report::{Code, Finding, code};
use chrono::NaiveDate;

/// One thing that a profile expects, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rule {
    /// What is expected.
    pub demand: Demand,
    /// Where it says so, in a few words.
    pub because: String,
    /// Whether it is only usual: then it is told as a note, not as a warning.
    pub advice: bool,
}

/// What can be expected.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Demand {
    /// A workload within bounds.
    Volume(Volume),
    /// Something is stated; with a second element, only where that one is.
    States(Element, Option<Element>),
    /// At least one of these is stated.
    StatesOneOf(Vec<Element>),
    /// It was not issued in the future.
    NotInFuture,
    /// A grade comes from something that can be graded, and not from attendance alone.
    GradeOfAnAssessment,
    /// What points into ESCO points at a skill or an occupation there. Nothing is looked up.
    WellFormedEsco,
}

/// Bounds of a workload, in one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Volume {
    /// What is counted.
    pub unit: Unit,
    /// No less than this.
    pub at_least: Option<Quantity>,
    /// No more than this.
    pub at_most: Option<Quantity>,
    /// Less than this.
    pub below: Option<Quantity>,
    /// A multiple of this.
    pub step: Option<Quantity>,
}

/// What is held to a profile: an offer, or a micro-credential with one inside.
pub(super) struct Subject<'a> {
    pub(super) elements: &'a Elements,
    pub(super) award: Option<&'a MicroCredential>,
    /// Where the elements stand.
    pub(super) at: Pointer,
}

impl<'a> Subject<'a> {
    pub(super) fn held(held: &'a MicroCredential) -> Self {
        Self { elements: held.offer(), award: Some(held), at: Pointer::root().member("offer") }
    }

    pub(super) fn offered(elements: &'a Elements) -> Self {
        Self { elements, award: None, at: Pointer::root() }
    }

    /// What is stated in a unit, each with the name that it is stated under and its place in the workload. Where no ECTS credits are
    /// stated, they are those that are ECTS by the name of a country, such as EAP or högskolepoäng.
    fn amounts(&self, unit: &Unit) -> Vec<(Quantity, Unit, &'static str)> {
        let workload = &self.elements.workload;
        let credits = |own: &Credits| (own.points, Unit::Credits(own.system.clone()), "credits");
        match (unit, workload.ects) {
            (Unit::Hours, _) => workload.hours.map(|hours| (hours, Unit::Hours, "hours")).into_iter().collect(),
            (Unit::Credits(CreditSystem::Ects), Some(ects)) => vec![(ects, unit.clone(), "ects")],
            (Unit::Credits(CreditSystem::Ects), None) => {
                workload.national_ects(&self.elements.levels).map(credits).collect()
            }
            (Unit::Credits(system), _) => {
                workload.credits.iter().filter(|own| own.system.is_same(system)).map(credits).collect()
            }
        }
    }
}

impl Rule {
    pub(super) fn judge(&self, subject: &Subject<'_>, today: NaiveDate) -> Vec<Finding> {
        match &self.demand {
            Demand::Volume(volume) => self.volume(volume, subject),
            Demand::States(element, condition) => {
                let wanted = condition.is_none_or(|condition| condition.is_stated(subject) == Some(true));
                let missing = wanted && element.is_stated(subject) == Some(false);
                self.when(missing, code::profile::MISSING, element.place(subject), "add it")
            }
            Demand::StatesOneOf(elements) => {
                let stated = elements.iter().any(|element| element.is_stated(subject) != Some(false));
                let names: Vec<_> = elements.iter().map(|element| element.name()).collect();
                let at = elements.first().map_or(Pointer::root(), |element| element.place(subject));
                self.when(!stated, code::profile::MISSING, at, &format!("add one of {}", names.join(", ")))
            }
            Demand::NotInFuture => {
                let issued = subject.award.map(MicroCredential::issued);
                let at = Pointer::root().member("issued");
                self.when(issued.is_some_and(|day| day > today), code::profile::DATE, at, "correct it")
            }
            Demand::GradeOfAnAssessment => {
                let graded = subject.award.is_some_and(|award| award.grade().is_some());
                let attendance = [AssessmentType::LevelOfAttendance];
                let nothing = subject.elements.assessment_types.iter().all(|kind| attendance.contains(kind));
                let at = Pointer::root().member("grade");
                self.when(
                    graded && nothing,
                    code::profile::GRADE,
                    at,
                    "say how it was assessed, or leave the grade out",
                )
            }
            Demand::WellFormedEsco => self.esco(subject),
        }
    }

    fn volume(&self, volume: &Volume, subject: &Subject<'_>) -> Vec<Finding> {
        let at = subject.at.member("workload");
        let unit = &volume.unit;
        let amounts = subject.amounts(unit);
        if amounts.is_empty() {
            return self.when(true, code::profile::UNMEASURED, at, &format!("state it in {unit}"));
        }
        let judge = |(amount, own, member): (Quantity, Unit, &str)| {
            let broken = [
                volume.at_least.filter(|least| amount < *least).map(|least| format!("less than {least} {unit}")),
                volume.at_most.filter(|most| amount > *most).map(|most| format!("more than {most} {unit}")),
                volume.below.filter(|limit| amount >= *limit).map(|limit| format!("not below {limit} {unit}")),
                volume
                    .step
                    .filter(|step| !is_multiple(amount, *step))
                    .map(|step| format!("no multiple of {step} {unit}")),
            ];
            let at = at.member(member);
            let told = broken.into_iter().flatten().flat_map(move |how| {
                self.when(true, code::profile::VOLUME, at.clone(), &format!("{amount} {own} is {how}"))
            });
            told.map(|finding| finding.about(annex::WORKLOAD))
        };
        amounts.into_iter().flat_map(judge).collect()
    }

    fn esco(&self, subject: &Subject<'_>) -> Vec<Finding> {
        let outcomes = subject.elements.learning_outcomes.iter().enumerate();
        let skills = outcomes
            .flat_map(|(outcome, own)| own.skills.iter().enumerate().map(move |(skill, own)| (outcome, skill, own)));
        let wrong = skills.filter(|(_, _, skill)| skill.is_esco() && !is_esco_concept(&skill.uri));
        wrong
            .flat_map(|(outcome, skill, _)| {
                let at = subject.at.member("learningOutcomes").item(outcome).member("skills").item(skill);
                self.when(true, code::profile::ESCO, at, "copy it from ESCO")
            })
            .collect()
    }

    fn when(&self, broken: bool, code: Code, at: Pointer, detail: &str) -> Vec<Finding> {
        let code = if self.advice { code::profile::ADVICE } else { code };
        let reason = if self.because.is_empty() { String::new() } else { format!("; {}", self.because) };
        broken.then(|| Finding::new(code, at, format!("{detail}{reason}"))).into_iter().collect()
    }
}

fn is_multiple(amount: Quantity, step: Quantity) -> bool {
    step.is_zero() || amount.hundredths().is_multiple_of(step.hundredths())
}

/// `http://data.europa.eu/esco/skill/`, or `occupation`, and a UUID.
fn is_esco_concept(uri: &str) -> bool {
    let rest = uri.strip_prefix("http://data.europa.eu/esco/").unwrap_or_default();
    let id = rest.strip_prefix("skill/").or_else(|| rest.strip_prefix("occupation/")).unwrap_or_default();
    id.len() == 36
        && id.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}
