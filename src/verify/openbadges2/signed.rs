//! The signature of a signed badge, and whether its key is the issuer's.

use super::documents::Linked;
use super::telling::{Proven, Telling};
use crate::json::{Node, Pointer};
use crate::openbadges2::{Assertion, CryptographicKey, Reference, is_address, over_https, same_as, same_host};
use crate::proof::jose::Jws;
use crate::report::{Effect, Finding, Group, code};
use crate::resolve::{Answer, Need, NeedKind};
use chrono::{DateTime, Utc};

/// More keys of one issuer are not tried.
const MOST_KEYS: usize = 8;

impl Telling<'_> {
    /// The assertion in a token that one of its issuer's keys signed; nothing if none did, or it could not be told.
    pub(super) fn signed(
        &mut self,
        jws: &Jws,
        assertion: Assertion,
        root: Node<'_>,
        creator: Option<&str>,
    ) -> Result<Option<Proven>, Need> {
        let at = Pointer::root().member(assertion.verification_name).member("creator");
        // A key on the host of the badge class is asked for first, and nothing else before the signature is known to hold.
        // One that is elsewhere is not asked for unless the issuer lists it.
        let is_near = creator.is_some_and(|creator| same_host(creator, assertion.badge.id()));
        let mut linked = None;
        if !is_near {
            linked = self.linked(&assertion.badge, root, true)?;
            if linked.is_none() {
                return Ok(None);
            }
        }
        let key = match creator {
            Some(creator) => self.named_key(jws, creator, linked.as_ref(), &at)?,
            None => self.listed_key(jws, linked.as_ref(), &at)?,
        };
        let Some(key) = key else { return Ok(None) };
        if linked.is_none() {
            linked = self.linked(&assertion.badge, root, true)?;
        }
        let made = assertion.issued_on.as_ref().map(|stamp| stamp.instant());
        let is_own = |linked| self.is_issuers(&key, linked, &at) && self.counts(&key, linked, made, &at);
        let bound = linked.as_ref().is_some_and(is_own);
        let key = key.key().ok().filter(|_| bound);
        let tree = self.presented.document().map(|document| document.tree().clone());
        Ok(tree.map(|tree| Proven { tree, assertion, key, linked }))
    }

    /// The key that the assertion names, if it signed.
    fn named_key(
        &mut self,
        jws: &Jws,
        creator: &str,
        linked: Option<&Linked>,
        at: &Pointer,
    ) -> Result<Option<CryptographicKey>, Need> {
        if let Some(linked) = linked {
            let issuer = &linked.issuer.thing;
            let is_it = same_as(creator);
            let own = issuer.public_key.iter().find_map(|own| own.embedded().filter(|own| is_it(&own.id)));
            if let Some(own) = own {
                return Ok(self.told(fitting(jws, own.clone())));
            }
            if !issuer.lists(creator) {
                let detail = "its issuer does not list that key";
                self.found("issuer.key_bound", code::issuer::KEY_UNBOUND, at.clone(), detail);
                return Ok(None);
            }
        }
        self.note_http(creator, at);
        let tried = self.key_at(creator, at)?.and_then(|key| fitting(jws, key));
        Ok(self.told(tried))
    }

    /// The key that signed, of those that the issuer lists: one after the other, and no further than to the one that fits. What is
    /// wrong with another one is of no concern then.
    fn listed_key(
        &mut self,
        jws: &Jws,
        linked: Option<&Linked>,
        at: &Pointer,
    ) -> Result<Option<CryptographicKey>, Need> {
        let listed = linked.map(|linked| linked.issuer.thing.public_key.as_slice()).unwrap_or_default();
        let mut refused = Vec::new();
        for reference in listed.iter().take(MOST_KEYS) {
            let key = match reference {
                Reference::Embedded(key) => Ok((**key).clone()),
                Reference::Id(id) => self.key_at(id, at)?,
            };
            match key.and_then(|key| fitting(jws, key)) {
                Ok(key) => {
                    if let Reference::Id(id) = reference {
                        self.note_http(id, at);
                    }
                    return Ok(self.told(Ok(key)));
                }
                Err(finding) => refused.push(finding),
            }
        }
        // A key that could not be had, or was not tried, may be the one that signed.
        let open = refused.iter().position(|finding| finding.code.effect() == Effect::Indeterminate);
        let finding = match open {
            Some(open) => refused.swap_remove(open),
            None if listed.len() > MOST_KEYS => {
                let detail = format!("of {} keys that the issuer lists, {MOST_KEYS} were tried", listed.len());
                Finding::new(code::input::LIMIT_NEEDS, at.clone(), detail)
            }
            None => refused
                .into_iter()
                .next()
                .unwrap_or_else(|| Finding::new(code::proof::VM_NOT_FOUND, at.clone(), "the issuer lists no key")),
        };
        Ok(self.told(Err(finding)))
    }

    /// The key at an address, or why there is none.
    fn key_at(&self, id: &str, at: &Pointer) -> Result<Result<CryptographicKey, Finding>, Need> {
        let refused = |code, detail: String| Ok(Err(Finding::new(code, at.clone(), detail)));
        if !is_address(id) {
            return refused(code::proof::VM_MALFORMED, "the key has no https address".to_owned());
        }
        let found = match self.ask(NeedKind::OpenBadges2, id)? {
            Answer::Found(found) => found,
            answer => return refused(code::proof::VM_UNRESOLVED, self.unanswered(&answer)),
        };
        let tree = match self.parsed(NeedKind::OpenBadges2, &found, id, code::proof::KEY_MALFORMED) {
            Ok(tree) => tree,
            Err((code, detail)) => return refused(code, detail),
        };
        match CryptographicKey::read(tree.root()) {
            Ok((key, _)) if over_https(&key.id) == over_https(id) => Ok(Ok(key)),
            Ok(_) => refused(code::ob2::ID_MISMATCH, String::new()),
            Err(findings) => {
                let why = findings.iter().next().map(ToString::to_string).unwrap_or_default();
                refused(code::proof::KEY_MALFORMED, why)
            }
        }
    }

    /// Says that the signature holds, or why not.
    fn told(&mut self, tried: Result<CryptographicKey, Finding>) -> Option<CryptographicKey> {
        match tried {
            Ok(key) => {
                self.holds("proof.signature", Group::Signature);
                Some(key)
            }
            Err(finding) => {
                self.checks().found("proof.signature", finding);
                None
            }
        }
    }

    /// Whether issuer and key name each other.
    fn is_issuers(&mut self, key: &CryptographicKey, linked: &Linked, at: &Pointer) -> bool {
        let issuer = &linked.issuer.thing;
        let same = |one: &str, other: &str| over_https(one) == over_https(other);
        let lists = issuer.public_key.iter().any(|own| match own {
            Reference::Id(id) => same(id, &key.id),
            Reference::Embedded(own) => same(&own.id, &key.id) && own.public_key_pem == key.public_key_pem,
        });
        let detail = match key.owner.as_deref() {
            _ if !is_address(&issuer.id) => {
                let detail = "the issuer's id is no address, so its profile is nobody's in particular";
                self.found("issuer.key_bound", code::issuer::KEY_UNRESOLVED, at.clone(), detail);
                return false;
            }
            _ if !lists => "the issuer's profile does not list the key",
            Some(owner) if !same(owner, &issuer.id) => "the key says that it is somebody else's",
            _ => {
                self.holds("issuer.key_bound", Group::Issuer);
                return true;
            }
        };
        self.found("issuer.key_bound", code::issuer::KEY_UNBOUND, at.clone(), detail);
        false
    }

    /// Whether the key still counted: no document of the issuer's says that it was revoked, or had expired when the badge was made.
    fn counts(&mut self, key: &CryptographicKey, linked: &Linked, made: Option<DateTime<Utc>>, at: &Pointer) -> bool {
        let listed = linked.issuer.thing.public_key.iter().filter_map(Reference::embedded);
        let alike = listed.filter(|own| over_https(&own.id) == over_https(&key.id));
        let lifetime = alike.fold(key.lifetime, |lifetime, own| lifetime.and(own.lifetime));
        // What was revoked since the moment that is judged for is revoked.
        let now = self.report.verified_at;
        let counts = lifetime.check_revoked(now).and_then(|()| lifetime.check_expired(made.unwrap_or(now)));
        if let Err(refusal) = &counts {
            self.found("issuer.key_bound", refusal.code, at.clone(), &*refusal.detail);
        }
        counts.is_ok()
    }
}

/// A key, if it signed, with the algorithm that is its own.
fn fitting(jws: &Jws, key: CryptographicKey) -> Result<CryptographicKey, Finding> {
    let public = key.key().map_err(|error| Finding::new(error.code(), Pointer::root(), error.to_string()))?;
    jws.verify(&public).map(|()| key)
}
