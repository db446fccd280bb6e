use super::store;
use crate::badge::Profile;
use crate::env::Environment;
use crate::issue::{Issuer, Secured};
use crate::key::KeyFile;
use crate::ops::Error;
use crate::status::registry::{RegistryError, list_number};
use crate::trust;
use std::path::Path;

/// Signs one status list as it stands, for a server that shows lists itself where [`StatusPublish`](crate::ops::StatusPublish)
/// would write files. `name` is what such a file would be called, the last segment of the list's URL: `7`, or `0123456789abcdef-7` with the
/// name of the store. Of the keys, the one signs that can be the list's issuer's, with the suite for it.
///
/// # Errors
/// If the store has no list of that name, be there one of that number; if none of the keys is its issuer's, or the store fails.
pub fn signed_status_list<'k>(
    store: &Path,
    name: &str,
    keys: impl IntoIterator<Item = &'k KeyFile>,
    environment: &Environment,
) -> Result<Secured, Error> {
    let registry = store::open_existing(store, environment)?;
    let number = list_number(name).ok_or_else(|| Error::member("list", "give the last segment of the list's URL"))?;
    if registry.list(number)?.plan.file_name(number) != name {
        return Err(RegistryError::NoSuchList(number).into());
    }
    let snapshot = registry.snapshot(number)?;
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
