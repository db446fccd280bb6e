use super::Text;
use crate::framework::Table;
use std::sync::LazyLock;

static COUNTRIES: LazyLock<Table> = LazyLock::new(|| Table::parse(include_str!("../../vocab/eu/countries.tsv")));

/// Annex I, "Awarding body": who stands behind the micro-credential; not always who issues it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct AwardingBody {
    /// Its id (absolute IRI): its address on the web or a DID.
    pub id: String,
    /// Its legal name.
    pub name: Text,
    /// Where it is.
    pub location: Option<Location>,
}

/// Annex I, "Country/Region": a country, and a part of it where that matters.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct Location {
    /// The country in [ISO 3166-1](https://www.iso.org/iso-3166-country-codes.html) alpha-2; `XK` for Kosovo.
    pub country: String,
    /// The region, by its name or a code of NUTS or ISO 3166-2.
    pub region: Option<String>,
}

impl AwardingBody {
    /// An awarding body with its id (absolute IRI) and its legal name.
    pub fn new(id: impl Into<String>, name: impl Into<Text>) -> Self {
        Self { id: id.into(), name: name.into(), location: None }
    }

    /// The same, in a country (ISO 3166-1 alpha-2).
    #[must_use]
    pub fn country(self, country: impl Into<String>) -> Self {
        Self { location: Some(Location::country(country)), ..self }
    }

    /// The same, in a country and region.
    #[must_use]
    pub fn located(self, location: Location) -> Self {
        Self { location: Some(location), ..self }
    }
}

impl Location {
    /// A country (ISO 3166-1 alpha-2).
    pub fn country(country: impl Into<String>) -> Self {
        Self { country: country.into(), region: None }
    }

    /// A region of a country (ISO 3166-1 alpha-2).
    pub fn region(country: impl Into<String>, region: impl Into<String>) -> Self {
        Self { country: country.into(), region: Some(region.into()) }
    }

    /// The concept of the country in the
    /// [authority table](http://publications.europa.eu/resource/authority/country) of the EU, if the code is one.
    pub fn country_uri(&self) -> Option<&'static str> {
        match self.country.as_str() {
            "XK" => COUNTRIES.find("label", "Kosovo"),
            code => COUNTRIES.find("alpha2", code),
        }
        .map(|row| COUNTRIES.cell(row, "uri"))
    }

    /// The country of that concept, without a region.
    pub fn from_country_uri(uri: &str) -> Option<Self> {
        let row = COUNTRIES.find("uri", uri)?;
        match (COUNTRIES.cell(row, "alpha2"), COUNTRIES.cell(row, "label")) {
            ("", "Kosovo") => Some(Self::country("XK")),
            ("", _) => None,
            (code, _) => Some(Self::country(code)),
        }
    }

    /// The code of ISO 3166-1 of a country that is written in small letters, or as the EU writes Greece and the United Kingdom.
    pub(crate) fn code_of(written: &str) -> String {
        match written.to_ascii_uppercase().as_str() {
            "EL" => "GR".to_owned(),
            "UK" => "GB".to_owned(),
            code => code.to_owned(),
        }
    }

    /// The English name of the country, if the code is one.
    pub fn country_name(&self) -> Option<&'static str> {
        match self.country.as_str() {
            // A user-assigned code, which EU institutions use; the authority table has no alpha-2 code for it.
            "XK" => Some("Kosovo"),
            code => COUNTRIES.find("alpha2", code).map(|row| COUNTRIES.cell(row, "label")),
        }
    }
}

impl std::fmt::Display for Location {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let country = self.country_name().unwrap_or(&self.country);
        match &self.region {
            Some(region) => write!(formatter, "{region}, {country}"),
            None => formatter.write_str(country),
        }
    }
}
