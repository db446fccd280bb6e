use super::store;
use crate::badge::Profile;
use crate::env::Environment;
use crate::issue::{Issuer, Secured};
use crate::key::KeyFile;
use crate::ops::Error;
use crate::trust;
use std::path::Path;

/// Signs one status list as it stands, for a server that shows lists itself where [`StatusPublish`](crate::ops::StatusPublish)
/// would write files. Of the keys, the one signs that can be the list's issuer's, with the suite for it.
///
/// # Errors
/// If there is no such list, none of the keys is its issuer's, or the store fails.
pub fn signed_status_list<'k>(
    store: &Path,
    list: u32,
    keys: impl IntoIterator<Item = &'k KeyFile>,
    environment: &Environment,
) -> Result<Secured, Error> {
    let registry = store::open_existing(store, environment)?;
    let snapshot = registry.snapshot(list)?;
    let issuer = &snapshot.list.plan.issuer;
    for key in keys {
        let identity = key.identity()?;
        if trust::may_bind(issuer, identity.verification_method()).is_err() {
            continue;
        }
        let issuer = Issuer::new(Profile::new(issuer), key.clone().into_signer()?);
        if !issuer.suite().is_selective() {
            return Ok(issuer.with_environment(environment.clone()).status_list(&snapshot)?);
        }
    }
    Err(Error::member("key", "none of the keys is that of the list's issuer"))
}
