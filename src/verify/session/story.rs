//! The story of one document, from what arrived to its verdict.

use super::super::checks::Checks;
use super::super::endorsements;
use super::super::members::{self, Member};
use super::super::opened::{Opened, Role};
use super::super::proof::signature::{self, Proven};
use super::super::referral::{Errand, Referral, Referred};
use super::super::status::Questions;
use super::super::verification::{Held, Verification};
use super::super::{
    Verifier, conformance, disclosure, input, issuer, presentation, refresh, related_resource, schema, status, subject,
    validity,
};
use super::in_common::InCommon;
use crate::json::Pointer;
use crate::report::{Code, Finding, Group, Report, Resource, Trust, code};
use crate::resolve::{Answer, Need};
use crate::trust::Binding;
use std::sync::Arc;

/// Where a document stands: by itself, or inside a presentation or record.
#[derive(Clone, Debug, Default)]
pub(in crate::verify) struct Place<'v> {
    /// Inside how many others.
    pub(in crate::verify) depth: usize,
    /// Who presents it, or the record that it stands in, if somebody has shown to be the one.
    pub(in crate::verify) holder: Option<Presenter>,
    /// What it is verified for.
    pub(in crate::verify) errand: Errand,
    /// What it shares with everything else in the one input.
    pub(in crate::verify) in_common: Arc<InCommon<'v>>,
}

impl Place<'_> {
    /// The place of something in what stands here, or to which that points.
    pub(in crate::verify) fn inside(&self, holder: Option<Presenter>, errand: Errand) -> Self {
        Self { depth: self.depth + 1, holder, errand, in_common: Arc::clone(&self.in_common) }
    }
}

/// Who presents something: in whose name, and with which key.
#[derive(Clone, Debug)]
pub(in crate::verify) struct Presenter {
    pub(in crate::verify) binding: Binding,
    /// The URL of the verification method.
    pub(in crate::verify) method: String,
}

impl Presenter {
    fn of(opened: &Opened, proven: &Proven) -> Option<Self> {
        let method = proven.candidate(opened).method().ok()?.url().to_owned();
        Some(Self { binding: proven.binding.as_ref().ok()?.clone(), method })
    }
}

/// The story of one document: its proofs first, then what they prove, then what stands inside and what it points to.
#[derive(Debug)]
pub(in crate::verify) struct Story<'v> {
    pub(super) verifier: &'v Verifier,
    place: Place<'v>,
    report: Report,
    pub(super) opened: Option<Opened>,
    /// Whether nothing is judged yet, although it could be.
    pub(super) is_held_back: bool,
    /// What came of the proofs; nothing while a key is still awaited.
    judged: Option<Judged<'v>>,
    members: Vec<Member<'v>>,
    endorsements: Vec<Member<'v>>,
    /// What it points to.
    referrals: Vec<Referral<'v>>,
}

#[derive(Debug)]
struct Judged<'v> {
    proven: Option<Proven>,
    trust: Trust,
    status: Questions,
    /// What else it points to, until that is asked for.
    referrals: Vec<Referral<'v>>,
}

impl Judged<'_> {
    fn unproven() -> Self {
        Self { proven: None, trust: Trust::None, status: Questions::default(), referrals: Vec::new() }
    }
}

impl<'v> Story<'v> {
    pub(in crate::verify) fn open(verifier: &'v Verifier, input: &[u8], place: Place<'v>) -> Self {
        let now = verifier.environment.now();
        // Whether a list is current is a question of now, whatever moment the credential is judged for.
        let as_of = verifier.as_of.filter(|_| place.errand != Errand::StatusList).unwrap_or(now);
        let mut report = Report::new(verifier.policy.reference().clone(), now, as_of);
        let mut checks = Checks { report: &mut report, limit: verifier.limits.findings };
        let mut opened = input::open(verifier, input, &mut checks);
        // What is presented once may be a recording: only the outermost answers a verifier.
        let may_present = place.depth == 0 && place.errand == Errand::Itself;
        if opened.take_if(|opened| opened.role == Role::Presentation && !may_present).is_some() {
            let detail =
                "a credential belongs here, and not a presentation; have its credentials presented by their holder";
            checks.found("format.type", Finding::new(code::format::TYPE, Pointer::root().member("type"), detail));
        }
        Self {
            verifier,
            place,
            report,
            opened,
            is_held_back: false,
            judged: None,
            members: Vec::new(),
            endorsements: Vec::new(),
            referrals: Vec::new(),
        }
    }

    /// Whether it does not even say to be a credential or a presentation.
    pub(super) fn is_no_credential(&self) -> bool {
        self.opened.is_none() || self.report.has(code::format::TYPE)
    }

    /// What is missing now, here and inside.
    pub(in crate::verify) fn needs(&self, open: &mut Vec<Need>) {
        if self.judged.is_none() {
            let candidates = self.opened.iter().flat_map(|opened| &opened.candidates);
            open.extend(candidates.filter_map(|candidate| candidate.need()).cloned());
        }
        // What decides comes first, since only so much is asked for.
        self.referrals.iter().for_each(|referral| referral.needs(open));
        self.members.iter().chain(&self.endorsements).for_each(|member| member.story.needs(open));
    }

    /// Takes an answer wherever it is awaited.
    pub(in crate::verify) fn supply(&mut self, need: &Need, answer: &Answer) {
        let opened = self.opened.as_mut().filter(|_| self.judged.is_none());
        let mut awaited = false;
        for candidate in opened.into_iter().flat_map(|opened| &mut opened.candidates) {
            if candidate.need().is_some_and(|known| known.id == need.id) {
                awaited = true;
                candidate.supply(&need.id, answer);
            }
        }
        for referral in &mut self.referrals {
            awaited |= referral.supply(self.verifier, &self.place, need, answer);
        }
        if let (true, Answer::Found(found)) = (awaited, answer) {
            let resource =
                Resource::new(need.kind.as_str(), &*found.final_url, found.sha256(), found.provenance.as_str());
            self.report.resources.push(resource.fetched(found.fetched_at));
        }
        self.inside().for_each(|member| member.story.supply(need, answer));
    }

    /// Judges the proofs once all keys are at hand, and then opens what stands inside and asks for what it points to.
    pub(in crate::verify) fn advance(&mut self) {
        let waiting =
            self.opened.iter().flat_map(|opened| &opened.candidates).any(|candidate| candidate.need().is_some());
        if self.judged.is_none() && !waiting && !self.is_held_back {
            let mut judged = self.judge();
            let opens = judged.proven.is_some() && self.place.errand != Errand::StatusList;
            if let Some(opened) = self.opened.as_ref().filter(|_| opens) {
                let mut checks = Checks { report: &mut self.report, limit: self.verifier.limits.findings };
                let holder = match opened.role {
                    Role::Presentation => judged.proven.as_ref().and_then(|proven| Presenter::of(opened, proven)),
                    // What stands in a record is presented with it.
                    Role::Credential => self.place.holder.clone(),
                };
                let place = self.place.inside(holder, Errand::Itself);
                self.members = members::open(self.verifier, opened, &place, &mut checks);
                // What is kept beside was handed in with this, and with nothing in it.
                let is_handed_in = self.place.depth == 0 && self.place.errand == Errand::Itself;
                let beside = if is_handed_in { self.verifier.endorsements.as_slice() } else { &[] };
                let others = self.members.len();
                self.endorsements = endorsements::open(self.verifier, opened, &place, others, beside, &mut checks);
            }
            self.referrals = judged.status.referrals();
            self.referrals.append(&mut judged.referrals);
            self.judged = Some(judged);
        }
        self.inside().for_each(|member| member.story.advance());
        self.referrals.iter_mut().for_each(Referral::advance);
    }

    fn inside(&mut self) -> impl Iterator<Item = &mut Member<'v>> {
        self.members.iter_mut().chain(&mut self.endorsements)
    }

    /// The proofs, and then everything that is asked of content that somebody has signed.
    fn judge(&mut self) -> Judged<'v> {
        let verifier = self.verifier;
        let Some(opened) = &self.opened else { return Judged::unproven() };
        let mut checks = Checks { report: &mut self.report, limit: verifier.limits.findings };
        let Some(proven) = signature::check(verifier, opened, &self.place.in_common.budget, &mut checks) else {
            not_run(opened.role, &mut checks);
            return Judged::unproven();
        };
        let by_choice = disclosure::findings(opened, &proven);
        let (mut status, mut referrals) = (Questions::default(), Vec::new());
        let trust = match opened.role {
            Role::Credential => {
                let trust = issuer::check(verifier, opened, &proven, &mut checks);
                validity::check(verifier, opened.root(), &mut checks);
                let is_issuers = opened.plain && disclosure::leaves_no_choice(by_choice.as_ref());
                status = status::ask(verifier, opened, &self.place, is_issuers, &proven, &mut checks);
                // Nothing is asked for on behalf of a stranger, or at an address that may not be what was signed.
                let may_ask = is_issuers && proven.binding.is_ok();
                if may_ask {
                    referrals = schema::ask(verifier, opened, &proven);
                }
                referrals.extend(refresh::ask(verifier, opened, &self.place, may_ask, &mut checks));
                // A list is nobody's in particular, and an endorsement nobody's who could show it.
                if matches!(self.place.errand, Errand::Itself | Errand::Refresh) {
                    subject::check(verifier, opened, &proven, self.place.holder.as_ref(), &mut checks);
                }
                trust
            }
            Role::Presentation => presentation::holder(opened, &proven, &mut checks),
        };
        if let Errand::Endorsement(endorsed) = &self.place.errand {
            endorsements::subject(opened, endorsed, &mut checks);
        }
        disclosure::check(by_choice, &mut checks);
        validity::check_token(verifier, opened, &mut checks);
        // What stands inside was not made for this verifier; what it stands in was.
        if self.place.depth == 0 {
            presentation::answer(verifier, opened, &proven, &mut checks);
        } else {
            presentation::recorded(verifier, opened, &proven, &mut checks);
        }
        Judged { proven: Some(proven), trust, status, referrals }
    }

    /// Ends the story: the reports on what stands inside, then the verdict.
    pub(in crate::verify) fn conclude(mut self) -> Verification {
        let verifier = self.verifier;
        let judged = self.judged.take().unwrap_or_else(Judged::unproven);
        let mut trust = judged.trust;
        let (mut inside, mut endorsements) = (Vec::new(), Vec::new());
        let mut proven = Held::No;
        let mut referred: Vec<Referred> =
            self.referrals.into_iter().map(|referral| referral.conclude(verifier)).collect();
        let mut status_checked_at = None;
        if let Some(opened) = &mut self.opened {
            let mut checks = Checks { report: &mut self.report, limit: verifier.limits.findings };
            let credential = (opened.root(), trust);
            let in_common = &self.place.in_common;
            status_checked_at = status::answer(verifier, credential, &judged.status, &referred, in_common, &mut checks);
            let proven_credential = judged.proven.as_ref().filter(|_| opened.role == Role::Credential);
            if let Some(proven) = proven_credential {
                schema::check(verifier, opened, proven, &referred, &mut checks);
                related_resource::check(verifier, opened, proven, &mut checks);
            }
            conformance::check(opened, judged.proven.as_ref(), &mut checks);
            inside = self.members.into_iter().map(|member| (member.pointer, member.story.conclude())).collect();
            let publisher = judged.proven.as_ref().and_then(|proven| proven.binding.as_ref().ok());
            let holder = self.place.holder.as_ref();
            let is_theirs = subject::is_presenters(checks.report);
            let shown = holder.map(|holder| members::Shown { holder: &holder.binding, publisher, trust, is_theirs });
            members::check(opened, judged.proven.as_ref(), shown.as_ref(), &inside, &mut checks);
            if opened.role == Role::Presentation && judged.proven.is_some() {
                subject::recipient_of_members(verifier, &inside, &mut checks);
            }
            endorsements = self.endorsements.into_iter().map(|it| (it.pointer, it.story.conclude())).collect();
            endorsements::check(&endorsements, &mut checks);
            if let Some(held) = &judged.proven {
                members::keep_apart(opened, trust, &inside, &mut checks);
                let fits_one_text = held.candidate(opened).fits_one_text();
                proven = if fits_one_text { Held::ForThisTextAlone } else { Held::Yes };
            }
            if !opened.plain {
                trust = trust.min(Trust::Integrity);
            }
            if opened.role == Role::Presentation {
                trust = presentation::trust(trust, &inside);
            }
            let copy = judged.proven.as_ref().and_then(|proven| {
                let mut checks = Checks { report: &mut self.report, limit: verifier.limits.findings };
                refresh::take(verifier, opened, proven, &mut referred, &mut checks)
            });
            if let Some(copy) = copy {
                return copy;
            }
        }
        let inside_reports = inside.iter().chain(&endorsements);
        self.report.children.extend(inside_reports.map(|(pointer, inside)| (pointer.clone(), inside.report().clone())));
        self.report.judge(trust, |code: Code| verifier.policy.effect(code));
        Verification::new(verifier, self.report, self.opened, proven, inside, status_checked_at)
            .with_endorsements(endorsements)
            .proven_by(judged.proven, &verifier.anchors)
    }
}

/// What is not asked while nobody is known to have signed.
fn not_run(role: Role, checks: &mut Checks<'_>) {
    let left: &[(&str, Group)] = match role {
        Role::Credential => &[
            ("issuer.key_bound", Group::Issuer),
            ("validity.from", Group::Validity),
            ("validity.until", Group::Validity),
            ("status", Group::Status),
            ("subject.recipient", Group::Subject),
        ],
        Role::Presentation => &[
            ("subject.holder_binding", Group::Subject),
            ("subject.challenge", Group::Subject),
            ("members", Group::Members),
        ],
    };
    for (id, group) in left {
        checks.not_run(id, *group, "proof.signature");
    }
}
