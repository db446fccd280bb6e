//! What can be made to look at, and as what.

use crate::report::UnknownName;
use std::fmt;
use std::str::FromStr;

/// What can be made to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum View {
    /// The certificate, of credentials that are accepted, and of no others: HTML or PDF.
    Certificate,
    /// A badge image of a badge, a micro-credential or an offer: SVG or PNG. Nothing is verified.
    BadgeImage,
    /// The report of the verification: HTML, JUnit XML, or the JSON of the VC-API.
    Report,
}

/// What something is made as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// A page for browsers, a certificate or a report.
    Html,
    /// A certificate for printing and keeping (feature `pdf`).
    Pdf,
    /// A badge image.
    Svg,
    /// A badge image in pixels (feature `pdf`).
    Png,
    /// A report for build servers.
    Junit,
    /// A report as the VC-API answers.
    VcApi,
}

impl View {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Certificate, Self::BadgeImage, Self::Report];

    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Certificate => "certificate",
            Self::BadgeImage => "badge-image",
            Self::Report => "report",
        }
    }

    /// The view of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.as_str() == name)
    }

    /// What it can be made as; first, what it is made as if nothing is said.
    pub fn formats(self) -> &'static [Format] {
        match self {
            Self::Certificate => &[Format::Html, Format::Pdf],
            Self::BadgeImage => &[Format::Svg, Format::Png],
            Self::Report => &[Format::Html, Format::Junit, Format::VcApi],
        }
    }
}

impl fmt::Display for View {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for View {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::from_name(text).ok_or_else(|| UnknownName::new("view", Self::ALL.map(Self::as_str)))
    }
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Html, Self::Pdf, Self::Svg, Self::Png, Self::Junit, Self::VcApi];

    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Pdf => "pdf",
            Self::Svg => "svg",
            Self::Png => "png",
            Self::Junit => "junit",
            Self::VcApi => "vc-api",
        }
    }

    /// The format of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == name)
    }

    /// What is usually meant by it: the first view that can be made as it.
    pub fn view(self) -> View {
        View::ALL.into_iter().find(|view| view.formats().contains(&self)).unwrap_or(View::Certificate)
    }

    /// The media type of what is made.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Html => "text/html",
            Self::Pdf => "application/pdf",
            Self::Svg => "image/svg+xml",
            Self::Png => "image/png",
            Self::Junit => "application/xml",
            Self::VcApi => "application/json",
        }
    }

    /// Whether it is text.
    pub(super) fn is_text(self) -> bool {
        !matches!(self, Self::Pdf | Self::Png)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for Format {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::from_name(text).ok_or_else(|| UnknownName::new("format", Self::ALL.map(Self::as_str)))
    }
}
