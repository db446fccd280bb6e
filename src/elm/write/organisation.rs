//! Organisations, and where they are.

use super::writer::Writer;
use super::{Kept, Options};
use crate::json::{Object, Pointer, Value};
use crate::microcredential::{Elements, Location, Text};

/// The country of an organisation of which nobody says where it is.
const NOWHERE: &str = "http://publications.europa.eu/resource/authority/country/OP_DATPRO";

/// The issuer, with the legal identifier that it has to have.
pub(super) fn issuer(writer: &mut Writer, offer: &Elements, options: &Options) -> Object {
    let here = Pointer::root().member("issuer");
    let body = offer.awarding_bodies.first();
    let (id, name) = match &options.issuer {
        Some(profile) => {
            let id = profile.id.clone();
            // An awarding body that issues itself is called as it is there.
            let own = offer.awarding_bodies.iter().find(|body| Some(&body.id) == id.as_ref());
            let name =
                own.map(|body| &body.name).or(Some(&options.issuer_name)).filter(|name| !name.is_empty()).cloned();
            (id, name.or_else(|| profile.name.as_ref().map(|name| Text::new(name.as_str()))).unwrap_or_default())
        }
        None => {
            writer
                .invented_at(here.clone(), "nobody is named as the issuer; it is taken to be the first awarding body");
            (body.map(|body| body.id.clone()), body.map(|body| body.name.clone()).unwrap_or_default())
        }
    };
    let called = if name.is_empty() {
        writer.invented_at(here.member("legalName"), "the issuer's name is not stated");
        id.clone().map(Text::new).unwrap_or_else(|| Text::in_language("en", "Not stated"))
    } else {
        name
    };
    let homepage = options.issuer.as_ref().and_then(|profile| profile.url.as_deref());
    let homepage = homepage.map(|url| writer.web_resource(url, &Text::default()));
    let country = offer.issuer_locations.first();
    let identifier = legal_identifier(writer, id.as_deref(), country, options);
    let written = organisation(writer, id.as_deref(), &called, &offer.issuer_locations);
    if let Some(profile) = &options.issuer {
        let is_named = |name: &crate::vc::Text| called.wordings().any(|(_, words)| words == name.as_str());
        let is_same = written.get("id").and_then(Value::as_str) == profile.id.as_deref();
        writer.kept.extend(is_same.then_some(Kept::IssuerId));
        writer.kept.extend(profile.name.as_ref().is_some_and(is_named).then_some(Kept::IssuerName));
        writer.kept.extend(homepage.as_ref().map(|_| Kept::IssuerPage));
    }
    written.with_some("homepage", homepage).with("eIDASIdentifier", identifier)
}

fn legal_identifier(writer: &mut Writer, id: Option<&str>, location: Option<&Location>, options: &Options) -> Object {
    const CLASS: &str = "legalIdentifier";
    let (node, notation) = match (&options.eidas_identifier, id) {
        (Some(identifier), _) => (writer.local(CLASS), identifier.as_str()),
        (None, id) => {
            let what = "the issuer's legal identifier under eIDAS is not stated; its id stands here";
            (writer.invented(CLASS, what), id.unwrap_or("not stated"))
        }
    };
    Object::new()
        .with("id", node)
        .with("type", "LegalIdentifier")
        .with("notation", notation)
        .with("spatial", country(writer, location))
}

/// An organisation; where it is has to be said, so it is made up if it is not known. What has its id again is the same one, and so are the
/// places that it has: where it is called without one, nothing is made up beside those.
pub(super) fn organisation(writer: &mut Writer, id: Option<&str>, name: &Text, locations: &[Location]) -> Object {
    let name = writer.text(name);
    let id = match id {
        Some(id) => writer.claim_named(id, "org", &name),
        None => writer.local("org"),
    };
    let mut places = Vec::new();
    for location in locations {
        places.push(writer.written_place(&id, location).unwrap_or_else(|| {
            let place = Value::from(place(writer, location));
            writer.locate(&id, Some((location, &place)));
            place
        }));
    }
    if places.is_empty() && !writer.is_located(&id) {
        let what = "where the organisation is, is not stated; the country is that for provisional data";
        let address = address(writer, None);
        let node = writer.invented("location", what);
        writer.locate(&id, None);
        places.push(Object::new().with("id", node).with("type", "Location").with("address", address).into());
    }
    Object::new().with("id", id).with("type", "Organisation").with("legalName", name).with_all("location", places)
}

fn place(writer: &mut Writer, location: &Location) -> Object {
    let region = location.region.as_ref().map(|region| writer.text(&Text::new(region)));
    Object::new()
        .with("id", writer.local("location"))
        .with("type", "Location")
        .with_some("geographicName", region)
        .with("address", address(writer, Some(location)))
}

fn address(writer: &mut Writer, location: Option<&Location>) -> Object {
    Object::new()
        .with("id", writer.local("address"))
        .with("type", "Address")
        .with("countryCode", country(writer, location))
}

pub(super) fn country(writer: &mut Writer, location: Option<&Location>) -> Value {
    match location.and_then(|location| Some((location.country_uri()?, location.country_name()?))) {
        Some((uri, name)) => writer.concept(uri, name),
        None => writer.concept(NOWHERE, "Provisional data"),
    }
}
