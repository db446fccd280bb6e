use crate::codec::digest;
use crate::env::Clock;
use crate::json::{Node, Object, Pointer, Tree, Value, jcs};
use crate::limits::Limits;
use crate::microcredential::form::nearest;
use crate::report::{Code, Effect, Finding, Findings, Group, PolicyReference, Trust, code};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeMap;

/// What follows from which fact: data, apart from the facts.
///
/// A policy never changes what is the case. However lenient it is, [`accept`](super::Verification::accept) still wants a
/// proof that holds, a plain document and the required trust.
///
/// ```
/// use microcred::report::{Effect, code};
/// use microcred::verify::Policy;
/// let policy = Policy::strict().danger_set_effect(code::validity::EXPIRED, Effect::Warn);
/// assert_eq!(policy.effect(code::validity::EXPIRED), Effect::Warn);
/// assert_ne!(policy.reference().sha256, Policy::strict().reference().sha256);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    id: String,
    groups: BTreeMap<Group, Effect>,
    codes: BTreeMap<&'static str, Effect>,
    required_trust: Trust,
    skew: TimeDelta,
    relaxes: bool,
    reference: PolicyReference,
}

/// What the policy of the official test suites says: no other is called by its name.
const CONFORMANCE: &str = include_str!("../../vocab/policies/conformance.json");

/// Seconds by which clocks may differ unless a policy says otherwise.
const SKEW: i64 = 300;

/// The most that a policy may say: beyond a day it is no matter of clocks.
const MOST_SKEW: u32 = 86_400;

impl Policy {
    /// Everything that is not as the specifications say is an error; the issuer must be bound to its key.
    pub fn strict() -> Self {
        Self {
            id: "strict".to_owned(),
            groups: BTreeMap::new(),
            codes: BTreeMap::new(),
            required_trust: Trust::IssuerBound,
            skew: TimeDelta::seconds(SKEW),
            relaxes: false,
            reference: PolicyReference::new("", ""),
        }
        .sealed()
    }

    /// Authentic credentials stand although they are not made as Open Badges 3.0 or Annex I say: facts of the group
    /// `conformance` warn at most.
    pub fn lenient() -> Self {
        let mut policy = Self::strict();
        policy.id = "lenient".to_owned();
        policy.groups.insert(Group::Conformance, Effect::Warn);
        policy.sealed()
    }

    /// The preset of that name.
    pub fn preset(name: &str) -> Option<Self> {
        [Self::strict(), Self::lenient()].into_iter().find(|policy| policy.id == name)
    }

    /// Requires this much trust.
    ///
    /// Anything less than [`Trust::IssuerBound`] needs [`danger_require_trust`](Self::danger_require_trust).
    #[must_use]
    pub fn requiring(self, trust: Trust) -> Self {
        self.danger_require_trust(trust.max(Trust::IssuerBound))
    }

    /// Lets clocks differ by so many seconds: 300 by default, and a day at most.
    #[must_use]
    pub fn with_skew(mut self, seconds: u32) -> Self {
        self.skew = TimeDelta::seconds(i64::from(seconds.min(MOST_SKEW)));
        self.changed()
    }

    /// Gives a code another effect. Named for the danger, since most changes relax something.
    #[must_use]
    pub fn danger_set_effect(mut self, code: Code, effect: Effect) -> Self {
        self.codes.insert(code.as_str(), effect);
        self.changed()
    }

    /// Requires this much trust, be it little: below [`Trust::IssuerBound`] anybody can issue in anybody's name.
    #[must_use]
    pub fn danger_require_trust(mut self, trust: Trust) -> Self {
        if self.required_trust != trust {
            self.required_trust = trust;
            return self.changed();
        }
        self
    }

    /// What follows from a code.
    pub fn effect(&self, code: Code) -> Effect {
        match self.codes.get(code.as_str()) {
            Some(effect) => *effect,
            None => self.groups.get(&code.group()).map_or(code.effect(), |most| code.effect().min(*most)),
        }
    }

    /// The trust that a credential must have to be accepted.
    pub fn required_trust(&self) -> Trust {
        self.required_trust
    }

    /// Whether anything passes that a strict policy refuses, so that what was not accepted may be of use.
    pub(super) fn relaxes(&self) -> bool {
        self.relaxes
    }

    /// By how much clocks may differ.
    pub fn skew(&self) -> TimeDelta {
        self.skew
    }

    /// What a clock shows that may differ by so much.
    pub(crate) fn clock(&self, now: DateTime<Utc>) -> Clock {
        Clock { now, skew: self.skew }
    }

    /// The name, and the digest of the JSON form.
    pub fn reference(&self) -> &PolicyReference {
        &self.reference
    }

    /// The JSON form: `id`, `requiredTrust`, `skewSeconds`, `groups` and `effects`.
    ///
    /// ```json
    /// {"id": "ours", "requiredTrust": "issuer_bound", "skewSeconds": 300,
    ///  "groups": {"conformance": "warn"}, "effects": {"validity.expired": "warn"}}
    /// ```
    pub fn to_json(&self) -> Value {
        let named = |name: &str, effect: &Effect| (name.to_owned(), Value::from(effect.as_str()));
        let groups: Object = self.groups.iter().map(|(group, effect)| named(group.as_str(), effect)).collect();
        let effects: Object = self.codes.iter().map(|(code, effect)| named(code, effect)).collect();
        Object::new()
            .with("id", self.id.as_str())
            .with("requiredTrust", self.required_trust.as_str())
            .with("skewSeconds", self.skew.num_seconds())
            .with("groups", groups)
            .with("effects", effects)
            .into()
    }

    /// Reads the JSON form. Members that are left out are as in [`strict`](Self::strict). `effects` may also be an array of objects
    /// with `code` and `effect`, and with whatever else explains them.
    ///
    /// # Errors
    /// Unknown members, codes, effects and levels of trust, each with its place; and the name of a policy of ours on another.
    pub fn from_json(text: &str) -> Result<Self, Findings> {
        let policy = Self::read(text)?;
        let named_so = match policy.id.as_str() {
            "conformance" => Self::read(CONFORMANCE).ok(),
            name => Self::preset(name),
        };
        match named_so.is_none_or(|own| own == policy) {
            true => Ok(policy),
            false => {
                let detail = "this is the name of a policy that says something else; give this one a name of its own";
                Err(Findings::from_iter([Finding::new(code::input::FORMAT, Pointer::root().member("id"), detail)]))
            }
        }
    }

    /// Reads the JSON form, whatever it calls itself.
    fn read(text: &str) -> Result<Self, Findings> {
        let tree = Tree::parse(text, &Limits::default()).map_err(|error| {
            Findings::from_iter([Finding::new(code::input::SYNTAX, Pointer::root(), error.to_string())])
        })?;
        let mut policy = Self::strict();
        policy.id = "custom".to_owned();
        let mut findings = Findings::new();
        for (name, value) in tree.root().members() {
            policy.read_member(name, value, &mut findings);
        }
        if !tree.root().is_object() {
            findings.push(unreadable(tree.root(), "a policy is a JSON object"));
        }
        findings.into_result(policy.sealed())
    }

    fn read_member(&mut self, name: &str, value: Node<'_>, findings: &mut Findings) {
        match name {
            "id" => match value.as_str() {
                Some(id) => self.id = id.to_owned(),
                None => findings.push(unreadable(value, "write a name")),
            },
            "requiredTrust" => match value.as_str().and_then(Trust::from_name) {
                Some(trust) => self.required_trust = trust,
                None => findings.push(unreadable(value, "write none, integrity, issuer_bound or trusted")),
            },
            "skewSeconds" => match value.number_text().and_then(|text| text.parse::<u32>().ok()) {
                Some(seconds) if seconds <= MOST_SKEW => self.skew = TimeDelta::seconds(i64::from(seconds)),
                _ => findings.push(unreadable(value, "write a whole number of seconds, 0 to 86400")),
            },
            "groups" if value.is_object() => {
                for (key, effect) in value.members() {
                    match Code::all().map(Code::group).find(|group| group.as_str() == key) {
                        Some(group) => self.groups.extend(meaning(effect, findings).map(|meant| (group, meant))),
                        None => findings.push(unreadable(effect, "there is no such group of codes")),
                    }
                }
            }
            "effects" if value.is_object() => {
                value.members().for_each(|(code, effect)| self.read_effect(code, effect, findings));
            }
            "effects" if value.is_array() => {
                for entry in value.items() {
                    match (entry.get("code").and_then(Node::as_str), entry.get("effect")) {
                        (Some(code), Some(effect)) => self.read_effect(code, effect, findings),
                        _ => findings.push(unreadable(entry, "write an object with `code` and `effect`")),
                    }
                }
            }
            "groups" => findings.push(unreadable(value, "write an object from groups of codes to effects")),
            "effects" => findings.push(unreadable(
                value,
                "write an object from codes to effects, or an array of objects with `code` and `effect`",
            )),
            _ => findings.push(unreadable(value, "a policy has id, requiredTrust, skewSeconds, groups and effects")),
        }
    }

    fn read_effect(&mut self, code: &str, effect: Node<'_>, findings: &mut Findings) {
        match Code::from_name(code) {
            Some(code) => self.codes.extend(meaning(effect, findings).map(|meant| (code.as_str(), meant))),
            None => {
                let nearest = nearest(code, Code::all().map(Code::as_str));
                let meant = nearest.map(|nearest| format!("; did you mean `{nearest}`?")).unwrap_or_default();
                findings.push(unreadable(effect, &format!("there is no such code{meant}")));
            }
        }
    }

    /// A preset that was changed is no longer that preset.
    fn changed(mut self) -> Self {
        if Self::is_preset_name(&self.id) {
            self.id.push_str("+changed");
        }
        self.sealed()
    }

    fn is_preset_name(id: &str) -> bool {
        matches!(id, "strict" | "lenient")
    }

    /// The same with the digest of what it now says.
    fn sealed(mut self) -> Self {
        let canonical = Tree::of(&self.to_json(), &Limits::default())
            .map_or_else(|_| String::new(), |tree| jcs::canonical(tree.root(), &[]));
        self.reference = PolicyReference::new(self.id.clone(), digest::sha256_hex(canonical));
        self.relaxes =
            self.required_trust < Trust::IssuerBound || Code::all().any(|code| self.effect(code) < code.effect());
        self
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self::strict()
    }
}

fn meaning(effect: Node<'_>, findings: &mut Findings) -> Option<Effect> {
    let meaning = effect.as_str().and_then(Effect::from_name);
    if meaning.is_none() {
        findings.push(unreadable(effect, "write ignore, info, warn, indeterminate or invalid"));
    }
    meaning
}

fn unreadable(node: Node<'_>, detail: &str) -> Finding {
    Finding::new(code::input::FORMAT, node.path(), detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn effects_are_read_in_both_forms_or_refused() {
        let array = r#"{"effects": [{"code": "validity.expired", "effect": "warn", "why": "archives"}]}"#;
        let object = r#"{"effects": {"validity.expired": "warn"}}"#;
        let read = Policy::from_json(array).unwrap();
        assert_eq!(read.effect(code::validity::EXPIRED), Effect::Warn);
        assert_eq!(read, Policy::from_json(object).unwrap());
        assert!(Policy::from_json(CONFORMANCE).is_ok());
        for wrong in [
            r#"{"effects": [{"code": "validity.expired"}]}"#,
            r#"{"effects": ["validity.expired"]}"#,
            r#"{"effects": "warn"}"#,
            r#"{"groups": [{"conformance": "warn"}]}"#,
        ] {
            assert!(Policy::from_json(wrong).is_err(), "{wrong}");
        }
        let mistyped = Policy::from_json(r#"{"effects": {"validity.expird": "warn"}}"#).unwrap_err();
        assert!(mistyped.to_string().contains("did you mean `validity.expired`?"), "{mistyped}");
    }

    #[test]
    fn nothing_else_goes_by_the_name_of_a_preset() {
        for preset in [Policy::strict(), Policy::lenient()] {
            assert_eq!(Policy::from_json(&preset.to_json().to_string()).unwrap(), preset);
        }
        for name in ["strict", "lenient", "conformance"] {
            let text = format!(r#"{{"id": "{name}", "effects": {{"proof.missing": "warn"}}}}"#);
            let findings = Policy::from_json(&text).unwrap_err();
            assert_eq!(findings.iter().next().map(|finding| finding.pointer.to_string()).as_deref(), Some("/id"));
        }
    }
}
