//! The awarding bodies, and where they and the issuer are.

use super::Check;
use crate::json::Pointer;
use crate::microcredential::form::Quoted;
use crate::microcredential::{Elements, Location, annex};
use crate::report::code;

impl Check {
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

    pub(super) fn issuer_locations(&mut self, elements: &Elements, at: &Pointer) {
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

    pub(super) fn awarding_bodies(&mut self, elements: &Elements, at: &Pointer) {
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
}
