use super::application::Application;
use super::body::{self, Arrived};
use super::issuers::{Form, Issuer};
use super::problem::{Problem, json};
use super::results::{self, Wanted};
use super::seat::Seat;
use super::status;
use crate::issue::{HolderChoice, ProofOptions, Secured};
use crate::json::{Node, Object, Pointer, Tree, Value};
use crate::limits::Limits;
use crate::ops::{self, Derive, DocumentKind, Issue, Members, Operation, Verify};
use crate::proof::{Envelope, EnvelopeFormat, TokenKind};
use crate::render;
use crate::report::code;
use crate::vc::DateTimeStamp;
use crate::vc::types::is_presentation;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{Request, Response, StatusCode};
use std::sync::Arc;

type App = State<Arc<Application>>;

/// Where something secured stands in a request.
const CREDENTIAL: &str = "verifiableCredential";
const PRESENTATION: &str = "verifiablePresentation";

/// `POST /issuers/{suite}/credentials/issue`
pub(super) async fn issue(
    State(app): App,
    suite: Result<Path<String>, PathRejection>,
    request: Request<Body>,
) -> Result<Response<Body>, Problem> {
    let suite = suite.map(|Path(suite)| suite).unwrap_or_default();
    let issuer = app.issuers.names().find(|name| *name == suite).ok_or_else(|| no_issuer(&app))?;
    let bytes = body::read(&app, request).await?;
    let worker = Arc::clone(&app);
    let asked = app
        .work
        .run(move || {
            let issuer = worker.issuers.of(issuer).ok_or_else(Problem::internal)?;
            let tree = body::parse(&bytes, &worker.limits.of_operations())?;
            let issue = read(&worker, issuer, tree.root())?;
            match issue.status {
                Some(_) => Ok(Asked::ForPlaces(Box::new((issue, tree, bytes)), issuer.form)),
                None => issued(&worker, issue, tree.root(), issuer.form).map(Asked::Answered),
            }
        })
        .await?;
    match asked {
        Asked::Answered(response) => Ok(response),
        Asked::ForPlaces(asked, form) => {
            let worker = Arc::clone(&app);
            let (issue, tree, place) = *asked;
            let issue = move || {
                let _place = place;
                status::refuse_another(&worker, &issue)?;
                issued(&worker, issue, tree.root(), form)
            };
            app.registry.run(issue).await
        }
    }
}

/// What became of a request once it was read.
enum Asked {
    /// It was answered.
    Answered(Response<Body>),
    /// It wants places in status lists, and has to wait for its turn at the registry; with the request as it was sent, and as it arrived.
    ForPlaces(Box<(Issue, Tree, Arrived)>, Form),
}

fn no_issuer(app: &Application) -> Problem {
    let names: Vec<_> = app.issuers.names().collect();
    Problem::new(StatusCode::NOT_FOUND, code::request::PATH, format!("the issuers are {}", names.join(", ")))
}

fn issued(app: &Application, issue: Issue, request: Node<'_>, form: Form) -> Result<Response<Body>, Problem> {
    let place = Pointer::root().member("credential");
    let refused = |error: ops::Error| Problem::operation(error, request, &place, place_of_option);
    let issued = issue.run(&app.environment).map_err(refused)?;
    Ok(json(StatusCode::CREATED, handed_out(issued.secured(), form, &app.limits.of_operations())))
}

/// What a request asks the issuer of a suite to sign.
fn read(app: &Application, issuer: &Issuer, request: Node<'_>) -> Result<Issue, Problem> {
    let mut members = Members::of(request);
    members.require("credential", "give the credential, without a proof of ours");
    let credential = members.take("credential");
    if credential.is_some_and(|credential| !credential.is_object()) {
        members.wrong("credential", "write an object");
    }
    let mut options = members.inside("options");
    let always = options.pointers("mandatoryPointers");
    let id = options.string("credentialId");
    let status = status::asked(app, issuer, &mut options);
    let proof = ProofOptions {
        created: moment(&mut options, "created"),
        expires: moment(&mut options, "expires"),
        domains: options.strings("domain"),
        challenge: options.filled("challenge").map(str::to_owned),
        ..ProofOptions::new()
    };
    if let (Some(id), Some(found)) = (id, credential.and_then(|credential| credential.get("id")))
        && found.as_str() != Some(id)
    {
        options.wrong("credentialId", "write the id of the credential, or leave one of the two out");
    }
    Problem::of_members([members, options], request)?;
    let Some(credential) = credential else { return Err(Problem::internal()) };
    refuse_presentation(credential)?;
    status::refuse_lists(credential)?;
    status::refuse_places(app, credential)?;
    if status.is_some() {
        status::refuse_others(issuer, credential)?;
    }
    let document = document_with_id(app, credential, id, status.is_some())?;
    let mut issue = Issue::new(document, issuer.key.clone()).danger_under(&app.policy);
    issue.contexts = app.contexts.clone();
    issue.limits = app.limits.of_operations();
    issue.suite = Some(issuer.suite);
    issue.holder_choice = HolderChoice::new().always(always);
    issue.options = proof;
    issue.status = status;
    Ok(issue)
}

/// An issuer says what is so; it does not answer somebody's challenge in a holder's place.
fn refuse_presentation(document: Node<'_>) -> Result<(), Problem> {
    match is_presentation(document) {
        false => Ok(()),
        true => {
            let place = Pointer::root().member("credential");
            Err(Problem::at(place, code::request::DOCUMENT_KIND, "presentations are signed by their holders"))
        }
    }
}

/// The credential with the id that it is given. One that is to be revocable and has none gets a new one, or it could never be
/// named again; a badge that is made here gets one anyway.
fn document_with_id(
    app: &Application,
    credential: Node<'_>,
    id: Option<&str>,
    is_revocable: bool,
) -> Result<String, Problem> {
    let is_nameless = credential.get("id").is_none() && DocumentKind::of(credential) != DocumentKind::MicroCredential;
    let id = match id {
        None if is_revocable && is_nameless => Some(app.environment.urn_uuid().map_err(|_| Problem::internal())?),
        id => id.map(str::to_owned),
    };
    let members = credential.members().map(|(name, value)| (name.to_owned(), value.to_value()));
    let mut document: Object = members.collect();
    if let Some(id) = id {
        document.insert("id", id);
    }
    Ok(Value::from(document).to_string())
}

/// Where a member of an operation's request stands in ours.
fn place_of_option(member: &str) -> &'static str {
    match member {
        "/always" | "/byChoice" => "/options/mandatoryPointers",
        "/created" => "/options/created",
        "/expires" => "/options/expires",
        "/domain" => "/options/domain",
        "/challenge" => "/options/challenge",
        "/show" => "/options/selectivePointers",
        "/document" => "/verifiableCredential",
        "/credential" => "/credential/id",
        "/url" | "/status/url" => "/options/credentialStatus",
        _ => "",
    }
}

fn moment(options: &mut Members<'_>, name: &'static str) -> Option<DateTimeStamp> {
    let read = DateTimeStamp::parse(options.string(name)?);
    if let Err(error) = &read {
        options.wrong(name, error.to_string());
    }
    read.ok()
}

/// The body of the answer, with the exact text that was signed.
fn handed_out(secured: &Secured, form: Form, limits: &Limits) -> String {
    let credential = match form {
        Form::Embedded => secured.as_str().to_owned(),
        Form::OneProof => with_one_proof(secured, limits),
        Form::Enveloped => {
            Envelope::of_token(TokenKind::Credential, EnvelopeFormat::Jwt, secured.as_str()).to_json().to_string()
        }
        Form::Token => Value::from(secured.as_str()).to_string(),
    };
    let losses = match secured.losses().is_empty() {
        true => String::new(),
        false => format!(r#","losses":{}"#, secured.losses().to_json()),
    };
    format!(r#"{{"verifiableCredential":{credential}{losses}}}"#)
}

/// The same JSON with its only proof by itself instead of in an array, which says the same.
fn with_one_proof(secured: &Secured, limits: &Limits) -> String {
    let Ok(tree) = Tree::parse(secured.as_str(), limits) else { return secured.as_str().to_owned() };
    let members = tree.root().members().map(|(name, value)| {
        let lone = value.items().next().filter(|_| name == "proof" && value.items().count() == 1);
        (name.to_owned(), lone.unwrap_or(value).to_value())
    });
    Value::from(members.collect::<Object>()).to_string()
}

/// `POST /credentials/verify`
pub(super) async fn verify(State(app): App, request: Request<Body>) -> Result<Response<Body>, Problem> {
    verified(app, request, CREDENTIAL).await
}

/// `POST /presentations/verify`
pub(super) async fn verify_presentation(State(app): App, request: Request<Body>) -> Result<Response<Body>, Problem> {
    verified(app, request, PRESENTATION).await
}

async fn verified(
    app: Arc<Application>,
    request: Request<Body>,
    member: &'static str,
) -> Result<Response<Body>, Problem> {
    let read = body::read(&app, request).await;
    let bytes = read.map_err(Problem::unverified)?;
    let worker = Arc::clone(&app);
    // Whoever reads nothing but this finds it in every answer that is not yes.
    app.work.run_seated(move |seat| judged(&worker, seat, &bytes, member)).await.map_err(Problem::unverified)
}

/// What a request may ask to be checked; everything is checked, always.
const CHECKS: [&str; 9] = [
    "proof",
    "credentialStatus",
    "status",
    "credentialSchema",
    "validFrom",
    "validUntil",
    "holder",
    "challenge",
    "domain",
];

fn judged(
    app: &Arc<Application>,
    seat: &Arc<Seat>,
    bytes: &[u8],
    member: &'static str,
) -> Result<Response<Body>, Problem> {
    let tree = body::parse(bytes, &app.limits.of_operations())?;
    let mut members = Members::of(tree.root());
    let document = document(&mut members, member);
    let mut options = members.inside("options");
    let challenge = options.filled("challenge");
    let domain = options.filled("domain");
    let wanted = match member {
        PRESENTATION => Wanted::read(&mut options, ("returnPresentation", PRESENTATION)),
        _ => Wanted::read(&mut options, ("returnCredential", results::CREDENTIAL)),
    };
    if options.strings("checks").iter().any(|check| !CHECKS.contains(&check.as_str())) {
        options.wrong("checks", format!("write {}, or leave it out", CHECKS.join(", ")));
    }
    Problem::of_members([members, options], tree.root())?;
    let mut verify = Verify::new(document.unwrap_or_default());
    verify.policy = app.policy.clone();
    verify.anchors = app.anchors.clone();
    verify.schemas = app.schemas.clone();
    verify.contexts = app.contexts.clone();
    verify.limits = app.limits.of_operations();
    verify.challenge = challenge.map(str::to_owned);
    verify.domain = domain.map(str::to_owned);
    verify = verify.with_resolver(status::resolver(app, seat)).making_lists_under(status::lists(app));
    let place = Pointer::root().member(member);
    let verification = verify
        .run(&app.environment)
        .map_err(|error| Problem::operation(error, tree.root(), &place, place_of_option))?;
    let mut told = render::vc_api(&verification, &app.policy);
    let holds = matches!(told.get("verified"), Some(Value::Bool(true)));
    let is_elsewhere = match member {
        PRESENTATION => holds && !verification.is_presentation(),
        _ => verification.is_presentation(),
    };
    if is_elsewhere {
        let detail = "credentials are verified at /credentials/verify, presentations at /presentations/verify";
        return Err(Problem::at(place, code::request::DOCUMENT_KIND, detail));
    }
    if let (Some(told), Some(given)) = (told.as_object_mut(), tree.root().get(member)) {
        let options = tree.root().get("options");
        match member {
            PRESENTATION => wanted.add_of_presentation(told, given, options, &verification, &app.policy),
            _ => wanted.add(told, given, options, &verification),
        }
    }
    let status = if holds { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    Ok(json(status, told.to_string()))
}

/// What is to be judged or shown in part: JSON, or a token as a string.
fn document(members: &mut Members<'_>, name: &'static str) -> Option<String> {
    members.require(name, "give it, as JSON or as the string that a token is");
    let node = members.take(name)?;
    match (node.as_str(), node.is_object()) {
        // JSON in a string is no document: whoever sent it would see one where others see a text.
        (Some(text), _) if text.trim_start().starts_with('{') => {
            members.wrong(name, "write the object itself, not its text");
            None
        }
        (Some(token), _) => Some(token.to_owned()),
        (None, true) => Some(node.to_json_string()),
        (None, false) => {
            members.wrong(name, "write an object, or the string that a token is");
            None
        }
    }
}

/// `POST /credentials/derive`
pub(super) async fn derive(State(app): App, request: Request<Body>) -> Result<Response<Body>, Problem> {
    let bytes = body::read(&app, request).await?;
    let worker = Arc::clone(&app);
    app.work.run(move || derived(&worker, &bytes)).await
}

fn derived(app: &Application, bytes: &[u8]) -> Result<Response<Body>, Problem> {
    let tree = body::parse(bytes, &app.limits.of_operations())?;
    let mut members = Members::of(tree.root());
    let document = document(&mut members, CREDENTIAL);
    let mut options = members.inside("options");
    let show = options.pointers("selectivePointers");
    Problem::of_members([members, options], tree.root())?;
    let place = Pointer::root().member(CREDENTIAL);
    let mut derive = Derive::new(document.unwrap_or_default(), show);
    derive.contexts = app.contexts.clone();
    derive.limits = app.limits.of_operations();
    let refused = |error: ops::Error| Problem::operation(error, tree.root(), &place, place_of_option);
    let derived = derive.run(&app.environment).map_err(refused)?;
    // JSON where the proof is inside, and otherwise the token itself.
    let form = match derived.secured().as_str().starts_with('{') {
        true => Form::Embedded,
        false => Form::Token,
    };
    Ok(json(StatusCode::CREATED, handed_out(derived.secured(), form, &app.limits.of_operations())))
}
