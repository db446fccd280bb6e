use super::application::Application;
use super::body;
use super::guard;
use super::issuers::Issuer;
use super::problem::{Problem, json};
use super::seat::{Elsewhere, Seat};
use crate::json::{Node, Object, Pointer, Value};
use crate::ops::{self, Members, Operation, StatusChange, StatusChanged, StatusStore};
use crate::report::code;
use crate::resolve::{Answer, Fallback, Found, Need, NeedKind, Resolver};
use crate::status::registry::{Change, Place, Registry, SqliteRegistry, Target, list_number};
use crate::vc::types::has_type;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{self, State};
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderValue, Request, Response, StatusCode};
use std::sync::Arc;

const REVOCATION: &str = "revocation";
const SUSPENSION: &str = "suspension";
const ENTRY: &str = "BitstringStatusListEntry";

/// What the entry may be called whose status is changed: the example of the VC-API calls it as the list.
const ENTRY_TYPES: [&str; 2] = [ENTRY, "BitstringStatusList"];

/// The members of an entry that say where it stands.
const PLACE: [&str; 3] = ["id", "statusListIndex", "statusListCredential"];

/// What is said in the record where nobody gave a reason.
const NO_REASON: &str = "asked for over HTTP, without a reason";

/// The places in status lists that a credential is to have: those that `options.credentialStatus` asks for, or the one
/// that this issuer always gives.
pub(super) fn asked(app: &Application, issuer: &Issuer, options: &mut Members<'_>) -> Option<StatusStore> {
    const MEMBER: &str = "credentialStatus";
    let node = options.take(MEMBER);
    if node.is_none() && !issuer.revocable {
        return None;
    }
    let (Some(path), true) = (&app.store, is_published(&app.url)) else {
        options.wrong(MEMBER, "status lists need a store, and a URL that verifiers can reach: --public-url https://…");
        return None;
    };
    if !issuer.can_sign_lists() {
        options.wrong(MEMBER, "this issuer's key signs nothing but what lets its holder choose, and so no status list");
        return None;
    }
    let mut store = StatusStore::new(path, format!("{}/{{store}}-{{list}}", lists(app)));
    let Some(node) = node else { return Some(store) };
    let purposes: Vec<_> = node.get("statusPurpose").into_iter().flat_map(Node::each).map(Node::as_str).collect();
    let is_known = |(name, value): (&str, Node<'_>)| match name {
        "type" => value.as_str() == Some(ENTRY),
        "statusPurpose" => true,
        _ => false,
    };
    let fits = purposes.contains(&Some(REVOCATION))
        && purposes.iter().all(|purpose| matches!(purpose, Some(REVOCATION | SUSPENSION)))
        && node.members().all(is_known);
    if !fits {
        options.wrong(MEMBER, "write the `type` BitstringStatusListEntry and the `statusPurpose` revocation, or [\"revocation\", \"suspension\"]");
    }
    store.suspension = purposes.contains(&Some(SUSPENSION));
    Some(store)
}

/// Lists are signed with the keys here, so nobody else's credential has a place in them.
pub(super) fn refuse_others(issuer: &Issuer, credential: Node<'_>) -> Result<(), Problem> {
    let named = credential.get("issuer").and_then(|named| named.as_str().or_else(|| named.get("id")?.as_str()));
    // A micro-credential gets its issuer from the key.
    match named.is_none_or(|named| named == issuer.did()) {
        true => Ok(()),
        false => {
            let place = Pointer::root().member("credential").member("issuer");
            Err(Problem::at(place, code::issuer::KEY_UNBOUND, "name the issuer of this suite: GET /issuers tells it"))
        }
    }
}

/// What stands in status lists is for the registry alone to say: whoever may issue could otherwise have one signed in which what was
/// revoked is not.
pub(super) fn refuse_lists(credential: Node<'_>) -> Result<(), Problem> {
    const LISTS: [&str; 2] = ["BitstringStatusListCredential", "StatusList2021Credential"];
    match LISTS.iter().any(|list| has_type(credential, list)) {
        false => Ok(()),
        true => {
            let place = Pointer::root().member("credential").member("type");
            let detail =
                "status lists are made and signed from what the registry says: GET /status/{list} answers with one";
            Err(Problem::at(place, code::request::DOCUMENT_KIND, detail))
        }
    }
}

/// Places in the lists of this server are given by its registry: one that a document brings along is somebody else's, and whoever
/// revoked that would revoke this.
pub(super) fn refuse_places(app: &Application, credential: Node<'_>) -> Result<(), Problem> {
    let own = lists(app);
    let list = |text: &str| inside(text, &own)?.strip_prefix('/').and_then(list_number);
    let entries = credential.get("credentialStatus").into_iter().flat_map(Node::each);
    let mut texts = entries.flat_map(|entry| PLACE.iter().filter_map(move |member| entry.get(member)?.as_str()));
    match texts.any(|text| list(text).is_some()) {
        false => Ok(()),
        true => {
            let place = Pointer::root().member("credential").member("credentialStatus");
            let detail = "leave it out: places in the lists of this server are given by it, with `credentialStatus` among the options";
            Err(Problem::at(place, code::status::ENTRY_MALFORMED, detail))
        }
    }
}

/// What stands behind `own` in the path of a URL, however that is spelled: whoever fetches it gets the same.
fn inside(text: &str, own: &str) -> Option<String> {
    let (url, own) = (url::Url::parse(text).ok()?, url::Url::parse(own).ok()?);
    let host = |url: &url::Url| url.host_str().map(|host| host.trim_end_matches('.').to_owned());
    let is_ours = url.scheme() == own.scheme()
        && host(&url) == host(&own)
        && url.port_or_known_default() == own.port_or_known_default();
    let path = |url: &url::Url| unescaped(url.path());
    if is_ours { Some(path(&url)?.strip_prefix(&path(&own)?)?.to_owned()) } else { None }
}

/// A path without the escapes that it needs not have.
fn unescaped(path: &str) -> Option<String> {
    let mut parts = path.split('%');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        match part.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                bytes.extend_from_slice(part.get(2..).unwrap_or_default().as_bytes());
            }
            None => {
                bytes.push(b'%');
                bytes.extend_from_slice(part.as_bytes());
            }
        }
    }
    String::from_utf8(bytes).ok()
}

/// Whether verifiers can reach lists under a URL: over https at a name, since they look nothing up at addresses; or on the
/// machine itself, for trying things out.
pub(super) fn is_published(url: &str) -> bool {
    let has_name = |url: url::Url| url.scheme() == "https" && matches!(url.host(), Some(url::Host::Domain(_)));
    guard::is_local(url) || url::Url::parse(url).is_ok_and(has_name)
}

/// Where the lists stand that this server makes.
pub(super) fn lists(app: &Application) -> String {
    lists_under(&app.url)
}

/// Where the lists stand that a server makes whose URL this is.
pub(super) fn lists_under(url: &str) -> String {
    format!("{url}/status")
}

/// `POST /credentials/status`
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
    let store = app.store.clone().ok_or_else(|| unknown_list("this server keeps no status lists"))?;
    let target = Target::Credential { id: id.to_owned(), issuer };
    let problem = |error: ops::Error| {
        let problem = Problem::operation(error, tree.root(), &Pointer::root(), |member| match member {
            "/credential" | "/store" => "/credentialId",
            "/reason" => "/reason",
            _ => "",
        });
        // Nobody has such a place.
        if problem.is_at("/credentialId") { problem.with_status(StatusCode::NOT_FOUND) } else { problem }
    };
    if said.iter().any(|(_, text)| text.is_some()) && store.exists() {
        let found = SqliteRegistry::open(&store, app.environment.clone()).and_then(|registry| registry.find(&target));
        refuse_elsewhere(&found.map_err(|error| problem(error.into()))?, purpose.unwrap_or_default(), &said)?;
    }
    let told = StatusChange::new(store, target, change, reason).run(&app.environment).map_err(problem)?;
    Ok(json(StatusCode::OK, told_back(id, &told).to_string()))
}

/// An entry that says where it stands has to say where the credential has its place: otherwise another one may be meant. Places never
/// change, so it is so when the status is changed too.
fn refuse_elsewhere(
    places: &[(Place, u32)],
    purpose: &str,
    said: &[(&'static str, Option<&str>)],
) -> Result<(), Problem> {
    // A credential that has no place is told so when its status is changed.
    let own = places.iter().filter(|(place, _)| place.purpose.as_str() == purpose);
    for entry in own.map(|(place, _)| place.entry().to_json()) {
        let is_other = |(name, text): &&(&'static str, Option<&str>)| {
            text.is_some_and(|text| entry.get(name).and_then(Value::as_str) != Some(text))
        };
        if let Some((name, _)) = said.iter().find(is_other) {
            let place = Pointer::root().member("credentialStatus").member(name);
            let detail = "write what stands in the credential's own entry for this purpose, or leave it out";
            return Err(Problem::member(place, detail));
        }
    }
    Ok(())
}

fn told_back(id: &str, StatusChanged { changed, .. }: &StatusChanged) -> Value {
    Object::new()
        .with("credentialId", id)
        .with("credentialStatus", changed.place.entry().to_json())
        .with("status", changed.value != 0)
        .with("changed", changed.is_new)
        .into()
}

/// `GET /status/{list}`
pub(super) async fn list(
    State(app): State<Arc<Application>>,
    list: Result<extract::Path<String>, PathRejection>,
) -> Result<Response<Body>, Problem> {
    let name = list.ok().map(|extract::Path(list)| list).filter(|name| list_number(name).is_some());
    let name = name.ok_or_else(|| unknown_list("write what a credential's `statusListCredential` ends with"))?;
    let worker = Arc::clone(&app);
    let list = app.lists.run(move || signed(&worker, &name)).await?;
    let mut response = json(StatusCode::OK, list);
    // For as long as a verifier may hold on to it at the most, less than it says itself.
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=60"));
    Ok(response)
}

/// A list as it stands at this moment, by the end of its URL.
fn signed(app: &Application, name: &str) -> Result<String, Problem> {
    let store = app.store.as_ref().filter(|store| store.exists());
    let store = store.ok_or_else(|| unknown_list("there are no status lists here yet"))?;
    match ops::signed_status_list(store, name, app.issuers.keys(), &app.environment) {
        Ok(list) => Ok(list.as_str().to_owned()),
        Err(ops::Error::Request(_)) => Err(unknown_list("there is no such list of an issuer here")),
        Err(_) => Err(Problem::internal()),
    }
}

fn unknown_list(detail: &str) -> Problem {
    Problem::new(StatusCode::NOT_FOUND, code::request::PATH, detail)
}

/// What verifications may ask: what is here, which nobody has to fetch, and then whoever may be asked at all.
pub(super) fn resolver(app: &Arc<Application>, seat: &Arc<Seat>) -> impl Resolver + Send + Sync + 'static {
    let own = Fallback::new().or(AtHand(Arc::clone(app)));
    match &app.resolver {
        Some(resolver) => own.or(Elsewhere::new(Arc::clone(resolver), seat)),
        None => own,
    }
}

/// Our own lists as they stand, whatever else was given under their URLs, and what the server was started with.
struct AtHand(Arc<Application>);

impl Resolver for AtHand {
    fn resolve(&self, need: &Need) -> Answer {
        let name = need.url.strip_prefix(&lists(&self.0)).and_then(|rest| rest.strip_prefix('/'));
        match (need.kind, name.filter(|name| list_number(name).is_some())) {
            (NeedKind::StatusList, Some(name)) => match signed(&self.0, name) {
                Ok(list) => Answer::found(Found::supplied(&need.url, list)),
                Err(_) => Answer::unavailable("the list is one of this server's, and could not be made"),
            },
            _ => match self.0.resources.resolve(need) {
                Answer::Unavailable { code: None, reason } if self.0.resolver.is_none() => {
                    Answer::unavailable(format!(
                        "{reason}; this server fetches nothing: start it with --resource URL=FILE, or with --network"
                    ))
                }
                answer => answer,
            },
        }
    }
}
