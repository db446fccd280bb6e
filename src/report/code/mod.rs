//! The codes: stable, dotted, additive. One file a group of them.

pub(super) mod definition;

use definition::Definition;
pub(crate) use definition::{Code, Group};

use super::Effect;

impl Code {
    /// Every code there is.
    pub fn all() -> impl Iterator<Item = Self> {
        [
            input::ALL,
            container::ALL,
            format::ALL,
            context::ALL,
            proof::ALL,
            issuer::ALL,
            net::ALL,
            validity::ALL,
            status::ALL,
            subject::ALL,
            member::ALL,
            endorsement::ALL,
            refresh::ALL,
            resource::ALL,
            schema::ALL,
            jose::ALL,
            sd_jwt::ALL,
            model::ALL,
            ob2::ALL,
            presentation::ALL,
            ec::ALL,
            elm::ALL,
            profile::ALL,
            stack::ALL,
            roster::ALL,
            request::ALL,
            abi::ALL,
        ]
        .into_iter()
        .flatten()
        .copied()
    }
}

/// Declares the codes of one group: `NAME "dotted.name" Group Effect "Sentence." "https://spec";`
///
/// Behind `=>`, the check of a proof that a code decides; for all codes of a group, in brackets at its head. By default it is the signature.
macro_rules! codes {
    (@check $all:literal) => { $all };
    (@check $all:literal $own:literal) => { $own };
    ($($name:ident $id:literal $group:ident $effect:ident $sentence:literal $spec:literal $(=> $check:literal)?;)*) => {
        codes! {
            [check "proof.signature"]
            $($name $id $group $effect $sentence $spec $(=> $check)?;)*
        }
    };
    ([check $all:literal] $($name:ident $id:literal $group:ident $effect:ident $sentence:literal $spec:literal $(=> $check:literal)?;)*) => {
        $(
            #[doc = concat!("`", $id, "`: ", $sentence)]
            pub const $name: super::Code = super::Code(&super::Definition {
                id: $id,
                group: super::Group::$group,
                effect: super::Effect::$effect,
                sentence: $sentence,
                spec: $spec,
                check: codes!(@check $all $($check)?),
            });
        )*
        pub(super) const ALL: &[super::Code] = &[$($name),*];
    };
}

pub mod abi;
pub mod container;
pub mod context;
pub mod ec;
pub mod elm;
pub mod endorsement;
pub mod format;
pub mod input;
pub mod issuer;
pub mod jose;
pub mod member;
pub mod model;
pub mod net;
pub mod ob2;
pub mod presentation;
#[cfg(feature = "server")]
mod problem_type;
pub mod profile;
pub mod proof;
pub mod refresh;
pub mod request;
pub mod resource;
pub mod roster;
pub mod schema;
pub mod sd_jwt;
pub mod stack;
pub mod status;
pub mod subject;
pub mod validity;

#[cfg(test)]
mod tests {
    use super::{Code, proof};
    use std::collections::BTreeSet;

    #[test]
    fn no_two_codes_have_one_name() {
        let mut names = BTreeSet::new();
        for code in Code::all() {
            assert!(names.insert(code.as_str()), "{} stands there twice", code.as_str());
        }
    }

    /// What a reader of reports expects from the names of codes, they belong to.
    #[test]
    fn the_codes_of_a_proof_belong_to_the_checks_that_they_are_named_after() {
        for (beginning, check) in
            [("proof.key.", "proof.key"), ("did.", "proof.vm_resolve"), ("issuer.", "issuer.key_bound")]
        {
            let mut named = Code::all().filter(|code| code.as_str().starts_with(beginning)).peekable();
            assert!(named.peek().is_some(), "{beginning}");
            for code in named {
                assert_eq!(code.check_of_a_proof(), check, "{code}");
            }
        }
        for (code, check) in [
            (proof::UNSUPPORTED, "proof.suite"),
            (proof::VM_NOT_FOUND, "proof.vm_resolve"),
            (proof::VM_CONTROLLER, "proof.vm_controller"),
            (proof::PURPOSE_NOT_AUTHORIZED, "proof.vm_purpose"),
            (proof::SIGNATURE_INVALID, "proof.signature"),
        ] {
            assert_eq!(code.check_of_a_proof(), check, "{code}");
        }
    }
}
