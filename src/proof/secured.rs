use super::jose::{Claims, Jws};
use super::sd_jwt::{Processed, SdJwt};
use super::{EnvelopeFormat, Wanted, jose};
use crate::limits::Limits;
use crate::report::Finding;

#[cfg(feature = "cose")]
use super::cose::Sign1;

/// A token or a message, taken apart. Nobody has looked at its signature yet.
#[derive(Debug)]
pub(crate) enum Secured {
    Jws(Box<Jws>),
    SdJwt(Box<SdJwt>, Box<Processed>),
    #[cfg(feature = "cose")]
    Cose(Box<Sign1>),
}

impl Secured {
    /// Takes apart what looks so from outside, and reads what it claims.
    pub(crate) fn read(format: EnvelopeFormat, input: &[u8], limits: &Limits) -> Result<(Self, Claims), Finding> {
        Self::read_for(format, input, Wanted::Signature, limits)
    }

    pub(super) fn read_for(
        format: EnvelopeFormat,
        input: &[u8],
        wanted: Wanted,
        limits: &Limits,
    ) -> Result<(Self, Claims), Finding> {
        match format {
            EnvelopeFormat::Cose => Self::of_message(input, limits),
            // An envelope of an older kind does not tell the two apart.
            EnvelopeFormat::Jwt | EnvelopeFormat::SdJwt => {
                Self::of_token(&String::from_utf8_lossy(input.trim_ascii()), wanted, limits)
            }
        }
    }

    fn of_token(text: &str, wanted: Wanted, limits: &Limits) -> Result<(Self, Claims), Finding> {
        if SdJwt::is_like(text) {
            let token = SdJwt::parse_for(text, wanted, limits)?;
            let processed = token.process(limits)?;
            let claims = token.claims(&processed, limits)?;
            return Ok((Self::SdJwt(Box::new(token), Box::new(processed)), claims));
        }
        let jws = Jws::parse_for(text, wanted, limits)?;
        let claims = Claims::of_jws(&jws, limits)?;
        Ok((Self::Jws(Box::new(jws)), claims))
    }

    #[cfg(feature = "cose")]
    fn of_message(bytes: &[u8], limits: &Limits) -> Result<(Self, Claims), Finding> {
        let message = Sign1::parse(bytes, limits)?;
        let claims = message.claims(limits)?;
        Ok((Self::Cose(Box::new(message)), claims))
    }

    #[cfg(not(feature = "cose"))]
    fn of_message(_: &[u8], _: &Limits) -> Result<(Self, Claims), Finding> {
        let detail = "the input is binary; COSE messages are read by builds with the feature cose";
        Err(Finding::new(crate::report::code::input::FEATURE_MISSING, crate::json::Pointer::root(), detail))
    }

    /// The header of a token; a message has none of this kind.
    pub(crate) fn header(&self) -> Option<&jose::Header> {
        match self {
            Self::Jws(jws) => Some(jws.header()),
            Self::SdJwt(token, _) => Some(token.jws().header()),
            #[cfg(feature = "cose")]
            Self::Cose(_) => None,
        }
    }

    /// How it names its key, if it does so by a name.
    pub(crate) fn key_id(&self) -> Option<&str> {
        match self {
            #[cfg(feature = "cose")]
            Self::Cose(message) => message.header().kid_text(),
            _ => self.header()?.kid(),
        }
    }
}
