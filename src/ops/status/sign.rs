use crate::badge::Profile;
use crate::env::Environment;
use crate::issue::{Freshness, Issuer, Secured};
use crate::key::KeyFile;
use crate::ops::Error;
use crate::proof::Suite;
use crate::status::registry::Snapshot;
use crate::trust;

/// Signs one status list as it stands, for a server that shows lists itself where [`StatusPublish`](crate::ops::StatusPublish)
/// would write files. Of the keys, the one signs that can be the list's issuer's, with the suite for it; nothing is signed where none is.
///
/// # Errors
/// If a key cannot be used, or signing fails.
pub fn signed_status_list<'k>(
    snapshot: &Snapshot,
    keys: impl IntoIterator<Item = &'k KeyFile>,
    freshness: Freshness,
    environment: &Environment,
) -> Result<Option<Secured>, Error> {
    let own = &snapshot.list.plan.issuer;
    let Some(key) = key_for_lists(own, keys)? else { return Ok(None) };
    let issuer = Issuer::new(Profile::new(own), key.clone().into_signer()?).with_environment(environment.clone());
    Ok(Some(issuer.with_freshness(freshness).status_list(snapshot)?))
}

/// The first of the keys that can be the issuer's and can sign something whole.
pub(crate) fn key_for_lists<'k>(
    issuer: &str,
    keys: impl IntoIterator<Item = &'k KeyFile>,
) -> Result<Option<&'k KeyFile>, Error> {
    for key in keys {
        let identity = key.identity()?;
        let is_whole = !Suite::for_key(identity.public_key().key_type()).is_selective();
        if is_whole && trust::may_bind(issuer, identity.verification_method()).is_ok() {
            return Ok(Some(key));
        }
    }
    Ok(None)
}
