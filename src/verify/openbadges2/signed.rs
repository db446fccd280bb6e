//! The signature of a signed badge, and whether its key is the issuer's.

use super::documents::{Linked, same_host};
use super::telling::{Proven, Telling};
use crate::json::{Node, Pointer};
use crate::openbadges2::{Assertion, CryptographicKey, Reference, is_address, over_https};
use crate::proof::jose::Jws;
use crate::report::{Finding, Group, code};
use crate::resolve::{Answer, Need};
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
            linked = self.linked(&assertion.badge, root)?;
            if linked.is_none() {
                return Ok(None);
            }
        }
        let Some(keys) = self.keys(creator, linked.as_ref(), &at)? else { return Ok(None) };
        let Some(key) = self.signing_key(jws, keys) else { return Ok(None) };
        if linked.is_none() {
            linked = self.linked(&assertion.badge, root)?;
        }
        let made = assertion.issued_on.as_ref().map(|stamp| stamp.instant());
        let is_own = |linked| self.is_issuers(&key, linked, &at) && self.counts(&key, linked, made, &at);
        let bound = linked.as_ref().is_some_and(is_own);
        let key = key.key().ok().filter(|_| bound);
        Ok(Some(Proven { written: root.to_value(), assertion, key, linked }))
    }

    /// The keys that may have signed: the one that is named, or those of the issuer.
    fn keys(
        &mut self,
        creator: Option<&str>,
        linked: Option<&Linked>,
        at: &Pointer,
    ) -> Result<Option<Vec<CryptographicKey>>, Need> {
        let Some(creator) = creator else {
            let listed = linked.map(|linked| linked.issuer.thing.public_key.clone()).unwrap_or_default();
            let mut keys = Vec::new();
            for reference in listed.into_iter().take(MOST_KEYS) {
                match reference {
                    Reference::Embedded(key) => keys.push(*key),
                    Reference::Id(id) => keys.extend(self.key_at(&id, at)?),
                }
            }
            if keys.is_empty() {
                self.found(
                    "proof.signature",
                    code::proof::VM_NOT_FOUND,
                    at.clone(),
                    "the issuer lists no key that could be had",
                );
            }
            return Ok((!keys.is_empty()).then_some(keys));
        };
        if let Some(linked) = linked {
            let issuer = &linked.issuer.thing;
            let own = issuer.public_key.iter().find_map(|own| own.embedded().filter(|own| own.id == creator));
            if let Some(own) = own {
                return Ok(Some(vec![own.clone()]));
            }
            if !issuer.lists(creator) {
                self.found(
                    "issuer.key_bound",
                    code::issuer::KEY_UNBOUND,
                    at.clone(),
                    "its issuer does not list that key",
                );
                return Ok(None);
            }
        }
        Ok(self.key_at(creator, at)?.map(|key| vec![key]))
    }

    fn key_at(&mut self, id: &str, at: &Pointer) -> Result<Option<CryptographicKey>, Need> {
        if !is_address(id) {
            self.found("proof.signature", code::proof::VM_MALFORMED, at.clone(), "the key has no https address");
            return Ok(None);
        }
        self.note_http(id, at);
        let found = match self.ask(id)? {
            Answer::Found(found) => found,
            answer => {
                let detail = self.unanswered(&answer);
                self.found("proof.signature", code::proof::VM_UNRESOLVED, at.clone(), detail);
                return Ok(None);
            }
        };
        let Some(tree) = self.parse(&found, id, at, code::proof::KEY_MALFORMED) else { return Ok(None) };
        match CryptographicKey::read(tree.root()) {
            Ok((key, _)) if over_https(&key.id) == over_https(id) => Ok(Some(key)),
            Ok(_) => {
                self.found("proof.signature", code::ob2::ID_MISMATCH, at.clone(), "");
                Ok(None)
            }
            Err(findings) => {
                let why = findings.iter().next().map(ToString::to_string).unwrap_or_default();
                self.found("proof.signature", code::proof::KEY_MALFORMED, at.clone(), why);
                Ok(None)
            }
        }
    }

    /// The one that signed, with the algorithm that is the key's.
    fn signing_key(&mut self, jws: &Jws, keys: Vec<CryptographicKey>) -> Option<CryptographicKey> {
        let mut refused = None;
        for key in keys {
            let signed = match key.key() {
                Ok(public) => jws.verify(&public),
                Err(error) => Err(Finding::new(error.code(), Pointer::root(), error.to_string())),
            };
            match signed {
                Ok(()) => {
                    self.holds("proof.signature", Group::Signature);
                    return Some(key);
                }
                Err(finding) => refused = refused.or(Some(finding)),
            }
        }
        if let Some(finding) = refused {
            self.checks().found("proof.signature", finding);
        }
        None
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
        let now = self.report.as_of;
        let counts = lifetime.check_revoked(now).and_then(|()| lifetime.check_expired(made.unwrap_or(now)));
        if let Err(refusal) = &counts {
            self.found("issuer.key_bound", refusal.code, at.clone(), &*refusal.detail);
        }
        counts.is_ok()
    }
}
