use super::method::{holds, lifetime_of_key, read_method};
use crate::json::Node;
use crate::key::{PublicKey, WrittenKey, thumbprint};
use crate::report::code;
use crate::resolve::verification_method::Lifetime;
use crate::resolve::{Purpose, Refusal, VerificationMethod};
use crate::vc::parties::id_of;
use std::collections::{HashMap, HashSet};

/// How strictly a document is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::resolve) enum Rules {
    /// A DID document: a key counts only for what it is listed for.
    Did,
    /// A document under an https URL, often an Open Badges `Profile`: one that states no purposes at all lists its keys for all of
    /// them, keys may stand in `publicKey`, and a Multikey may call itself `DataIntegrityProof` (as the text of Open Badges 3.0 does).
    Https,
}

/// What a key id may be to a method.
#[derive(Clone, Copy)]
enum Name {
    Url,
    Kid,
    Thumbprint,
}

/// A document that lists verification methods.
#[derive(Clone, Copy)]
pub(in crate::resolve) struct Document<'t> {
    root: Node<'t>,
    /// The URL it was asked for, which must be its id, and which relative ids complete.
    base: &'t str,
    rules: Rules,
}

impl<'t> Document<'t> {
    pub(in crate::resolve) fn new(root: Node<'t>, base: &'t str, rules: Rules) -> Self {
        Self { root, base, rules }
    }

    /// Whether the document is about whom it was asked for, exactly, in every character, and about somebody who still uses it.
    pub(in crate::resolve) fn check_subject(self) -> Result<(), Refusal> {
        self.refuse_deactivated()?;
        match self.root.get("id").map(Node::as_str) {
            Some(Some(id)) if id == self.base => Ok(()),
            Some(_) => Err(Refusal::new(code::issuer::DID_MISMATCH, "its id is another one than it was asked for")),
            None => Err(Refusal::new(code::issuer::DID_MISMATCH, "it has no id")),
        }
    }

    /// That a DID was [deactivated](https://www.w3.org/TR/did-core/#dfn-deactivated) belongs beside its document; who writes it into
    /// the document, as where there is nothing but that, means the same.
    pub(in crate::resolve) fn refuse_deactivated(self) -> Result<(), Refusal> {
        match self.root.get("deactivated").is_some_and(|said| said.as_bool() != Some(false)) {
            true => Err(Refusal::new(
                code::proof::KEY_REVOKED,
                "its document says that it was deactivated, with all of its keys",
            )),
            false => Ok(()),
        }
    }

    /// The one definition of a method, wherever in the document it stands.
    pub(in crate::resolve) fn definition(self, url: &str) -> Result<Option<Node<'t>>, Refusal> {
        let mut definitions =
            self.lists().flat_map(Node::each).filter(|entry| entry.is_object() && self.names(*entry, url));
        let first = definitions.next();
        if let Some(first) = first.map(Node::to_value)
            && definitions.any(|other| other.to_value() != first)
        {
            return Err(Refusal::new(
                code::proof::KEY_MALFORMED,
                "its document describes the method twice, and differently",
            ));
        }
        Ok(first)
    }

    /// Every method that holds a key, each once. What is described twice, and differently, is no method.
    pub(in crate::resolve) fn methods_of(self, key: &PublicKey) -> Vec<VerificationMethod> {
        let written = WrittenKey::of(key);
        let entries = self.entries();
        let holding = entries.iter().filter(|(_, node)| holds(*node, &written));
        let wanted: HashSet<&str> = holding.map(|(url, _)| url.as_str()).collect();
        let mut places = HashMap::new();
        let mut described = Vec::new();
        for (url, node) in entries.iter().filter(|(url, _)| wanted.contains(url.as_str())) {
            let value = node.to_value();
            let place = *places.entry(url).or_insert(described.len());
            match described.get_mut(place) {
                None => described.push((url, *node, value, true)),
                Some((_, _, first, is_one)) => *is_one &= *first == value,
            }
        }
        let ones = described.into_iter().filter(|(_, _, _, is_one)| *is_one);
        let methods = ones.filter_map(|(url, node, ..)| read_method(node, url, self.rules).ok());
        methods.filter(|method| method.key.as_ref() == Ok(key)).collect()
    }

    /// For how long a key counts by everything that the document says of it, under whatever names and whoever controls those: wherever it
    /// says that the key has ended, it has.
    pub(in crate::resolve) fn lifetime_of(self, key: &PublicKey) -> Result<Lifetime, Refusal> {
        let written = WrittenKey::of(key);
        let nodes = std::iter::once(self.root).chain(self.lists().flat_map(Node::each));
        let mut ends = nodes.filter(|node| holds(*node, &written)).map(lifetime_of_key);
        ends.try_fold(Lifetime::default(), |lifetime, end| Ok(lifetime.and(end?)))
    }

    /// The same method, counting for no longer than its key.
    pub(in crate::resolve) fn as_long_as_its_key(
        self,
        method: VerificationMethod,
    ) -> Result<VerificationMethod, Refusal> {
        let lifetime = match &method.key {
            Ok(key) => method.lifetime.and(self.lifetime_of(key)?),
            Err(_) => method.lifetime,
        };
        Ok(VerificationMethod { lifetime, ..method })
    }

    /// The one method that a key id means: by its URL or fragment, else by the `kid` of its JWK, else by its thumbprint.
    pub(super) fn method_of_id(self, id: &str) -> Result<Option<VerificationMethod>, Refusal> {
        let fragment = id.strip_prefix('#').unwrap_or(id);
        let goes_by = |name: Name, url: &str, node: Node<'_>| match name {
            Name::Url => url == id || url.split_once('#').is_some_and(|(_, own)| own == fragment),
            Name::Kid => node.get("publicKeyJwk").and_then(|jwk| jwk.get("kid")).and_then(Node::as_str) == Some(id),
            Name::Thumbprint => read_method(node, url, self.rules)
                .is_ok_and(|method| method.key.is_ok_and(|key| thumbprint(&key) == fragment)),
        };
        for name in [Name::Url, Name::Kid, Name::Thumbprint] {
            let mut named = self.entries().into_iter().filter(|(url, node)| goes_by(name, url, *node));
            let Some((url, node)) = named.next() else { continue };
            // The same method again is well, and looked at by `definition`; another one under the same id is not.
            if named.any(|(other, _)| other != url) {
                return Err(Refusal::new(
                    code::proof::VM_NOT_FOUND,
                    "several methods of the document go by the key id; name one by its URL",
                ));
            }
            let node = self.definition(&url)?.unwrap_or(node);
            return read_method(node, &url, self.rules).map(Some);
        }
        Ok(None)
    }

    /// The definitions of methods with their whole URLs, in the order of the document: all that it has room for, since whoever does not
    /// see a key among the first would say that it is not there.
    fn entries(self) -> Vec<(String, Node<'t>)> {
        let definition = |entry: Node<'t>| Some((self.whole(entry.get("id")?.as_str()?), entry));
        self.lists().flat_map(Node::each).filter_map(definition).collect()
    }

    /// A whole URL; ids that are mere fragments are completed.
    fn whole(self, id: &str) -> String {
        if id.starts_with('#') { format!("{}{id}", self.base) } else { id.to_owned() }
    }

    /// Its lists of keys.
    fn lists(self) -> impl Iterator<Item = Node<'t>> {
        let legacy = (self.rules == Rules::Https).then_some("publicKey");
        let members = ["verificationMethod"].into_iter().chain(legacy).chain(Purpose::ALL.map(Purpose::as_str));
        members.filter_map(move |member| self.root.get(member)).filter(|list| !list.is_null())
    }

    /// Whether it says anything about keys at all. An empty list says that there are none.
    pub(in crate::resolve) fn speaks_of_keys(self) -> bool {
        self.lists().next().is_some()
    }

    /// Whether it says something of keys under other names than the terms, such as the IRI of one.
    pub(in crate::resolve) fn speaks_of_keys_otherwise(self) -> bool {
        let is_list =
            |term: &str| matches!(term, "verificationMethod" | "publicKey") || Purpose::from_name(term).is_some();
        let mut names = self.root.members().filter_map(|(name, _)| name.rsplit_once([':', '/', '#']));
        names.any(|(_, term)| is_list(term))
    }

    /// Whether a method may be used for a purpose.
    pub(in crate::resolve) fn check_purpose(self, url: &str, purpose: Purpose) -> Result<(), Refusal> {
        match self.listed_for(purpose).any(|entry| self.names(entry, url)) {
            true => Ok(()),
            false => Err(Refusal::new(
                code::proof::PURPOSE_NOT_AUTHORIZED,
                format!("its document does not list it under `{}`", purpose.as_str()),
            )),
        }
    }

    /// Whether one of several methods may be used for a purpose.
    pub(in crate::resolve) fn allows_any(self, methods: &[VerificationMethod], purpose: Purpose) -> bool {
        let ids = self.listed_for(purpose).filter_map(id_of);
        let allowed: HashSet<String> = ids.map(|id| self.whole(id)).collect();
        methods.iter().any(|method| allowed.contains(&method.url))
    }

    /// The methods that it lists for a purpose, or their names.
    fn listed_for(self, purpose: Purpose) -> impl Iterator<Item = Node<'t>> {
        let states_purposes = || Purpose::ALL.iter().any(|purpose| self.root.get(purpose.as_str()).is_some());
        let members = match self.rules {
            Rules::Https if !states_purposes() => [Some("verificationMethod"), Some("publicKey")],
            _ => [Some(purpose.as_str()), None],
        };
        members.into_iter().flatten().filter_map(move |member| self.root.get(member)).flat_map(Node::each)
    }

    /// Whether the document lists a method by its name, for whatever.
    pub(in crate::resolve) fn mentions(self, url: &str) -> bool {
        self.lists().any(|list| list.each().any(|entry| self.names(entry, url)))
    }

    /// Whether an entry is a method or points at it; ids that are mere fragments are completed.
    fn names(self, entry: Node<'_>, url: &str) -> bool {
        let id = id_of(entry).unwrap_or_default();
        match id.starts_with('#') {
            true => url.strip_prefix(self.base) == Some(id),
            false => id == url,
        }
    }
}
