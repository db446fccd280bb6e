use super::Error;
use super::application::Application;
use super::guard;
use super::issuers::Issuer;
use super::problem::{Problem, for_pages, json};
use super::seat::{Elsewhere, Seat};
use crate::issue::Freshness;
use crate::json::{Node, Pointer, Tree};
use crate::ops::{self, Issue, Members, StatusStore};
use crate::report::code;
use crate::resolve::{Answer, Fallback, Found, Need, NeedKind, Resolver};
use crate::status::registry::{ListState, Registry, RegistryError, SqliteRegistry, list_number};
use crate::trust;
use crate::vc::parties;
use crate::vc::types::has_type;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{self, State};
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderValue, Response, StatusCode};
use std::sync::Arc;
use std::time::Duration;

pub(super) const REVOCATION: &str = "revocation";
pub(super) const SUSPENSION: &str = "suspension";
pub(super) const ENTRY: &str = "BitstringStatusListEntry";

/// How long whoever has a list may hold on to it, in its `ttl` as in the header.
const KEPT: Duration = Duration::from_secs(60);

/// How long a list stands: whoever shows an old one again hides no revocation for longer than that.
const VALID: Duration = Duration::from_secs(600);

/// With this in its query, a verifier asks for the list of another time.
const TIMESTAMP: &str = "timestamp";

/// The members of an entry that say where it stands.
pub(super) const PLACE: [&str; 3] = ["id", "statusListIndex", "statusListCredential"];

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
    // A micro-credential gets its issuer from the key.
    let names_nobody = credential.get("issuer").is_none();
    let is_own = |named: &str| trust::may_bind(named, issuer.identity.verification_method()).is_ok();
    match names_nobody || parties::issuer_id(credential).is_some_and(is_own) {
        true => Ok(()),
        false => {
            let place = Pointer::root().member("credential").member("issuer");
            let detail =
                "name the issuer of this suite, as GET /issuers tells it, or one at whose host the key there stands";
            Err(Problem::at(place, code::issuer::KEY_UNBOUND, detail))
        }
    }
}

/// A place is found by the id of its credential: another one of that id would be revoked with it. The same once more has the place that it
/// had.
pub(super) fn refuse_another(app: &Application, issue: &Issue) -> Result<(), Problem> {
    let Some(registry) = opened(app)? else { return Ok(()) };
    let tree = Tree::parse_bytes(&issue.document, &app.limits.of_operations()).map_err(|_| Problem::internal())?;
    // A badge that is made of something else gets an id of its own.
    let Some(id) = tree.root().get("id").and_then(Node::as_str) else { return Ok(()) };
    let own = issue.key.identity().map_err(|error| Problem::failed(error.to_string()))?;
    let issuer = parties::issuer_id(tree.root()).unwrap_or_else(|| own.did().unwrap_or(own.verification_method()));
    let place = Pointer::root().member("credential").member("id");
    match registry.claim(issuer, id, &issue.document) {
        Ok(true) => Ok(()),
        Ok(false) => {
            let detail = "another credential of this id has a status here, and would be revoked with this one; give this one an id of its own";
            Err(Problem::member(place, detail).with_status(StatusCode::CONFLICT))
        }
        Err(error @ RegistryError::Text { .. }) => Err(Problem::member(place, error.to_string())),
        Err(error) => Err(Problem::failed(error.to_string())),
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

/// `GET /status/{list}`
pub(super) async fn list(
    State(app): State<Arc<Application>>,
    list: Result<extract::Path<String>, PathRejection>,
    extract::RawQuery(query): extract::RawQuery,
) -> Result<Response<Body>, Problem> {
    let name = list.map(|extract::Path(name)| name).unwrap_or_default();
    let query = query.unwrap_or_default();
    if url::form_urlencoded::parse(query.as_bytes()).any(|(member, _)| member == TIMESTAMP) {
        let detail = "leave it out: lists are kept as they stand now";
        return Err(Problem::at(Pointer::root().member(TIMESTAMP), code::status::TIMESTAMP, detail));
    }
    let worker = Arc::clone(&app);
    let list = app.lists.run(move || signed(&worker, &name)).await?;
    let mut response = for_pages(json(StatusCode::OK, list));
    // As the list says itself.
    let kept = HeaderValue::from_str(&format!("public, max-age={}", KEPT.as_secs()));
    response.headers_mut().extend(kept.ok().map(|kept| (CACHE_CONTROL, kept)));
    Ok(response)
}

/// A list as it stands at this moment, by the end of its URL.
fn signed(app: &Application, name: &str) -> Result<String, Problem> {
    let number =
        list_number(name).ok_or_else(|| unknown_list("write what a credential's `statusListCredential` ends with"))?;
    let registry = opened(app)?.ok_or_else(|| unknown_list("this server keeps no status lists"))?;
    let snapshot = registry.snapshot(number).map_err(|error| match error {
        RegistryError::NoSuchList(_) => unknown_list("there is no such list"),
        error => Problem::failed(error.to_string()),
    })?;
    // Another store may have had one of that number.
    if snapshot.list.plan.file_name(number) != name {
        return Err(unknown_list("there is no such list in this store"));
    }
    let freshness = Freshness::new().kept_for(KEPT).valid_for(VALID);
    match ops::signed_status_list(&snapshot, app.issuers.keys(), freshness, &app.environment) {
        Ok(Some(list)) => Ok(list.as_str().to_owned()),
        Ok(None) => Err(unknown_list("there is no such list of an issuer here")),
        Err(error) => Err(Problem::failed(error.to_string())),
    }
}

fn unknown_list(detail: &str) -> Problem {
    Problem::new(StatusCode::NOT_FOUND, code::request::PATH, detail)
}

/// The registry, if this server keeps one. It was made as the server started: one that is gone is lost, and to open it would be to say that
/// it knows nobody.
pub(super) fn opened(app: &Application) -> Result<Option<SqliteRegistry>, Problem> {
    let Some(store) = app.store.as_ref().filter(|_| is_published(&app.url)) else { return Ok(None) };
    if !store.exists() {
        return Err(Problem::failed(format!("the status registry {} is gone; bring it back", store.display())));
    }
    let opened = SqliteRegistry::open(store, app.environment.clone());
    opened.map(Some).map_err(|error| Problem::failed(error.to_string()))
}

/// The lists that no key here can sign: whoever looks them up finds none.
pub(super) fn unsigned(app: &Application) -> Result<Vec<ListState>, Error> {
    let Some(registry) = &app.kept else { return Ok(Vec::new()) };
    let mut lists = registry.lists()?;
    lists.retain(|list| !can_sign(app, &list.plan.issuer));
    Ok(lists)
}

/// Whether lists of that issuer can be signed here.
pub(super) fn can_sign(app: &Application, issuer: &str) -> bool {
    ops::key_for_lists(issuer, app.issuers.keys()).is_ok_and(|key| key.is_some())
}

/// Whether the registry can be read, if there is one.
pub(super) fn look_into(app: &Application) -> Result<(), Problem> {
    let read = |registry: SqliteRegistry| registry.lists().map_err(|error| Problem::failed(error.to_string()));
    opened(app)?.map_or(Ok(()), |registry| read(registry).map(drop))
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
