//! The names that members of credentials have, as numbers.
//!
//! The same few names are looked for at every object: by the parser for a name that stands there twice, by JSON-LD for what it
//! means, by the rules of a class for its members. So each is recognised once, while it is parsed, and is a number from then
//! on. It is a matter of speed alone: any other name is [`OTHER`](Name::OTHER), and is compared letter by letter.

/// A well-known member name, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Name(u8);

impl Name {
    /// Any name that is not well known.
    pub(crate) const OTHER: Self = Self(0);
    pub(crate) const CONTEXT: Self = Self::known("@context");
    pub(crate) const TYPE: Self = Self::known("type");

    /// How many numbers there are, that for all other names among them.
    pub(crate) const COUNT: usize = 1 + KNOWN.len();

    /// The number of a name that is well known, worked out when compiling; another one does not compile.
    pub(crate) const fn known(name: &str) -> Self {
        let mut place = 0;
        while !is_same(KNOWN[place].as_bytes(), name.as_bytes()) {
            place += 1;
        }
        Self(place as u8 + 1)
    }

    /// The number of a name.
    #[inline]
    pub(crate) fn of(name: &[u8]) -> Self {
        let mut slot = slot(name);
        loop {
            let number = INDEX[slot];
            match number.checked_sub(1) {
                None => return Self::OTHER,
                Some(place) if KNOWN[usize::from(place)].as_bytes() == name => return Self(number),
                Some(_) => slot = (slot + 1) % SLOTS,
            }
        }
    }

    /// A number below [`COUNT`](Self::COUNT), for tables.
    #[inline]
    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }
}

/// Well-known names, each there or not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct NameSet([u64; 4]);

impl NameSet {
    pub(super) const NONE: Self = Self([0; 4]);

    pub(super) fn add(&mut self, other: Self) {
        self.0.iter_mut().zip(other.0).for_each(|(own, other)| *own |= other);
    }

    /// Adds a name; says whether it was new.
    #[inline]
    pub(crate) fn insert(&mut self, name: Name) -> bool {
        let is_new = !self.contains(name);
        self.0[name.index() / 64] |= 1 << (name.index() % 64);
        is_new
    }

    #[inline]
    pub(crate) fn contains(&self, name: Name) -> bool {
        self.0[name.index() / 64] >> (name.index() % 64) & 1 == 1
    }
}

const SLOTS: usize = 1024;

/// For each slot, the number of a name, or 0. A name stands in its own slot or, if that is taken, in the next free one.
static INDEX: [u8; SLOTS] = {
    let mut slots = [0; SLOTS];
    let mut place = 0;
    while place < KNOWN.len() {
        let mut slot = slot(KNOWN[place].as_bytes());
        while slots[slot] != 0 {
            slot = (slot + 1) % SLOTS;
        }
        place += 1;
        slots[slot] = place as u8;
    }
    slots
};

/// The factors were chosen so that hardly any two well-known names have one slot.
const fn slot(name: &[u8]) -> usize {
    let length = name.len();
    if length == 0 {
        return 0;
    }
    let (first, last, middle) = (name[0] as usize, name[length - 1] as usize, name[length / 2] as usize);
    (length * 88 + first * 112 + last * 218 + middle * 83) % SLOTS
}

const fn is_same(left: &[u8], right: &[u8]) -> bool {
    let mut place = 0;
    while place < left.len() && place < right.len() && left[place] == right[place] {
        place += 1;
    }
    place == left.len() && place == right.len()
}

/// The members of Open Badges 3.0 and CLR 2.0, of what VC Data Model 2.0 adds, of proofs, the keywords of JSON-LD, and the names
/// that SD-JWT keeps for itself.
const KNOWN: [&str; 134] = [
    "...",
    "@context",
    "@graph",
    "@id",
    "@language",
    "@list",
    "@set",
    "@type",
    "@value",
    "_sd",
    "_sd_alg",
    "achievedLevel",
    "achievement",
    "achievementType",
    "activityEndDate",
    "activityStartDate",
    "additionalName",
    "address",
    "addressCountry",
    "addressCountryCode",
    "addressLocality",
    "addressRegion",
    "alignment",
    "allowedValue",
    "association",
    "associationType",
    "audience",
    "awardedDate",
    "caption",
    "challenge",
    "confidenceMethod",
    "created",
    "creator",
    "credentialSchema",
    "credentialStatus",
    "credentialSubject",
    "creditsAvailable",
    "creditsEarned",
    "criteria",
    "cryptosuite",
    "dateOfBirth",
    "description",
    "digestMultibase",
    "digestSRI",
    "domain",
    "email",
    "encodedList",
    "endorsement",
    "endorsementComment",
    "endorsementJwt",
    "evidence",
    "expirationDate",
    "expires",
    "familyName",
    "familyNamePrefix",
    "fieldOfStudy",
    "genre",
    "geo",
    "givenName",
    "hashed",
    "holder",
    "honorificPrefix",
    "honorificSuffix",
    "humanCode",
    "id",
    "identifier",
    "identifierType",
    "identityHash",
    "identityType",
    "image",
    "inLanguage",
    "issuanceDate",
    "issuer",
    "latitude",
    "level",
    "licenseNumber",
    "longitude",
    "mediaType",
    "name",
    "narrative",
    "nonce",
    "official",
    "otherIdentifier",
    "parentOrg",
    "partial",
    "patronymicName",
    "phone",
    "points",
    "postOfficeBoxNumber",
    "postalCode",
    "previousProof",
    "proof",
    "proofPurpose",
    "proofValue",
    "refreshService",
    "related",
    "relatedResource",
    "renderMethod",
    "requiredLevel",
    "requiredValue",
    "result",
    "resultDescription",
    "resultType",
    "role",
    "rubricCriterionLevel",
    "salt",
    "source",
    "sourceId",
    "specialization",
    "status",
    "statusListCredential",
    "statusListIndex",
    "statusPurpose",
    "streetAddress",
    "tag",
    "targetCode",
    "targetDescription",
    "targetFramework",
    "targetId",
    "targetName",
    "targetType",
    "targetUrl",
    "term",
    "termsOfUse",
    "type",
    "url",
    "validFrom",
    "validUntil",
    "value",
    "valueMax",
    "valueMin",
    "verifiableCredential",
    "verificationMethod",
    "version",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_known_name_has_a_number_of_its_own() {
        let mut seen = NameSet::default();
        for name in KNOWN {
            assert_eq!(Name::of(name.as_bytes()), Name::known(name));
            assert!(seen.insert(Name::known(name)) && !seen.insert(Name::known(name)), "{name}");
        }
        assert!(!seen.contains(Name::OTHER));
    }

    #[test]
    fn other_names_have_none() {
        for name in ["", "t", "typ", "types", "Type", "@contexts", "ID", "naem", "\u{e9}"] {
            assert_eq!(Name::of(name.as_bytes()), Name::OTHER, "{name}");
        }
    }
}
