use crate::microcredential::vocabulary::Vocabulary;
use crate::microcredential::{
    Elements, FurtherInformation, LearningOutcome, QualityAssurance, Stackability, Text, Workload,
};
use std::fmt::Write;

/// The whole description in Markdown, for people: what every reader of badges shows.
pub(super) fn markdown(elements: &Elements) -> String {
    let languages = elements.language_tags();
    let words = |text: &Text| escaped(text.preferring(languages.iter().copied()));
    let shown = |values: Vec<String>| escaped(&values.join(", "));
    let mut text = String::from("## Learning outcomes\n\n");
    for LearningOutcome { text: outcome, .. } in &elements.learning_outcomes {
        let _ = writeln!(text, "- {}", words(outcome));
    }
    text.push('\n');
    let mut line = |name: &str, value: String| {
        if !value.is_empty() {
            let _ = writeln!(text, "- **{name}:** {value}");
        }
    };
    line("Awarding body", elements.awarding_bodies.iter().map(|body| words(&body.name)).collect::<Vec<_>>().join(", "));
    line("Workload", workload(&elements.workload));
    line("Level", shown(elements.levels.iter().map(ToString::to_string).collect()));
    line("Assessment", shown(elements.assessment_types.iter().map(|value| value.shown(&languages)).collect()));
    line("Supervision during assessment", shown(elements.supervision.iter().map(ToString::to_string).collect()));
    line("Participation", shown(elements.participation.iter().map(|value| value.shown(&languages)).collect()));
    let assurance = |assurance| quality(assurance, &languages);
    line("Quality assurance", elements.quality_assurance.iter().map(assurance).collect::<Vec<_>>().join("; "));
    line("Prerequisites", words(&elements.prerequisites));
    line("Grading", elements.grading_scheme.iter().map(|scheme| words(&scheme.name)).collect());
    line(
        "Stackability",
        elements.stackability.iter().map(|stackability| stackable(stackability, &languages)).collect(),
    );
    line("Learning setting", shown(elements.learning_setting.iter().map(|value| value.shown(&languages)).collect()));
    line("Field", shown(elements.fields.iter().map(ToString::to_string).collect()));
    line("Language", shown(elements.languages.iter().map(ToString::to_string).collect()));
    for FurtherInformation { url, text: information } in &elements.further_information {
        let parts = [words(information), url.as_deref().map(link).unwrap_or_default()];
        line("Further information", parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "));
    }
    text
}

fn workload(workload: &Workload) -> String {
    let ects = workload.ects.map(|ects| format!("{ects} ECTS"));
    let hours = workload.hours.map(|hours| format!("{hours} hours"));
    let others =
        workload.credits.iter().map(|credits| format!("{} {}", credits.points, escaped(credits.system.label())));
    ects.into_iter().chain(hours).chain(others).collect::<Vec<_>>().join(", ")
}

fn quality(assurance: &QualityAssurance, languages: &[&str]) -> String {
    let mut text = escaped(&assurance.kind.shown(languages));
    if let Some(agency) = &assurance.agency {
        let _ = write!(text, " by {}", escaped(agency.name.preferring(languages.iter().copied())));
    }
    if let Some(from) = assurance.valid_from {
        let _ = write!(text, " from {from}");
    }
    if let Some(until) = assurance.valid_until {
        let _ = write!(text, " until {until}");
    }
    if let Some(decision) = &assurance.decision {
        let _ = write!(text, " ({})", link(decision));
    }
    text
}

fn stackable(stackability: &Stackability, languages: &[&str]) -> String {
    match stackability {
        Stackability::Standalone => "stand-alone".to_owned(),
        Stackability::Stackable { towards } if towards.is_empty() => "stackable".to_owned(),
        Stackability::Stackable { towards } => {
            let targets = towards.iter().map(|target| match target.name.is_empty() {
                true => link(&target.id),
                false => {
                    format!("{} ({})", escaped(target.name.preferring(languages.iter().copied())), link(&target.id))
                }
            });
            format!("stackable towards {}", targets.collect::<Vec<_>>().join(", "))
        }
    }
}

/// An address; an absolute IRI has nothing in it that could end it.
fn link(iri: &str) -> String {
    format!("<{iri}>")
}

/// Words in which nothing is Markdown or HTML.
fn escaped(words: &str) -> String {
    let mut text = String::with_capacity(words.len());
    for character in words.chars() {
        match character {
            '\n' | '\r' | '\t' => text.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '!' => {
                text.extend(['\\', character])
            }
            other => text.push(other),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn words_stay_words() {
        assert_eq!(super::escaped("a *b*\n<script> [x](y) C#"), r"a \*b\* \<script\> \[x\](y) C\#");
    }
}
