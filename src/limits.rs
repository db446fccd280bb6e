//! Every budget in one place.
//!
//! Input comes from strangers, so each step that could grow without bound has a ceiling here.
//! Exceeding one is a named refusal (`input.too_large`, `input.json.depth`, `resource.limit.…`), never a slow answer.

/// The budgets of one verification or one act of issuing.
///
/// The defaults fit real credentials with room to spare (a 5 KB badge has about 150 values and 130 quads)
/// and keep the worst refusal well under a second.
///
/// ```
/// let limits = microcred::Limits { bytes: 64 * 1024, ..microcred::Limits::default() };
/// assert_eq!(limits.depth, 64);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs)] // made to be written with `..Limits::default()`
pub struct Limits {
    /// Bytes of input, before anything is parsed.
    pub bytes: usize,
    /// Nesting of JSON arrays and objects; no more than [`DEEPEST`](Self::DEEPEST), whatever is written here.
    pub depth: usize,
    /// JSON values in one document, members and items alike.
    pub values: usize,
    /// Entries in the `type` members of one document, all nodes together.
    pub types: usize,
    /// Entries of `@context`.
    pub contexts: usize,
    /// RDF quads of one document.
    pub quads: usize,
    /// Steps of canonicalisation (n-degree hashes, one more for every 64 quads that mention the node, and permutations) of one document,
    /// with its proof options and under all editions of its contexts that are tried; each form but the first takes one for every 16 quads. All documents of one input together take no more
    /// than eight times as many. With the feature `json-ld`, every object of a document that is not plain takes 25 of them.
    pub canonicalisation: usize,
    /// Proofs on one document.
    pub proofs: usize,
    /// Statements of derived proofs that are verified one by one (ecdsa-sd-2023), in all documents of one input and under all editions
    /// of their contexts that are tried; a message of bbs-2023, shown or not, counts as twelve.
    pub statements: usize,
    /// Disclosures of one SD-JWT.
    pub disclosures: usize,
    /// Needs (resources to be fetched) in one session of verifying.
    pub needs: usize,
    /// Bytes of a status list once decompressed: eight entries of one bit each.
    pub status_list: usize,
    /// Credentials inside a presentation or a learner record, and endorsements, however deeply they stand in each other.
    pub embedded: usize,
    /// Inside how many others a credential may stand.
    pub embedded_depth: usize,
    /// Findings kept in one report; the rest is counted and dropped.
    pub findings: usize,
}

impl Limits {
    /// What is nested more deeply is refused whatever [`depth`](Self::depth) says. JSON is read by recursion: so deep, whatever the
    /// library does with it needs less than 1 MiB of a thread's stack, and as deep as the default less than 512 KiB.
    pub const DEEPEST: usize = 512;

    /// How many bytes the names of members have together that stand inside one another: whatever is said of a place in a document names all
    /// of them.
    pub const NAMES: usize = 2 * 1024;

    /// How many times as many steps of [canonicalisation](Self::canonicalisation) all documents of one input may take as one of them.
    pub(crate) const DOCUMENTS: usize = 8;

    /// How many bytes the RDF statements of a document may have, each written out in full: a long id of a node stands in every one of its
    /// own.
    pub(crate) fn lines(&self) -> usize {
        self.bytes.saturating_mul(4).min(i32::MAX as usize)
    }

    /// How deeply arrays and objects may be nested.
    pub(crate) fn nesting(&self) -> usize {
        self.depth.min(Self::DEEPEST)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 4 * 1024 * 1024,
            depth: 64,
            values: 40_000,
            types: 1_600,
            contexts: 8,
            quads: 20_000,
            canonicalisation: 5_000,
            proofs: 8,
            statements: 6_000,
            disclosures: 1_000,
            needs: 16,
            status_list: 8 * 1024 * 1024,
            embedded: 64,
            embedded_depth: 8,
            findings: 200,
        }
    }
}
