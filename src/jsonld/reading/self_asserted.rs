//! The one node that two different descriptions may be about: whoever issues a badge to herself is its issuer and its
//! subject.
//!
//! The statements alone say how the two divide, so that no other division of them can be read: the type Profile and all
//! that an AchievementSubject has no member for stand at the issuer, the rest at the subject. And the issuer is what is
//! meant wherever else the node is referred to.

use crate::json::{Kind, Node};
use crate::jsonld::compiled_context::{ContextError, Keyword, Meaning};
use crate::jsonld::contexts::ContextSet;
use crate::jsonld::walk::{Mention, Walked};
use crate::vc::parties::{self, id_of};
use crate::vc::types::has_type;
use std::collections::BTreeSet;

const VOCABULARY: &str = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#";
const PROFILE: &str = "Profile";
const ACHIEVEMENT_SUBJECT: &str = "AchievementSubject";

/// What stands at the subject and never at the issuer, as all versions of the context write it. A name, a description or an
/// image is not among them: both could have one, and nobody could tell whose it is.
const OF_THE_SUBJECT: [&str; 13] = [
    "Achievement",
    "achievement",
    "achievement-0",
    "activityEndDate",
    "activityStartDate",
    "creditsEarned",
    "identifier",
    "licenseNumber",
    "narrative",
    "result",
    "role",
    "source",
    "term",
];

/// All mentions of one node in one graph.
pub(super) struct Mentions<'m> {
    pub(super) described: &'m [&'m Mention],
    pub(super) referenced: Vec<&'m Mention>,
}

/// The description of an issuer as the subject of her own badge, if the descriptions divide as they must.
pub(super) fn own_subject(
    root: Node<'_>,
    set: &ContextSet,
    walked: &Walked,
    mentions: &Mentions<'_>,
) -> Result<Option<usize>, ContextError> {
    let node = |mention: &Mention| root.sibling(mention.at);
    let (subjects, others): (Vec<&Mention>, Vec<&Mention>) =
        mentions.described.iter().copied().partition(|mention| is_achievement_subject(node(mention)));
    let ([subject], false) = (&subjects[..], others.is_empty()) else { return Ok(None) };
    let Some(credential) = credential_about(node(subject), root) else { return Ok(None) };
    let is_issuer = |mention: &&Mention| parties::issuer(credential).is_some_and(|issuer| issuer.index() == mention.at);
    let stands_as_subject = |mention: &&Mention| credential_of(node(mention), root).is_some();
    if !others.iter().any(is_issuer) {
        return Ok(None);
    }
    for mention in mentions.described {
        let said = Said::by(root, set, walked, mention)?;
        let is_subject = mention.at == subject.at;
        let class = if is_subject { ACHIEVEMENT_SUBJECT } else { PROFILE };
        let has_one_class = said.classes.len() == 1 && said.is_a(class);
        if said.otherwise
            || !has_one_class
            || said.properties.iter().any(|property| is_of_the_subject(property) != is_subject)
        {
            return Ok(None);
        }
    }
    let is_subject_elsewhere = others.iter().chain(&mentions.referenced).any(stands_as_subject);
    Ok((!is_subject_elsewhere).then_some(subject.at))
}

/// The descriptions that say what is the issuer's and what is the subject's: issuer and subject could have said each a part.
pub(super) fn of_both(
    root: Node<'_>,
    set: &ContextSet,
    walked: &Walked,
    described: &[&Mention],
) -> Result<Vec<usize>, ContextError> {
    let mut of_both = Vec::new();
    for mention in described.iter().filter(|mention| may_be_of_both(root.sibling(mention.at))) {
        let said = Said::by(root, set, walked, mention)?;
        let is_of_subject = said.is_a(ACHIEVEMENT_SUBJECT) || said.properties.iter().any(|it| is_of_the_subject(it));
        if said.is_a(PROFILE) && is_of_subject {
            of_both.push(mention.at);
        }
    }
    Ok(of_both)
}

/// Whether a node is issuer and subject of one credential, or may be: of which it is the issuer, and whose subject is not shown.
pub(super) fn may_be_issuer_and_subject(root: Node<'_>, mentions: &Mentions<'_>) -> bool {
    let all = || mentions.described.iter().chain(&mentions.referenced).map(|mention| root.sibling(mention.at));
    let places: BTreeSet<usize> = all().map(Node::index).collect();
    let issuers = |credential: Node<'_>| {
        credential.get("issuer").into_iter().flat_map(Node::each).map(Node::index).collect::<Vec<_>>()
    };
    all().filter_map(|node| credential_of(node, root)).flat_map(issuers).any(|issuer| places.contains(&issuer))
        || all().any(|node| is_issuer_of_nobody(node, root))
}

/// Whether a node is the issuer of a credential that shows no subject.
fn is_issuer_of_nobody(node: Node<'_>, root: Node<'_>) -> bool {
    let mut steps: Vec<String> = node.path().steps().collect();
    // It may be the one of an array.
    if steps.last().is_some_and(|last| last.parse::<usize>().is_ok()) {
        steps.pop();
    }
    steps.pop().is_some_and(|last| last == "issuer")
        && steps
            .iter()
            .try_fold(root, |node, step| node.child(step))
            .is_some_and(|it| it.get("credentialSubject").is_none())
}

/// Whether a node has as many types as it takes to be both, or says as an issuer what means the same without the class of the subject:
/// a narrative alone does.
fn may_be_of_both(node: Node<'_>) -> bool {
    let types = || node.get("type").into_iter().flat_map(Node::each).filter_map(Node::as_str);
    types().nth(1).is_some() || node.get("narrative").is_some() && types().any(|name| name.ends_with(PROFILE))
}

/// Whether it is said of a node that it achieved something.
pub(super) fn is_achievement_subject(node: Node<'_>) -> bool {
    has_type(node, ACHIEVEMENT_SUBJECT)
}

/// Whether what stands at this place is the issuer and the learner of one credential.
pub(in crate::jsonld) fn is_issuer_and_subject(root: Node<'_>, node: Node<'_>) -> bool {
    let holder = |credential: Node<'_>| {
        let issuer = parties::issuer_id(credential);
        let mut subjects = parties::subjects(credential);
        issuer.is_some() && issuer == id_of(node) && subjects.any(|subject| id_of(subject) == issuer)
    };
    around(node, root).any(holder)
}

/// All nodes around a place, the outermost first.
fn around<'t>(node: Node<'_>, root: Node<'t>) -> impl Iterator<Item = Node<'t>> {
    let steps: Vec<String> = node.path().steps().collect();
    let mut around = vec![root];
    for step in steps {
        around.extend(around.last().and_then(|outer| outer.child(&step)));
    }
    around.into_iter()
}

/// The node whose `credentialSubject` this is, or is one of.
fn credential_of<'t>(node: Node<'_>, root: Node<'t>) -> Option<Node<'t>> {
    let mut steps: Vec<String> = node.path().steps().collect();
    let is_one_of_several = steps.last().is_some_and(|last| last.parse::<usize>().is_ok());
    if is_one_of_several {
        steps.pop();
    }
    // Few nodes are subjects, and a step into an array takes as long as the array is.
    steps.pop().filter(|last| last == "credentialSubject")?;
    let credential = steps.iter().try_fold(root, |node, step| node.child(step))?;
    let subjects = credential.get("credentialSubject")?;
    (matches!(subjects.kind(), Kind::Array) == is_one_of_several).then_some(credential)
}

/// The same, if it is a credential that stands by itself and is about that node alone.
fn credential_about<'t>(node: Node<'_>, root: Node<'t>) -> Option<Node<'t>> {
    let credential = credential_of(node, root)?;
    let steps: Vec<String> = credential.path().steps().collect();
    let stands_in = steps.iter().rev().find(|step| step.parse::<usize>().is_err());
    let stands_by_itself = stands_in.is_none_or(|member| member == "verifiableCredential");
    let is_alone = parties::subjects(credential).nth(1).is_none();
    (stands_by_itself && is_alone).then_some(credential)
}

fn is_of_the_subject(property: &str) -> bool {
    property.strip_prefix(VOCABULARY).is_some_and(|name| OF_THE_SUBJECT.contains(&name))
}

/// What one description says of its node, leaving out the nodes inside it.
struct Said {
    classes: BTreeSet<String>,
    properties: BTreeSet<String>,
    /// Whether it says something in a way that has no place in either.
    otherwise: bool,
}

impl Said {
    fn by(root: Node<'_>, set: &ContextSet, walked: &Walked, mention: &Mention) -> Result<Self, ContextError> {
        let (node, known) = (root.sibling(mention.at), set.known_after(&walked.contexts));
        let mut scopes = known.scopes();
        let type_context = scopes.context(mention.number)?;
        let number = scopes.inside(node, mention.number)?;
        let context = scopes.context(number)?;
        let mut said = Self { classes: BTreeSet::new(), properties: BTreeSet::new(), otherwise: false };
        for (name, value) in node.members() {
            match context.term(name).map(|term| &term.meaning) {
                Some(Meaning::Keyword(Keyword::Id)) => {}
                Some(Meaning::Keyword(Keyword::Type)) => {
                    let names = value.each().filter_map(Node::as_str);
                    let classes = names.filter_map(|name| type_context.expand_vocabulary(name));
                    said.classes.extend(classes.map(std::borrow::Cow::into_owned));
                }
                Some(Meaning::Iri(iri)) => drop(said.properties.insert(iri.to_string())),
                _ => said.otherwise = true,
            }
        }
        Ok(said)
    }

    fn is_a(&self, class: &str) -> bool {
        self.classes.iter().any(|iri| iri.strip_prefix(VOCABULARY) == Some(class))
    }
}
