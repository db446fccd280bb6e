//! What CLR 2.0 adds to the classes of Open Badges 3.0, from
//! [its data model](https://www.imsglobal.org/spec/clr/v2p0/#datamodels), and what may stand in a learner record at all.

use super::class::{Class, Kind, Many, Member, Required, Types, Vocabulary};
use super::class::{often, optional, required, required_in, set};
use super::{Checker, classes, contexts, rules};
use crate::badge::AssociationType;
use crate::json::Node;
use crate::report::code;
use crate::vc::NestedCredential;
use crate::vc::context_urls::{CREDENTIALS_V2, DataModel, Family, OPEN_BADGES_3_0_3};
use std::collections::HashSet;

pub(super) static CLR_CREDENTIAL: Class = Class::credential(
    "ClrCredential",
    Types::Set(&[&["VerifiableCredential"], &["ClrCredential"]]),
    &[
        required("@context", Kind::ClrContext),
        required("id", Kind::Iri),
        required("name", Kind::Text),
        optional("description", Kind::Text),
        optional("image", Kind::Object(&classes::IMAGE)),
        optional("partial", Kind::Boolean),
        optional("awardedDate", Kind::DateTime),
        required("credentialSubject", Kind::Object(&CLR_SUBJECT)),
        set("endorsement", Kind::Object(&classes::ENDORSEMENT_CREDENTIAL)),
        set("endorsementJwt", Kind::CompactJws),
        set("evidence", Kind::Object(&classes::EVIDENCE)),
        required("issuer", Kind::Issuer),
        required_in(Required::V2, "validFrom", Kind::DateTime),
        optional("validUntil", Kind::DateTime),
        required_in(Required::V1, "issuanceDate", Kind::DateTime),
        optional("expirationDate", Kind::DateTime),
        set("credentialSchema", Kind::Object(&classes::IDENTIFIED_SERVICE)),
        often("credentialStatus", Kind::Object(&classes::SERVICE)),
        often("refreshService", Kind::Object(&classes::IDENTIFIED_SERVICE)),
        set("termsOfUse", Kind::Object(&classes::SERVICE)),
    ],
)
.with_rule(record);

static CLR_SUBJECT: Class = Class::new(
    "ClrSubject",
    Types::Set(&[&["ClrSubject"]]),
    &[
        optional("id", Kind::Iri),
        set("identifier", Kind::Object(&classes::IDENTITY_OBJECT)),
        Member { name: "verifiableCredential", kind: Kind::Nested, many: Many::Set, required: Required::Always },
        set("achievement", Kind::Object(&classes::ACHIEVEMENT)),
        set("association", Kind::Object(&ASSOCIATION)),
    ],
)
.with_rule(rules::learner);

/// As much of a credential as the record it stands in has to do with.
static NESTED_CREDENTIAL: Class = Class::credential(
    "VerifiableCredential",
    Types::Set(&[&["VerifiableCredential"]]),
    &[
        required("@context", Kind::AnyContext),
        optional("id", Kind::Iri),
        required("issuer", Kind::Issuer),
        required("credentialSubject", Kind::Object(&NESTED_SUBJECT)),
        required_in(Required::V2, "validFrom", Kind::DateTime),
        optional("validUntil", Kind::DateTime),
        required_in(Required::V1, "issuanceDate", Kind::DateTime),
        optional("expirationDate", Kind::DateTime),
    ],
);

static NESTED_SUBJECT: Class = Class::new("credentialSubject", Types::Free, &[optional("id", Kind::Iri)]);

static ASSOCIATION: Class = Class::closed(
    "Association",
    &[
        required("associationType", Kind::Term(&ASSOCIATION_TYPE)),
        required("sourceId", Kind::Iri),
        required("targetId", Kind::Iri),
    ],
);

static ASSOCIATION_TYPE: Vocabulary =
    Vocabulary { name: "AssociationType", terms: AssociationType::TERMS, open: false };

/// The credentials in the record can stand there, and associations speak of achievements that are there as well.
fn record(checker: &mut Checker, record: Node<'_>) {
    let subjects = || rules::each(record, "credentialSubject");
    for nested in subjects().flat_map(|subject| rules::each(subject, "verifiableCredential")) {
        embeddable(checker, record, nested);
    }
    let known: HashSet<&str> = subjects().flat_map(achievements).filter_map(rules::id).collect();
    for association in subjects().flat_map(|subject| rules::each(subject, "association")) {
        for end in ["sourceId", "targetId"] {
            if let Some((link, target)) = rules::link(association, end)
                && !known.contains(target)
            {
                let detail = "add the achievement to the record's `achievement`, or the credential that asserts it";
                checker.report(code::model::ASSOCIATION, link, detail);
            }
        }
    }
}

/// The achievements of a record: those of its credentials, and those that are only described.
fn achievements<'t>(subject: Node<'t>) -> impl Iterator<Item = Node<'t>> {
    let asserted = rules::each(subject, "verifiableCredential")
        .flat_map(|credential| rules::each(credential, "credentialSubject"))
        .flat_map(|subject| rules::each(subject, "achievement"));
    rules::each(subject, "achievement").chain(asserted)
}

const ELSEWHERE: &str = "put it beside the record in a VerifiablePresentation, or refer to it by its `id` with a \
                         `relatedResource` and its digest";

/// A credential in a record: an object with its proof, and no envelope.
pub(super) fn nested(checker: &mut Checker, credential: Node<'_>, version: DataModel) {
    match NestedCredential::from_json(credential) {
        Some(NestedCredential::Embedded(_)) | None => checker.object(credential, &NESTED_CREDENTIAL, version),
        Some(_) => checker.report(code::model::NESTED_FORM, credential, ELSEWHERE),
    }
}

/// Whether the contexts of a credential can stand in this record.
///
/// The term `verifiableCredential` of CLR 2.0, unlike that of presentations, begins no graph and no context of its own:
/// what is nested is read under the contexts of the record as well as its own, and those of two generations redefine each
/// other's protected terms.
fn embeddable(checker: &mut Checker, record: Node<'_>, nested: Node<'_>) {
    let Some(NestedCredential::Embedded(_)) = NestedCredential::from_json(nested) else { return };
    if let Some(context) = contradiction(record, nested) {
        let detail = format!("take credentials with `{CREDENTIALS_V2}` and `{OPEN_BADGES_3_0_3}`, or {ELSEWHERE}");
        return checker.report(code::model::NESTED_GENERATION, context, detail);
    }
    if rules::each(nested, "proof").next().is_none() {
        checker.report(code::model::NESTED_PROOF, nested, "add it as its issuer secured it");
    }
}

/// The first context of a nested credential that another of the same family stands for in the record.
fn contradiction<'t>(record: Node<'t>, nested: Node<'t>) -> Option<Node<'t>> {
    let urls = |node: Node<'t>| rules::each(node, "@context").filter_map(Node::as_str);
    let of_family = |family: Family| urls(record).find(|url| Family::of(url) == family);
    let outer = contexts::version(record).unwrap_or(DataModel::V2);
    rules::each(nested, "@context").find(|context| {
        let Some(url) = context.as_str() else { return false };
        match (DataModel::of(url), Family::of(url)) {
            (Some(version), _) => version != outer,
            (None, family @ (Family::OpenBadges | Family::Clr)) => of_family(family).is_some_and(|own| own != url),
            _ => false,
        }
    })
}
