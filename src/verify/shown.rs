use super::{NotAccepted, Verification};
use crate::json::{Kind, Members, Name, Node, Object, Pointer, Text, Value};
use crate::resolve::Need;
use crate::vc::parties;

impl Verification {
    /// The JSON form of the report, with the `requiredTrust`, whether it is `accepted` and if not, the `refusal`, with what could not be looked
    /// up under `needs`, whether the holder shows a `selection`, and with what may be shown as fact under `verified`, here and of what stands
    /// inside, or else, where the policy lets pass what a strict one refuses, what the document says under `unverified`.
    pub fn to_json(&self) -> Value {
        let mut json = Object::new();
        self.describe(&mut json);
        json.into()
    }

    /// The text of the [JSON form](Self::to_json), in much less time than it takes to make the one of the other.
    pub fn to_json_string(&self) -> String {
        let shown = self.root().map_or(0, Node::source_length);
        Text::of(self.report().length() + shown, |json| self.describe(json))
    }

    fn describe(&self, json: &mut impl Members) {
        let inside: Vec<&(Pointer, Self)> = self.members().iter().chain(self.endorsements()).collect();
        // What of it may be shown, each says for itself.
        self.report().describe_itself(json);
        self.describe_verdict(json);
        json.objects("children", inside, |own, (pointer, child)| {
            own.text("pointer", pointer.as_str());
            own.object("report", |report| child.describe(report));
        });
        self.report().describe_grounds(json);
        if !self.unmet().is_empty() {
            json.value("needs", &self.unmet().iter().map(Need::to_json).collect::<Vec<_>>().into());
        }
        if let Some(withheld_in) = self.opened_by().and_then(|(opened, proven)| proven.selection(opened)) {
            json.value("selection", &true.into());
            json.texts("withheldIn", withheld_in.iter().map(Pointer::as_str));
        }
        let acceptable = self.acceptable();
        if let Some(badge) = self.open_badge_2.as_ref().filter(|_| acceptable.is_ok()) {
            return json.object("verified", |shown| badge.1.iter().for_each(|(name, value)| shown.value(name, value)));
        }
        let Some(opened) = &self.opened else { return };
        let resolved = self.opened_by().ok_or(NotAccepted::NotPlain);
        let holder = parties::holder_id(opened.root()).filter(|_| self.is_presentation());
        match acceptable.and(resolved).and_then(|(opened, proven)| self.resolved(opened, proven)) {
            Ok(Some(resolved)) => view(json, "verified", resolved.root(), holder),
            Ok(None) => view(json, "verified", opened.root(), holder),
            Err(_) if self.shows_unverified => view(json, "unverified", opened.root(), holder),
            Err(_) => {}
        }
    }
}

/// The members of a credential that people look at, without the credentials inside, which have proofs of their own; and whose a
/// presentation is, which is all of what it says of its holder that anybody has looked at.
fn view(json: &mut impl Members, name: &str, root: Node<'_>, holder: Option<&str>) {
    const SHOWN: [&str; 12] = [
        "id",
        "type",
        "name",
        "description",
        "issuer",
        "validFrom",
        "validUntil",
        "issuanceDate",
        "expirationDate",
        "awardedDate",
        "credentialSubject",
        "evidence",
    ];
    let has_credentials_inside =
        HAVE_THEIR_OWN_PROOF.into_iter().any(|name| root.document_may_name(Name::of(name.as_bytes())));
    json.object(name, |shown| {
        for (name, value) in root.members().filter(|(name, _)| SHOWN.contains(name)) {
            match has_credentials_inside {
                true => shown.value(name, &without_credentials(value)),
                false => shown.node(name, value),
            }
        }
        shown.some_text("holder", holder);
    });
}

/// Under these stand credentials that are verified by themselves: whatever comes of that, what they stand in holds.
const HAVE_THEIR_OWN_PROOF: [&str; 3] = ["endorsement", "endorsementJwt", "verifiableCredential"];

/// A value without the credentials in it.
fn without_credentials(node: Node<'_>) -> Value {
    match node.kind() {
        Kind::Object => {
            let own = node.members().filter(|(name, _)| !HAVE_THEIR_OWN_PROOF.contains(name));
            own.map(|(name, value)| (name.to_owned(), without_credentials(value))).collect::<Object>().into()
        }
        Kind::Array => Value::Array(node.items().map(without_credentials).collect()),
        _ => node.to_value(),
    }
}
