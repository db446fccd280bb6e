//! Why a credential is not accepted, for those who get a report and no error.

use super::{NotAccepted, Verification};
use crate::json::{Members, Pointer};
use crate::report::{Finding, code};

impl Verification {
    /// Why it is [not accepted](Self::acceptable), whatever it would be read as: what decides, where, and what to do. Nothing if it is.
    pub(crate) fn refusal(&self) -> Option<Finding> {
        let refused = self.acceptable().err()?;
        if let Some(primary) = &self.primary {
            let (code, pointer) = (primary.code, primary.pointer.clone());
            let check = self.checks.iter().find(|check| check.code() == Some(code) && check.pointer == pointer);
            return Some(Finding::new(code, pointer, check.map_or("", |check| &check.detail)));
        }
        // Whoever has anchors is told that the issuer is none of them, and not only that it would have to be.
        let stranger = self.checks.iter().find(|check| check.code() == Some(code::issuer::NOT_ANCHORED));
        Some(match (&refused, stranger) {
            (NotAccepted::Trust { .. }, Some(check)) => {
                let detail = format!("{refused}: {}", check.detail);
                Finding::new(code::issuer::NOT_ANCHORED, check.pointer.clone(), detail)
            }
            _ => Finding::new(code::request::NOT_ACCEPTED, Pointer::root(), refused.to_string()),
        })
    }

    /// What was asked of the issuer, whether it is accepted, and if not, why.
    pub(in crate::verify) fn describe_verdict(&self, json: &mut impl Members) {
        let refusal = self.refusal();
        json.text("requiredTrust", self.required_trust().as_str());
        json.value("accepted", &refusal.is_none().into());
        let Some(Finding { code, pointer, detail, .. }) = refusal else { return };
        json.object("refusal", |own| {
            own.text("code", code.as_str());
            own.text("pointer", pointer.as_str());
            own.text("message", code.sentence());
            own.some_text("detail", (!detail.is_empty()).then_some(&detail));
            own.some_text("spec", code.spec());
        });
    }
}
