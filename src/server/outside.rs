use crate::report::code;
use crate::resolve::{Answer, Need, Resolver};

/// Whoever is asked for what is not here, with one answer for hosts that are nowhere and for hosts that are not on the public internet: who may
/// ask anything could otherwise find out which names there are inside the operator's network.
pub(super) struct Discreet<R>(pub(super) R);

impl<R: Resolver> Resolver for Discreet<R> {
    fn resolve(&self, need: &Need) -> Answer {
        match self.0.resolve(need) {
            Answer::Unavailable { code: Some(code), .. }
                if [code::net::DNS, code::net::PRIVATE_ADDRESS].contains(&code) =>
            {
                Answer::Unavailable {
                    code: Some(code::net::DNS),
                    reason: "no public address of the host could be found; try again, or supply the document"
                        .to_owned(),
                }
            }
            answer => answer,
        }
    }

    fn for_verification(&self) -> Option<Box<dyn Resolver + '_>> {
        Some(Box::new(Discreet(self.0.for_verification()?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolve::NeedKind;

    /// As the resolver over HTTP has it, for a name that is nowhere and for one that is inside.
    #[test]
    fn a_stranger_learns_nothing_of_names_inside() {
        struct Saying(crate::report::Code, &'static str);
        impl Resolver for Saying {
            fn resolve(&self, _: &Need) -> Answer {
                Answer::Unavailable { code: Some(self.0), reason: self.1.to_owned() }
            }
        }
        let need = Need::new(NeedKind::DidDocument, "did:web:vet.example", "https://vet.example/.well-known/did.json");
        let told = |code, reason| Discreet(Saying(code, reason)).resolve(&need);
        let nowhere = told(code::net::DNS, "the lookup failed; try again, or supply the document");
        let inside = told(code::net::PRIVATE_ADDRESS, "one of its addresses is a private or reserved one");
        assert_eq!(nowhere, inside);
        assert_ne!(nowhere, told(code::net::TIMEOUT, "the host took too long"));
    }
}
