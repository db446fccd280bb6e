use super::vocabulary::vocabulary;

vocabulary! {
    /// Annex I, "Form of participation in the learning activity".
    ///
    /// The [modes of EU Vocabularies](http://data.europa.eu/snb/learning-assessment/25831c2), and the two learning
    /// activities that the Commission's list names beside them.
    Participation in "http://data.europa.eu/snb/learning-assessment/" {
        Blended "blended" "http://data.europa.eu/snb/learning-assessment/e92d221e4d"
        Hybrid "hybrid" "http://data.europa.eu/snb/learning-assessment/c_3a90b26d"
        Online "online" "http://data.europa.eu/snb/learning-assessment/920fbb3cbe"
        /// "Presential" in EU Vocabularies:
        Onsite "onsite" "http://data.europa.eu/snb/learning-assessment/9191af2ed9"
        ProjectBased "project based" "http://data.europa.eu/snb/learning-assessment/7813801c77"
        ResearchLabBased "research-lab based" "http://data.europa.eu/snb/learning-assessment/ed4c557045"
        WorkBased "work based" "http://data.europa.eu/snb/learning-assessment/729f3bed4b"
        /// A learning activity of EU Vocabularies:
        Volunteering "volunteering" "http://data.europa.eu/snb/learning-activity/59eaf34fab"
        /// "Job experience" among the learning activities of EU Vocabularies:
        WorkExperience "work experience" "http://data.europa.eu/snb/learning-activity/4357e0e681"
    }
}

vocabulary! {
    /// The setting of the learning.
    LearningSetting in "http://data.europa.eu/snb/learning-setting/" {
        Formal "formal" "http://data.europa.eu/snb/learning-setting/6fd4685715"
        NonFormal "non-formal" "http://data.europa.eu/snb/learning-setting/e207a81fc7"
        /// No concept of EU Vocabularies:
        Informal "informal" "https://w3id.org/microcred#informalLearning"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::microcredential::vocabulary::assert_is_the_table;

    #[test]
    fn they_are_the_tables() {
        assert_is_the_table::<Participation>(include_str!("../../vocab/eu/modes.tsv"));
        assert_is_the_table::<LearningSetting>(include_str!("../../vocab/eu/learning-settings.tsv"));
        let activities = include_str!("../../vocab/eu/learning-activities.tsv");
        for activity in [Participation::Volunteering, Participation::WorkExperience] {
            assert!(activities.contains(activity.uri().unwrap()), "{activity}");
        }
    }
}
