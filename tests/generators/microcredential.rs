//! Micro-credentials made by proptest: every element of Annex I, every vocabulary with its open end, texts in one language
//! or several, all of them complete and free of contradiction.

use chrono::NaiveDate;
use microcred::badge::IdentityObject;
use microcred::framework::{CreditSystem, Cycle, Quantity};
use microcred::microcredential::*;
use microcred::vc::DateTimeStamp;
use proptest::collection::{btree_map, btree_set, vec};
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

/// Words with whatever a name may hold: accents, quotes, emoji, Markdown, escapes, other scripts.
fn words() -> BoxedStrategy<String> {
    prop_oneof![
        "[A-Z][a-z ]{0,16}",
        "[àéîõüçñßÆØŁα-ω]{1,8}",
        select(vec![
            "Ça « va »?",
            "\"quoted\" \\ /\ttabs",
            "数据分析",
            "🎓 Abschluß",
            "**bold** <b>_and_</b> [link](x)",
            " outer "
        ])
        .prop_map(str::to_owned),
        "[a-z]\\PC{0,8}",
    ]
    .boxed()
}

fn text() -> BoxedStrategy<Text> {
    let tags = select(vec!["en", "pt", "pt-BR", "zh-Hant-TW", "de-CH-1901", "und", "es-419"]);
    prop_oneof![
        words().prop_map(Text::new),
        btree_map(tags, words(), 1..4).prop_map(|wordings| {
            wordings.into_iter().fold(Text::default(), |text, (tag, words)| text.and(tag, words))
        }),
    ]
    .boxed()
}

fn maybe_text() -> BoxedStrategy<Text> {
    of(text()).prop_map(Option::unwrap_or_default).boxed()
}

/// An address; `number` keeps those of one list apart.
fn iri(number: usize) -> BoxedStrategy<String> {
    "(https://[a-z]{1,6}\\.example/[a-zé]{0,6}|did:example:[a-z]{1,6}|urn:x:[a-z]{1,4})"
        .prop_map(move |start| format!("{start}{number}"))
        .boxed()
}

fn quantity() -> BoxedStrategy<Quantity> {
    (1..100_000_000_u32).prop_map(|hundredths| Quantity::from_hundredths(hundredths).unwrap()).boxed()
}

fn date() -> BoxedStrategy<NaiveDate> {
    (1900..2200, 1..=12_u32, 1..=28_u32)
        .prop_map(|(year, month, day)| NaiveDate::from_ymd_opt(year, month, day).unwrap())
        .boxed()
}

/// Values of a vocabulary: known ones, and up to two others that are known by a URI, a name or both.
fn values<V: Clone + std::fmt::Debug + 'static>(
    known: &'static [V],
    other: fn(Concept) -> V,
    least: usize,
) -> BoxedStrategy<Vec<V>> {
    let others = prop_oneof![
        Just(Vec::new()),
        concept(0).prop_map(|one| vec![one]),
        (concept(0), concept(1))
            .prop_map(|(one, two)| vec![one, two])
            .prop_filter("no name twice", |both| both[0] != both[1]),
    ];
    (subsequence(known.to_vec(), least..=known.len()), others)
        .prop_map(move |(mut values, others)| {
            values.extend(others.into_iter().map(other));
            values
        })
        .boxed()
}

fn concept(number: usize) -> BoxedStrategy<Concept> {
    prop_oneof![
        iri(number).prop_map(Concept::with_uri),
        text().prop_map(Concept::with_label),
        (iri(number), text()).prop_map(|(uri, label)| Concept::with_uri(uri).labelled(label)),
    ]
    .boxed()
}

fn location() -> BoxedStrategy<Location> {
    (select(vec!["PT", "ES", "GR", "GB", "XK", "NZ"]), of(words()))
        .prop_map(|(country, region)| match region {
            Some(region) => Location::region(country, region),
            None => Location::country(country),
        })
        .boxed()
}

fn awarding_bodies() -> BoxedStrategy<Vec<AwardingBody>> {
    let body = |number| {
        (iri(number), text(), of(location())).prop_map(|(id, name, location)| match location {
            Some(location) => AwardingBody::new(id, name).located(location),
            None => AwardingBody::new(id, name),
        })
    };
    prop_oneof![
        body(0).prop_map(|one| vec![one]),
        (body(0), body(1)).prop_map(|(one, two)| vec![one, two]),
        text().prop_map(|name| vec![AwardingBody::new("https://issuer.example/", name).country("PT")]),
    ]
    .boxed()
}

fn skills() -> BoxedStrategy<Vec<RelatedSkill>> {
    let esco = "[0-9a-f]{8}".prop_map(|id| RelatedSkill::new(format!("http://data.europa.eu/esco/skill/{id}")));
    let skill = |number| (iri(number), maybe_text(), of(words()));
    let related = |(uri, name, framework): (String, Text, Option<String>)| {
        let skill = RelatedSkill::new(uri).named(name);
        match framework {
            Some(framework) => skill.of_framework(framework),
            None => skill,
        }
    };
    (of(esco), maybe_text(), vec(skill(0), 0..=1), vec(skill(1), 0..=1))
        .prop_map(move |(esco, name, one, two)| {
            let esco = esco.map(|skill| skill.named(name));
            esco.into_iter().chain(one.into_iter().map(related)).chain(two.into_iter().map(related)).collect()
        })
        .boxed()
}

fn learning_outcomes() -> BoxedStrategy<Vec<LearningOutcome>> {
    let kind =
        prop_oneof![Just(OutcomeKind::Knowledge), Just(OutcomeKind::Skill), concept(0).prop_map(OutcomeKind::Other)];
    vec((text(), of(kind), skills()), 1..4)
        .prop_map(|outcomes| {
            let outcome = |(text, kind, skills): (Text, Option<OutcomeKind>, Vec<RelatedSkill>)| {
                let outcome = skills.into_iter().fold(LearningOutcome::new(text), LearningOutcome::related);
                kind.into_iter().fold(outcome, LearningOutcome::kind)
            };
            outcomes.into_iter().map(outcome).collect()
        })
        .boxed()
}

fn workload() -> BoxedStrategy<Workload> {
    let system = prop_oneof![
        Just(CreditSystem::Ecvet),
        iri(0).prop_map(CreditSystem::Iri),
        words().prop_map(CreditSystem::Named)
    ];
    (of(quantity()), of(quantity()), vec((system, quantity()), 0..=1))
        .prop_filter("something is said", |(ects, hours, credits)| {
            ects.is_some() || hours.is_some() || !credits.is_empty()
        })
        .prop_map(|(ects, hours, credits)| {
            let mut workload = Workload::default();
            (workload.ects, workload.hours) = (ects, hours);
            credits
                .into_iter()
                .fold(workload, |workload, (system, points)| workload.credits(system, &points.to_string()).unwrap())
        })
        .boxed()
}

fn levels() -> BoxedStrategy<Vec<Level>> {
    let national = vec![
        Level::nqf("IE", "NFQ", "8"),
        Level::nqf("ES", "MECES", "2"),
        Level::nqf("NZ", "NZQCF", "4"),
        Level::nqf("UK-SCT", "SCQF", "7"),
        Level::Nqf(microcred::framework::NqfLevel::Concept("http://data.europa.eu/snb/qdr/c_later".into())),
    ];
    let count = national.len();
    (of(1..=8_u8), subsequence(national, 0..=count), of(select(Cycle::ALL.to_vec())))
        .prop_map(|(eqf, national, cycle)| {
            eqf.map(Level::Eqf).into_iter().chain(national).chain(cycle.map(Level::QfEhea)).collect()
        })
        .boxed()
}

fn quality_assurance() -> BoxedStrategy<Vec<QualityAssurance>> {
    let agency = (of(iri(0)), text()).prop_map(|(id, name)| {
        let mut agency = Agency::default();
        (agency.id, agency.name) = (id, name);
        agency
    });
    let details = (of(agency), of(iri(1)), of(date()), of(0..4000_u64));
    (values(QualityAssuranceType::ALL, QualityAssuranceType::Other, 1), details)
        .prop_map(|(kinds, (agency, decision, from, days))| {
            let mut all: Vec<_> = kinds.into_iter().map(QualityAssurance::new).collect();
            let first = &mut all[0];
            (first.agency, first.decision, first.valid_from) = (agency, decision, from);
            first.valid_until = from.zip(days).and_then(|(from, days)| from.checked_add_days(chrono::Days::new(days)));
            let mut again = first.clone();
            again.decision = Some("https://qa.example/another".into());
            all.push(again);
            all
        })
        .boxed()
}

fn supervision() -> BoxedStrategy<Supervision> {
    (any::<bool>(), any::<bool>(), of(select(Venue::ALL.to_vec())))
        .prop_map(|(supervised, identity_verified, venue)| Supervision { supervised, identity_verified, venue })
        .boxed()
}

fn grading() -> BoxedStrategy<(Option<GradingScheme>, Option<String>)> {
    let described = |scheme: GradingScheme, description: Text, url: Option<String>| {
        url.into_iter().fold(scheme.description(description), GradingScheme::url)
    };
    let range = (text(), maybe_text(), of(iri(0)), of(10..=20_u8)).prop_map(move |(name, description, url, grade)| {
        let scheme = described(GradingScheme::range(name, "0", "20").passing("10"), description, url);
        (Some(scheme), grade.map(|grade| grade.to_string()))
    });
    let list = (text(), btree_set(words(), 1..4), any::<bool>()).prop_map(|(name, values, graded)| {
        let grade = graded.then(|| values.first().unwrap().clone());
        (Some(GradingScheme::values(name, values)), grade)
    });
    prop_oneof![range, list, of(words()).prop_map(|grade| (None, grade))].boxed()
}

fn stackability() -> BoxedStrategy<Stackability> {
    let target = |number| (iri(number), maybe_text()).prop_map(|(id, name)| StackTarget::new(id, name));
    prop_oneof![
        Just(Stackability::Standalone),
        Just(Stackability::stackable()),
        (target(0), target(1)).prop_map(|(one, two)| Stackability::Stackable { towards: vec![one, two] }),
    ]
    .boxed()
}

fn further_information() -> BoxedStrategy<Vec<FurtherInformation>> {
    let information = |number| {
        prop_oneof![
            iri(number).prop_map(FurtherInformation::at),
            text().prop_map(FurtherInformation::text),
            (iri(number), text()).prop_map(|(url, text)| {
                let mut information = FurtherInformation::at(url);
                information.text = text;
                information
            }),
        ]
    };
    prop_oneof![
        Just(Vec::new()),
        (information(0), information(1)).prop_map(|(one, two)| if one == two { vec![one] } else { vec![one, two] }),
    ]
    .boxed()
}

fn fields() -> BoxedStrategy<Vec<Field>> {
    let known = ["00", "071", "0713", "0111"].map(|code| Field::isced(code).unwrap()).to_vec();
    (subsequence(known, 0..=4), of(concept(0)))
        .prop_map(|(fields, other)| fields.into_iter().chain(other.map(Field::Other)).collect())
        .boxed()
}

fn languages() -> BoxedStrategy<Vec<&'static str>> {
    subsequence(vec!["de-CH-1901", "pt", "en", "pt-BR", "zh-Hant-TW", "mt", "gsw"], 0..=4).prop_shuffle().boxed()
}

pub fn learner() -> BoxedStrategy<Learner> {
    let hash = "[0-9a-f]{64}".prop_map(|digits| {
        let mut identifier = IdentityObject::plain("emailAddress", format!("sha256${digits}"));
        identifier.hashed = true;
        identifier.salt("salt")
    });
    let plain = select(vec!["sourcedId", "ext:orcid", "nationalIdentityNumber"]);
    let plain = (plain, words()).prop_map(|(kind, value)| IdentityObject::plain(kind, value));
    (of(iri(8)), of(words()), of(words()), of(words()), of(hash), of(plain))
        .prop_map(|(id, name, given, family, hash, plain)| {
            let mut learner = Learner::default();
            (learner.id, learner.name, learner.given_name, learner.family_name) = (id, name, given, family);
            learner.identifiers = hash.into_iter().chain(plain).collect();
            if learner.is_identified() { learner } else { Learner::named("Ana Silva") }
        })
        .boxed()
}

/// An offer with an id.
pub fn offer() -> BoxedStrategy<(Offer, Option<String>)> {
    let first =
        (text(), maybe_text(), of(words()), location(), awarding_bodies(), learning_outcomes(), workload(), levels());
    let second = (
        values(AssessmentType::ALL, AssessmentType::Other, 1),
        values(Participation::ALL, Participation::Other, 1),
        quality_assurance(),
        maybe_text(),
        of(supervision()),
        grading(),
        of(stackability()),
        further_information(),
    );
    let kind = select(vec!["MicroCredential", "Certificate", "Diploma", "Degree", "Course", "ext:Module"]);
    let third = (values(LearningSetting::ALL, LearningSetting::Other, 0), fields(), languages(), kind, iri(7));
    (first, second, third)
        .prop_filter_map("free of contradiction", |(first, second, third)| {
            let (title, description, code, location, bodies, outcomes, workload, levels) = first;
            let (
                assessments,
                participation,
                quality,
                prerequisites,
                supervision,
                (scheme, grade),
                stackability,
                information,
            ) = second;
            let (settings, fields, languages, kind, id) = third;
            let mut builder = Offer::builder()
                .id(id)
                .kind(CredentialKind::from_achievement_type(kind))
                .title(title)
                .description(description)
                .issuer_location(location)
                .workload(workload)
                .prerequisites(prerequisites);
            builder = code.into_iter().fold(builder, OfferBuilder::code);
            builder = bodies.into_iter().fold(builder, OfferBuilder::awarding_body);
            builder = outcomes.into_iter().fold(builder, OfferBuilder::learning_outcome);
            builder = levels.into_iter().fold(builder, OfferBuilder::level);
            builder = assessments.into_iter().fold(builder, OfferBuilder::assessment);
            builder = participation.into_iter().fold(builder, OfferBuilder::participation);
            builder = quality.into_iter().fold(builder, OfferBuilder::quality_assurance);
            builder = supervision.into_iter().fold(builder, OfferBuilder::supervision);
            builder = scheme.into_iter().fold(builder, OfferBuilder::grading_scheme);
            builder = stackability.into_iter().fold(builder, OfferBuilder::stackability);
            builder = information.into_iter().fold(builder, OfferBuilder::further_information);
            builder = settings.into_iter().take(1).fold(builder, OfferBuilder::learning_setting);
            builder = fields.into_iter().fold(builder, OfferBuilder::field);
            builder = languages.into_iter().fold(builder, OfferBuilder::language);
            Some((builder.build().ok()?, grade))
        })
        .boxed()
}

/// An end after all days of issuing, written in many ways.
fn end() -> BoxedStrategy<DateTimeStamp> {
    let texts =
        ["2200-12-31T23:59:59Z", "2201-02-28T12:00:00.5+14:00", "2250-06-15T00:00:00-01:30", "9999-12-31T23:59:59Z"];
    select(texts.to_vec()).prop_map(|text| DateTimeStamp::parse(text).unwrap()).boxed()
}

/// A micro-credential with ids.
pub fn micro_credential() -> BoxedStrategy<MicroCredential> {
    (offer(), learner(), date(), of(end()), iri(9))
        .prop_map(|((offer, grade), learner, issued, until, id)| {
            let award = offer.award_to(learner).id(id).on(issued);
            let award = until.into_iter().fold(award, MicroCredentialBuilder::valid_until);
            grade.into_iter().fold(award, MicroCredentialBuilder::grade).build().unwrap()
        })
        .boxed()
}
