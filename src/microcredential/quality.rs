use super::Text;
use super::vocabulary::vocabulary;
use chrono::NaiveDate;

vocabulary! {
    /// Annex I, "Type of quality assurance used to underpin the micro-credential".
    ///
    /// The [accreditation types of EU Vocabularies](http://data.europa.eu/snb/accreditation/25831c2).
    QualityAssuranceType in "http://data.europa.eu/snb/accreditation/" {
        InstitutionalLicense "institutional license" "http://data.europa.eu/snb/accreditation/003293d2ce"
        InstitutionalQualityAssurance "institutional quality assurance" "http://data.europa.eu/snb/accreditation/bb4618238e"
        ProgramLicense "program license" "http://data.europa.eu/snb/accreditation/e57dddfcf3"
        ProgramQualityAssurance "program quality assurance" "http://data.europa.eu/snb/accreditation/820101cba6"
    }
}

/// What underpins the quality of a micro-credential: its type, and who decided what, for how long.
///
/// ```
/// use microcred::microcredential::QualityAssurance;
/// let accredited = QualityAssurance::programme("https://qa.example/decision/7").by("https://qa.example/", "Example QA");
/// assert_eq!(accredited.kind.name(), Some("program quality assurance"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct QualityAssurance {
    /// The type.
    pub kind: QualityAssuranceType,
    /// The agency that decided.
    pub agency: Option<Agency>,
    /// Where the decision can be read (absolute IRI).
    pub decision: Option<String>,
    /// The first day on which it holds.
    pub valid_from: Option<NaiveDate>,
    /// The last day on which it holds.
    pub valid_until: Option<NaiveDate>,
}

/// A quality-assurance agency.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct Agency {
    /// Its id (absolute IRI), such as its address on the web or a DID.
    pub id: Option<String>,
    /// Its name.
    pub name: Text,
}

impl QualityAssurance {
    /// Quality assurance of a type, with nothing more said.
    pub fn new(kind: QualityAssuranceType) -> Self {
        Self { kind, agency: None, decision: None, valid_from: None, valid_until: None }
    }

    /// Quality assurance of the programme, by a decision (absolute IRI).
    pub fn programme(decision: impl Into<String>) -> Self {
        Self { decision: Some(decision.into()), ..Self::new(QualityAssuranceType::ProgramQualityAssurance) }
    }

    /// Quality assurance of the whole institution, by a decision (absolute IRI).
    pub fn institution(decision: impl Into<String>) -> Self {
        Self { decision: Some(decision.into()), ..Self::new(QualityAssuranceType::InstitutionalQualityAssurance) }
    }

    /// The same, with the agency that decided: its id (absolute IRI) and its name.
    #[must_use]
    pub fn by(self, id: impl Into<String>, name: impl Into<Text>) -> Self {
        Self { agency: Some(Agency { id: Some(id.into()), name: name.into() }), ..self }
    }

    /// The same, with the first and the last day on which it holds.
    #[must_use]
    pub fn valid(self, from: Option<NaiveDate>, until: Option<NaiveDate>) -> Self {
        Self { valid_from: from, valid_until: until, ..self }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn it_is_the_table() {
        let table = include_str!("../../vocab/eu/accreditation-types.tsv");
        crate::microcredential::vocabulary::assert_is_the_table::<super::QualityAssuranceType>(table);
    }
}
