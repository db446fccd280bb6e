use super::registered::{self, Registered, at};
use super::{Header, Jws, Typ, typ};
use crate::json::{Node, Object, Pointer, Tree, Value};
use crate::limits::Limits;
use crate::proof::TokenKind;
use crate::report::{Finding, Findings, code};
use crate::vc::DateTimeStamp;
use crate::vc::context_urls::DataModel;
use crate::vc::types::is_presentation;
use chrono::{DateTime, TimeDelta, Utc};
use std::fmt;

/// What a token claims: the credential or presentation in it, and the registered claims beside it.
///
/// Reading them says nothing about who signed. What disagrees is in [`findings`](Self::findings); where two readers could
/// take different credentials, there are no claims at all.
#[derive(Clone)]
pub struct Claims {
    content: Tree,
    kind: TokenKind,
    place: Place,
    registered: Registered,
    findings: Findings,
}

/// Where in the payload the content stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Place {
    /// The payload is the credential; registered claims stand among its members.
    Payload,
    /// In the claim `vc`, as VC Data Model 1.1 has it.
    VcClaim,
    /// In the claim `vp`, as VC Data Model 1.1 has it.
    VpClaim,
}

/// What the outside of a token says about its payload.
pub(crate) struct Outside<'a> {
    /// What the payload has to be, where that is said.
    pub(crate) kind: Option<TokenKind>,
    /// Whether registered claims repeat the credential (Open Badges 3.0, VC-JWT 1.1), or may be left out and have a
    /// meaning of their own (VC-JOSE-COSE).
    pub(crate) repeats: bool,
    /// Whether the holder may choose what to show, as in the credentials of the IETF, which say by `vct` what they are.
    pub(crate) discloses: bool,
    /// The issuer, where the header repeats it.
    pub(crate) issuer: Option<&'a str>,
    /// Claims of a protected header, which count like those of the payload.
    pub(crate) claims: Option<&'a Tree>,
}

impl Claims {
    /// The claims of a token that is a credential or a presentation.
    ///
    /// # Errors
    /// `jose.typ` for a token that is meant for something else, `jose.claims.ambiguous` if the content stands in two places,
    /// `jose.claims.malformed` and `validity.malformed` for claims that are not of their form, and whatever is not strict JSON.
    pub fn of_jws(jws: &Jws, limits: &Limits) -> Result<Self, Finding> {
        let outside = Outside::of_jws(jws.header())?;
        Self::read(jws.claims_set(limits)?, &outside, limits)
    }

    pub(crate) fn read(payload: Tree, outside: &Outside<'_>, limits: &Limits) -> Result<Self, Finding> {
        let root = payload.root();
        let place = place(root, outside)?;
        let node = match place {
            Place::Payload => Some(root),
            Place::VcClaim => root.get("vc"),
            Place::VpClaim => root.get("vp"),
        };
        let node = node.filter(|node| node.is_object());
        let node = node.ok_or_else(|| at(place.claim(), code::jose::CLAIMS_MALFORMED, "it must be an object"))?;
        let kind = kind(node, place);
        if outside.kind.is_some_and(|wanted| wanted != kind) {
            let detail = "its type says credential and its content is a presentation, or the other way round";
            return Err(Finding::new(code::jose::TYP, Pointer::root().member("type"), detail));
        }
        let mut registered = Registered::read(root)?;
        let mut findings = Findings::new();
        if let Some(claims) = outside.claims {
            findings.extend(registered.join(Registered::read(claims.root())?));
        }
        findings.extend(compare(node, kind, &registered, outside));
        findings.extend(unread_status(root, outside));
        let content = match place {
            Place::Payload => without_claims(&payload).unwrap_or(payload),
            Place::VcClaim | Place::VpClaim => Tree::parse(&folded(node, kind, &registered).to_string(), limits)
                .map_err(|error| Finding::new((&error.kind).into(), Pointer::root(), error.to_string()))?,
        };
        Ok(Self { content, kind, place, registered, findings })
    }

    /// The same with what was found on the way to the payload.
    pub(crate) fn with_findings(mut self, findings: Findings) -> Self {
        self.findings.extend(findings);
        self
    }

    /// The credential or presentation: without the registered claims where those stand among its members; with what they
    /// say filled in where it stood in a claim of its own.
    pub fn content(&self) -> &Tree {
        &self.content
    }

    /// The same, given away.
    pub fn into_content(self) -> Tree {
        self.content
    }

    /// Whether it is a credential or a presentation.
    pub fn kind(&self) -> TokenKind {
        self.kind
    }

    /// Where the content stood.
    pub fn place(&self) -> Place {
        self.place
    }

    /// What is missing (a warning) and what disagrees. Pointers lead into the payload.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// `iss`: who issued the token.
    pub fn issuer(&self) -> Option<&str> {
        self.registered.iss.as_deref()
    }

    /// `sub`: whom the token is about.
    pub fn subject(&self) -> Option<&str> {
        self.registered.sub.as_deref()
    }

    /// `aud`: for whom the token is.
    pub fn audience(&self) -> &[String] {
        &self.registered.aud
    }

    /// `nonce`: what the verifier had asked to be signed.
    pub fn nonce(&self) -> Option<&str> {
        self.registered.nonce.as_deref()
    }

    /// `nbf`: before when the token does not hold.
    pub fn not_before(&self) -> Option<DateTime<Utc>> {
        self.registered.nbf
    }

    /// `exp`: until when the token holds. Together with `validUntil`, whichever is earlier counts.
    pub fn expires(&self) -> Option<DateTime<Utc>> {
        self.registered.exp
    }

    /// `iat`: when the token was issued, if that can be read.
    pub fn issued_at(&self) -> Option<DateTime<Utc>> {
        self.registered.iat
    }

    /// `validity.not_yet` or `validity.expired` if the token does not hold at a time, give or take a difference of clocks.
    pub fn outside_window(&self, now: DateTime<Utc>, skew: TimeDelta) -> Option<Finding> {
        let early = self.not_before().filter(|start| start.checked_sub_signed(skew).is_none_or(|start| now < start));
        let late = self.expires().filter(|end| end.checked_add_signed(skew).is_some_and(|end| now > end));
        let not_yet = early.map(|start| at("nbf", code::validity::NOT_YET, &format!("it starts at {start}")));
        not_yet.or_else(|| late.map(|end| at("exp", code::validity::EXPIRED, &format!("it ended at {end}"))))
    }
}

impl fmt::Debug for Claims {
    /// Without content and names: they say who learned what.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Claims")
            .field("kind", &self.kind)
            .field("place", &self.place)
            .field("findings", &self.findings)
            .finish_non_exhaustive()
    }
}

impl Place {
    fn claim(self) -> &'static str {
        match self {
            Self::VpClaim => "vp",
            _ => "vc",
        }
    }
}

impl<'a> Outside<'a> {
    fn of_jws(header: &'a Header) -> Result<Self, Finding> {
        let (kind, repeats) = match header.typ() {
            Typ::Unsaid | Typ::Jwt => (None, true),
            Typ::VcJwt => (Some(TokenKind::Credential), false),
            Typ::VpJwt => (Some(TokenKind::Presentation), false),
            _ => return Err(typ::unfit(header.typ_text(), "JWT, vc+jwt or vp+jwt")),
        };
        Self { kind, repeats, discloses: false, issuer: header.issuer(), claims: None }.with_cty(header)
    }

    pub(crate) fn of_sd_jwt(header: &'a Header) -> Result<Self, Finding> {
        let kind = match header.typ() {
            Typ::VcSdJwt | Typ::DcSdJwt => TokenKind::Credential,
            Typ::VpSdJwt => TokenKind::Presentation,
            _ => return Err(typ::unfit(header.typ_text(), "vc+sd-jwt, dc+sd-jwt or vp+sd-jwt")),
        };
        Self { kind: Some(kind), repeats: false, discloses: true, issuer: header.issuer(), claims: None }
            .with_cty(header)
    }

    /// The content type, where it is said, has to be that of such a payload.
    fn with_cty(mut self, header: &Header) -> Result<Self, Finding> {
        let Some(cty) = header.cty() else { return Ok(self) };
        let lower = cty.to_ascii_lowercase();
        let said = match lower.strip_prefix("application/").unwrap_or(&lower) {
            "vc" | "vc+ld+json" => Some(TokenKind::Credential),
            "vp" | "vp+ld+json" => Some(TokenKind::Presentation),
            "json" | "ld+json" | "credential-claims-set+json" => None,
            _ => return Err(wrong_cty(cty)),
        };
        match (self.kind, said) {
            (Some(kind), Some(said)) if kind != said => Err(wrong_cty(cty)),
            _ => {
                self.kind = self.kind.or(said);
                Ok(self)
            }
        }
    }
}

fn wrong_cty(cty: &str) -> Finding {
    let cty: String = cty.chars().take(64).collect();
    Finding::new(code::jose::TYP, Pointer::root(), format!("its `cty` is {cty:?} where vc or vp belongs"))
}

/// Where the content is. It may be in one place only.
fn place(root: Node<'_>, outside: &Outside<'_>) -> Result<Place, Finding> {
    // What makes a payload a credential or a presentation.
    const OWN: [&str; 9] = [
        "@context",
        "type",
        "credentialSubject",
        "verifiableCredential",
        "validFrom",
        "validUntil",
        "issuanceDate",
        "expirationDate",
        "credentialStatus",
    ];
    // What makes it none, and does not belong beside one either: what decides whether the credential holds is not to stand
    // where nobody looks for it.
    const DECIDES: [&str; 7] = ["id", "issuer", "holder", "credentialSchema", "termsOfUse", "refreshService", "proof"];
    let has = |names: &[&str]| names.iter().any(|name| root.get(name).is_some());
    let is_one = has(&OWN);
    let own = is_one || has(&DECIDES);
    let ambiguous = |claim, detail| Err(at(claim, code::jose::CLAIMS_AMBIGUOUS, detail));
    match (root.get("vc").is_some(), root.get("vp").is_some()) {
        (true, true) => ambiguous("vp", "it stands beside `vc`"),
        (true, false) if own => ambiguous("vc", "the payload is a credential besides"),
        (false, true) if own => ambiguous("vp", "the payload is a credential besides"),
        (true, false) if !outside.repeats => ambiguous("vc", "by its type the payload itself is the credential"),
        (false, true) if !outside.repeats => ambiguous("vp", "by its type the payload itself is the presentation"),
        (true, false) => Ok(Place::VcClaim),
        (false, true) => Ok(Place::VpClaim),
        (false, false) if is_one => Ok(Place::Payload),
        (false, false) if outside.discloses && root.get("vct").is_some() => {
            let detail = "verify it with software for such credentials, or ask its issuer for one of the W3C, such as an Open Badge 3.0";
            Err(at("vct", code::format::SD_JWT_VC, detail))
        }
        (false, false) => {
            let detail = "it holds neither a credential nor a presentation: it is another kind of token";
            Err(Finding::new(code::jose::TYP, Pointer::root(), detail))
        }
    }
}

fn kind(content: Node<'_>, place: Place) -> TokenKind {
    match place {
        Place::VpClaim => TokenKind::Presentation,
        Place::VcClaim => TokenKind::Credential,
        Place::Payload if is_presentation(content) => TokenKind::Presentation,
        Place::Payload => TokenKind::Credential,
    }
}

/// The claims against the members that they repeat.
fn compare<'n>(node: Node<'n>, kind: TokenKind, claims: &Registered, outside: &Outside<'_>) -> Findings {
    let mut findings = Findings::new();
    // A claim that is left out is filled in from nowhere else, so that only the repeating kinds of tokens miss it.
    let wanted = outside.repeats && kind == TokenKind::Credential;
    let mut compare = |claim: &str, said: Option<&str>, member: Option<&str>, name: &str| match (said, member) {
        (Some(said), Some(member)) if said != member => findings.push(mismatch(claim, name)),
        (None, Some(_)) if wanted => findings.push(missing(claim, name)),
        _ => {}
    };
    let (party, party_name) = party(node, kind);
    compare("iss", claims.iss.as_deref(), party, party_name);
    compare("jti", claims.jti.as_deref(), node.get("id").and_then(Node::as_str), "id");
    let id = |subject: Node<'n>| subject.as_str().or_else(|| subject.get("id")?.as_str());
    let subjects: Vec<&str> = subjects(node).filter_map(id).collect();
    let subject = subjects.iter().copied().find(|id| claims.sub.as_deref() == Some(id)).or(subjects.first().copied());
    if kind == TokenKind::Credential {
        compare("sub", claims.sub.as_deref(), subject, "credentialSubject.id");
    }
    // The header repeats the claim; where that is left out, whom the claim would have repeated.
    let inner = claims.iss.as_deref().map(|iss| (iss, "iss")).or(party.map(|party| (party, party_name)));
    if let (Some(outer), Some((inner, name))) = (outside.issuer, inner)
        && outer != inner
    {
        findings.push(mismatch(name, "iss of the header"));
    }
    if outside.repeats && kind == TokenKind::Credential {
        let (from, until) = date_members(node);
        for (claim, said, name) in [("nbf", claims.nbf, from), ("exp", claims.exp, until)] {
            // A date that is malformed is found where dates are looked at.
            let member = node.get(name).and_then(Node::as_str).and_then(|text| DateTimeStamp::parse(text).ok());
            match (said, member) {
                (Some(said), Some(member)) if !same_second(said, member.instant()) => {
                    findings.push(mismatch(claim, name));
                }
                (None, Some(_)) => findings.push(missing(claim, name)),
                _ => {}
            }
        }
    }
    findings
}

fn mismatch(claim: &str, member: &str) -> Finding {
    at(claim, code::jose::CLAIMS_MISMATCH, &format!("`{claim}` and `{member}` must be the same"))
}

fn missing(claim: &str, member: &str) -> Finding {
    at(claim, code::jose::CLAIMS_MISSING, &format!("`{claim}` should repeat `{member}`"))
}

fn same_second(left: DateTime<Utc>, right: DateTime<Utc>) -> bool {
    (left - right).abs() < TimeDelta::seconds(1)
}

/// The id of who stands for the content, and the member that says it.
fn party(node: Node<'_>, kind: TokenKind) -> (Option<&str>, &'static str) {
    let name = match kind {
        TokenKind::Credential => "issuer",
        TokenKind::Presentation => "holder",
    };
    let party = node.get(name).and_then(|party| party.each().next());
    let id = party.and_then(|party| party.as_str().or_else(|| party.get("id")?.as_str()));
    (id, name)
}

fn subjects(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    node.get("credentialSubject").into_iter().flat_map(Node::each)
}

fn date_members(node: Node<'_>) -> (&'static str, &'static str) {
    let first = node.get("@context").and_then(|context| context.each().next()).and_then(|url| url.as_str());
    match first.and_then(DataModel::of) {
        Some(DataModel::V1) => ("issuanceDate", "expirationDate"),
        _ => ("validFrom", "validUntil"),
    }
}

/// A token status list is no status that is read here, and must not go unnoticed.
fn unread_status(root: Node<'_>, outside: &Outside<'_>) -> Option<Finding> {
    let is_outside = outside.claims.is_some_and(|claims| claims.root().get("status").is_some());
    let is_said = is_token_status(root) || is_outside;
    is_said.then(|| at("status", code::status::UNSUPPORTED, "it is a token status list"))
}

/// Beside the content in a member of its own, whatever `status` says is the token's.
fn is_token_status(root: Node<'_>) -> bool {
    let is_beside = || ["vc", "vp"].iter().any(|content| root.get(content).is_some());
    root.get("status").is_some_and(|status| status.get("status_list").is_some() || is_beside())
}

/// The payload without the claims, if there are any. What is left stands as it stood.
fn without_claims(payload: &Tree) -> Option<Tree> {
    let has_status = is_token_status(payload.root());
    payload.without(|name| registered::NAMES.contains(&name) || name == "status" && has_status)
}

/// The content with what the claims say filled in where it is missing
/// ([VC Data Model 1.1 §6.3.1](https://www.w3.org/TR/vc-data-model/#jwt-decoding)).
fn folded(node: Node<'_>, kind: TokenKind, claims: &Registered) -> Value {
    let mut content: Object = node.members().map(|(name, value)| (name.to_owned(), value.to_value())).collect();
    let mut fill = |name: &str, value: Option<String>| {
        if let (None, Some(value)) = (content.get(name), value) {
            content.insert(name, value);
        }
    };
    let stamp =
        |instant: Option<DateTime<Utc>>| instant.map(|instant| DateTimeStamp::from(instant).as_str().to_owned());
    fill("id", claims.jti.clone());
    fill(party(node, kind).1, claims.iss.clone());
    if kind == TokenKind::Credential {
        let (from, until) = date_members(node);
        fill(from, stamp(claims.nbf));
        fill(until, stamp(claims.exp));
    }
    for (member, id) in [(party(node, kind).1, &claims.iss), ("credentialSubject", &claims.sub)] {
        if let (Some(object), Some(id)) = (content.get_mut(member).and_then(Value::as_object_mut), id)
            && object.get("id").is_none()
        {
            object.insert("id", id);
        }
    }
    content.into()
}
