use super::vocabulary::vocabulary;

vocabulary! {
    /// Annex I, "Type of assessment": how it was found out that the learning outcomes were achieved.
    ///
    /// The [assessment types of EU Vocabularies](http://data.europa.eu/snb/assessment/25831c2), and those that the
    /// Commission's own lists name beside them.
    AssessmentType in "http://data.europa.eu/snb/assessment/" {
        ArtefactAssessment "artefact assessment" "http://data.europa.eu/snb/assessment/de4d165a6c"
        ContinuousEvaluation "continuous evaluation" "http://data.europa.eu/snb/assessment/3484bd7e51"
        GroupPerformance "group performance" "http://data.europa.eu/snb/assessment/56539a6507"
        GuidedSelfAssessment "guided self-assessment" "http://data.europa.eu/snb/assessment/c_4f874951"
        LevelOfAttendance "level of attendance" "http://data.europa.eu/snb/assessment/7331eb4762"
        MarkedAssignment "marked assignment" "http://data.europa.eu/snb/assessment/2939dae15f"
        OralExamination "oral examination" "http://data.europa.eu/snb/assessment/d30284d7df"
        PeerAssessment "peer assessment" "http://data.europa.eu/snb/assessment/19a2e5e671"
        PeerReview "peer review" "http://data.europa.eu/snb/assessment/812e3b0ae1"
        Portfolio "portfolio" "http://data.europa.eu/snb/assessment/4f03b91c0e"
        PracticalAssessment "practical assessment" "http://data.europa.eu/snb/assessment/6a4db9f11d"
        Presentation "presentation" "http://data.europa.eu/snb/assessment/c_04b30a72"
        ProblemBasedLearning "problem based learning" "http://data.europa.eu/snb/assessment/c4256a2726"
        ProjectWork "project work" "http://data.europa.eu/snb/assessment/795dac4096"
        Quiz "quiz" "http://data.europa.eu/snb/assessment/b1b68f6735"
        SelfAssessment "self-assessment" "http://data.europa.eu/snb/assessment/c_2b3bd410"
        WrittenExamination "written examination" "http://data.europa.eu/snb/assessment/6e6cb2cc78"
        /// Named by the Commission's list of 2020; no concept of EU Vocabularies:
        ApplicationOfASkill "application of a skill" "https://w3id.org/microcred#applicationOfASkill"
        /// Named by the Commission's list of 2020; no concept of EU Vocabularies:
        RecognitionOfPriorLearning "recognition of prior learning" "https://w3id.org/microcred#recognitionOfPriorLearning"
        /// Named by the Commission's list of 2020; no concept of EU Vocabularies:
        Testing "testing" "https://w3id.org/microcred#testing"
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn it_is_the_table() {
        let table = include_str!("../../vocab/eu/assessment-types.tsv");
        crate::microcredential::vocabulary::assert_is_the_table::<super::AssessmentType>(table);
    }
}
