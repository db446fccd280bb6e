//! Images carry credentials unchanged: what was baked comes out byte for byte, pixels stay, and images of others are read.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod support;

use microcred::bake::{self, Baking};
use microcred::key::{Algorithm, InMemorySigner, PrivateKey};
use microcred::proof::Suite;
use microcred::report::{Outcome, Status};
use microcred::resolve::Offline;
use microcred::{Environment, Limits};
use proptest::prelude::*;
use support::{badge, secure};

const SVG: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>"#;

/// The smallest PNG there is: one pixel.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9bU\0\0\0\nIDATx\x9cch\0\0\0\x82\0\x81w\xcdr\xb6\0\0\0\0IEND\xaeB`\x82";

/// The images of 1EdTech's validator. Their signatures hold; their issuers are not known offline.
#[test]
fn images_of_others() {
    let Some(corpus) = support::corpus() else { return };
    let folder = corpus.join("1edtech-validator/inspector-vc/ob30");
    for name in ["simple-json", "simple-jwt", "simple-jwt_v1"] {
        for (ending, layer) in [("png", "png.itxt"), ("svg", "svg")] {
            let image = std::fs::read(folder.join(format!("{name}.{ending}"))).unwrap();
            let verification = support::verifier().verify(&image, &Offline);
            let signature = verification.check("proof.signature").map(|check| check.status);
            assert_eq!(signature, Some(Status::Pass), "{name}.{ending}: {verification}");
            assert_eq!(verification.input.container[0], layer);

            // What is taken out and verified by itself says the same.
            let carried = bake::extract(&image, &Limits::default()).unwrap();
            let alone = support::verifier().verify(carried.credential(), &Offline);
            let said = |of: &microcred::verify::Verification| (of.outcome, of.trust, of.primary.clone());
            assert_eq!(said(&alone), said(&verification), "{name}.{ending}");

            // Baked again here, into the same image, it is the same again.
            let again = Baking::new().replacing().image(&image, carried.credential()).unwrap();
            let carried_again = bake::extract(&again, &Limits::default()).unwrap();
            assert_eq!(carried_again.credential(), carried.credential());
            if ending == "png" {
                assert_eq!(again.as_bytes(), image, "{name}: not a byte is another");
            }
        }
    }
}

/// Open Badges 2.0 is recognised and not believed.
#[test]
fn an_image_of_open_badges_2() {
    let Some(corpus) = support::corpus() else { return };
    let folder = corpus.join("1edtech-validator/inspector-vc/ob20");
    let carried = bake::extract(std::fs::read(folder.join("simple-badge.png")).unwrap(), &Limits::default()).unwrap();
    assert!(carried.credential().starts_with(b"{") && carried.notices() == [bake::Notice::LegacyName]);
    let empty = std::fs::read(folder.join("assets/robotics-badge.png")).unwrap();
    assert_eq!(bake::extract(&empty, &Limits::default()), Err(bake::Error::Empty));
    assert_eq!(bake::png(&empty, secure(&badge())).map(|baked| baked.removed().len()), Ok(0));
}

#[test]
fn tokens_travel_too() {
    let key = PrivateKey::generate(Algorithm::EcdsaP256, &Environment::system()).unwrap();
    let signer = InMemorySigner::new(key).unwrap();
    let did = microcred::key::Signer::identity(&signer).did().unwrap().to_owned();
    let issuer = microcred::Issuer::new(microcred::badge::Profile::new(did.as_str()), signer)
        .with_environment(support::environment());
    let document = support::badge_of(&did).to_string();
    for suite in ["vc-jwt", "vc+jwt", "vc+sd-jwt"] {
        let token = issuer.secure(&document, Suite::from_name(suite).unwrap()).unwrap();
        for image in [bake::png(PNG, &token).unwrap(), bake::svg(SVG, &token).unwrap()] {
            let verification = support::verifier().verify(&image, &Offline);
            assert_eq!(verification.outcome, Outcome::Valid, "{suite}: {verification}");
            assert_eq!(bake::extract(&image, &Limits::default()).unwrap().credential(), token.as_bytes());
        }
        assert!(String::from_utf8_lossy(bake::svg(SVG, &token).unwrap().as_bytes()).contains(" verify=\"ey"));
    }
}

#[test]
fn learner_records_have_names_of_their_own() {
    let record = r#"{"type": ["VerifiableCredential", "ClrCredential"]}"#;
    let image = String::from_utf8_lossy(bake::svg(SVG, record).unwrap().as_bytes()).into_owned();
    assert!(image.contains(" xmlns:clr=\"https://purl.imsglobal.org/clr/v2p0\""), "{image}");
    assert!(image.contains("><clr:credential><![CDATA[{"), "{image}");
    let image = bake::png(PNG, record).unwrap();
    assert!(image.as_bytes().windows(17).any(|bytes| bytes == b"iTXtclrcredential"));
    assert_eq!(bake::extract(&image, &Limits::default()).unwrap().credential(), record.as_bytes());
}

/// A file ends in a newline, and a token cannot; some editors put a mark before it.
#[test]
fn white_space_around_a_credential_stays_out() {
    let badge = "{\"type\": [\"VerifiableCredential\"],\r\n  \"name\": \"x\"}";
    for around in [format!("{badge}\n"), format!(" \n{badge}\r\n"), format!("\u{feff}{badge}\n")] {
        for image in [bake::png(PNG, &around).unwrap(), bake::svg(SVG, &around).unwrap()] {
            assert_eq!(bake::extract(&image, &Limits::default()).unwrap().credential(), badge.as_bytes());
        }
    }
}

/// What is baked under some limits is read under them: an image that grew beyond them would be refused by whoever got it.
#[test]
fn what_is_baked_can_be_read() {
    let badge = r#"{"type": ["VerifiableCredential", "OpenBadgeCredential"]}"#;
    for template in [PNG, SVG.as_bytes()] {
        let image = Baking::new().image(template, badge).unwrap();
        let size = image.as_bytes().len();
        let limits = |bytes| Limits { bytes, ..Limits::default() };
        let baked = |bytes| Baking::new().with_limits(limits(bytes)).image(template, badge);
        assert_eq!(bake::extract(&image, &limits(size)).unwrap().credential(), badge.as_bytes());
        assert_eq!(baked(size), Ok(image));
        assert_eq!(baked(size - 1), Err(bake::Error::Outgrown(size - 1)));
    }
}

#[test]
fn only_credentials_are_baked() {
    for other in [
        "",
        "a.b.c",
        "https://vet.example/1",
        "{}",
        r#"{"type": "Offer"}"#,
        r#"{"type": ["VerifiablePresentation"]}"#,
        r#"{"type": ["VerifiableCredential"], "type": []}"#,
    ] {
        assert!(matches!(bake::png(PNG, other), Err(bake::Error::NotACredential(_))), "{other}");
        assert!(matches!(bake::svg(SVG, other), Err(bake::Error::NotACredential(_))), "{other}");
    }
    assert!(matches!(bake::png(PNG, b"\xd2\x84\x43\xff"), Err(bake::Error::NotACredential(_))));
    assert_eq!(Baking::new().image(b"GIF89a", "{}"), Err(bake::Error::NotAnImage));
}

proptest! {
    /// Whatever the badge says, it comes out as it went in, and is as valid as before.
    #[test]
    fn what_is_baked_comes_out(name in "\\PC{1,40}", end in "[\\]&<>\"'\\n\\t]{0,6}") {
        let mut document = badge();
        support::object(&mut document, "").insert("name", format!("{name}{end}").as_str());
        let signed = secure(&document);
        for image in [bake::png(PNG, &signed), bake::svg(SVG, &signed)] {
            let image = match image {
                Err(bake::Error::NotACredential(_)) => continue, // U+FFFE and U+FFFF, in an SVG
                image => image.unwrap(),
            };
            let carried = bake::extract(&image, &Limits::default()).unwrap();
            prop_assert_eq!(carried.credential(), signed.as_bytes());
            prop_assert_eq!(carried.notices(), []);
            prop_assert_eq!(support::verifier().verify(&image, &Offline).outcome, Outcome::Valid);
        }
    }

    /// No bytes that look like an image make it panic, and none are read as another image than they are.
    #[test]
    fn no_image_makes_it_panic(at in 0..200_usize, byte: u8, cut in 0..400_usize) {
        let signed = secure(&badge());
        for image in [bake::png(PNG, &signed).unwrap(), bake::svg(SVG, &signed).unwrap()] {
            let mut image = image.into_bytes();
            image[at] = byte;
            drop(bake::extract(&image, &Limits::default()));
            drop(Baking::new().replacing().image(&image, &signed));
            drop(bake::extract(&image[..cut], &Limits::default()));
        }
    }
}

/// Found by fuzzing: names and characters that XML does not have were written into the image, which nobody could read then.
#[test]
fn what_is_no_xml_is_no_image() {
    let badge = r#"{"type": ["VerifiableCredential", "OpenBadgeCredential"]}"#;
    let image = |root: &str, inside: &str| format!("<svg xmlns=\"http://www.w3.org/2000/svg\" {root}>{inside}</svg>");
    for (root, inside) in [
        (":=\"1\"", ""),
        ("a:=\"1\" xmlns:a=\"urn:a:a\"", ""),
        (":a=\"1\"", ""),
        ("1a=\"1\"", ""),
        ("a,b=\"1\"", ""),
        ("id=\"a\u{2}\"", ""),
        ("id=\"a&#2;\"", ""),
        ("id=\"a\" id=\"b\"", ""),
        (
            "xmlns:a=\"http://www.w3.org/1999/xlink\" xmlns:b=\"http://www.w3.org/1999/xlink\" a:href=\"#a\" b:href=\"#b\"",
            "",
        ),
        ("", "\u{1}"),
        ("", "&#xfffe;"),
        ("", "<g,></g,>"),
        ("", "<title>\u{ffff}</title>"),
    ] {
        let refused = bake::svg(image(root, inside), badge);
        assert!(matches!(refused, Err(bake::Error::SvgMalformed { .. })), "{root} {inside}: {refused:?}");
    }
    for (root, inside) in [("id=\"é\" x.y-z=\"&#x9;\"", "<title>a\tb&#xe9;\u{85}</title>"), ("xml:lang=\"ga\"", "<g/>")]
    {
        let baked = bake::svg(image(root, inside), badge).unwrap();
        assert_eq!(bake::extract(&baked, &Limits::default()).unwrap().credential(), badge.as_bytes());
    }
}

/// Open Badges 2.0 has the address of a hosted assertion beside the assertion itself.
#[test]
fn an_address_beside_its_assertion_is_one_credential() {
    let assertion = r#"{"@context": "https://w3id.org/openbadges/v2", "id": "https://vet.example/assertions/1", "type": "Assertion"}"#;
    let image = |namespace: &str, verify: &str, body: &str| {
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="{namespace}"><openbadges:assertion verify="{verify}"><![CDATA[{body}]]></openbadges:assertion></svg>"#
        )
    };
    let extract = |image: String| bake::extract(image.as_bytes(), &Limits::default());
    let carried = extract(image("http://openbadges.org", "https://vet.example/assertions/1", assertion)).unwrap();
    assert_eq!(carried.credential(), assertion.as_bytes());
    // A token is a credential of its own, and Open Badges 3.0 has no address there.
    let token = extract(image("http://openbadges.org", "eyJhbGciOiJFZERTQSJ9.e30.AAAA", assertion));
    assert_eq!(token, Err(bake::Error::Multiple));
    let newer = image("https://purl.imsglobal.org/ob/v3p0", "https://vet.example/assertions/1", assertion);
    let newer = newer.replace("openbadges:assertion", "openbadges:credential");
    assert_eq!(extract(newer), Err(bake::Error::Multiple));
}
