use super::super::recover::{Recovered, achievement_pointer};
use super::super::{MAPPING, Rule};
use super::{LEARNER, agreement};
use crate::badge::AchievementCredential;
use crate::codec::iri;
use crate::framework::{CreditSystem, Cycle, Eqf, NqfLevel, Quantity};
use crate::json::{Object, Pointer, Value};
use crate::microcredential::form::{is_blank, parse_date};
use crate::microcredential::vocabulary::{Concept, Vocabulary};
use crate::microcredential::{
    Agency, AwardingBody, Credits, Field, FurtherInformation, LanguageTag, LearningOutcome, Level, Location,
    QualityAssurance, RelatedSkill, StackTarget, Stackability, Supervision, Text, Venue,
};
use crate::report::code;
use std::collections::HashMap;
use std::sync::LazyLock;

/// For each of our terms, the member that it tells; of several, the first.
static MEMBERS: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let terms = MAPPING.iter().rev().flat_map(|row| row.extended.split(", ").map(|term| (term, row.member)));
    terms.collect()
});

/// Reads our terms; they have the last word, and whatever else the badge says has to agree.
pub(in super::super) fn read(badge: &AchievementCredential, found: &mut Recovered) {
    let subject = &badge.credential_subject;
    if subject.types.iter().any(|kind| kind == LEARNER) {
        read_name(&subject.extra, found);
    }
    let standard = found.elements.clone();
    let in_language = subject.achievement.in_language.as_deref().and_then(super::super::recover::language);
    Terms { extra: &subject.achievement.extra, in_language, found }.read();
    agreement::check(&standard, found);
}

/// The parts of the learner's name; nothing of them is repeated in a finding.
fn read_name(extra: &Object, found: &mut Recovered) {
    for term in ["givenName", "familyName"] {
        let Some(name) = extra.get(term).and_then(string) else {
            continue;
        };
        let part = match term {
            "givenName" => &mut found.learner.given_name,
            _ => &mut found.learner.family_name,
        };
        if part.replace(name).is_some_and(|before| part.as_ref() != Some(&before)) {
            let at = Pointer::root().member("credentialSubject").member(term);
            found.say(
                code::ec::CARRIER_DISAGREEMENT,
                at,
                "the same part of the name stands otherwise among the identifiers",
            );
        }
    }
}

struct Terms<'b, 'f> {
    extra: &'b Object,
    in_language: Option<LanguageTag>,
    found: &'f mut Recovered,
}

impl Terms<'_, '_> {
    fn read(&mut self) {
        self.one("title", text, |found, title| found.elements.title = title);
        self.one("summary", text, |found, summary| found.elements.description = summary);
        self.many("issuerLocation", location, |found, all| found.elements.issuer_locations = all);
        self.many("awardingBody", awarding_body, |found, all| found.elements.awarding_bodies = all);
        self.many("learningOutcome", outcome, |found, all| found.elements.learning_outcomes = all);
        self.many("creditPoint", credits, |found, all| {
            let (ects, others) = all.into_iter().partition::<Vec<_>, _>(|credits| credits.system == CreditSystem::Ects);
            // A set has no order, so that none of two amounts is the first.
            if ects.iter().any(|credits| credits.points != ects[0].points) {
                let at = achievement_pointer().member("creditPoint");
                found.say(code::ec::CARRIER_DISAGREEMENT, at, "two amounts of ECTS credits are given");
            }
            found.elements.workload.ects = ects.first().map(|credits| credits.points);
            found.elements.workload.credits = others;
        });
        self.one("volumeOfLearning", hours, |found, hours| found.elements.workload.hours = Some(hours));
        self.levels();
        self.many("assessmentType", value, |found, all| found.elements.assessment_types = all);
        self.many("participation", value, |found, all| found.elements.participation = all);
        self.many("qualityAssurance", quality_assurance, |found, all| found.elements.quality_assurance = all);
        self.one("prerequisites", text, |found, prerequisites| found.elements.prerequisites = prerequisites);
        self.one("supervision", supervision, |found, supervision| found.elements.supervision = Some(supervision));
        self.one("venue", venue, |found, venue| {
            found.elements.supervision = found.elements.supervision.map(|supervision| supervision.at(venue));
        });
        self.grading_scheme();
        self.stackability();
        self.many("furtherInformation", information, |found, all| found.elements.further_information = all);
        self.one("learningSetting", value, |found, setting| found.elements.learning_setting = Some(setting));
        self.many("thematicArea", field, |found, all| found.elements.fields = all);
        let first = self.in_language.clone();
        self.many("learningLanguage", language, |found, all| {
            // A set has no order; the first language is the one of `inLanguage`.
            let (mut languages, others): (Vec<_>, Vec<_>) =
                all.into_iter().partition(|tag| Some(tag) == first.as_ref());
            languages.extend(others);
            found.elements.languages = languages;
        });
    }

    /// A term with one value; a set of one is the same.
    fn one<T>(&mut self, term: &str, read: fn(&Value) -> Option<T>, set: impl FnOnce(&mut Recovered, T)) {
        if let Some(value) = self.extra.get(term) {
            match value
                .as_array()
                .map_or(Some(value), |items| <&[Value; 1]>::try_from(items).ok().map(|[only]| only))
                .and_then(read)
            {
                Some(value) => {
                    set(self.found, value);
                    self.take(term);
                }
                None => self.unreadable(term),
            }
        }
    }

    /// Notes where a value came from.
    fn take(&mut self, term: &str) {
        let member = match term {
            // One of its members is told by a term of its own.
            "venue" => Some("/offer/supervision"),
            _ => MEMBERS.get(term).copied(),
        };
        if let Some(member) = member {
            self.found.take(member, achievement_pointer().member(term), Rule::Microcred);
        }
    }

    /// A term with a set of values; a single one is a set.
    fn many<T>(&mut self, term: &str, read: fn(&Value) -> Option<T>, set: impl FnOnce(&mut Recovered, Vec<T>)) {
        if let Some(value) = self.extra.get(term) {
            let items = value.as_array().unwrap_or(std::slice::from_ref(value));
            match items.iter().map(read).collect() {
                Some(values) => {
                    set(self.found, values);
                    self.take(term);
                }
                None => self.unreadable(term),
            }
        }
    }

    fn unreadable(&mut self, term: &str) {
        let detail = format!("`{term}` is not of the kind that our context gives it");
        self.found.say(code::ec::CARRIER_UNREADABLE, achievement_pointer().member(term), detail);
    }

    /// Whatever our terms say about levels is the whole of it.
    fn levels(&mut self) {
        if !["eqfLevel", "nqfLevel", "qfEheaCycle"].iter().any(|term| self.extra.get(term).is_some()) {
            return;
        }
        self.found.elements.levels.clear();
        let eqf = |value: &Value| Eqf::from_uri(value.as_str()?);
        self.one("eqfLevel", eqf, |found, eqf| found.elements.levels.push(Level::Eqf(eqf.level())));
        self.many("nqfLevel", national_level, |found, all| {
            found.elements.levels.extend(all.into_iter().map(Level::Nqf))
        });
        let cycle = |value: &Value| Cycle::from_uri(value.as_str()?);
        self.one("qfEheaCycle", cycle, |found, cycle| found.elements.levels.push(Level::QfEhea(cycle)));
        self.found.elements.levels.sort();
    }

    /// Its grades stand in the result description.
    fn grading_scheme(&mut self) {
        let read = |value: &Value| {
            let object = of_type(value, "EcGradingScheme")?;
            Some((text(object.get("title")?)?, optional(object, "summary", text)?, optional(object, "page", iri)?))
        };
        self.one("gradingScheme", read, |found, (name, description, url)| {
            let scheme = found.elements.grading_scheme.get_or_insert_default();
            scheme.name = name;
            scheme.description = description.unwrap_or_default();
            scheme.url = url;
        });
    }

    fn stackability(&mut self) {
        let option = |value: &Value| {
            let uri = value.as_str()?;
            [Stackability::Standalone, Stackability::stackable()].into_iter().find(|option| option.uri() == uri)
        };
        self.one("stackability", option, |found, option| found.elements.stackability = Some(option));
        self.many("stackableTowards", target, |found, all| {
            if let Some(Stackability::Stackable { towards }) = &mut found.elements.stackability {
                *towards = all;
            }
        });
    }
}

/// A member that may be absent, but not malformed.
fn optional<T>(object: &Object, member: &str, read: impl Fn(&Value) -> Option<T>) -> Option<Option<T>> {
    match object.get(member) {
        None => Some(None),
        Some(value) => read(value).map(Some),
    }
}

fn all<T>(object: &Object, member: &str, read: impl Fn(&Value) -> Option<T>) -> Option<Vec<T>> {
    match object.get(member) {
        None => Some(Vec::new()),
        Some(value) => value.as_array().unwrap_or(std::slice::from_ref(value)).iter().map(read).collect(),
    }
}

/// A node of one of our types.
fn of_type<'v>(value: &'v Value, kind: &str) -> Option<&'v Object> {
    let object = value.as_object()?;
    let types = object.get("type")?;
    types
        .as_array()
        .unwrap_or(std::slice::from_ref(types))
        .iter()
        .any(|own| own.as_str() == Some(kind))
        .then_some(object)
}

fn string(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !is_blank(text)).map(str::to_owned)
}

fn iri(value: &Value) -> Option<String> {
    value.as_str().filter(|text| iri::is_absolute(text)).map(str::to_owned)
}

/// A language map in which every tag stands once.
fn text(value: &Value) -> Option<Text> {
    let text = value.as_object()?.iter().try_fold(Text::default(), |text, (tag, words)| {
        LanguageTag::parse(tag)?;
        Some(text.and(tag, string(words)?))
    })?;
    (!text.is_empty() && text.malformed().is_empty()).then_some(text)
}

/// An IRI, or a node with an IRI, a name and the name of its framework.
fn concept(value: &Value) -> Option<(Concept, Option<String>)> {
    if value.as_str().is_some() {
        return Some((Concept::with_uri(iri(value)?), None));
    }
    let object = of_type(value, "EcConcept")?;
    let (uri, label) = (optional(object, "exactMatch", iri)?, optional(object, "prefLabel", text)?);
    Some((Concept { uri, label: label.unwrap_or_default() }, optional(object, "framework", string)?))
}

fn value<V: Vocabulary>(value: &Value) -> Option<V> {
    let (concept, _) = concept(value)?;
    let known = concept.uri.as_deref().map(V::of_uri).filter(|known| known.as_other().is_none());
    Some(known.unwrap_or_else(|| V::other(concept)))
}

fn field(value: &Value) -> Option<Field> {
    let (concept, _) = concept(value)?;
    let known = concept.uri.as_deref().map(Field::from_uri).filter(|field| matches!(field, Field::Isced(_)));
    Some(known.unwrap_or(Field::Other(concept)))
}

fn target(value: &Value) -> Option<StackTarget> {
    let (concept, _) = concept(value)?;
    Some(StackTarget { id: concept.uri?, name: concept.label })
}

fn location(value: &Value) -> Option<Location> {
    let object = of_type(value, "EcLocation")?;
    Some(Location { country: string(object.get("countryCode")?)?, region: optional(object, "region", string)? })
}

fn awarding_body(value: &Value) -> Option<AwardingBody> {
    let object = of_type(value, "EcOrganisation")?;
    let (id, name) = (iri(object.get("sameAs")?)?, text(object.get("legalName")?)?);
    Some(AwardingBody { id, name, location: optional(object, "location", location)? })
}

fn agency(value: &Value) -> Option<Agency> {
    let object = of_type(value, "EcOrganisation")?;
    Some(Agency { id: optional(object, "sameAs", iri)?, name: text(object.get("legalName")?)? })
}

fn outcome(value: &Value) -> Option<LearningOutcome> {
    let object = of_type(value, "EcLearningOutcome")?;
    let skill = |value: &Value| {
        let (Concept { uri, label: name }, framework) = concept(value)?;
        Some(RelatedSkill { uri: uri?, name, framework })
    };
    let mut skills = all(object, "relatedESCOSkill", skill)?;
    skills.extend(all(object, "relatedSkill", skill)?);
    let kind = optional(object, "outcomeType", self::value)?;
    Some(LearningOutcome { text: text(object.get("title")?)?, kind, skills })
}

fn credits(value: &Value) -> Option<Credits> {
    let object = of_type(value, "EcCreditPoint")?;
    let points = object.get("point")?.as_str()?.parse().ok()?;
    let (Concept { uri, label }, _) = concept(object.get("framework")?)?;
    let system = match uri {
        Some(iri) => CreditSystem::from_iri(&iri),
        None => CreditSystem::from_name(label.any()),
    };
    Some(Credits { system, points })
}

fn hours(value: &Value) -> Option<Quantity> {
    Quantity::from_hours(value.as_str()?).ok()
}

fn national_level(value: &Value) -> Option<NqfLevel> {
    if value.as_str().is_some() {
        return iri(value).map(|uri| NqfLevel::from_uri(&uri));
    }
    let object = of_type(value, "EcQualificationLevel")?;
    let [country, framework, level] = ["countryCode", "framework", "level"].map(|member| string(object.get(member)?));
    Some(NqfLevel::new(country?, framework?, level?))
}

fn quality_assurance(value: &Value) -> Option<QualityAssurance> {
    let object = of_type(value, "EcAccreditation")?;
    let day = |value: &Value| parse_date(value.as_str()?);
    Some(QualityAssurance {
        kind: self::value(object.get("qualityAssuranceType")?)?,
        agency: optional(object, "accreditingAgent", agency)?,
        decision: optional(object, "decision", iri)?,
        valid_from: optional(object, "firstDay", day)?,
        valid_until: optional(object, "lastDay", day)?,
    })
}

fn supervision(value: &Value) -> Option<Supervision> {
    Supervision::from_uri(value.as_str()?)
}

fn venue(value: &Value) -> Option<Venue> {
    Venue::from_uri(value.as_str()?)
}

fn information(value: &Value) -> Option<FurtherInformation> {
    let object = of_type(value, "EcInformation")?;
    let (url, text) = (optional(object, "page", iri)?, optional(object, "note", text)?);
    (url.is_some() || text.is_some()).then(|| FurtherInformation { url, text: text.unwrap_or_default() })
}

fn language(value: &Value) -> Option<LanguageTag> {
    LanguageTag::parse(value.as_str()?)
}
