//! Controlled vocabularies that stay open: the concepts that the EU publishes, a few of ours where it has none, and
//! any other by its URI or its name.

use super::Text;

/// A value that no vocabulary here knows: a URI, a name, or both.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct Concept {
    /// The URI of the concept.
    pub uri: Option<String>,
    /// What people call it; empty if only the URI is known.
    pub label: Text,
}

impl Concept {
    /// A concept with a URI and no name.
    pub fn with_uri(uri: impl Into<String>) -> Self {
        Self { uri: Some(uri.into()), label: Text::default() }
    }

    /// A concept with a name and no URI.
    pub fn with_label(label: impl Into<Text>) -> Self {
        Self { uri: None, label: label.into() }
    }

    /// The same concept with a name.
    #[must_use]
    pub fn labelled(self, label: impl Into<Text>) -> Self {
        Self { label: label.into(), ..self }
    }
}

/// What every vocabulary here can do; the same methods stand on each type itself.
pub(crate) trait Vocabulary: Sized + Clone + PartialEq + 'static {
    /// The scheme whose concepts these are: what the URIs start with.
    const SCHEME: &'static str;
    /// Every value that has a name here: the value, its name, its URI.
    fn known() -> &'static [(Self, &'static str, &'static str)];
    fn other(concept: Concept) -> Self;
    fn as_other(&self) -> Option<&Concept>;

    fn of_uri(uri: &str) -> Self {
        let known = Self::known().iter().find(|(_, _, own)| *own == uri);
        known.map_or_else(|| Self::other(Concept::with_uri(uri)), |(value, _, _)| value.clone())
    }

    fn of_name(name: &str) -> Option<Self> {
        Self::known().iter().find(|(_, own, _)| *own == name).map(|(value, _, _)| value.clone())
    }

    /// By what people call it, in any case: its name, or what EU Vocabularies calls it where that is something else.
    fn of_label(label: &str) -> Option<Self> {
        match label.to_lowercase().as_str() {
            "presential" => Self::of_name("onsite"),
            name => Self::of_name(name),
        }
    }

    fn entry(&self) -> Option<(&'static str, &'static str)> {
        Self::known().iter().find(|(value, _, _)| value == self).map(|(_, name, uri)| (*name, *uri))
    }

    /// What to show: the name, or that of the other concept, or its URI.
    fn shown(&self, languages: &[&str]) -> String {
        match (self.entry(), self.as_other()) {
            (Some((name, _)), _) => name.to_owned(),
            (None, Some(other)) if !other.label.is_empty() => {
                other.label.preferring(languages.iter().copied()).to_owned()
            }
            (None, other) => other.and_then(|other| other.uri.clone()).unwrap_or_default(),
        }
    }

    fn iri(&self) -> Option<&str> {
        self.entry().map(|(_, uri)| uri).or_else(|| self.as_other()?.uri.as_deref())
    }
}

/// Declares a vocabulary: `Variant "name" "URI"`, and the case for every other value.
macro_rules! vocabulary {
    ($(#[$about:meta])* $type:ident in $scheme:literal { $($(#[$note:meta])* $variant:ident $name:literal $uri:literal)* }) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $type {
            $($(#[$note])* #[doc = concat!("`", $name, "`")] $variant,)*
            /// Any other value, by its URI, its name, or both.
            Other($crate::microcredential::Concept),
        }

        impl $type {
            /// Every value that has a name here.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The value with this URI; one that is not known here is kept as [`Other`](Self::Other).
            pub fn from_uri(uri: &str) -> Self {
                $crate::microcredential::vocabulary::Vocabulary::of_uri(uri)
            }

            /// The value that has this name here.
            pub fn from_name(name: &str) -> Option<Self> {
                $crate::microcredential::vocabulary::Vocabulary::of_name(name)
            }

            /// The name used in the JSON form, for all but [`Other`](Self::Other).
            pub fn name(&self) -> Option<&'static str> {
                $crate::microcredential::vocabulary::Vocabulary::entry(self).map(|(name, _)| name)
            }

            /// The URI of the concept, if it has one.
            pub fn uri(&self) -> Option<&str> {
                $crate::microcredential::vocabulary::Vocabulary::iri(self)
            }
        }

        impl $crate::microcredential::vocabulary::Vocabulary for $type {
            const SCHEME: &'static str = $scheme;

            fn known() -> &'static [(Self, &'static str, &'static str)] {
                &[$(($type::$variant, $name, $uri)),*]
            }

            fn other(concept: $crate::microcredential::Concept) -> Self {
                Self::Other(concept)
            }

            fn as_other(&self) -> Option<&$crate::microcredential::Concept> {
                match self {
                    Self::Other(concept) => Some(concept),
                    _ => None,
                }
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(&$crate::microcredential::vocabulary::Vocabulary::shown(self, &[]))
            }
        }
    };
}

pub(super) use vocabulary;

/// Holds a vocabulary to its table: every row has a value, and every value that claims to be of the scheme has a row.
#[cfg(test)]
pub(super) fn assert_is_the_table<V: Vocabulary + std::fmt::Debug>(table: &'static str) {
    let table = crate::framework::Table::parse(table);
    let rows: Vec<_> = (0..table.len()).map(|row| table.cell(row, "uri")).collect();
    for uri in &rows {
        assert!(uri.starts_with(V::SCHEME), "{uri}");
        assert!(V::of_uri(uri).as_other().is_none(), "{uri} has no value");
    }
    for (value, name, uri) in V::known() {
        assert!(!uri.starts_with(V::SCHEME) || rows.contains(uri), "{uri} is in no row");
        assert_eq!((V::of_uri(uri), V::of_name(name)), (value.clone(), Some(value.clone())));
    }
}
