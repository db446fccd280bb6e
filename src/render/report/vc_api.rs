use crate::json::{Object, Value};
use crate::report::{Effect, Outcome, Trust, code};
use crate::verify::{Policy, Verification};

/// What a verification comes to, as the [VC-API](https://w3c-ccg.github.io/vc-api/#verify-credential) answers it: `verified`, and the
/// whole `report`.
///
/// `policy` is the one that it was judged under. `verified` is what that would accept; if it lets keys pass that are not shown to be the
/// issuer's, its verdict alone counts, and the report tells what there is of trust; unless the verifier takes nobody but its anchors.
pub fn vc_api(verification: &Verification, policy: &Policy) -> Value {
    Object::new().with("verified", holds(verification, policy)).with("report", verification.to_json()).into()
}

fn holds(verification: &Verification, policy: &Policy) -> bool {
    let is_anybodys = policy.effect(code::issuer::KEY_UNBOUND) < Effect::Indeterminate;
    match is_anybodys && verification.required_trust() < Trust::Trusted {
        true => verification.outcome == Outcome::Valid,
        false => verification.acceptable().is_ok(),
    }
}
