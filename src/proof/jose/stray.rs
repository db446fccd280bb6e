//! What tokens alone give a meaning, where no token does.

use super::registered::NAMES;
use crate::json::{Name, Node};
use crate::proof::sd_jwt::RESERVED_NAMES;
use crate::report::{Finding, Findings, code};

const NONCE: Name = Name::known("nonce");

/// Claims among the members of a credential or presentation, and what SD-JWT keeps for itself, at any depth. The context of the data
/// model defines most of them, so that they make statements; and whoever reads `exp` there believes that it ends.
pub(crate) fn stray_claims(root: Node<'_>) -> Findings {
    let own = root.members_by_key().filter(|(key, _)| matches!(key.name(), Name::OTHER | NONCE));
    let claims = own.filter(|(key, _)| NAMES.contains(&key.text())).map(|(_, value)| value);
    claims
        .chain(root.members_named(&RESERVED_NAMES))
        .map(|value| {
            let detail = "take it out; a token has its claims beside the credential, where they are followed";
            Finding::new(code::jose::CLAIMS_STRAY, value.path(), detail)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Tree;
    use crate::limits::Limits;

    #[test]
    fn claims_stand_at_the_top_and_what_is_withheld_anywhere() {
        let text = r#"{"exp": 5, "id": "urn:x:y", "credentialSubject": {"exp": 5, "nam\u0065": [{"_s\u0064": ["x"]}, {"...": "y"}]}, "sub": "z"}"#;
        let tree = Tree::parse(text, &Limits::default()).unwrap();
        let places: Vec<String> = stray_claims(tree.root()).iter().map(|found| found.pointer.to_string()).collect();
        assert_eq!(places, ["/exp", "/sub", "/credentialSubject/name/0/_sd", "/credentialSubject/name/1/..."]);
    }
}
