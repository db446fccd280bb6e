//! Reports as JSON.

use super::{Check, Code, Fact, Finding, Findings, Report, Resource, VERSION};
use crate::json::{Members, Object, Value};
use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Serialize, Serializer};

impl Report {
    /// The JSON form, described by `vocab/schemas/report.schema.json`.
    pub fn to_json(&self) -> Value {
        let mut report = Object::new();
        self.describe(&mut report);
        report.into()
    }

    /// About how many bytes the text of the JSON form takes.
    pub(crate) fn length(&self) -> usize {
        let children: usize = self.children.iter().map(|(_, child)| child.length()).sum();
        1024 + 256 * (self.checks.len() + self.resources.len()) + children
    }

    pub(crate) fn describe(&self, report: &mut impl Members) {
        self.describe_itself(report);
        report.objects("children", &self.children, |own, (pointer, child)| {
            own.text("pointer", pointer.as_str());
            own.object("report", |report| child.describe(report));
        });
        self.describe_grounds(report);
    }

    /// All but what stands inside, and what the answer rests on.
    pub(crate) fn describe_itself(&self, report: &mut impl Members) {
        let summary = self.summary();
        report.text("type", "VerificationReport");
        report.text("version", VERSION);
        report.text("outcome", self.outcome.as_str());
        report.text("trust", self.trust.as_str());
        if let Some(primary) = &self.primary {
            report.object("primary", |own| {
                own.text("code", primary.code.as_str());
                own.text("pointer", primary.pointer.as_str());
            });
        }
        report.object("engine", |engine| {
            engine.text("name", "microcred");
            engine.text("version", env!("CARGO_PKG_VERSION"));
        });
        report.object("policy", |policy| {
            policy.text("id", &self.policy.id);
            policy.text("sha256", &self.policy.sha256);
        });
        report.text("verifiedAt", &instant(self.verified_at));
        report.text("asOf", &instant(self.as_of));
        report.object("input", |input| {
            input.texts("container", &self.input.container);
            input.text("format", &self.input.format);
            input.text("sha256", self.input.sha256.as_str());
            input.count("bytes", self.input.bytes);
        });
        report.object("summary", |counts| {
            counts.count("pass", summary.pass);
            counts.count("warn", summary.warn);
            counts.count("fail", summary.fail);
            counts.count("indeterminate", summary.indeterminate);
            counts.count("not_run", summary.not_run);
            counts.count("not_applicable", summary.not_applicable);
        });
        report.objects("checks", &self.checks, |own, check| check.describe(own));
        if self.truncated > 0 {
            report.count("truncated", self.truncated);
        }
    }

    /// What the answer rests on.
    pub(crate) fn describe_grounds(&self, report: &mut impl Members) {
        report.objects("resources", &self.resources, |own, resource| resource.describe(own));
        if let Some(diagnostics) = &self.diagnostics {
            report.value("diagnostics", diagnostics);
        }
    }
}

impl Check {
    /// The JSON form.
    pub fn to_json(&self) -> Value {
        let mut check = Object::new();
        self.describe(&mut check);
        check.into()
    }

    fn describe(&self, check: &mut impl Members) {
        check.text("id", self.id);
        check.text("group", self.group.as_str());
        check.text("status", self.status.as_str());
        check.text("severity", self.severity().as_str());
        let code = self.code();
        check.some_text("code", code.map(Code::as_str));
        check.text("pointer", self.pointer.as_str());
        check.some_text("message", code.map(Code::sentence));
        check.some_text("detail", (!self.detail.is_empty()).then_some(&self.detail));
        if !self.params.is_empty() {
            check.object("params", |params| self.params.iter().for_each(|(name, value)| params.value(name, value)));
        }
        check.some_text("spec", code.and_then(Code::spec));
        if let Fact::NotRun(on) = self.fact {
            check.texts("dependsOn", [on]);
        }
    }
}

impl Resource {
    fn describe(&self, resource: &mut impl Members) {
        resource.text("kind", self.kind);
        resource.text("url", &self.url);
        resource.text("sha256", &self.sha256);
        resource.text("provenance", self.provenance);
        if let Some(fetched_at) = self.fetched_at {
            resource.text("fetchedAt", &instant(fetched_at));
        }
    }
}

fn instant(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}

impl Serialize for Findings {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}
