//! Badges of Open Badges 2.0: signed ones by a key that their issuer lists, hosted ones by the copy at their issuer.
//!
//! What may be lacking is asked for one thing at a time, and the story is told anew with each answer: it is short, and so
//! it reads from top to bottom (`telling.rs`).

mod documents;
mod hosted;
mod signed;
mod telling;

use super::Verifier;
use super::checks::Checks;
use super::verification::{Held, Verification};
use crate::bake::Notice;
use crate::codec::digest;
use crate::json::{Object, Pointer};
use crate::openbadges2::{Content, OpenBadge, Presented};
use crate::report::{Finding, Findings, Group, Report, Resource, Trust};
use crate::resolve::{Answer, Need};
use chrono::{DateTime, Utc};
use telling::Telling;

/// One badge on its way from what was handed over to a verdict.
#[derive(Debug)]
pub(super) struct Story<'v> {
    verifier: &'v Verifier,
    presented: Presented,
    /// What is known before anything is asked.
    report: Report,
    /// Everything that was asked for and came.
    answers: Vec<(Need, Answer)>,
    /// What is asked for now.
    need: Option<Need>,
    told: Option<Told>,
}

/// How a story ended.
#[derive(Debug)]
pub(super) struct Told {
    report: Report,
    trust: Trust,
    /// The badge as its issuer has it, if it could be read that far, and the same as it is written.
    badge: Option<(OpenBadge, Object)>,
    status_checked_at: Option<DateTime<Utc>>,
}

impl<'v> Story<'v> {
    /// Opens what is an Open Badge 2.0; nothing if it is none.
    pub(super) fn open(verifier: &'v Verifier, input: &[u8]) -> Option<Self> {
        let limits = &verifier.limits;
        if input.len() > limits.bytes {
            return None;
        }
        let presented = Presented::read(input, limits)?;
        let now = verifier.environment.now();
        let mut report = Report::new(verifier.policy.reference().clone(), now, verifier.as_of.unwrap_or(now));
        report.input.bytes = input.len();
        report.input.sha256 = digest::sha256_hex(input).into();
        let mut checks = Checks { report: &mut report, limit: limits.findings };
        let presented = match presented {
            Ok(presented) => presented,
            Err(finding) => {
                checks.found("format.version", finding);
                let told = Told::nothing(report.clone());
                let presented = Presented::nothing();
                return Some(Self { verifier, presented, report, answers: Vec::new(), need: None, told: Some(told) });
            }
        };
        if let Some(layer) = presented.layer {
            checks.report.input.container.push(layer.to_owned());
            // The name is the one that this version has.
            let notices = presented.notices.iter().filter(|notice| **notice != Notice::LegacyName);
            let notices: Findings = notices.map(|notice| Finding::new(notice.into(), Pointer::root(), "")).collect();
            checks.result("container.extract", Group::Input, notices);
        }
        if let Content::Token(_) = presented.content {
            checks.report.input.container.push("jws".to_owned());
        }
        let mut story = Self { verifier, presented, report, answers: Vec::new(), need: None, told: None };
        story.advance();
        Some(story)
    }

    pub(super) fn verifier(&self) -> &'v Verifier {
        self.verifier
    }

    pub(super) fn needs(&self, open: &mut Vec<Need>) {
        open.extend(self.need.clone());
    }

    pub(super) fn supply(&mut self, need: &Need, answer: &Answer) {
        if self.need.as_ref().is_some_and(|own| own.id == need.id) {
            self.need = None;
            if let Answer::Found(found) = answer {
                let resource =
                    Resource::new(need.kind.as_str(), &*found.final_url, found.sha256(), found.provenance.as_str());
                self.report.resources.push(resource.fetched(found.fetched_at));
            }
            self.answers.push((need.clone(), answer.clone()));
        }
    }

    /// Tells the story as far as it goes without asking.
    pub(super) fn advance(&mut self) {
        if self.need.is_none() && self.told.is_none() {
            match Telling::new(self.verifier, &self.presented, &self.answers, self.report.clone()).tell() {
                Ok(told) => self.told = Some(told),
                Err(need) => self.need = Some(need),
            }
        }
    }

    pub(super) fn conclude(mut self) -> Verification {
        self.advance();
        let verifier = self.verifier;
        let mut told = self.told.unwrap_or_else(|| Told::nothing(self.report));
        told.report.judge(told.trust, |code| verifier.policy.effect(code));
        let held = if told.trust > Trust::None { Held::Yes } else { Held::No };
        Verification::new(verifier, told.report, None, held, Vec::new(), told.status_checked_at)
            .with_open_badge_2(told.badge, &verifier.anchors)
    }
}

impl Told {
    fn nothing(report: Report) -> Self {
        Self { report, trust: Trust::None, badge: None, status_checked_at: None }
    }
}
