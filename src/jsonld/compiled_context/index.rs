//! What a context is looked up for again and again, worked out once.

use super::{Coercion, Container, Context, Keyword, Meaning, Spelling, Term};
use crate::json::{Name, NameSet};
use rustc_hash::FxHashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, LazyLock};

impl Context {
    /// Looks up once what every walk would look up again.
    pub(super) fn index(&mut self) {
        let names = |keyword: Keyword| {
            let aliases = self.terms.iter().filter(|(_, term)| term.meaning == Meaning::Keyword(keyword));
            let mut names: Vec<Arc<str>> = aliases.map(|(name, _)| Arc::clone(name)).collect();
            names.sort();
            names
        };
        self.id_names = names(Keyword::Id);
        self.type_names = names(Keyword::Type);
        let known = |names: &[Arc<str>], keyword: Option<&str>| {
            let mut set = NameSet::default();
            for name in names.iter().map(|name| &**name).chain(keyword).map(|name| Name::of(name.as_bytes())) {
                if name != Name::OTHER {
                    set.insert(name);
                }
            }
            set
        };
        self.known_ids = known(&self.id_names, Some("@id"));
        self.known_types = known(&self.type_names, None);
        // Some contexts give a class and a property one IRI (`Address` and `address`): the property is what a member
        // is named by. It is the one that coerces its values, or else the one in lower case, or else the shortest.
        let rank = |name: &Arc<str>, term: &Term| {
            let bare = term.coercion == Coercion::None && term.container == Container::default();
            (bare, name.starts_with(char::is_uppercase), name.len(), Arc::clone(name))
        };
        let mut best = FxHashMap::default();
        for (name, term) in &self.terms {
            if let Meaning::Iri(iri) = &term.meaning {
                let rank = rank(name, term);
                let known = best.entry(&**iri).or_insert_with(|| rank.clone());
                if rank < *known {
                    *known = rank;
                }
            }
        }
        let spelling = |name: &Arc<str>, term: &Term| match &term.meaning {
            Meaning::Iri(iri) if deciding_name(iri).is_some_and(|own| *own != **name) => Spelling::OfPolicy,
            Meaning::Iri(iri) if best.get(&**iri).is_some_and(|(_, _, _, chosen)| *chosen != *name) => {
                Spelling::Shadowed
            }
            _ => Spelling::Own,
        };
        let others: FxHashMap<Arc<str>, Spelling> = self
            .terms
            .iter()
            .map(|(name, term)| (Arc::clone(name), spelling(name, term)))
            .filter(|(_, spelling)| *spelling != Spelling::Own)
            .collect();
        for (name, defined) in &mut self.terms {
            defined.spelling = others.get(name).copied().unwrap_or(Spelling::Own);
        }
        self.fingerprint = self.fingerprint();
        self.known = vec![None; Name::COUNT];
        for (name, defined) in &self.terms {
            let name = Name::of(name.as_bytes());
            if name != Name::OTHER {
                self.known[name.index()] = Some(defined.clone());
            }
        }
    }
}

impl Context {
    /// A sum, since terms have no order; with a key, since strangers choose them.
    fn fingerprint(&self) -> u64 {
        static KEY: LazyLock<RandomState> = LazyLock::new(RandomState::new);
        let terms = self.terms.iter().map(|(name, term)| match &term.meaning {
            Meaning::Iri(iri) => KEY.hash_one((name, iri)),
            _ => KEY.hash_one(name),
        });
        let rest = KEY.hash_one((&self.vocab, &self.language, self.previous.as_ref().map(|outer| outer.fingerprint)));
        terms.fold(rest, u64::wrapping_add)
    }
}

/// The name of a property that decides whether a credential may be believed, in either version of the data model.
pub(in crate::jsonld) fn deciding_name(iri: &str) -> Option<&str> {
    iri.strip_prefix("https://www.w3.org/2018/credentials#").filter(|name| {
        matches!(
            *name,
            "issuer"
                | "validFrom"
                | "validUntil"
                | "issuanceDate"
                | "expirationDate"
                | "issued"
                | "credentialStatus"
                | "credentialSchema"
                | "credentialSubject"
                | "refreshService"
                | "termsOfUse"
                | "holder"
        )
    })
}
