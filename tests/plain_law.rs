//! The law of plain documents: equal datasets ⇔ equal normal readings, and both ways to RDF agree.
//!
//! Documents are carried micro-credentials; the changes are those that somebody would make who wants one signature to
//! fit two readings.

#[path = "generators/contexts.rs"]
mod contexts;
#[path = "generators/microcredential.rs"]
#[allow(dead_code)]
mod microcredential;
mod support;

use microcred::Limits;
use microcred::json::{Node, Object, Tree, Value};
use microcred::jsonld::{Contexts, Hash, Work, say_the_same, statements};
use microcred::microcredential::MicroCredential;
use microcred::microcredential::carrier::Carrier;
use proptest::prelude::*;
use proptest::sample::Index;

/// A badge as text, in one carrier or the other.
fn badge(held: &MicroCredential, carrier: Carrier) -> Value {
    let held = held.clone().with_ids(&microcred::Environment::system()).unwrap();
    let issuer = microcred::badge::Profile::new("https://vet.example/issuer").name("Example VET");
    carrier.carry(&held, &issuer).unwrap().badge.to_json()
}

fn tree(value: &Value) -> Tree {
    Tree::parse(&value.to_string(), &Limits::default()).unwrap()
}

/// The canonical statements, if the document is plain.
fn canonical(root: Node<'_>) -> Option<String> {
    let found = statements(root, &Contexts::bundled(), &[], &Limits::default()).ok()?;
    if !found.departures.is_empty() {
        return None;
    }
    Some(found.dataset.canonicalize(Hash::Sha256, &mut Work::new(100_000)).ok()?.nquads().to_owned())
}

fn equal_readings(left: &Tree, right: &Tree) -> bool {
    say_the_same(left.root(), right.root(), &Contexts::bundled(), &[], &Limits::default()).unwrap()
}

/// Every object in a value, as a path of member names and item numbers.
fn objects(value: &Value, path: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    match value {
        Value::Object(object) => {
            found.push(path.clone());
            for (name, member) in object.iter().filter(|(name, _)| *name != "@context") {
                path.push(name.to_owned());
                objects(member, path, found);
                path.pop();
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                path.push(index.to_string());
                objects(item, path, found);
                path.pop();
            }
        }
        _ => {}
    }
}

fn at<'v>(value: &'v mut Value, path: &[String]) -> &'v mut Object {
    let mut here = value;
    for step in path {
        here = match here {
            Value::Object(object) => object.get_mut(step).unwrap(),
            Value::Array(items) => &mut items[step.parse::<usize>().unwrap()],
            _ => unreachable!("paths lead through objects and arrays"),
        };
    }
    here.as_object_mut().unwrap()
}

/// One change that somebody might try.
#[derive(Clone, Debug)]
enum Change {
    Remove(Index, Index),
    MoveMember(Index, Index, Index),
    CopyMember(Index, Index, Index),
    ReverseArray(Index, Index),
    RepeatItem(Index, Index),
    Unwrap(Index, Index),
    Wrap(Index, Index),
    SpellNumber(Index, Index),
    ReferToInstead(Index, Index),
    MoveDescription(Index, Index),
    RenameMember(Index, Index, Index),
    OtherText(Index, Index),
}

fn change() -> impl Strategy<Value = Change> {
    let i = any::<Index>;
    prop_oneof![
        (i(), i()).prop_map(|(a, b)| Change::Remove(a, b)),
        (i(), i(), i()).prop_map(|(a, b, c)| Change::MoveMember(a, b, c)),
        (i(), i(), i()).prop_map(|(a, b, c)| Change::CopyMember(a, b, c)),
        (i(), i()).prop_map(|(a, b)| Change::ReverseArray(a, b)),
        (i(), i()).prop_map(|(a, b)| Change::RepeatItem(a, b)),
        (i(), i()).prop_map(|(a, b)| Change::Unwrap(a, b)),
        (i(), i()).prop_map(|(a, b)| Change::Wrap(a, b)),
        (i(), i()).prop_map(|(a, b)| Change::SpellNumber(a, b)),
        (i(), i()).prop_map(|(a, b)| Change::ReferToInstead(a, b)),
        (i(), i()).prop_map(|(a, b)| Change::MoveDescription(a, b)),
        (i(), i(), i()).prop_map(|(a, b, c)| Change::RenameMember(a, b, c)),
        (i(), i()).prop_map(|(a, b)| Change::OtherText(a, b)),
    ]
}

/// The change made; nothing if it does not apply there.
fn changed(original: &Value, change: &Change) -> Option<Value> {
    let mut value = original.clone();
    let mut paths = Vec::new();
    objects(&value, &mut Vec::new(), &mut paths);
    let pick = |index: &Index| paths[index.index(paths.len())].clone();
    let member = |value: &mut Value, path: &[String], index: &Index| {
        let names: Vec<String> = at(value, path).iter().map(|(name, _)| name.to_owned()).collect();
        (!names.is_empty()).then(|| names[index.index(names.len())].clone())
    };
    match change {
        Change::Remove(a, b) => {
            let path = pick(a);
            let name = member(&mut value, &path, b)?;
            at(&mut value, &path).remove(&name);
        }
        Change::MoveMember(a, b, c) | Change::CopyMember(a, b, c) => {
            let (from, to) = (pick(a), pick(c));
            let name = member(&mut value, &from, b)?;
            let moved = at(&mut value, &from).get(&name)?.clone();
            if matches!(change, Change::MoveMember(..)) && !to.starts_with(&from) {
                at(&mut value, &from).remove(&name);
            }
            at(&mut value, &to).insert(&name, moved);
        }
        Change::ReverseArray(a, b) | Change::RepeatItem(a, b) => {
            let path = pick(a);
            let name = member(&mut value, &path, b)?;
            let Value::Array(items) = at(&mut value, &path).get_mut(&name)? else { return None };
            match change {
                Change::ReverseArray(..) => items.reverse(),
                _ => items.push(items.first()?.clone()),
            }
        }
        Change::Unwrap(a, b) => {
            let path = pick(a);
            let name = member(&mut value, &path, b)?;
            let place = at(&mut value, &path).get_mut(&name)?;
            let Value::Array(items) = &*place else { return None };
            let [one] = items.as_slice() else { return None };
            *place = one.clone();
        }
        Change::Wrap(a, b) => {
            let path = pick(a);
            let name = member(&mut value, &path, b)?;
            let place = at(&mut value, &path).get_mut(&name)?;
            *place = Value::Array(vec![place.clone()]);
        }
        Change::SpellNumber(a, b) => {
            let path = pick(a);
            let name = member(&mut value, &path, b)?;
            let place = at(&mut value, &path).get_mut(&name)?;
            let Value::Number(number) = &*place else { return None };
            let text = number.text().to_owned();
            let spelled = if text.contains(['.', 'e']) { format!("{text}0") } else { format!("{text}.0") };
            *place = Value::Number(microcred::json::Number::from_text(&spelled)?);
        }
        Change::ReferToInstead(a, b) => {
            let path = pick(a);
            let name = member(&mut value, &path, b)?;
            let place = at(&mut value, &path).get_mut(&name)?;
            let id = place.as_str()?.to_owned();
            *place = Object::new().with("id", id).into();
        }
        Change::MoveDescription(a, b) => {
            // An object goes to where it was only referred to, and leaves a reference behind.
            let (from, to) = (pick(a), pick(b));
            if to.starts_with(&from) || from.starts_with(&to) {
                return None;
            }
            let description = at(&mut value, &from).clone();
            let id = description.get("id")?.clone();
            let (name, _) = at(&mut value, &to).iter().find(|(_, member)| **member == id)?;
            let name = name.to_owned();
            if name == "id" {
                return None;
            }
            at(&mut value, &to).insert(&name, description);
            *at(&mut value, &from) = Object::new().with("id", id);
        }
        Change::RenameMember(a, b, c) => {
            let (path, other) = (pick(a), pick(c));
            let name = member(&mut value, &path, b)?;
            let new = member(&mut value, &other, b)?;
            let content = at(&mut value, &path).remove(&name)?;
            at(&mut value, &path).insert(&new, content);
        }
        Change::OtherText(a, b) => {
            let path = pick(a);
            let name = member(&mut value, &path, b)?;
            let place = at(&mut value, &path).get_mut(&name)?;
            let text = place.as_str()?.to_owned();
            *place = format!("{text} ").into();
        }
    }
    Some(value)
}

fn carrier() -> impl Strategy<Value = Carrier> {
    prop_oneof![Just(Carrier::Standard), Just(Carrier::Extended)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, max_global_rejects: 100_000, ..ProptestConfig::default() })]

    #[test]
    fn equal_datasets_if_and_only_if_equal_readings(
        held in microcredential::micro_credential(),
        carrier in carrier(),
        changes in proptest::collection::vec(change(), 1..8),
    ) {
        let original = badge(&held, carrier);
        let original_tree = tree(&original);
        let statements = canonical(original_tree.root()).expect("what we carry is plain");
        // One at a time, and then all together.
        let mut all = original.clone();
        for change in &changes {
            if let Some(next) = changed(&all, change) {
                all = next;
            }
        }
        let single = changes.iter().filter_map(|change| changed(&original, change));
        for value in single.chain([all]) {
            let changed_tree = tree(&value);
            if let Some(changed_statements) = canonical(changed_tree.root()) {
                let readings = equal_readings(&original_tree, &changed_tree);
                prop_assert_eq!(statements == changed_statements, readings, "{}", value);
            }
        }
    }

    /// What changes nothing that is said: sets turned round, one or many, spellings of numbers.
    #[test]
    fn spellings_of_one_reading_have_one_dataset(
        held in microcredential::micro_credential(),
        picks in proptest::collection::vec((any::<Index>(), any::<Index>(), 0_u8..4), 1..20),
    ) {
        let original = badge(&held, Carrier::Standard);
        let mut value = original.clone();
        for (a, b, kind) in picks {
            let change = match kind {
                0 => Change::ReverseArray(a, b),
                1 => Change::Unwrap(a, b),
                2 => Change::SpellNumber(a, b),
                _ => Change::Wrap(a, b),
            };
            if let Some(next) = changed(&value, &change) {
                let plain = canonical(tree(&next).root()).is_some();
                let ordered = next.to_string().contains("allowedValue") || matches!(change, Change::Wrap(..));
                if plain && !ordered {
                    value = next;
                }
            }
        }
        let (left, right) = (tree(&original), tree(&value));
        prop_assert_eq!(canonical(left.root()), canonical(right.root()));
        prop_assert!(equal_readings(&left, &right));
    }

    /// The walk and the general way make the same statements.
    #[cfg(feature = "json-ld")]
    #[test]
    fn both_ways_agree(held in microcredential::micro_credential(), carrier in carrier()) {
        use microcred::jsonld::Dataset;
        use microcred::jsonld::general::{Options, to_nquads};
        let text = badge(&held, carrier).to_string();
        let contexts = Contexts::bundled();
        let source = |url: &str| contexts.body(url).map(std::sync::Arc::from);
        let general = to_nquads(&text, &source, &Options::safe()).unwrap();
        let dataset = Dataset::parse_nquads(&general).unwrap();
        let mut work = Work::new(100_000);
        let general = dataset.canonicalize(Hash::Sha256, &mut work).unwrap();
        let tree = Tree::parse(&text, &Limits::default()).unwrap();
        let walked = canonical(tree.root());
        prop_assert_eq!(walked.as_deref(), Some(general.nquads()));
    }
}

/// The bundled contexts and one more; nothing if it is none.
fn with_club(body: &Value) -> Option<Contexts> {
    let body = body.to_string();
    Contexts::bundled().with(contexts::URL, &body, &microcred::codec::digest::sha256_hex(&body)).ok()
}

/// The canonical statements under the bundled contexts and others, and whether the document is plain.
fn canonical_under(contexts: &Contexts, document: &Value) -> Option<(String, bool)> {
    let found = statements(tree(document).root(), contexts, &[], &Limits::default()).ok()?;
    let canonical = found.dataset.canonicalize(Hash::Sha256, &mut Work::new(100_000)).ok()?;
    Some((canonical.nquads().to_owned(), found.departures.is_empty()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, ..ProptestConfig::default() })]

    /// A name that a context defines is that term, whatever it reads like; and what is plain has no second spelling.
    #[test]
    fn terms_that_read_like_iris(body in contexts::club(), document in contexts::credential()) {
        let Some(known) = with_club(&body) else { return Ok(()) };
        let Some((said, is_plain)) = canonical_under(&known, &document) else { return Ok(()) };
        let subject = document.get("credentialSubject").and_then(Value::as_object).unwrap();
        let deciding = "<https://www.w3.org/2018/credentials#validUntil>";
        prop_assert!(!is_plain || !said.contains(deciding), "{} under {}", document, body);
        for (name, value) in subject.iter() {
            for other in contexts::names().filter(|other| subject.get(other).is_none()) {
                let mut respelled = subject.clone();
                respelled.remove(name);
                respelled.insert(other, value.clone());
                let mut changed = document.clone();
                changed.as_object_mut().unwrap().insert("credentialSubject", respelled);
                let same = canonical_under(&known, &changed).filter(|(others, plain)| is_plain && *plain && *others == said);
                let says_nothing = value.as_array().is_some_and(<[Value]>::is_empty);
                prop_assert!(same.is_none() || says_nothing, "{} and {} under {}", document, changed, body);
            }
        }
    }

    /// Both ways understand such contexts alike.
    #[cfg(feature = "json-ld")]
    #[test]
    fn both_ways_agree_about_terms_that_read_like_iris(body in contexts::club(), document in contexts::credential()) {
        use microcred::jsonld::Dataset;
        use microcred::jsonld::general::{Options, to_nquads};
        let text = body.to_string();
        let bundled = Contexts::bundled();
        let source = |url: &str| match url {
            contexts::URL => Some(std::sync::Arc::from(text.as_str())),
            url => bundled.body(url).map(std::sync::Arc::from),
        };
        let general = to_nquads(&document.to_string(), &source, &Options::safe());
        let walked = with_club(&body).and_then(|known| canonical_under(&known, &document));
        match (walked, general) {
            (Some((walked, _)), Ok(general)) => {
                let general = Dataset::parse_nquads(&general).unwrap();
                let general = general.canonicalize(Hash::Sha256, &mut Work::new(100_000)).unwrap();
                prop_assert_eq!(walked, general.nquads(), "{} under {}", document, body);
            }
            (Some((_, is_plain)), Err(error)) => prop_assert!(!is_plain, "{}: {} under {}", error, document, body),
            (None, _) => {}
        }
    }
}

/// The same under a context that says the same in fewer words.
#[test]
fn a_term_with_a_colon_is_a_term() {
    let body =
        |definitions: &str| Value::from(Object::new().with("@context", support::json(&format!("{{{definitions}}}"))));
    let document = |name: &str| {
        let subject = Object::new().with("id", "did:example:ana").with(name, "https://club.example/levels/1");
        let contexts = vec!["https://www.w3.org/ns/credentials/v2", contexts::URL];
        let document = Object::new().with("@context", contexts).with("type", vec!["VerifiableCredential"]);
        Value::from(document.with("issuer", "https://vet.example/issuer").with("credentialSubject", subject))
    };
    let level = "<did:example:ana> <https://club.example/ext#Level> <https://club.example/levels/1> .\n";
    for definitions in [
        r#""ext": "https://club.example/ext#", "ext:Level": {"@type": "@id"}"#,
        r#""ext": "https://club.example/ext#", "ext:Level": {"@id": "ext:Level", "@type": "@id"}"#,
        r#""ext": "https://club.example/ext#", "ext:Level": {"@id": "https://club.example/ext#Level", "@type": "@id"}"#,
        // A term completes one that begins like it, though that one was not made for a prefix.
        r#""ext": {"@id": "https://club.example/ext#"}, "ext:Level": {"@type": "@id"}"#,
    ] {
        let known = with_club(&body(definitions)).unwrap_or_else(|| panic!("{definitions}"));
        let (said, is_plain) = canonical_under(&known, &document("ext:Level")).unwrap();
        assert!(is_plain && said.contains(level), "{definitions}: {said}");
    }
    // Nobody may be told that a name is another IRI than the one that it reads like.
    for definitions in [
        r#""ext": "https://club.example/ext#", "ext:Level": "https://elsewhere.example/level""#,
        r#""ext": "https://club.example/ext#", "ext:Level": "https://www.w3.org/2018/credentials#validUntil""#,
        r#""ext": "https://club.example/ext#", "ext:Level": "@type""#,
        r#""ext:Level": {"@id": "https://club.example/ext#Level"}"#,
        r#""https://club.example/ext#Level": "https://elsewhere.example/level""#,
        r#""club/level": "https://club.example/ext#Level""#,
    ] {
        assert!(with_club(&body(definitions)).is_none(), "{definitions}");
    }
}

/// Another copy of a description adds its lists once more, since lists are made of nodes without id. The empty one is not.
#[test]
fn a_copy_of_a_list_is_another_list() {
    for (values, same) in [(vec!["A", "B"], false), (vec![], true)] {
        let scheme = Value::from(
            Object::new()
                .with("id", "https://vet.example/scheme")
                .with("type", vec!["ResultDescription"])
                .with("name", "Scale")
                .with("resultType", "LetterGrade")
                .with("allowedValue", values),
        );
        let described = |times: usize| {
            let mut badge = support::badge();
            let achievement = support::object(&mut badge, "/credentialSubject/achievement");
            achievement.insert("resultDescription", vec![scheme.clone(); times]);
            tree(&badge)
        };
        let (once, twice) = (described(1), described(2));
        let (left, right) = (canonical(once.root()), canonical(twice.root()));
        assert!(left.is_some() && right.is_some());
        assert_eq!((left == right, equal_readings(&once, &twice)), (same, same));
    }
}

/// A record of badges for one learner, each with a proof of its own, whose publisher may also be an issuer of them, and
/// may describe or only name what they describe.
fn record(publisher_issues: bool, names: bool, shared_achievement: bool, creator: bool) -> Value {
    use support::{did_key, key, object, secure};
    let badge = |number: u8, ours: bool| {
        let own = did_key(&key(8));
        let mut badge = support::badge();
        object(&mut badge, "").insert("id", format!("urn:uuid:0a8be0a9-4f5e-4b0e-9a6e-00000000010{number}"));
        object(&mut badge, "").insert(
            "evidence",
            vec![Value::from(
                Object::new()
                    .with("id", "https://vet.example/evidence/1")
                    .with("type", vec!["Evidence"])
                    .with(if ours { "name" } else { "narrative" }, "Audit report"),
            )],
        );
        if ours {
            return support::json(&secure(&badge));
        }
        *support::at(&mut badge, "/issuer/id") = own.clone().into();
        let method = format!("{own}#{}", support::multikey(&key(8)));
        let issuer = support::issuer_as(&own, key(8), &method);
        support::json(
            issuer
                .secure(&badge.to_string(), microcred::proof::data_integrity::Cryptosuite::EddsaRdfc2022)
                .unwrap()
                .as_str(),
        )
    };
    let ours = badge(1, publisher_issues);
    let publisher = did_key(&support::issuing_key());
    let profile = support::badge().get("issuer").unwrap().clone();
    let mut achievement = support::json(
        r#"{"id": "https://vet.example/whole", "type": ["Achievement"], "name": "Whole", "description": "All of it",
            "criteria": {"narrative": "Both."}}"#,
    );
    if shared_achievement {
        achievement = support::at(&mut ours.clone(), "/credentialSubject/achievement").clone();
    }
    if creator {
        object(&mut achievement, "").insert("creator", publisher.clone());
    }
    let subject = Object::new()
        .with("id", "did:example:ana")
        .with("type", vec!["ClrSubject"])
        .with("verifiableCredential", vec![ours, badge(2, false)])
        .with("achievement", vec![achievement]);
    let contexts = microcred::vc::context_urls::CREDENTIALS_V2;
    let contexts =
        vec![contexts, microcred::vc::context_urls::CLR_2_0_1, microcred::vc::context_urls::OPEN_BADGES_3_0_3];
    Object::new()
        .with("@context", contexts)
        .with("id", "urn:uuid:0a8be0a9-4f5e-4b0e-9a6e-000000000100")
        .with("type", vec!["VerifiableCredential", "ClrCredential"])
        .with("name", "Record")
        .with("issuer", if names { publisher.into() } else { profile })
        .with("validFrom", "2026-09-01T00:00:00Z")
        .with("credentialSubject", subject)
        .into()
}

/// Something done to two descriptions of one node, which leaves the statements of the whole alone more often than not.
fn across(value: &Value, (pick, other, member, kind): &(Index, Index, Index, u8)) -> Option<Value> {
    let mut value = value.clone();
    let mut paths = Vec::new();
    objects(&value, &mut Vec::new(), &mut paths);
    let id = |value: &mut Value, path: &[String]| at(value, path).get("id").map(ToString::to_string);
    let from = paths[pick.index(paths.len())].clone();
    let same = id(&mut value, &from)?;
    paths.retain(|path| *path != from && id(&mut value, path).as_ref() == Some(&same));
    let to = (!paths.is_empty()).then(|| paths[other.index(paths.len())].clone());
    let names: Vec<String> =
        at(&mut value, &from).iter().map(|(name, _)| name.to_owned()).filter(|name| name != "id").collect();
    let name = (!names.is_empty()).then(|| names[member.index(names.len())].clone());
    match (kind, to, name) {
        (0 | 1, Some(to), Some(name)) => {
            let moved = at(&mut value, &from).get(&name)?.clone();
            let both = match (at(&mut value, &to).get(&name), &moved) {
                (Some(Value::Array(known)), Value::Array(more)) if *known != *more => {
                    known.iter().chain(more).cloned().collect::<Vec<_>>().into()
                }
                _ => moved,
            };
            at(&mut value, &to).insert(&name, both);
            if *kind == 0 {
                at(&mut value, &from).remove(&name);
            }
        }
        (2, Some(_), Some(name)) => drop(at(&mut value, &from).remove(&name)),
        (3, Some(to), _) => {
            let said = at(&mut value, &to).clone();
            if from.starts_with(&to) || to.starts_with(&from) {
                return None;
            }
            *at(&mut value, &from) = said;
        }
        (_, Some(_), _) => {
            let id = at(&mut value, &from).get("id")?.clone();
            *at(&mut value, &from) = Object::new().with("id", id);
        }
        _ => return None,
    }
    Some(value)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    /// Records that make the same statements, with the proofs of their credentials among them: of all that are accepted,
    /// the readings are equal, or a credential inside is none any more.
    #[test]
    fn equal_datasets_of_records_have_equal_readings(
        (ours, names, shared, creator) in any::<(bool, bool, bool, bool)>(),
        changes in proptest::collection::vec((any::<Index>(), any::<Index>(), any::<Index>(), 0_u8..5), 1..24),
    ) {
        let original = record(ours, names, shared, creator);
        let signed = support::json(&support::sign_by_hand(&original, &support::issuing_key(), &[]));
        let mut readings: Vec<(Value, Value)> = Vec::new();
        let singles = changes.iter().filter_map(|change| across(&signed, change));
        let all = changes.iter().scan(signed.clone(), |value, change| {
            *value = across(value, change).unwrap_or_else(|| value.clone());
            Some(value.clone())
        });
        for value in [signed.clone()].into_iter().chain(singles).chain(all.take(6)) {
            let verification = support::verifier().verify(value.to_string(), &microcred::resolve::Offline);
            let Ok(record) = verification.accept::<microcred::badge::ClrCredential>() else { continue };
            let badges: Result<Vec<_>, _> = verification.members().iter()
                .map(|(_, member)| member.accept::<microcred::badge::AchievementCredential>().map(|badge| support::said(&badge))).collect();
            let Ok(badges) = badges else { continue };
            let mut record = record.into_inner();
            record.credential_subject.verifiable_credential.clear();
            let said = support::normal(&record.to_json(), "");
            readings.push((support::normal(&Object::new().with("record", said).with("badges", badges).into(), ""), value));
        }
        for pair in readings.windows(2) {
            prop_assert_eq!(&pair[0].0, &pair[1].0, "{}", pair[1].1);
        }
        // Where the publisher describes itself as the badges do, or not at all where they do not either, it is accepted.
        if !names && !shared && !creator {
            prop_assert!(!readings.is_empty());
        }
    }
}
