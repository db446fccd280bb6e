//! Who has signed, in the words of a headline.

use super::{Fact, Report, Trust, code};

impl Report {
    /// How far it is known who has signed, in words that go on after the outcome.
    pub(crate) fn headline(&self) -> &'static str {
        if self.input.is_presentation {
            return self.headline_of_presentation();
        }
        // A badge of before there were signatures on all of them.
        let is_hosted = self.input.format == "ob2+hosted";
        match self.trust {
            Trust::Integrity if is_hosted => "hosted, but not shown to be its issuer's",
            Trust::IssuerBound if is_hosted => "hosted by the issuer that it names",
            Trust::Trusted if is_hosted => "hosted by an issuer that you trust",
            // What was not opened may well be signed.
            Trust::None if self.has(code::format::SEALED) || self.has(code::format::SD_JWT_VC) => {
                "who signed it was not looked at"
            }
            Trust::None => "nobody has verifiably signed it",
            Trust::Integrity if self.holds("issuer.key_bound").is_some() => {
                "signed, but what it says cannot be told for certain"
            }
            // Whose key it is was not looked at where its issuer could not be told.
            Trust::Integrity if self.input.format == "ob2+jws" && self.check("issuer.key_bound").is_none() => {
                "signed, but its badge class or its issuer cannot be told for certain"
            }
            Trust::Integrity => "signed, but the key is not shown to be the issuer's",
            Trust::IssuerBound => "signed by the issuer that it names",
            Trust::Trusted => "signed by an issuer that you trust",
        }
    }

    /// A presentation has a holder, or only somebody with a key; the issuers are those of what stands in it.
    fn headline_of_presentation(&self) -> &'static str {
        let Some(at) = self.holds("subject.holder_binding") else {
            return match self.trust {
                Trust::None => "nobody has verifiably signed it",
                _ => "signed, but the key is not shown to be the holder's",
            };
        };
        let names_holder = at == "/holder";
        match (self.trust, self.has(code::presentation::EMPTY)) {
            (Trust::None | Trust::Integrity, _) if self.children.iter().any(|(_, child)| child.trust <= self.trust) => {
                "signed by its holder, but not all in it is shown to be its issuer's"
            }
            (Trust::None | Trust::Integrity, _) => "signed, but what it says cannot be told for certain",
            (_, true) if names_holder => "signed by the holder that it names, with no credentials in it",
            (_, true) => "signed by somebody whom it does not name, with no credentials in it",
            (Trust::IssuerBound, _) if names_holder => {
                "signed by the holder that it names, the credentials by the issuers that they name"
            }
            (Trust::IssuerBound, _) => {
                "signed by somebody whom it does not name, the credentials by the issuers that they name"
            }
            (Trust::Trusted, _) if names_holder => {
                "signed by the holder that it names, the credentials by issuers that you trust"
            }
            (Trust::Trusted, _) => {
                "signed by somebody whom it does not name, the credentials by issuers that you trust"
            }
        }
    }

    /// Where the check of that id holds, if it does.
    fn holds(&self, id: &str) -> Option<&str> {
        self.checks.iter().find(|check| check.id == id && check.fact == Fact::Holds).map(|check| check.pointer.as_str())
    }
}
