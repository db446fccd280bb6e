//! Credentials are stacked into a larger award, over tables of anybody.

use crate::calling::{allowed, call, issued, key, refused};
use crate::{MICRO_CREDENTIAL, OFFER, PATHWAY};
use microcred::Environment;
use microcred::bake::Baking;
use microcred::codec::base64;
use microcred::key::KeyFile;
use microcred::ops::{Error, LevelsConvert, Operation, StackAward, StackEvaluate};
use microcred::stack::{CredentialKey, Ledger, LedgerError, LedgerView, MemoryLedger, Use};
use serde_json::{Value, json};
use std::sync::Arc;

#[test]
fn credentials_are_stacked_and_awarded() {
    let [provider, college] = [key(None), key(None)];
    let pathway: Value = serde_json::from_str(PATHWAY).unwrap();
    let badges: Vec<Value> = (0..4)
        .map(|number| {
            let mut document: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
            document["offer"]["id"] = format!("https://vet.example/offers/{number}").into();
            document["offer"]["workload"] = json!({"ects": "10"});
            let level = if number == 3 { "6" } else { "9" };
            document["offer"]["level"] = json!({"nqf": [{"country": "IE", "framework": "NFQ", "level": level}]});
            let request = json!({"document": document, "key": provider["privateKeyJwk"], "carrier": "extended"});
            call("issue", &request).unwrap()["credential"].clone()
        })
        .collect();
    let explained = call("stack_explain", &allowed("stack_explain", json!({"pathway": pathway}))).unwrap();
    assert!(explained["summary"].as_str().unwrap().contains("exactly 30 ECTS in all"));

    let ask =
        |credentials: &[Value]| allowed("stack_evaluate", json!({"pathway": pathway, "credentials": credentials}));
    let part = call("stack_evaluate", &ask(&[badges[0].clone(), badges[3].clone(), json!("nonsense")])).unwrap();
    assert_eq!(part["evaluation"]["complete"], false);
    assert_eq!(part["evaluation"]["unused"][0]["reasons"][0]["by"], "groups");
    assert_eq!(part["refused"][0]["pointer"], "/credentials/2");
    let step = "2 credentials from group “Special-purpose awards”, together 20 ECTS";
    assert_eq!(part["evaluation"]["way"][0]["words"], step);

    let request = |credentials: &[Value]| {
        let mut request = ask(credentials);
        request["key"] = college["privateKeyJwk"].clone();
        request["bundle"] = true.into();
        allowed("stack_award", request)
    };
    let Err(Error::Refused(findings)) = call("stack_award", &request(&badges[..2])) else { panic!("not complete") };
    assert_eq!(findings.iter().map(|finding| finding.code.as_str()).collect::<Vec<_>>(), ["stack.incomplete"]);
    let awarded = call("stack_award", &request(&badges)).unwrap();
    assert_eq!((&awarded["evaluation"]["complete"], awarded["ledger"].as_array().unwrap().len()), (&json!(true), 3));
    let verified = call("verify", &json!({"document": awarded["credential"]})).unwrap();
    assert_eq!(verified["outcome"], "valid");
    assert_eq!(awarded["losses"], json!([]));
    let mut plain = request(&badges);
    plain["carrier"] = "standard".into();
    let losses = call("stack_award", &allowed("stack_award", plain)).unwrap()["losses"].take();
    let is_lost = |place: &str| losses.as_array().unwrap().iter().any(|loss| loss["pointer"] == place);
    assert!(is_lost("/evidence/0/creditsCounted") && is_lost("/evidence/2/countedTowards"), "{losses}");

    assert_eq!(awarded["bundle"]["kind"], "record");
    let record = call("verify", &json!({"document": awarded["bundle"]["document"]})).unwrap();
    assert_eq!(
        (&record["outcome"], record["children"].as_array().map(Vec::len)),
        (&json!("valid"), Some(4)),
        "{record}"
    );

    let mut again = ask(&badges);
    again["ledger"] = awarded["ledger"].clone();
    let again = call("stack_evaluate", &allowed("stack_evaluate", again)).unwrap();
    assert_eq!(again["evaluation"]["credits"], "0", "each was counted already");
}

/// One organisation that issues the parts and the award is one in the record of both, whatever it says of itself; and where it does
/// not say the same everywhere, there is a presentation instead, with the reason.
#[test]
fn an_organisation_bundles_its_own() {
    let own = key(None);
    let id = own["verificationMethod"].as_str().unwrap().split('#').next().unwrap();
    let mut pathway: Value = serde_json::from_str(PATHWAY).unwrap();
    pathway["award"]["awardingBodies"] = json!([{"id": id, "name": "Example College", "country": "IE"}]);
    pathway["award"]["validFor"] = "P5Y".into();
    let part = |number: u8, name: &str| {
        let mut document: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
        document["offer"]["id"] = format!("https://vet.example/offers/{number}").into();
        document["offer"]["awardingBodies"] = json!([{"id": id, "name": name, "country": "IE"}]);
        document["offer"].as_object_mut().unwrap().remove("issuerLocations");
        document["offer"]["workload"] = json!({"ects": "10"});
        document["offer"]["level"] = json!({"nqf": [{"country": "IE", "framework": "NFQ", "level": "9"}]});
        let request = json!({"document": document, "key": own["privateKeyJwk"], "carrier": "extended"});
        call("issue", &request).unwrap()["credential"].clone()
    };
    let bundled = |parts: [Value; 3]| {
        let request = json!({"pathway": pathway, "credentials": parts, "key": own["privateKeyJwk"], "bundle": true});
        call("stack_award", &request).unwrap()["bundle"].clone()
    };
    let record = bundled([1, 2, 3].map(|number| part(number, "Example College")));
    assert_eq!(record["kind"], "record", "{}", record["because"]);
    assert_eq!(call("verify", &json!({"document": record["document"]})).unwrap()["outcome"], "valid");
    let ends = record["document"].as_str().unwrap().matches("\"validUntil\":\"2031-11-23T23:59:59Z\"").count();
    assert_eq!(ends, 1, "the award ends, counted from the day on which it is made");

    let renamed = [part(1, "Example College"), part(2, "Example College"), part(3, "Example Institute")];
    let presented = bundled(renamed);
    assert_eq!(presented["kind"], "presentation");
    let because = presented["because"].as_array().unwrap();
    assert_eq!((because.len(), &because[0]["pointer"]), (1, &json!("/credentials/2")), "{because:?}");
    assert!(because[0]["detail"].as_str().unwrap().contains("otherwise than the award does"), "{because:?}");
}

/// Verification would refuse it before the pathway is asked; the pathway's own rule lowers that for its evaluation, and nothing else.
#[test]
fn a_pathway_may_count_what_has_expired() {
    let provider = key(None);
    let mut badge: Value = serde_json::from_str(&issued(&provider)).unwrap();
    badge.as_object_mut().unwrap().remove("proof");
    badge["validUntil"] = "2026-12-31T00:00:00Z".into();
    let badge =
        call("issue", &json!({"document": badge, "key": provider["privateKeyJwk"]})).unwrap()["credential"].clone();
    let evaluated = |rule: Value| {
        let mut pathway: Value = serde_json::from_str(PATHWAY).unwrap();
        pathway.as_object_mut().unwrap().remove("groups");
        pathway["requirements"] = json!([{"id": "volume", "totalCredits": {"atLeast": "2"}}, rule]);
        let request = json!({"pathway": pathway, "credentials": [badge], "now": "2027-06-01T00:00:00Z"});
        let evaluated = call("stack_evaluate", &allowed("stack_evaluate", request)).unwrap();
        (evaluated["evaluation"]["complete"].clone(), evaluated["refused"].as_array().unwrap().len())
    };
    assert_eq!(evaluated(json!({"id": "valid", "stillValid": {"expired": "counts"}})), (json!(true), 0));
    assert_eq!(evaluated(json!({"id": "valid", "stillValid": {"expired": "refused"}})), (json!(false), 1));
}

/// Between the look at the ledger and the commit somebody else counts one of the credentials: nothing is awarded.
#[test]
fn an_award_that_another_one_overtakes_is_refused() {
    struct Overtaken(MemoryLedger);
    impl Ledger for Overtaken {
        fn view(&self, keys: &[CredentialKey]) -> Result<LedgerView, LedgerError> {
            let seen = self.0.view(keys)?;
            let other = Use::new("urn:x:other", "https://elsewhere.example/pathways/1", "2026-11-23".parse().unwrap());
            self.0.commit(&seen, &keys[..1], &other)?;
            Ok(seen)
        }

        fn commit(&self, seen: &LedgerView, keys: &[CredentialKey], used: &Use) -> Result<(), LedgerError> {
            self.0.commit(seen, keys, used)
        }
    }
    let [provider, college] = [key(None), key(None)];
    let badges = (0..3).map(|number| {
        let mut document: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
        document["offer"]["id"] = format!("https://vet.example/offers/{number}").into();
        document["offer"]["workload"] = json!({"ects": "10"});
        document["offer"]["level"] = json!({"eqf": 7});
        let request = json!({"document": document, "key": provider["privateKeyJwk"], "carrier": "extended"});
        call("issue", &request).unwrap()["credential"].as_str().unwrap().as_bytes().to_vec()
    });
    let mut evaluate = StackEvaluate::new(StackEvaluate::pathway(PATHWAY).unwrap(), badges.collect());
    let ledger = Arc::new(Overtaken(MemoryLedger::new()));
    evaluate.now = Some("2026-11-23T11:00:00Z".parse().unwrap());
    let evaluate = evaluate.with_ledger(ledger.clone());
    let award = StackAward::new(evaluate, KeyFile::parse(&college["privateKeyJwk"].to_string()).unwrap());
    let Err(Error::Refused(findings)) = award.run(&Environment::system()) else { panic!("it was overtaken") };
    let told: Vec<_> = findings.iter().map(|finding| (finding.code.as_str(), finding.detail.as_str())).collect();
    let detail = "since it was looked at, one of the credentials was counted towards urn:x:other; evaluate again";
    assert_eq!(told, [("stack.ledger_changed", detail)]);
}

/// Levels and credits that only a table of one's own knows, and a profile of one's own, reach an evaluation and an award.
#[test]
fn tables_and_profiles_of_ones_own_reach_an_award() {
    let [provider, college] = [key(None), key(None)];
    let mut document: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
    document["offer"]["workload"] = json!({"credits": [{"system": "credit hours", "points": "5"}]});
    document["offer"]["level"] = json!({"nqf": [{"country": "NZ", "framework": "NZQCF", "level": "7"}]});
    let request = json!({"document": document, "key": provider["privateKeyJwk"], "carrier": "extended"});
    let badge = call("issue", &request).unwrap()["credential"].clone();
    let mut pathway: Value = serde_json::from_str(PATHWAY).unwrap();
    let level = json!({"country": "NL", "framework": "NLQF", "level": "Entry"});
    pathway["credits"] = json!({"convert": ["US"]});
    pathway["groups"] = json!([]);
    pathway["requirements"] = json!([
        {"id": "volume", "totalCredits": {"atLeast": "10"}},
        {"id": "level", "credits": {"of": {"level": {"atLeast": level}}, "atLeast": "10"}},
    ]);
    let levels = "country\tframework\tlevel\teqf\tconfidence\tsource\nNZ\tNZQCF\t7\t6\tmedium\tx\nNL\tNLQF\tEntry\t1\tlow\tours\n";
    let systems =
        "code\tlabel\tnames\tnumerator\tdenominator\tconfidence\tsource\nUS\tcredit hours\t\t2\t1\tmedium\tx\n";
    let faculty = json!({
        "id": "faculty", "title": "Faculty of ours", "status": "house rule", "confidence": "high", "source": "the handbook",
        "rules": [{"states": "workload.ects", "because": "we say so"}],
    });
    let mut request = json!({"pathway": pathway, "credentials": [badge]});
    assert_eq!(
        refused("stack_evaluate", &request),
        ["pathway.bounds /pathway/credits/convert/0", "ec.level.range /pathway/requirements/1/credits/of/level"]
    );
    request["tables"] = json!([levels, systems]);
    request["profiles"] = json!([faculty]);
    request["country"] = "NL".into();
    let request = allowed("stack_evaluate", request);
    let evaluated = call("stack_evaluate", &request).unwrap();
    assert_eq!(evaluated["evaluation"]["complete"], true, "{evaluated}");
    assert_eq!(evaluated["evaluation"]["counted"][0]["conversion"], "5 US × 2 = 10 ECTS");
    let told: Vec<_> =
        evaluated["profiles"].as_array().unwrap().iter().map(|own| (&own["pointer"], &own["profile"])).collect();
    let [part, award] = [json!("/credentials/0"), json!("/pathway/award")];
    assert_eq!(
        told,
        [(&part, &json!("faculty")), (&award, &json!("nl-higher-education")), (&award, &json!("faculty"))]
    );
    assert_eq!(evaluated["profiles"][0]["findings"][0]["code"], "profile.missing");

    let mut request = request;
    request["key"] = college["privateKeyJwk"].clone();
    request["ledger"] = json!([]);
    let awarded = call("stack_award", &allowed("stack_award", request)).unwrap();
    assert_eq!(
        (&awarded["evaluation"]["complete"], &awarded["profiles"][0]["profile"]),
        (&json!(true), &json!("faculty"))
    );
    // The award of the pathway is of 30 ECTS, and it asks for 10.
    let noticed = &awarded["findings"][0];
    assert_eq!((&noticed["code"], &noticed["pointer"]), (&json!("stack.sum"), &json!("/pathway/award/workload")));
    assert_eq!((&noticed["severity"], awarded["findings"].as_array().unwrap().len()), (&json!("warning"), 1));
}

#[test]
fn levels_and_profiles_are_looked_up() {
    let request = allowed("levels_convert", json!({"country": "IE", "level": "8", "to": "SI"}));
    let converted = call("levels_convert", &request).unwrap();
    assert_eq!((&converted["levels"][0]["eqf"], &converted["levels"][0]["confidence"]), (&json!(6), &json!("high")));
    assert_eq!(converted["levels"][0]["same"], json!([{"country": "SI", "framework": "SQF/SOK", "level": "7"}]));
    let unplaced = call("levels_convert", &json!({"country": "NL", "level": "Entry"})).unwrap();
    assert_eq!((unplaced["levels"][0].get("eqf"), &unplaced["levels"][0]["same"]), (None, &json!([])));
    let designed = call("levels_convert", &json!({"country": "BA", "level": "7"})).unwrap();
    assert_eq!((&designed["levels"][0]["eqf"], &designed["levels"][0]["referenced"]), (&json!(7), &json!(false)));
    let names = |of: &Value| {
        let levels = of.as_array().unwrap().iter();
        levels.map(|level| level["country"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(&designed["levels"][0]["designed"]), ["BE-DE", "CH", "GE", "MD", "UA"]);
    assert!(!names(&designed["levels"][0]["same"]).iter().any(|country| country == "UA"), "{designed}");

    // Who asks for a country that is not there is told what to write.
    for (request, told) in [
        (json!({"country": "IE", "level": "8", "to": "ZZ"}), "write AL or AT or BA or BE-DE or"),
        (json!({"country": "IE", "level": "8", "to": "gr"}), "write EL (HQF)"),
        (
            json!({"country": "IE", "level": "8", "to": "GB-XX"}),
            "write UK-ENG-NIR (FHEQ) or UK-ENG-NIR (RQF) or UK-SCT (SCQF) or UK-WLS (CQFW)",
        ),
        (
            json!({"country": "uk", "level": "8"}),
            "write UK-ENG-NIR (FHEQ) or UK-ENG-NIR (RQF) or UK-SCT (SCQF) or UK-WLS (CQFW)",
        ),
        (
            json!({"country": "GB", "level": "13"}),
            "SCQF (UK-SCT) has 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12; CQFW (UK-WLS) has",
        ),
        (json!({"country": "GR", "level": "9"}), "HQF (EL) has 1, 2, 3, 4, 5, 6, 7, 8"),
    ] {
        let error = call("levels_convert", &request).unwrap_err().to_string();
        assert!(error.contains(told), "{request}: {error}");
    }
    let same = |to: &str| {
        let request = json!({"country": "IE", "level": "8", "to": to});
        call("levels_convert", &request).unwrap()["levels"][0]["same"].as_array().unwrap().len()
    };
    assert_eq!([same("GB"), same("GB-SCT"), same("UK-NIR"), same("GR"), same("EQF")], [5, 2, 2, 1, 0]);
    let mut none = LevelsConvert::new("SE", "1");
    none.to = Some("NO".into());
    let shown = none.run(&Environment::system()).unwrap().to_string();
    assert!(shown.contains("nothing else of NO is EQF Level 1"), "{shown}");

    let table = "country\tframework\tlevel\teqf\tconfidence\tsource\nNZ\tNZQCF\t7\t6\tmedium\tcomparison 2016\n";
    let own = json!({"country": "NZ", "level": "7", "tables": [table]});
    assert_eq!(call("levels_convert", &allowed("levels_convert", own)).unwrap()["levels"][0]["eqf"], 6);
    let faculty = json!({
        "id": "faculty", "title": "Faculty of ours", "status": "house rule", "confidence": "high", "source": "the handbook",
        "rules": [{"states": "workload.ects", "because": "we say so"}],
    });
    for profiles in [faculty.clone(), json!([faculty.to_string(), "eu-2022"])] {
        let checked = call("check", &allowed("check", json!({"document": OFFER, "profiles": profiles}))).unwrap();
        assert_eq!(
            (&checked["profiles"][0], &checked["findings"][0]["code"]),
            (&json!("faculty"), &json!("profile.missing"))
        );
    }
    let mut year: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
    year["issued"] = "2025-06-01".into();
    let checked = call("check", &json!({"document": year, "country": "SI"})).unwrap();
    assert_eq!(checked["profiles"], json!(["si-higher-education (perhaps in force)"]));

    let mut small: Value = serde_json::from_str(OFFER).unwrap();
    small["workload"] = json!({"credits": [{"system": "EAP", "points": "2"}]});
    let checked = call("check", &allowed("check", json!({"document": small, "country": "EE"}))).unwrap();
    assert_eq!((&checked["profiles"], &checked["passed"]), (&json!(["ee-micro-qualification"]), &json!(true)));
    let codes: Vec<_> = checked["findings"].as_array().unwrap().iter().map(|finding| finding["code"].clone()).collect();
    assert_eq!(codes, ["profile.volume"], "it has five at least");

    // A country is asked for all the same where it has no profile, and one that is named as well is told once.
    let checked = call("check", &allowed("check", json!({"document": OFFER, "country": "DE"}))).unwrap();
    let told = &checked["findings"][0];
    assert_eq!((&told["code"], &checked["passed"]), (&json!("profile.none_applies"), &json!(true)));
    assert!(told["detail"].as_str().unwrap().contains("there is no profile of DE"), "{told}");
    let mut german = faculty;
    german["country"] = "DE".into();
    let checked = call("check", &json!({"document": OFFER, "country": "DE", "profiles": german})).unwrap();
    assert_eq!((&checked["profiles"], checked["findings"].as_array().unwrap().len()), (&json!(["faculty"]), 1));
    // However a country is written, it is that one.
    for (country, meant) in [("ie", "IE"), ("EL", "GR"), ("el", "GR"), ("UK", "GB"), ("eu", "EU")] {
        let of = |country: &str| call("check", &json!({"document": OFFER, "country": country})).unwrap();
        assert_eq!(of(country), of(meant), "{country}");
    }
    let request = json!({"document": OFFER, "country": "zz"});
    assert!(
        call("check", &request).unwrap_err().to_string().contains("“ZZ” is none; write EU, or two capital letters")
    );
}

/// A token stands in no record, be it the award or a part of it, and what is in an image is a credential like any other.
#[test]
fn tokens_and_images_are_bundled_too() {
    let provider = key(None);
    let environment = Environment::system().at("2026-11-23T11:00:00Z".parse().unwrap());
    let part = |number: usize, suite: &str| {
        let mut document: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
        document["offer"]["id"] = format!("https://vet.example/offers/{number}").into();
        document["offer"]["workload"] = json!({"ects": "10"});
        document["offer"]["level"] = json!({"nqf": [{"country": "IE", "framework": "NFQ", "level": "9"}]});
        let key = &provider["privateKeyJwk"];
        let request = json!({"document": document, "key": key, "carrier": "extended", "suite": suite});
        let issued = call("issue", &request).unwrap();
        let credential = issued["credential"].as_str().unwrap();
        match issued.get("encoding") {
            Some(_) => base64::decode(credential).unwrap(),
            None => credential.as_bytes().to_vec(),
        }
    };
    let bundled = |algorithm: &str, parts: [Vec<u8>; 3]| {
        let college = call("keygen", &json!({"type": algorithm})).unwrap();
        let mut evaluate = StackEvaluate::new(StackEvaluate::pathway(PATHWAY).unwrap(), parts.into());
        evaluate.now = Some(environment.now());
        let mut award = StackAward::new(evaluate, KeyFile::parse(&college["privateKeyJwk"].to_string()).unwrap());
        award.bundle = true;
        let bundled = award.run(&environment).unwrap().bundle.unwrap();
        let document: Value = serde_json::from_str(&bundled.document).unwrap();
        let all = document.pointer("/credentialSubject/verifiableCredential");
        let all = all.or(document.get("verifiableCredential")).and_then(Value::as_array).unwrap();
        for nested in all {
            let report = call("verify", &json!({"document": nested})).unwrap();
            assert_eq!(report["outcome"], "valid", "{report}");
        }
        assert_eq!(all.len(), 4);
        // Which of the parts comes first, their ids decide, and those are random.
        let mut told: Vec<_> = bundled.because.iter().map(|(place, _)| *place).collect();
        told.sort_unstable();
        (bundled.is_record, told)
    };
    let document = |number| part(number, "eddsa-rdfc-2022");
    assert_eq!(bundled("p521", [1, 2, 3].map(document)), (false, vec![None]), "the award is a token");
    let tokens = [document(1), part(2, "vc+sd-jwt"), part(3, "vc+cose")];
    assert_eq!(bundled("ed25519", tokens), (false, vec![Some(1), Some(2)]));
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'/>";
    let image = Baking::new().image(svg, document(3)).unwrap().into_bytes();
    assert_eq!(bundled("ed25519", [document(1), document(2), image]), (true, Vec::new()));
}
