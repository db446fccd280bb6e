use super::{Alignment, Evidence};
use crate::env::{EntropyError, Environment};

/// Gives a node a name of its own, `urn:uuid:…`, if it has none.
pub(super) fn complete(id: &mut Option<String>, environment: &Environment) -> Result<(), EntropyError> {
    if id.as_deref().is_none_or(str::is_empty) {
        *id = Some(environment.urn_uuid()?);
    }
    Ok(())
}

pub(super) fn complete_alignments(alignments: &mut [Alignment], environment: &Environment) -> Result<(), EntropyError> {
    alignments.iter_mut().try_for_each(|alignment| complete(&mut alignment.id, environment))
}

pub(super) fn complete_evidence(evidence: &mut [Evidence], environment: &Environment) -> Result<(), EntropyError> {
    evidence.iter_mut().try_for_each(|evidence| complete(&mut evidence.id, environment))
}
