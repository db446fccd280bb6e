//! `POST /credentials/status`: revoking, suspending, and lifting a suspension.

use super::application::Application;
use super::body;
use super::problem::{Problem, json};
use super::status::{self, ENTRY, PLACE, REVOCATION, SUSPENSION};
use crate::json::{Node, Object, Pointer, Value};
use crate::ops::Members;
use crate::report::code;
use crate::status::registry::{Change, Changed, Place, Registry, RegistryError, SqliteRegistry, Target};
use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, Response, StatusCode};
use std::sync::Arc;

/// What the entry may be called whose status is changed: the example of the VC-API calls it as the list.
const ENTRY_TYPES: [&str; 2] = [ENTRY, "BitstringStatusList"];

/// What is said in the record where nobody gave a reason.
const NO_REASON: &str = "asked for over HTTP, without a reason";

/// What the entry in a request says about where it stands, member by member.
type Said<'r> = [(&'static str, Option<&'r str>); 3];

pub(super) async fn change(
    State(app): State<Arc<Application>>,
    request: Request<Body>,
) -> Result<Response<Body>, Problem> {
    let bytes = body::read(&app, request).await?;
    let worker = Arc::clone(&app);
    app.registry.run(move || changed(&worker, &bytes)).await
}

fn changed(app: &Application, bytes: &[u8]) -> Result<Response<Body>, Problem> {
    let tree = body::parse(bytes, &app.limits.of_operations())?;
    let mut members = Members::of(tree.root());
    members.require("credentialId", "give the id of the credential");
    let id = members.string("credentialId");
    let issuer = members.string("issuer").map(str::to_owned);
    let reason = members.string("reason").unwrap_or(NO_REASON).to_owned();
    let status = members.take("status").map_or(Some(true), Node::as_bool);
    if status.is_none() {
        members.wrong("status", "write true or false");
    }
    members.require("credentialStatus", "say what for: {\"statusPurpose\": \"revocation\"}");
    let mut entry = members.inside("credentialStatus");
    if entry.string("type").is_some_and(|kind| !ENTRY_TYPES.contains(&kind)) {
        entry.wrong("type", "write BitstringStatusListEntry, or leave it out");
    }
    let said = PLACE.map(|member| (member, entry.string(member)));
    entry.require("statusPurpose", "write revocation or suspension");
    let purpose = entry.string("statusPurpose");
    let change = match (purpose, status) {
        (Some(REVOCATION), Some(true)) => Some(Change::Revoke),
        (Some(SUSPENSION), Some(true)) => Some(Change::Suspend),
        (Some(SUSPENSION), Some(false)) => Some(Change::Reinstate),
        (Some(REVOCATION), Some(false)) => {
            entry.wrong(
                "statusPurpose",
                "a revocation is for good; one that was a mistake is undone with `microcred status`",
            );
            None
        }
        (Some(_), Some(_)) => {
            entry.wrong("statusPurpose", "write revocation or suspension");
            None
        }
        _ => None,
    };
    Problem::of_members([members, entry], tree.root())?;
    let (Some(id), Some(change)) = (id, change) else { return Err(Problem::internal()) };
    let registry = status::opened(app)?.ok_or_else(|| unknown("this server keeps no status lists"))?;
    let target = Target::Credential { id: id.to_owned(), issuer };
    let place = only_place(&registry, &target, change, &said)?;
    // Nobody would ever hear of it.
    if !status::can_sign(app, &registry.list(place.list).map_err(refused)?.plan.issuer) {
        let at = Pointer::root().member("credentialId");
        let detail = "no key of this server can sign the list in which the credential has its place; whoever runs it puts the key that did into the folder `retired`";
        return Err(Problem::at(at, code::request::KEY, detail).with_status(StatusCode::CONFLICT));
    }
    let target = Target::place(place.list, place.index);
    let changed = registry.set(&target, change, &reason).map_err(refused)?;
    Ok(json(StatusCode::OK, told_back(id, &changed).to_string()))
}

/// The one place that is meant. An entry that says where it stands chooses among several, and has to say where the credential has a
/// place: otherwise another one may be meant. Places never change, so it is so when the status is changed too.
fn only_place(registry: &SqliteRegistry, target: &Target, change: Change, said: &Said<'_>) -> Result<Place, Problem> {
    let purpose = change.purpose();
    let mut places: Vec<Place> = registry.find(target).map_err(refused)?.into_iter().map(|(place, _)| place).collect();
    places.retain(|place| place.purpose == purpose);
    let Some(first) = places.first() else { return Err(refused(RegistryError::UnknownCredential { purpose })) };
    let elsewhere = elsewhere(first, said);
    places.retain(|place| self::elsewhere(place, said).is_none());
    let mut places = places.into_iter();
    match (places.next(), places.next(), elsewhere) {
        (Some(place), None, _) => Ok(place),
        (None, _, Some(member)) => {
            let place = Pointer::root().member("credentialStatus").member(member);
            let detail = "write what stands in the credential's own entry for this purpose, or leave it out";
            Err(Problem::member(place, detail))
        }
        _ => {
            let detail = "several issuers here have a credential of that id; name the issuer too, or send the credential's whole entry";
            let problem = Problem::member(Pointer::root().member("issuer"), detail);
            Err(problem.with_status(StatusCode::CONFLICT))
        }
    }
}

/// The first member that says something else than the entry for a place.
fn elsewhere(place: &Place, said: &Said<'_>) -> Option<&'static str> {
    let entry = place.entry().to_json();
    let is_other = |(name, text): &&(&'static str, Option<&str>)| {
        text.is_some_and(|text| entry.get(name).and_then(Value::as_str) != Some(text))
    };
    said.iter().find(is_other).map(|(name, _)| *name)
}

/// What the registry refuses because of the request, and what it could not do for reasons of its own.
fn refused(error: RegistryError) -> Problem {
    let detail = error.to_string();
    match error {
        RegistryError::UnknownCredential { .. } => unknown(&detail),
        RegistryError::Text { .. } => Problem::member(Pointer::root().member("reason"), detail),
        _ => Problem::failed(detail),
    }
}

/// Nobody has such a place.
fn unknown(detail: &str) -> Problem {
    Problem::member(Pointer::root().member("credentialId"), detail).with_status(StatusCode::NOT_FOUND)
}

fn told_back(id: &str, Changed { place, value, is_new, .. }: &Changed) -> Value {
    Object::new()
        .with("credentialId", id)
        .with("credentialStatus", place.entry().to_json())
        .with("status", *value != 0)
        .with("changed", *is_new)
        .into()
}
