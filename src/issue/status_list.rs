use super::{HolderChoice, IssueError, Issuer, Misfit, Prepared, ProofOptions, Secured};
use crate::json::{Object, Pointer, Value};
use crate::proof::jose::KeyNaming;
use crate::proof::{Suite, Unwrapped};
use crate::report::{Finding, code};
use crate::status::registry::{ListState, Publication, Registry, Snapshot};
use crate::status::{Bitstring, ListKind, StatusList};
use crate::vc::context_urls::CREDENTIALS_V2;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// For how long a published status list is what one can go by.
///
/// ```
/// use microcred::issue::Freshness;
/// use std::time::Duration;
/// // Published every night: whoever holds on to an older one is found out.
/// let nightly = Freshness::new().kept_for(Duration::from_secs(3_600)).valid_for(Duration::from_secs(26 * 3_600));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Freshness {
    kept: Duration,
    valid: Option<Duration>,
}

impl Freshness {
    /// Kept for five minutes, and valid until there is another.
    pub fn new() -> Self {
        Self { kept: Duration::from_secs(300), valid: None }
    }

    /// For how long a verifier may keep the list before it fetches it again
    /// ([ttl](https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistcredential)).
    #[must_use]
    pub fn kept_for(self, kept: Duration) -> Self {
        Self { kept, ..self }
    }

    /// Until when it stands (`validUntil`), counted from its publication: an old list that somebody shows again hides no
    /// revocation for longer than that. It has to be published again in time, changed or not.
    #[must_use]
    pub fn valid_for(self, valid: Duration) -> Self {
        Self { valid: Some(valid), ..self }
    }
}

impl Default for Freshness {
    fn default() -> Self {
        Self::new()
    }
}

impl Issuer {
    /// Signs a status list as it stands in a registry
    /// ([BitstringStatusListCredential](https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistcredential)).
    ///
    /// It is secured like the issuer's credentials, but as a whole: with the suite [for the key](Suite::for_key) where theirs lets
    /// holders choose, and as `vc+jwt` where theirs is the token of Open Badges.
    ///
    /// # Errors
    /// If the list is another issuer's, the key signs nothing but what lets its holder choose, or signing fails.
    pub fn status_list(&self, snapshot: &Snapshot) -> Result<Secured, IssueError> {
        let (issuer, document, suite) = self.ready(snapshot)?;
        issuer.secure(&document, suite)
    }

    /// Prepares a status list for a signature that is made elsewhere.
    ///
    /// # Errors
    /// As [`status_list`](Self::status_list), signing aside.
    pub fn prepare_status_list(&self, snapshot: &Snapshot) -> Result<Prepared, IssueError> {
        let (issuer, document, suite) = self.ready(snapshot)?;
        issuer.prepare_secure(&document, suite)
    }

    /// Publishes a list of a registry in a folder: signed as it stands now, in a file that is called as the last segment of
    /// its URL. Several processes may do so at once: see [`Publication`]. A list that was published before is replaced unless it knows
    /// more than the registry, and nothing else is.
    ///
    /// # Errors
    /// As [`status_list`](Self::status_list), if the folder cannot be written to, and if the registry is older than what was published
    /// or another one.
    pub fn publish(&self, registry: &dyn Registry, list: u32, folder: impl AsRef<Path>) -> Result<PathBuf, IssueError> {
        let publication = Publication::begin(registry, list, folder)?;
        if let Some(there) = publication.published(self.limits().bytes)? {
            publication.check_published(self.entries_of(&there, &publication.snapshot().list).as_ref())?;
        }
        let secured = self.status_list(publication.snapshot())?;
        Ok(publication.finish(secured.as_bytes())?)
    }

    /// The entries of a list as it was published, if it is that. Who signed it is not asked: it only keeps back what is older.
    fn entries_of(&self, published: &[u8], state: &ListState) -> Option<Bitstring> {
        let credential = Unwrapped::read(published, self.limits()).ok()?;
        let root = credential.document().root();
        let list = StatusList::read(root).ok()?;
        let is_it = root.get("id")?.as_str() == Some(&state.url())
            && list.kind == ListKind::Bitstring
            && list.purposes.contains(&state.plan.purpose);
        let bits = Bitstring::decode(&list.encoded, state.plan.size(), self.limits().status_list);
        bits.ok().filter(|_| is_it)
    }

    /// What is to be signed, how, and by an issuer that says nothing else beside it.
    fn ready(&self, snapshot: &Snapshot) -> Result<(Self, String, Suite), IssueError> {
        let own = &snapshot.list.plan.issuer;
        if self.profile().id.as_ref() != Some(own) {
            let at = Pointer::root().member("issuer");
            let detail = format!("the list is that of <{own}>, whose credentials it is about; publish it in that name");
            return Err(IssueError::refused(Finding::new(code::status::LIST_ISSUER_MISMATCH, at, detail)));
        }
        let document = document(snapshot, self.freshness(), self.environment().now())?.to_string();
        let suite = self.list_suite()?;
        let plain = self.clone().with_proof_options(ProofOptions::new()).with_holder_choice(HolderChoice::new());
        let plain = match suite {
            // The lists of one that issues tokens need not be tokens.
            Suite::DataIntegrity(_) => plain.with_key_reference(KeyNaming::VerificationMethod),
            _ => plain,
        };
        Ok((plain, document, suite))
    }

    fn list_suite(&self) -> Result<Suite, IssueError> {
        let own = self.suite();
        if !own.takes(self.key_type()) {
            return Err(IssueError::KeyMismatch { suite: own.name(), found: self.key_type() });
        }
        let suite = if own.is_selective() { Suite::for_key(self.key_type()) } else { own };
        match suite {
            Suite::OpenBadgesJwt => Ok(Suite::Jwt),
            suite if suite.secures_lists() => Ok(suite),
            suite => Err(IssueError::NoPlace { suite: suite.name(), what: Misfit::StatusList }),
        }
    }
}

fn document(snapshot: &Snapshot, freshness: Freshness, now: DateTime<Utc>) -> Result<Value, IssueError> {
    let list = &snapshot.list;
    let url = list.url();
    let encoded = snapshot.bits.encode().map_err(|error| IssueError::Registry(error.into()))?;
    let kept = i64::try_from(freshness.kept.as_millis()).unwrap_or(i64::MAX);
    let until = freshness.valid.and_then(|valid| now.checked_add_signed(TimeDelta::from_std(valid).ok()?));
    let stamp = |moment: DateTime<Utc>| moment.to_rfc3339_opts(SecondsFormat::Secs, true);
    let subject = Object::new()
        .with("id", format!("{url}#list"))
        .with("type", "BitstringStatusList")
        .with("statusPurpose", list.plan.purpose.as_str())
        .with("encodedList", encoded)
        .with("ttl", kept);
    let credential = Object::new()
        .with("@context", Value::Array(vec![CREDENTIALS_V2.into()]))
        .with("id", url)
        .with("type", Value::Array(vec!["VerifiableCredential".into(), "BitstringStatusListCredential".into()]))
        .with("issuer", list.plan.issuer.as_str())
        .with("validFrom", stamp(now))
        .with_some("validUntil", until.map(stamp))
        .with("credentialSubject", subject);
    Ok(credential.into())
}
