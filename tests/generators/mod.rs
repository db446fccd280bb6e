//! Credentials made by proptest: everything that the model can hold, well made, so that both published schemas and
//! `badge::check` accept them.

#![allow(dead_code)] // each test file takes what it needs

use microcred::badge::*;
use microcred::json::{Number, Object, Value};
use microcred::vc::{Date, DateTimeStamp, NestedCredential, Text, context_urls};
use proptest::collection::vec;
use proptest::option::{self, of};
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Words with whatever a name may hold: accents, quotes, emoji, Markdown, escapes, other scripts.
pub fn words() -> BoxedStrategy<String> {
    prop_oneof![
        "[A-Za-z][A-Za-z ]{0,20}",
        "[àéîõüçñßÆØŁ]{1,6} [α-ω]{1,6}",
        select(vec![
            "Ça « va »?",
            "\"quoted\" \\ / \n\ttabs",
            "数据分析",
            "🎓 Abschluß",
            "**bold** _and_ [link](https://a.example)"
        ])
        .prop_map(str::to_owned),
        "\\PC{1,12}",
    ]
    .boxed()
}

pub fn text() -> BoxedStrategy<Text> {
    words().prop_map(Text::from).boxed()
}

/// A text as VC Data Model 2.0 allows it, which Open Badges 3.0 does not.
pub fn language_text() -> impl Strategy<Value = Text> {
    (words(), vec((select(vec!["en", "pt-PT", "el", "sr-Latn-RS"]), words()), 0..3)).prop_map(|(first, others)| {
        let text = Text::in_language("de", first);
        others.into_iter().fold(text, |text, (tag, value)| text.and(tag, value))
    })
}

pub fn iri() -> BoxedStrategy<String> {
    prop_oneof![
        "https://[a-z]{1,8}\\.example/[a-z0-9/]{0,12}(#[a-z]{1,5})?",
        "urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}",
        "did:example:[a-z0-9]{1,12}",
    ]
    .boxed()
}

/// Moments in UTC, since that is how they are written.
pub fn moment() -> impl Strategy<Value = DateTimeStamp> {
    (1970..2999_i32, 1..=12_u32, 1..=28_u32, 0..24_u32, 0..60_u32, 0..60_u32, select(vec!["", ".5", ".123456", ".000"]))
        .prop_map(|(year, month, day, hour, minute, second, fraction)| {
            let text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z");
            DateTimeStamp::parse(&text).unwrap()
        })
}

pub fn day() -> impl Strategy<Value = Date> {
    (1900..2020_i32, 1..=12_u32, 1..=28_u32)
        .prop_map(|(year, month, day)| Date::parse(&format!("{year:04}-{month:02}-{day:02}")).unwrap())
}

/// Credits in every form that JSON has for them.
pub fn credits() -> impl Strategy<Value = Number> {
    prop_oneof![
        select(vec!["0", "3", "3.0", "2.5", "0.1", "30", "1e1", "7.5e-7", "100.00"]).prop_map(str::to_owned),
        (0..1000_u32, 0..100_u32).prop_map(|(whole, hundredths)| format!("{whole}.{hundredths:02}")),
    ]
    .prop_map(|text| Number::from_text(&text).unwrap())
}

/// Any JSON value that is not `null` or empty.
pub fn json() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::from),
        credits().prop_map(Value::from),
        words().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 1..3).prop_map(Value::Array),
            vec(("[a-z]{1,6}", inner), 1..3).prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
    .boxed()
}

/// Members that no class has.
pub fn extra() -> BoxedStrategy<Object> {
    vec(("own[A-Z][a-z]{0,6}", json()), 0..2).prop_map(|members| members.into_iter().collect()).boxed()
}

/// The class's own type, seldom with one more.
fn types(class: &'static str) -> impl Strategy<Value = Vec<String>> {
    option::weighted(0.1, Just("https://example.org/terms#Own"))
        .prop_map(move |own| std::iter::once(class).chain(own).map(str::to_owned).collect())
}

fn term<T: for<'a> From<&'a str> + Clone + std::fmt::Debug + 'static>(
    terms: &'static [&'static str],
) -> impl Strategy<Value = T> {
    prop_oneof![
        9 => select(terms).prop_map(|term| T::from(term)),
        1 => "ext:[A-Za-z0-9._][A-Za-z0-9._-]{0,8}".prop_map(|term| T::from(term.as_str())),
    ]
}

pub fn image() -> BoxedStrategy<Image> {
    let id = prop_oneof![iri(), Just("data:image/png;base64,iVBORw0KGgo=".to_owned())];
    (id, of(text()))
        .prop_map(|(id, caption)| {
            let mut image = Image::new(id);
            image.caption = caption;
            image
        })
        .boxed()
}

pub fn alignment() -> BoxedStrategy<Alignment> {
    let parts = (of(iri()), types("Alignment"), text(), iri(), of(words()), of(text()), of(text()));
    (parts, of(term(AlignmentTargetType::TERMS)), extra())
        .prop_map(|((id, types, name, url, code, description, framework), kind, extra)| {
            let mut alignment = Alignment::new(name, url);
            (alignment.id, alignment.types, alignment.target_code) = (id, types, code);
            (alignment.target_description, alignment.target_framework) = (description, framework);
            (alignment.target_type, alignment.extra) = (kind, extra);
            alignment
        })
        .boxed()
}

fn alignments() -> BoxedStrategy<Vec<Alignment>> {
    prop_oneof![3 => Just(Vec::new()), 1 => vec(alignment(), 1..3)].boxed()
}

pub fn identifier_entry() -> impl Strategy<Value = IdentifierEntry> {
    (term::<IdentifierType>(IdentifierType::TERMS), words())
        .prop_map(|(kind, identifier)| IdentifierEntry::new(kind, identifier))
}

pub fn identity() -> BoxedStrategy<IdentityObject> {
    (term::<IdentifierType>(IdentifierType::TERMS), words(), of("[0-9a-f]{32}"), any::<bool>())
        .prop_map(|(kind, identifier, salt, hashed)| {
            let mut identity = IdentityObject::plain(kind, identifier);
            identity.salt = salt;
            if hashed {
                identity.hashed = true;
                identity.identity_hash = format!("sha256${}", "0a".repeat(32));
            }
            identity
        })
        .boxed()
}

pub fn address() -> BoxedStrategy<Address> {
    let geo = of((-90..=90_i64, -180..=180_i64))
        .prop_map(|place| place.map(|(north, east)| GeoCoordinates::new(north.into(), east.into())));
    (of(iri()), of(words()), of("[A-Z]{2}"), of(words()), of(words()), of(words()), of("[0-9]{4,6}"), geo, extra())
        .prop_map(|(id, country, code, region, town, street, postcode, geo, extra)| {
            let mut address = Address::new();
            (address.id, address.address_country, address.address_country_code) = (id, country, code);
            (address.address_region, address.address_locality) = (region, town);
            (address.street_address, address.postal_code) = (street, postcode);
            (address.geo, address.extra) = (geo, extra);
            address
        })
        .boxed()
}

pub fn profile() -> BoxedStrategy<Profile> {
    let leaf = plain_profile().boxed();
    (leaf.clone(), of(leaf))
        .prop_map(|(mut profile, parent)| {
            profile.parent_org = parent.map(Box::new);
            profile
        })
        .boxed()
}

fn plain_profile() -> BoxedStrategy<Profile> {
    let about = (iri(), types("Profile"), of(text()), of(iri()), of("\\+[0-9]{6,12}"), of(text()), of(image()));
    let where_ = (of(address()), of("[a-z]{1,8}@[a-z]{1,8}\\.example"), vec(identifier_entry(), 0..2), of(text()));
    let person = (of(words()), of(words()), of(words()), of(words()), of(words()), of(day()));
    (about, where_, person, endorsement_jwts(), extra())
        .prop_map(|(about, where_, person, jwts, extra)| {
            let (id, types, name, url, phone, description, image) = about;
            let mut profile = Profile::new(id);
            (profile.types, profile.name, profile.url, profile.phone) = (types, name, url, phone);
            (profile.description, profile.image) = (description, image);
            (profile.address, profile.email, profile.other_identifier, profile.official) = where_;
            (profile.family_name, profile.given_name, profile.additional_name, ..) = person.clone();
            (.., profile.honorific_prefix, profile.family_name_prefix, profile.date_of_birth) = person;
            (profile.endorsement_jwt, profile.extra) = (jwts, extra);
            profile
        })
        .boxed()
}

fn endorsement_jwts() -> BoxedStrategy<Vec<String>> {
    prop_oneof![4 => Just(Vec::new()), 1 => vec("[A-Za-z0-9_-]{4}\\.[A-Za-z0-9_-]{4}\\.[A-Za-z0-9_-]{4}", 1..3)].boxed()
}

pub fn rubric_criterion_level() -> BoxedStrategy<RubricCriterionLevel> {
    (iri(), types("RubricCriterionLevel"), text(), of(text()), of(text()), of("[0-9]{1,3}"), alignments(), extra())
        .prop_map(|(id, types, name, description, level, points, alignment, extra)| {
            let mut rubric = RubricCriterionLevel::new(id, name);
            (rubric.types, rubric.description, rubric.level) = (types, description, level);
            (rubric.points, rubric.alignment, rubric.extra) = (points, alignment, extra);
            rubric
        })
        .boxed()
}

pub fn result_description() -> BoxedStrategy<ResultDescription> {
    let values = (vec(words(), 0..4), of(words()), of("[0-9]{1,3}"), of("[0-9]{1,3}"));
    let levels = (vec(rubric_criterion_level(), 0..3), of(any::<Index>()));
    (
        iri(),
        types("ResultDescription"),
        text(),
        term::<ResultType>(ResultType::TERMS),
        values,
        levels,
        alignments(),
        extra(),
    )
        .prop_map(
            |(id, types, name, kind, (allowed, required, max, min), (levels, required_level), alignment, extra)| {
                let mut description = ResultDescription::new(id, name, kind);
                description.required_level = match (levels.as_slice(), required_level) {
                    ([], _) | (_, None) => None,
                    (levels, Some(index)) => index.get(levels).id.clone(),
                };
                (description.types, description.allowed_value, description.required_value) = (types, allowed, required);
                (description.value_max, description.value_min) = (max, min);
                (description.rubric_criterion_level, description.alignment, description.extra) =
                    (levels, alignment, extra);
                description
            },
        )
        .boxed()
}

/// A result that belongs to one of these descriptions.
fn results(descriptions: &[ResultDescription]) -> BoxedStrategy<Vec<Result>> {
    if descriptions.is_empty() {
        return Just(Vec::new()).boxed();
    }
    let result = (
        select(descriptions.to_vec()),
        (of(iri()), types("Result"), of(words())),
        of(select(ResultStatusType::TERMS)),
        of(any::<Index>()),
        alignments(),
        extra(),
    )
        .prop_map(|(description, (id, types, value), status, level, alignment, extra)| {
            let mut result = Result::new(description.id.clone().unwrap());
            result.status = match description.result_type {
                ResultType::Status => Some(status.map_or(ResultStatusType::Completed, ResultStatusType::from)),
                _ => status.map(ResultStatusType::from),
            };
            result.achieved_level = match (description.rubric_criterion_level.as_slice(), level) {
                ([], _) | (_, None) => None,
                (levels, Some(index)) => index.get(levels).id.clone(),
            };
            (result.id, result.types, result.value) = (id, types, value);
            (result.alignment, result.extra) = (alignment, extra);
            result
        });
    vec(result, 0..3).boxed()
}

pub fn criteria() -> BoxedStrategy<Criteria> {
    (prop_oneof![text().prop_map(Criteria::narrative), iri().prop_map(Criteria::page)], of(text()), extra())
        .prop_map(|(mut criteria, narrative, extra)| {
            criteria.narrative = criteria.narrative.or(narrative);
            criteria.extra = extra;
            criteria
        })
        .boxed()
}

pub fn related() -> BoxedStrategy<Related> {
    (iri(), types("Related"), of(language()), of(words()), extra())
        .prop_map(|(id, types, language, version, extra)| {
            let mut related = Related::new(id);
            (related.types, related.in_language, related.version, related.extra) = (types, language, version, extra);
            related
        })
        .boxed()
}

fn language() -> impl Strategy<Value = String> {
    select(vec!["en", "pt-PT", "sr-Latn", "sr-Latn-RS", "es-419", "gsw"]).prop_map(str::to_owned)
}

pub fn achievement() -> BoxedStrategy<Achievement> {
    let named = (of(iri()), types("Achievement"), text(), text(), criteria(), iri());
    let kind = (of(term::<AchievementType>(AchievementType::TERMS)), alignments(), of(plain_profile()), of(credits()));
    let field = (of(text()), of(text()), of(words()), of(image()), of(language()), of(words()));
    let more = (
        vec(identifier_entry(), 0..2),
        vec(related(), 0..2),
        vec(result_description(), 0..3),
        vec(words(), 0..3),
        endorsement_jwts(),
        extra(),
    );
    (named, kind, field, more)
        .prop_map(|((id, types, name, description, criteria, fallback), kind, field, more)| {
            let mut achievement = Achievement::new(name, description, criteria);
            (achievement.id, achievement.types) = (id.or(Some(fallback)), types);
            (achievement.achievement_type, achievement.alignment, achievement.creator, achievement.credits_available) =
                kind;
            (achievement.field_of_study, achievement.specialization, achievement.human_code, ..) = field.clone();
            (.., achievement.image, achievement.in_language, achievement.version) = field;
            let (identifiers, related, descriptions, tags, jwts, extra) = more;
            (achievement.other_identifier, achievement.related, achievement.tag) = (identifiers, related, tags);
            (achievement.result_description, achievement.endorsement_jwt, achievement.extra) =
                (descriptions, jwts, extra);
            achievement
        })
        .boxed()
}

pub fn evidence() -> BoxedStrategy<Evidence> {
    (of(iri()), types("Evidence"), of(text()), of(text()), of(text()), of(text()), of(text()), extra())
        .prop_map(|(id, types, narrative, name, description, genre, audience, extra)| {
            let mut evidence = Evidence::new();
            (evidence.id, evidence.types, evidence.narrative, evidence.name) = (id, types, narrative, name);
            (evidence.description, evidence.genre, evidence.audience) = (description, genre, audience);
            evidence.extra = extra;
            evidence
        })
        .boxed()
}

pub fn subject() -> BoxedStrategy<AchievementSubject> {
    achievement()
        .prop_flat_map(|achievement| {
            let results = results(&achievement.result_description);
            let who = prop_oneof![(iri().prop_map(Some), vec(identity(), 0..2)), (Just(None), vec(identity(), 1..3)),];
            let when = (of(moment()), of(moment()), of(credits()));
            let how = (of(image()), of(words()), of(text()), of(text()), of(plain_profile()), of(text()));
            (Just(achievement), results, types("AchievementSubject"), who, when, how, extra()).prop_map(
                |(achievement, results, types, who, when, how, extra)| {
                    let mut subject = AchievementSubject::new(achievement);
                    (subject.types, subject.result, subject.extra) = (types, results, extra);
                    (subject.id, subject.identifier) = who;
                    (subject.activity_start_date, subject.activity_end_date, subject.credits_earned) = when;
                    (subject.image, subject.license_number, subject.narrative, ..) = how.clone();
                    (.., subject.role, subject.source, subject.term) = how;
                    subject
                },
            )
        })
        .boxed()
}

/// A service such as a status, with a type that needs the extensions context now and then.
fn service(types: &'static [&'static str]) -> impl Strategy<Value = Object> {
    (iri(), select(types), extra()).prop_map(|(id, kind, extra)| {
        let service = Object::new().with("id", id).with("type", kind);
        extra.into_iter().fold(service, |service, (name, value)| service.with(&name, value))
    })
}

fn services(types: &'static [&'static str]) -> BoxedStrategy<Vec<Object>> {
    of(service(types)).prop_map(|service| service.into_iter().collect()).boxed()
}

fn issuer() -> BoxedStrategy<ProfileRef> {
    prop_oneof![1 => iri().prop_map(ProfileRef::Id), 3 => profile().prop_map(ProfileRef::from)].boxed()
}

fn more_contexts() -> impl Strategy<Value = Vec<Value>> {
    select(vec![
        vec![],
        vec!["https://example.org/terms"],
        vec!["https://example.org/terms", context_urls::MULTIKEY_V1],
    ])
    .prop_map(|urls| urls.into_iter().map(Value::from).collect())
}

/// A whole badge: every class of the model, linked and complete.
pub fn achievement_credential() -> BoxedStrategy<AchievementCredential> {
    let named =
        (iri(), select(vec!["AchievementCredential", "OpenBadgeCredential"]), of(text()), of(text()), of(image()));
    let dates = (of(moment()), moment(), of(moment()));
    let around = (vec(evidence(), 0..3), endorsement_jwts(), vec(embedded_endorsement(), 0..2));
    let services = (
        services(&["1EdTechJsonSchemaValidator2019", "JsonSchema"]),
        services(&["1EdTechRevocationList", "BitstringStatusListEntry"]),
        services(&["1EdTechCredentialRefresh"]),
        services(&["ExampleTerms"]),
    );
    (issuer(), subject(), named, dates, around, services, more_contexts(), extra())
        .prop_map(
            |(issuer, subject, (id, kind, name, description, image), dates, around, services, contexts, extra)| {
                let mut badge = AchievementCredential::new(issuer, subject);
                badge.types = vec!["VerifiableCredential".to_owned(), kind.to_owned()];
                (badge.id, badge.name, badge.description, badge.image) = (Some(id), name, description, image);
                badge.awarded_date = dates.0;
                (badge.valid_from, badge.valid_until) = (Some(dates.1), dates.2);
                (badge.evidence, badge.endorsement_jwt, badge.endorsement) = around;
                (badge.credential_schema, badge.credential_status) = (services.0, services.1);
                (badge.refresh_service, badge.terms_of_use) = (services.2, services.3);
                (badge.more_contexts, badge.extra) = (contexts, extra);
                badge
            },
        )
        .boxed()
}

pub fn endorsement_credential() -> BoxedStrategy<EndorsementCredential> {
    let subject = (iri(), of(text()), extra());
    (issuer(), text(), subject, iri(), of(text()), moment(), of(moment()), vec(evidence(), 0..2), extra())
        .prop_map(|(issuer, name, (endorsed, comment, more), id, description, from, until, evidence, extra)| {
            let mut subject = EndorsementSubject::new(endorsed);
            (subject.endorsement_comment, subject.extra) = (comment, more);
            let mut endorsement = EndorsementCredential::new(issuer, name, subject);
            (endorsement.id, endorsement.description) = (Some(id), description);
            (endorsement.valid_from, endorsement.valid_until) = (Some(from), until);
            (endorsement.evidence, endorsement.extra) = (evidence, extra);
            endorsement
        })
        .boxed()
}

fn embedded_endorsement() -> BoxedStrategy<Object> {
    endorsement_credential().prop_map(|endorsement| endorsement.to_json().as_object().unwrap().clone()).boxed()
}

fn embedded_badge() -> BoxedStrategy<NestedCredential> {
    (achievement_credential(), extra())
        .prop_map(|(badge, proof)| {
            let Value::Object(badge) = badge.to_json() else { unreachable!("a badge is an object") };
            NestedCredential::Embedded(badge.with("proof", proof.with("type", "DataIntegrityProof")))
        })
        .boxed()
}

/// How achievements belong together, some of them of the record and some only described.
fn associations(known: Vec<String>) -> BoxedStrategy<Vec<Association>> {
    let association = (select(AssociationType::TERMS), any::<Index>(), any::<Index>());
    vec(association, 0..3)
        .prop_map(move |associations| {
            let association = |(kind, source, target): (&str, Index, Index)| {
                Association::new(source.get(&known).clone(), AssociationType::from(kind), target.get(&known).clone())
            };
            associations.into_iter().map(association).collect()
        })
        .boxed()
}

/// A whole learner record with badges inside, each with something in the place of its proof.
pub fn clr_credential() -> BoxedStrategy<ClrCredential> {
    let who = prop_oneof![(iri().prop_map(Some), vec(identity(), 0..2)), (Just(None), vec(identity(), 1..3))];
    let subject = (who, vec(embedded_badge(), 1..3), vec(achievement(), 0..2), types("ClrSubject"), extra())
        .prop_flat_map(|(who, badges, achievements, types, extra)| {
            let mut subject = ClrSubject::new();
            (subject.id, subject.identifier) = who;
            (subject.verifiable_credential, subject.achievement) = (badges, achievements);
            (subject.types, subject.extra) = (types, extra);
            let asserted = subject.badges().filter_map(|(_, badge)| badge.unwrap().0.credential_subject.achievement.id);
            let known = asserted.chain(subject.achievement.iter().filter_map(|achievement| achievement.id.clone()));
            (Just(subject.clone()), associations(known.collect()))
        })
        .prop_map(|(mut subject, associations)| {
            subject.association = associations;
            subject
        });
    let named = (iri(), text(), of(text()), of(image()), of(any::<bool>()));
    let dates = (of(moment()), moment(), of(moment()));
    let around = (vec(evidence(), 0..2), endorsement_jwts(), vec(embedded_endorsement(), 0..2));
    let services = (
        services(&["1EdTechJsonSchemaValidator2019", "JsonSchema"]),
        services(&["1EdTechRevocationList", "BitstringStatusListEntry"]),
    );
    (issuer(), subject, named, dates, around, services, more_contexts(), extra())
        .prop_map(
            |(issuer, subject, (id, name, description, image, partial), dates, around, services, contexts, extra)| {
                let mut record = ClrCredential::new(issuer, name, subject);
                (record.id, record.description, record.image, record.partial) = (Some(id), description, image, partial);
                (record.awarded_date, record.valid_from, record.valid_until) = (dates.0, Some(dates.1), dates.2);
                (record.evidence, record.endorsement_jwt, record.endorsement) = around;
                (record.credential_schema, record.credential_status) = services;
                (record.more_contexts, record.extra) = (contexts, extra);
                record
            },
        )
        .boxed()
}
