//! Which issuers a pathway wants, and so who may say whose credentials are.

use super::context::Context;
use super::part::Part;
use super::selector::{Selector, Truth};
use super::{Group, Members, Rule, Select};
use crate::report::Trust;

/// What a pathway asks for, as far as issuers matter: where groups take something, and what requirements want more of.
pub(super) struct Wanted<'a> {
    context: &'a Context<'a>,
    asked: Vec<Asked<'a>>,
}

/// What one of these selectors means; or, where there may be only so much of that, what they do not mean.
struct Asked<'a> {
    selectors: &'a [Selector],
    negated: bool,
}

impl<'a> Wanted<'a> {
    pub(super) fn of(context: &'a Context<'a>) -> Self {
        let pathway = context.pathway;
        let mut asked = Vec::new();
        pathway.groups.iter().for_each(|group| in_group(group, &mut asked));
        for requirement in &pathway.requirements {
            let (of, least, most) = match &requirement.rule {
                Rule::Credits(of, bounds) => (of, bounds.at_least.is_some(), bounds.at_most.is_some()),
                Rule::Share(of, share) => (of, share.at_least.is_some(), share.at_most.is_some()),
                Rule::Count(of, bounds) => (of, bounds.at_least.is_some(), bounds.at_most.is_some()),
                Rule::Capstone { of, .. } | Rule::Prerequisite { before: of, .. } => (of, true, false),
                _ => continue,
            };
            let wanted = [(least, false), (most, true)].into_iter().filter(|(is_said, _)| *is_said);
            asked.extend(wanted.map(|(_, negated)| Asked { selectors: std::slice::from_ref(of), negated }));
        }
        Self { context, asked }
    }

    /// Whether the pathway asks somewhere for what not just anybody can give, and the issuer of this can; or takes this somewhere for
    /// its issuer alone.
    pub(super) fn is_chosen(&self, part: &Part) -> bool {
        let is_asked = |asked: &Asked<'_>| !asked.admits(None) && asked.admits(Some(part));
        self.asked.iter().any(|asked| is_asked(asked) || asked.takes_for_its_issuer(part, self.context))
    }

    /// Whether one credential may say whose another is: its issuer is known no less, and is an anchor, or one that the pathway asks
    /// for, or, where that holds of neither, one that it takes wherever it takes the other's. Anybody can issue a credential that
    /// states an id of their own beside somebody else's identifiers.
    pub(super) fn may_speak_for(&self, one: &Part, other: &Part) -> bool {
        let takes = |asked: &Asked<'_>, part| asked.takes(part, self.context);
        let is_as_good = |asked: &Asked<'_>| !asked.names_issuers() || takes(asked, one) >= takes(asked, other);
        let reaches = || {
            let mut asked = self.asked.iter();
            asked.all(|asked| !asked.admits(Some(other)) || asked.admits(Some(one)) && is_as_good(asked))
        };
        one.trust >= other.trust
            && (one.trust == Trust::Trusted || self.is_chosen(one) || (!self.is_chosen(other) && reaches()))
    }

    /// Of some credentials those that say whose all of them are, where the pathway asks for issuers: the best known of theirs.
    pub(super) fn leading(&self, parts: &[Part], some: &[usize]) -> Vec<usize> {
        let chosen: Vec<usize> = some.iter().copied().filter(|part| self.is_chosen(&parts[*part])).collect();
        best_known(parts, chosen)
    }
}

/// Of some credentials those whose issuers are known best.
pub(super) fn best_known(parts: &[Part], some: Vec<usize>) -> Vec<usize> {
    let best = some.iter().map(|part| parts[*part].trust).max();
    some.into_iter().filter(|part| Some(parts[*part].trust) == best).collect()
}

impl Asked<'_> {
    /// Whether it may mean something of the issuer of a credential; of one whom nobody knows, where none is given.
    fn admits(&self, of: Option<&Part>) -> bool {
        let means = self.selectors.iter().map(|selector| selector.admits(of)).max().unwrap_or(Truth::No);
        if self.negated { means != Truth::Yes } else { means != Truth::No }
    }

    /// Whether it means a credential as it is, or, where there may be only so much of that, whether it does not.
    fn takes(&self, part: &Part, context: &Context<'_>) -> Truth {
        let means = self.selectors.iter().map(|selector| selector.selects(part, context)).max().unwrap_or(Truth::No);
        if self.negated { means.not() } else { means }
    }

    /// Whether it means a credential that it would not surely mean of an issuer whom nobody knows.
    fn takes_for_its_issuer(&self, part: &Part, context: &Context<'_>) -> bool {
        let of_nobody = |selector: &Selector| selector.selects_of_nobody(part, context);
        !self.negated
            && self.takes(part, context) == Truth::Yes
            && self.selectors.iter().all(|selector| of_nobody(selector) != Truth::Yes)
    }

    fn names_issuers(&self) -> bool {
        self.selectors.iter().any(Selector::names_issuers)
    }
}

fn in_group<'a>(group: &'a Group, asked: &mut Vec<Asked<'a>>) {
    match &group.members {
        Members::Groups(groups) => groups.iter().for_each(|inner| in_group(inner, asked)),
        Members::Credentials(selectors) if group.select == Select::All => {
            asked.extend(selectors.chunks(1).map(|selectors| Asked { selectors, negated: false }));
        }
        Members::Credentials(selectors) => asked.push(Asked { selectors, negated: false }),
    }
}
