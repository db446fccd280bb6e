use crate::codec::{base64url, cbor, digest};
use crate::jsonld::{Canonical, Dataset};
use std::fmt;

/// The name of a blank node that says nothing about the statements that are withheld.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Label {
    /// `u` and the base64url of a keyed digest, as ecdsa-sd-2023 has it.
    Digest([u8; 32]),
    /// `b` and a number in shuffled order, as bbs-2023 has it.
    #[cfg(feature = "bbs")]
    Number(u64),
}

impl Label {
    /// Writes it as a proof's label map has it.
    pub(crate) fn push(self, out: &mut Vec<u8>) {
        match self {
            Self::Digest(digest) => cbor::push_bytes(out, &digest),
            #[cfg(feature = "bbs")]
            Self::Number(number) => cbor::push_unsigned(out, number),
        }
    }
}

impl fmt::Display for Label {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Digest(digest) => write!(formatter, "u{}", base64url::encode(digest)),
            #[cfg(feature = "bbs")]
            Self::Number(number) => write!(formatter, "b{number}"),
        }
    }
}

/// How a suite names blank nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Labelling {
    /// [createHmacIdLabelMapFunction](https://www.w3.org/TR/vc-di-ecdsa/#createhmacidlabelmapfunction).
    Keyed,
    /// [createShuffledIdLabelMapFunction](https://www.w3.org/TR/vc-di-bbs/#createshuffledidlabelmapfunction).
    #[cfg(feature = "bbs")]
    Shuffled,
}

impl Labelling {
    /// The names of a dataset's blank nodes, by number; nodes that nothing mentions have none.
    pub(super) fn labels(self, dataset: &Dataset, canonical: &Canonical, key: &[u8; 32]) -> Vec<Option<Label>> {
        let names = dataset.mentioned().into_iter().zip(canonical.names());
        let keyed = |number: &u32| Label::Digest(digest::hmac_sha256(key, format!("c14n{number}")));
        let labels: Vec<Option<Label>> = names.map(|(mentioned, number)| mentioned.then(|| keyed(number))).collect();
        match self {
            Self::Keyed => labels,
            #[cfg(feature = "bbs")]
            Self::Shuffled => {
                // Ordered as texts, not as bytes: the alphabet of base64url is not in order.
                let mut texts: Vec<String> = labels.iter().flatten().map(Label::to_string).collect();
                texts.sort();
                let place = |label: Label| texts.binary_search(&label.to_string()).ok();
                let number = |label: Label| place(label).map(|place| Label::Number(place as u64));
                labels.into_iter().map(|label| label.and_then(number)).collect()
            }
        }
    }
}

/// The texts of labels, by the number of their node.
pub(super) fn texts(labels: &[Option<Label>]) -> Vec<String> {
    labels.iter().map(|label| label.map(|label| label.to_string()).unwrap_or_default()).collect()
}
