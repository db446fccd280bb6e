//! The holder's choice.

use super::SdJwt;
use crate::json::{Pointer, index_of};
use crate::limits::Limits;
use crate::proof::TokenError;
use crate::report::{Finding, Findings, code};

impl SdJwt {
    /// What a holder passes on: the token with the disclosures for these places, and for what they stand in, without key
    /// binding. Pointers lead into the payload with everything disclosed that this token discloses.
    ///
    /// What stands within a place and is disclosed by itself is named by itself. Naming what is plain does no harm.
    ///
    /// # Errors
    /// If a pointer leads nowhere, or the token is not one that can be processed.
    pub fn present(&self, reveal: &[Pointer], limits: &Limits) -> Result<String, TokenError> {
        let (processed, places) = self.process_with_places(limits)?;
        let leads_nowhere = |pointer: &&Pointer| {
            let steps: Vec<String> = pointer.steps().collect();
            let end = steps.iter().try_fold(processed.payload(), |value, step| match value.as_array() {
                Some(items) => items.get(index_of(step)?),
                None => value.get(step),
            });
            end.is_none()
        };
        let unknown: Findings = reveal
            .iter()
            .filter(leads_nowhere)
            .map(|pointer| Finding::new(code::request::MEMBER, pointer.clone(), "this leads to nothing in the token"))
            .collect();
        if !unknown.is_empty() {
            return Err(TokenError::Refused(unknown));
        }
        let wanted = |place: &Pointer| reveal.iter().any(|pointer| pointer.is_within(place));
        let mut text = format!("{}~", self.jws().as_str());
        for (disclosure, _) in self.disclosures().iter().zip(&places).filter(|(_, place)| wanted(place)) {
            text.push_str(disclosure.as_str());
            text.push('~');
        }
        Ok(text)
    }
}
