//! What is made to be expensive is refused within 100 ms and 64 MiB, each in a process of its own whose memory the operating
//! system measures.
//!
//! Without optimisation the time may be longer, since it says nothing then; the memory may not. Where `MICROCRED_POISONS` names a
//! folder, they are written there, and `benches/src/bin/caps.rs` measures the library as it is released.

use crate::containers::{compressed_itxt, png, svg, zlib};
use crate::disclosure::p256;
use crate::resources::{chain_of_references, tree, with_graph, with_some_proof};
use crate::status::{LIST, bomb, lists, revocable, signed_list};
use crate::strangers::wrapped_by;
use crate::support::{
    Counting, at, badge, badge_of, did_key, edited, issuing_key, json, killing, multikey, object, secure, verifier,
};
use microcred::codec::{base64url, multibase};
use microcred::json::{Object, Value};
use microcred::report::Outcome;
use microcred::verify::{Policy, Verifier};
use std::fmt::Write as _;
use std::time::{Duration, Instant};

const TIME: Duration = if cfg!(debug_assertions) { Duration::from_secs(10) } else { Duration::from_millis(100) };
const MEMORY: u64 = 64 * 1024;
/// Tells a process which of them it is for.
const POISON: &str = "MICROCRED_TEST_POISON";

/// Something expensive, with what is to be had if the verifier asks for it.
struct Poison {
    name: &'static str,
    make: fn() -> Vec<u8>,
    resolver: fn() -> Counting,
}

const fn poison(name: &'static str, make: fn() -> Vec<u8>) -> Poison {
    Poison { name, make, resolver: Counting::new }
}

const POISONS: [Poison; 54] = [
    poison("clique of 10", || graph(edges(10, |from, to| from != to))),
    poison("clique of 24", || graph(edges(24, |from, to| from != to))),
    poison("ring of 400", || graph((0..400).map(|node| (node, (node + 1) % 400)))),
    poison("ring of 5,000", || graph((0..5_000).map(|node| (node, (node + 1) % 5_000)))),
    poison("circulant of 148", || graph((0..148).flat_map(|node| [1, 5, 13].map(|step| (node, (node + step) % 148))))),
    poison("complete bipartite 12 and 12", || graph(edges(24, |from, to| from < 12 && to >= 12))),
    poison("cube of 10 dimensions", || graph(edges(1024, |from, to| (from ^ to).is_power_of_two()))),
    poison("2,000 pairs that look the same", || graph((0..4_000).map(|node| (node, node ^ 1)))),
    poison("trees 8 wide and 3 deep, without ids", || creator(tree(3, 8))),
    poison("trees 2 wide and 11 deep, without ids", || creator(tree(11, 2))),
    poison("tree 30,000 wide, without ids", || creator(tree(1, 9_000))),
    poison("chain of 50 without ids", || creator(tree(50, 1))),
    poison("8,000 pieces of evidence that look the same", || {
        let evidence = vec![Value::from(Object::new().with_all("type", ["Evidence"])); 8_000];
        proofed(|badge| object(badge, "").insert("evidence", Value::Array(evidence)))
    }),
    poison("arrays nested 2,000,000 deep", || "[".repeat(2_000_000).into_bytes()),
    poison("objects nested 500,000 deep", || r#"{"a":"#.repeat(500_000).into_bytes()),
    poison("arrays 60 deep and 16,000 in number", || {
        let deep = (0..16).fold(json("[]"), |inside, _| Value::Array(vec![inside; 2]));
        proofed(|badge| object(badge, "").insert("evidence", deep))
    }),
    poison("a list of 38,000", || list(38_000)),
    poison("a list of 300,000", || list(300_000)),
    poison("100,000 types", || {
        let types = vec![Value::from("Achievement"); 100_000];
        proofed(|badge| object(badge, "/credentialSubject/achievement").insert("type", Value::Array(types)))
    }),
    poison("38,000 members", || {
        proofed(|badge| (0..19_000).for_each(|at| object(badge, "").insert(&format!("m{at}"), at)))
    }),
    poison("600,000 members of one name", || format!("{{{}\"a\":1}}", "\"a\":1,".repeat(600_000)).into_bytes()),
    poison("a number of 4,000,000 digits", || format!("{{\"a\":{}}}", "1".repeat(4_000_000)).into_bytes()),
    poison("a string of 600,000 escapes", || format!("{{\"a\":\"{}\"}}", "\\u0061".repeat(600_000)).into_bytes()),
    poison("64 MiB of white space", || vec![b' '; 64 << 20]),
    poison("5,000 proofs", || {
        let signed = secure(&badge());
        let proof = json(&signed).get("proof").and_then(Value::as_array).unwrap()[0].clone();
        edited(&signed, |badge| object(badge, "").insert("proof", Value::Array(vec![proof; 5_000]))).into_bytes()
    }),
    // Each has a form of the whole document for itself.
    poison("eight derived proofs of 19,000 statements, which show nothing", || {
        let proof_key = multibase::decode(&multikey(&p256())).unwrap();
        let nothing = [&[0xd9, 0x5d, 0x01, 0x85, 0x58, 0x40][..], &[1; 64], &[0x58, 0x23], &proof_key, b"\x80\xa0\x80"];
        let value = format!("u{}", base64url::encode(&nothing.concat()));
        eight_proofs(|proof, at| {
            proof.insert("cryptosuite", "ecdsa-sd-2023");
            proof.insert("created", format!("2026-01-0{}T00:00:00Z", at + 1));
            proof.insert("proofValue", value.as_str());
        })
    }),
    poison("eight proofs of 19,000 statements, each on all before it", || {
        let id = |at: usize| format!("urn:uuid:00000000-0000-4000-8000-00000000000{at}");
        eight_proofs(|proof, at| {
            proof.insert("id", id(at));
            proof.insert("previousProof", Value::Array((0..at).map(|before| id(before).into()).collect()));
        })
    }),
    poison("a context that takes itself in", || {
        inline(Object::new().with("@import", "https://www.w3.org/ns/credentials/v2").with("@propagate", true))
    }),
    poison("contexts 55 deep", || {
        let nest = |inside: Value, _| {
            Object::new().with("x", Object::new().with("@id", "urn:x:x").with("@context", inside)).into()
        };
        let deep = (0..18).fold(Value::from(Object::new()), nest);
        inline(deep.as_object().cloned().unwrap())
    }),
    poison("10,000 contexts", || {
        proofed(|badge| {
            let contexts = vec![Value::from("https://www.w3.org/ns/credentials/v2"); 10_000];
            object(badge, "").insert("@context", Value::Array(contexts));
        })
    }),
    // Once this overflowed the stack of whoever verified: each term waits for the next.
    poison("2,000 terms in a chain", || {
        inline((0..2_000).map(|at| (format!("t{at}"), Value::from(format!("t{}:x", at + 1)))).collect())
    }),
    // And this would have filled the memory: each IRI is longer than the one before.
    poison("900 long prefixes, each of the next", || {
        let long = "x".repeat(4_000);
        let first = ("t0".to_owned(), Value::from("urn:x:"));
        let next = (1..900).map(|at| (format!("t{at}"), Value::from(format!("t{}:{long}:", at - 1))));
        inline(std::iter::once(first).chain(next).collect())
    }),
    // Some of those took seconds: each definition is short, and stands for 8,000 letters.
    poison("998 terms of one long prefix", || {
        let long = ("p".to_owned(), Value::from(format!("urn:{}:", "x".repeat(8_000))));
        let terms = (0..998).map(|at| (format!("t{at}"), Value::from(format!("p:{at}"))));
        inline_all(6, &std::iter::once(long).chain(terms).collect())
    }),
    // Every node was given a context of its own, of all the terms of all its types.
    poison("900 terms in the contexts of each of 30 types", || scoped(30, 900)),
    poison("60 terms in the contexts of each of 12 types, in all combinations", || scoped(12, 60)),
    // Followed by recursion, this overflowed the stack of whoever verified.
    poison("1,500 descriptions that each refer to the next", || {
        with_some_proof(&chain_of_references(1_500)).into_bytes()
    }),
    // One long text, in many places at once.
    poison("12,000 references to a description of 3 MB", || {
        proofed(|badge| {
            let long = Object::new().with("id", "urn:p").with("name", "A".repeat(3_000_000));
            let all = std::iter::once(Value::from(long)).chain(vec![Value::from("urn:p"); 12_000]);
            object(badge, "").insert("relatedResource", Value::Array(all.collect()));
        })
    }),
    poison("15,000 statements about a node whose id has 3 MB", || {
        proofed(|badge| {
            let audience: Vec<Value> = (0..15_000).map(|at| Value::from(format!("urn:{at}"))).collect();
            let long = Object::new().with("id", format!("urn:{}", "a".repeat(3_000_000)));
            object(badge, "").insert("evidence", long.with("aud", Value::Array(audience)));
        })
    }),
    poison("9,000 descriptions of one node, below a member of 1 MB", || {
        let twins: Vec<String> = (0..9_000).map(|at| format!(r#"{{"id":"urn:x","name":"{at}"}}"#)).collect();
        let context = "https://www.w3.org/ns/credentials/v2";
        let name = "a".repeat(1_000_000);
        format!(r#"{{"@context":"{context}","type":"VerifiableCredential","{name}":[{}]}}"#, twins.join(","))
            .into_bytes()
    }),
    poison("9,000 descriptions of one node", || {
        proofed(|badge| {
            let twins = (0..9_000).map(|at| Object::new().with("id", "urn:x").with("name", at.to_string()).into());
            object(badge, "").insert("evidence", Value::Array(twins.collect()));
        })
    }),
    // Each would be processed, whether a proof holds or not.
    poison("30,000 contexts inside", || {
        proofed(|badge| {
            let contexts = vec![Value::from("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"); 30_000];
            object(badge, "/credentialSubject").insert("@context", Value::Array(contexts));
        })
    }),
    poison("a record that describes a node here, and 9,000 times in a credential inside", || {
        record(|subject| {
            let twins = (0..9_000).map(|at| Object::new().with("id", "urn:x").with("name", at.to_string()).into());
            let inside = Object::new()
                .with_all("type", ["VerifiableCredential"])
                .with("credentialSubject", Value::Array(twins.collect()))
                .with("proof", Object::new().with("type", "DataIntegrityProof"));
            subject.insert("verifiableCredential", inside);
            subject.insert("evidence", json(r#"{"id": "urn:x", "name": "another"}"#));
        })
    }),
    // Each was once looked for among all of them.
    poison("a record that names one credential 13,000 times", || {
        record(|subject| {
            let same = vec![json(r#"{"id": "https://vet.example/achievements/1"}"#); 13_000];
            subject.insert("verifiableCredential", Value::Array(same));
            let achievement = subject.get_mut("achievement").and_then(Value::as_object_mut).unwrap();
            achievement.insert("id", "https://vet.example/achievements/1");
        })
    }),
    poison("an iTXt that unpacks to 64 MiB", || png(&[compressed_itxt(&vec![b' '; 64 << 20])])),
    poison("a zTXt that unpacks to 64 MiB", || {
        png(&[(b"zTXt", [&b"openbadges\0\0"[..], &zlib(&vec![b' '; 64 << 20])].concat())])
    }),
    poison("an SVG with 100,000 elements", || svg(&"<g/>".repeat(100_000)).into_bytes()),
    poison("an SVG 100,000 deep", || svg(&"<g>".repeat(100_000)).into_bytes()),
    poison("a billion laughs", || {
        let entities = (1..10).fold(String::from("<!ENTITY a0 \"ha\">"), |mut entities, at| {
            write!(entities, "<!ENTITY a{at} \"{}\">", format!("&a{};", at - 1).repeat(10)).unwrap();
            entities
        });
        format!("<!DOCTYPE svg [{entities}]>{}", svg("<text>&a9;</text>")).into_bytes()
    }),
    poison("a token of 3 MiB", || {
        let header = base64url::encode(br#"{"alg":"EdDSA","typ":"vc+jwt"}"#);
        format!("{header}.{}.{}", base64url::encode("[".repeat(2_200_000).as_bytes()), "A".repeat(86)).into_bytes()
    }),
    poison("an SD-JWT of 200,000 disclosures", || {
        let header = base64url::encode(br#"{"alg":"EdDSA","typ":"vc+sd-jwt"}"#);
        format!("{header}.e30.{}~{}", "A".repeat(86), "WyJhIiwxXQ~".repeat(200_000)).into_bytes()
    }),
    // Every host was put into Punycode, which takes a step for each pair of letters.
    poison("a source whose host has 300,000 letters", || awarded_for(1, 300_000)),
    poison("500 sources whose hosts have 1,000 letters", || awarded_for(500, 1_000)),
    poison("a binary message 1,000,000 deep", || [&[0xd2, 0x84][..], &[0x81; 1_000_000]].concat()),
    Poison {
        name: "a status list that unpacks to 2 GB",
        make: || secure(&revocable()).into_bytes(),
        resolver: || lists(&[(LIST, &signed_list(LIST, "revocation", &bomb(2_000)))]),
    },
];

fn edges(count: usize, joined: impl Fn(usize, usize) -> bool) -> impl Iterator<Item = (usize, usize)> {
    (0..count).flat_map(move |from| (0..count).map(move |to| (from, to))).filter(move |(from, to)| joined(*from, *to))
}

fn graph(edges: impl Iterator<Item = (usize, usize)>) -> Vec<u8> {
    with_some_proof(&with_graph(edges)).into_bytes()
}

fn proofed(edit: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut document = badge();
    edit(&mut document);
    with_some_proof(&document).into_bytes()
}

/// What ended long ago, and was awarded on behalf of so many, whose hosts and names have so many letters.
fn awarded_for(sources: usize, letters: u32) -> Vec<u8> {
    let letters: String = (0..letters).filter_map(|at| char::from_u32(0x4e00 + at)).collect();
    let source = |at: usize| {
        let profile = Object::new().with("id", format!("https://{letters}.example/{at}")).with_all("type", ["Profile"]);
        Value::from(profile.with("name", letters.as_str()))
    };
    let mut badge = badge_of(&did_key(&issuing_key()));
    object(&mut badge, "").insert("validUntil", "2020-01-01T00:00:00Z");
    let sources: Vec<Value> = (0..sources).map(source).collect();
    object(&mut badge, "/credentialSubject").insert("source", Value::Array(sources));
    wrapped_by(&badge.to_string(), "vc+jwt", Object::new(), &issuing_key()).into_bytes()
}

fn record(edit: impl FnOnce(&mut Object)) -> Vec<u8> {
    proofed(|badge| {
        let contexts = r#"["https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]"#;
        object(badge, "").insert("@context", json(contexts));
        object(badge, "").insert("type", json(r#"["VerifiableCredential", "ClrCredential"]"#));
        let subject = object(badge, "/credentialSubject");
        subject.insert("type", json(r#"["ClrSubject"]"#));
        edit(subject);
    })
}

/// A document of 19,000 statements by an issuer whose key can sign in every suite of this curve, with proofs that nobody made.
fn eight_proofs(edit: impl Fn(&mut Object, usize)) -> Vec<u8> {
    let key = p256();
    let did = did_key(&key);
    let mut document = badge_of(&did);
    let tags = (0..19_000).map(|at| at.to_string().into()).collect();
    object(&mut document, "/credentialSubject/achievement").insert("tag", Value::Array(tags));
    let proofs = (0..8).map(|at| {
        let mut proof = Object::new()
            .with("type", "DataIntegrityProof")
            .with("cryptosuite", "ecdsa-rdfc-2019")
            .with("created", "2026-01-01T00:00:00Z")
            .with("verificationMethod", format!("{did}#{}", multikey(&key)))
            .with("proofPurpose", "assertionMethod")
            .with("proofValue", multibase::base58btc(&[3; 64]));
        edit(&mut proof, at);
        proof.into()
    });
    object(&mut document, "").insert("proof", Value::Array(proofs.collect()));
    document.to_string().into_bytes()
}

fn creator(creator: Value) -> Vec<u8> {
    proofed(|badge| object(badge, "/credentialSubject/achievement").insert("creator", creator))
}

fn list(length: usize) -> Vec<u8> {
    let values: Vec<Value> = (0..length).map(|at| at.to_string().into()).collect();
    proofed(|badge| {
        object(badge, "/credentialSubject/achievement/resultDescription/0")
            .insert("allowedValue", Value::Array(values));
    })
}

fn inline(context: Object) -> Vec<u8> {
    inline_all(1, &context)
}

fn inline_all(times: usize, context: &Object) -> Vec<u8> {
    proofed(|badge| {
        let Value::Array(contexts) = at(badge, "/@context") else { unreachable!("a badge has an array of contexts") };
        contexts.extend(vec![Value::from(context.clone()); times]);
    })
}

/// Types with contexts of their own, in a context of the document, and nodes that have one combination each.
fn scoped(types: usize, terms: usize) -> Vec<u8> {
    let of_type = |number: usize| {
        let terms = (0..terms).map(|at| (format!("t{number}x{at}"), Value::from(format!("urn:x:{number}:{at}"))));
        let context: Object = terms.collect();
        (format!("T{number}"), Object::new().with("@id", format!("urn:T{number}")).with("@context", context).into())
    };
    let context: Object = (0..types).map(of_type).collect();
    proofed(|badge| {
        let Value::Array(contexts) = at(badge, "/@context") else { unreachable!("a badge has an array of contexts") };
        contexts.push(context.into());
        let evidence = (0..1_000_usize).map(|combination| {
            let chosen = (0..types).filter(|number| combination >> (number % 10) & 1 == 1);
            let types = std::iter::once("Evidence".to_owned()).chain(chosen.map(|number| format!("T{number}")));
            Value::from(Object::new().with_all("type", types))
        });
        object(badge, "").insert("evidence", Value::Array(evidence.collect()));
    })
}

/// A line of `/proc/self/status`, in KiB.
fn memory(line: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let value = status.lines().find_map(|own| own.strip_prefix(line)).unwrap();
    value.trim().trim_end_matches(" kB").parse().unwrap()
}

/// The time that all threads of this process have run, in hundredths of a second: what the machine did meanwhile does not count.
fn running() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let (_, after_name) = stat.rsplit_once(") ").unwrap();
    let ticks = after_name.split(' ').skip(11).take(2).map(|ticks| ticks.parse::<u64>().unwrap());
    Duration::from_millis(10 * ticks.sum::<u64>())
}

/// Verifies one of them, and prints how long it took, how much memory more than before, and what was said.
fn measure(poison: &Poison) {
    let (input, resolver) = ((poison.make)(), (poison.resolver)());
    if let Some(folder) = std::env::var_os("MICROCRED_POISONS") {
        std::fs::write(std::path::Path::new(&folder).join(poison.name), &input).unwrap();
    }
    // What one policy refuses at first sight goes further with another.
    let conformance = Policy::from_json(include_str!("../../vocab/policies/conformance.json")).unwrap();
    let verifiers = [Policy::strict(), conformance].map(|policy| verifier().with_policy(policy));
    // Contexts and tables are made once in a process, and belong to no input.
    for verifier in &verifiers {
        assert_eq!(verifier.verify(secure(&badge()), &Counting::new()).outcome, Outcome::Valid);
    }
    // From here on, the highest is counted anew.
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    let before = memory("VmRSS:");
    let once = |verifier: &Verifier| {
        let (start, running_before) = (Instant::now(), running());
        let verification = verifier.verify(&input, &resolver);
        (start.elapsed().min(running() - running_before + Duration::from_millis(10)), verification)
    };
    for verifier in &verifiers {
        let (first, verification) = once(verifier);
        let more = memory("VmHWM:").saturating_sub(before);
        let again = first > TIME / 2 && first < 10 * TIME;
        let shortest = if again { once(verifier).0.min(once(verifier).0).min(first) } else { first };
        let code = verification.primary.as_ref().map_or("none", |primary| primary.code.as_str());
        println!("measured {} {more} {} {code}", shortest.as_micros(), verification.outcome.as_str());
    }
}

#[cfg(target_os = "linux")]
#[test]
fn each_poison_is_refused_in_time_and_memory() {
    if let Ok(name) = std::env::var(POISON) {
        return measure(POISONS.iter().find(|poison| poison.name == name).unwrap());
    }
    let mut wrong = Vec::new();
    println!("{:>9} {:>8}  what is refused, and why (at most {TIME:?} and {} MiB)", "ms", "MiB", MEMORY / 1024);
    for poison in &POISONS {
        let mut child = killing::again("caps::each_poison_is_refused_in_time_and_memory");
        let output = child.env(POISON, poison.name).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let measured: Vec<Vec<_>> =
            said.split("measured ").skip(1).map(|rest| rest.split_whitespace().take(4).collect()).collect();
        if measured.len() != 2 {
            wrong.push(format!("{}: no answer\n{said}\n{}", poison.name, String::from_utf8_lossy(&output.stderr)));
        }
        for (which, measured) in measured.into_iter().enumerate() {
            let [micros, kibibytes, outcome, code] = measured[..] else { unreachable!("four are printed") };
            let (micros, kibibytes): (u64, u64) = (micros.parse().unwrap(), kibibytes.parse().unwrap());
            let (milliseconds, mebibytes) = (micros as f64 / 1e3, kibibytes as f64 / 1024.0);
            println!("{milliseconds:>9.1} {mebibytes:>8.1}  {}: {outcome} {code}", poison.name);
            if u128::from(micros) > TIME.as_micros() || kibibytes > MEMORY || which == 0 && outcome == "valid" {
                wrong.push(format!("{}: {micros} µs, {kibibytes} KiB, {outcome} {code}", poison.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
