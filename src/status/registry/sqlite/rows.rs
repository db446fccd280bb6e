//! What stands in the tables. Everything here runs inside a transaction that somebody else began.

use crate::codec::hex;
use crate::env::Environment;
use crate::json::{Node, Tree, Value};
use crate::limits::Limits;
use crate::status::registry::list::{self, DRAWS};
use crate::status::registry::name;
use crate::status::registry::{ListPlan, ListState, Place, Record, RegistryError, Target};
use crate::status::{Bitstring, StatusPurpose};
use chrono::{DateTime, SecondsFormat, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};

/// Entries in one page of a list: so few that changing one entry writes little, so many that a list of ten million entries has
/// less than five thousand pages.
const PAGE: u32 = 2_048;

/// What the store is called, if that was ever asked for.
pub(super) fn name(store: &Connection) -> Result<Option<String>, RegistryError> {
    Ok(store.query_row("SELECT name FROM identity", [], |row| row.get(0)).optional()?)
}

pub(super) fn give_name(store: &Connection, environment: &Environment) -> Result<String, RegistryError> {
    let name = hex::encode(&environment.random::<{ name::BYTES }>()?);
    store.execute("INSERT INTO identity (one, name) VALUES (1, ?1)", [&name])?;
    Ok(name)
}

/// The place of a credential under a plan: the one that it has, or a new one.
pub(super) fn allocate(
    store: &Connection,
    credential: &str,
    plan: &ListPlan,
    environment: &Environment,
) -> Result<Place, RegistryError> {
    let series = series(store, plan)?;
    let had = store
        .query_row(
            "SELECT list, place FROM places WHERE credential = ?1 AND series = ?2",
            params![credential, series],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    if let Some((list, index)) = had {
        return Ok(Place::new(&state(store, list)?.plan, list, index));
    }
    let list = with_room(store, series, plan)?;
    for _ in 0..DRAWS {
        let Some(index) = list::draw(plan.entries, environment)? else { continue };
        let given = store.execute(
            "INSERT INTO places (credential, series, list, place) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (list, place) DO NOTHING",
            params![credential, series, list, index],
        )?;
        if given == 1 {
            store.execute("UPDATE lists SET allocated = allocated + 1 WHERE number = ?1", [list])?;
            return Ok(Place::new(plan, list, index));
        }
    }
    Err(RegistryError::Predictable)
}

fn series(store: &Connection, plan: &ListPlan) -> Result<i64, RegistryError> {
    let key = params![plan.issuer, plan.purpose.as_str()];
    let known = store
        .query_row("SELECT id FROM series WHERE issuer = ?1 AND purpose = ?2", key, |row| row.get(0))
        .optional()?;
    match known {
        Some(series) => Ok(series),
        None => {
            store.execute("INSERT INTO series (issuer, purpose) VALUES (?1, ?2)", key)?;
            Ok(store.last_insert_rowid())
        }
    }
}

/// The list that credentials get their places in now; another one if there is none, or it is full.
fn with_room(store: &Connection, series: i64, plan: &ListPlan) -> Result<u32, RegistryError> {
    let messages = Value::Array(plan.messages.iter().map(Value::from).collect()).to_string();
    let open = store
        .query_row(
            "SELECT number FROM lists WHERE series = ?1 AND url = ?2 AND entries = ?3 AND messages = ?4 AND allocated < ?5
             ORDER BY number DESC LIMIT 1",
            params![series, plan.url, plan.entries, messages, list::capacity(plan.entries)],
            |row| row.get(0),
        )
        .optional()?;
    match open {
        Some(list) => Ok(list),
        None => {
            let number = store.query_row(
                "INSERT INTO lists (series, url, entries, messages) VALUES (?1, ?2, ?3, ?4) RETURNING number",
                params![series, plan.url, plan.entries, messages],
                |row| row.get(0),
            )?;
            // The transaction takes it back.
            plan.check_beside(number, &states(store)?)?;
            Ok(number)
        }
    }
}

const STATE: &str = "SELECT number, issuer, purpose, url, entries, messages, allocated, version, published
    FROM lists JOIN series ON series.id = lists.series";

pub(super) fn state(store: &Connection, number: u32) -> Result<ListState, RegistryError> {
    let row = store.query_row(&format!("{STATE} WHERE number = ?1"), [number], read_state).optional()?;
    row.ok_or(RegistryError::NoSuchList(number))?
}

pub(super) fn states(store: &Connection) -> Result<Vec<ListState>, RegistryError> {
    let mut statement = store.prepare(&format!("{STATE} ORDER BY number"))?;
    let rows = statement.query_map([], read_state)?.collect::<Result<Vec<_>, _>>()?;
    rows.into_iter().collect()
}

fn read_state(row: &Row<'_>) -> rusqlite::Result<Result<ListState, RegistryError>> {
    let (purpose, messages): (String, String) = (row.get("purpose")?, row.get("messages")?);
    let (issuer, url): (String, String) = (row.get("issuer")?, row.get("url")?);
    let (number, entries, allocated) = (row.get("number")?, row.get("entries")?, row.get("allocated")?);
    let count = |column| Ok::<_, rusqlite::Error>(row.get::<_, i64>(column)?.cast_unsigned());
    let (version, published) = (count("version")?, count("published")?);
    let Some(messages) = read_messages(&messages) else {
        return Ok(Err(RegistryError::Storage(format!("what it says about list {number} cannot be read"))));
    };
    let plan = ListPlan { issuer, url, purpose: StatusPurpose::from(purpose.as_str()), entries, messages };
    Ok(Ok(ListState { number, plan, allocated, version, published }))
}

fn read_messages(json: &str) -> Option<Vec<String>> {
    let tree = Tree::parse(json, &Limits::default()).ok()?;
    Some(tree.root().each().filter_map(Node::as_str).map(str::to_owned).collect())
}

/// All places of a target, as list and index, by the number of the list.
pub(super) fn places(store: &Connection, target: &Target) -> Result<Vec<(u32, u32)>, RegistryError> {
    let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let mut statement;
    let rows = match target {
        Target::Credential { id, issuer } => {
            statement = store.prepare(
                "SELECT list, place FROM places JOIN series ON series.id = places.series
                 WHERE credential = ?1 AND (?2 IS NULL OR issuer = ?2) ORDER BY list",
            )?;
            statement.query_map(params![id, issuer], read)?
        }
        Target::Place { list, index } => {
            statement = store.prepare("SELECT list, place FROM places WHERE list = ?1 AND place = ?2")?;
            statement.query_map([list, index], read)?
        }
    };
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The value at a place.
pub(super) fn value(store: &Connection, plan: &ListPlan, list: u32, index: u32) -> Result<u32, RegistryError> {
    let page = page(store, plan, list, index / PAGE)?;
    page.value((index % PAGE) as usize).ok_or_else(damaged)
}

/// Writes another value, and that the list has changed.
pub(super) fn change(store: &Connection, plan: &ListPlan, record: &Record) -> Result<(), RegistryError> {
    let Record { at, list, index, change, before, after, reason } = record;
    let number = index / PAGE;
    let mut page = page(store, plan, *list, number)?;
    page.set((index % PAGE) as usize, *after)?;
    store.execute(
        "INSERT INTO pages (list, page, bits) VALUES (?1, ?2, ?3) ON CONFLICT (list, page) DO UPDATE SET bits = excluded.bits",
        params![list, number, page.as_bytes()],
    )?;
    store.execute("UPDATE lists SET version = version + 1 WHERE number = ?1", [list])?;
    store.execute(
        "INSERT INTO changes (at, list, place, change, before, after, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![at.to_rfc3339_opts(SecondsFormat::Micros, true), list, index, change, before, after, reason],
    )?;
    Ok(())
}

fn page(store: &Connection, plan: &ListPlan, list: u32, page: u32) -> Result<Bitstring, RegistryError> {
    let kept: Option<Vec<u8>> = store
        .query_row("SELECT bits FROM pages WHERE list = ?1 AND page = ?2", [list, page], |row| row.get(0))
        .optional()?;
    match kept {
        Some(bytes) if bytes.len() != page_bytes(plan) => Err(damaged()),
        Some(bytes) => Ok(Bitstring::from_bytes(bytes, plan.size())?),
        None => Ok(Bitstring::new(PAGE as usize, plan.size())?),
    }
}

fn page_bytes(plan: &ListPlan) -> usize {
    PAGE as usize / 8 * usize::from(plan.size())
}

/// The whole list, from its pages.
pub(super) fn bits(store: &Connection, plan: &ListPlan, list: u32) -> Result<Bitstring, RegistryError> {
    let mut bytes = vec![0; (plan.entries as usize * usize::from(plan.size())).div_ceil(8)];
    let mut statement = store.prepare("SELECT page, bits FROM pages WHERE list = ?1")?;
    let mut rows = statement.query([list])?;
    while let Some(row) = rows.next()? {
        let (page, kept) = (row.get::<_, u32>(0)?, row.get_ref(1)?.as_blob().map_err(|_| damaged())?);
        let room = bytes.get_mut(page as usize * page_bytes(plan)..).filter(|_| kept.len() == page_bytes(plan));
        // The last page may be longer than what is left of the list.
        room.ok_or_else(damaged)?.iter_mut().zip(kept).for_each(|(byte, own)| *byte = *own);
    }
    Ok(Bitstring::from_bytes(bytes, plan.size())?)
}

pub(super) fn records(store: &Connection, list: u32, index: u32) -> Result<Vec<(i64, Record)>, RegistryError> {
    let mut statement = store.prepare(
        "SELECT sequence, at, change, before, after, reason FROM changes WHERE list = ?1 AND place = ?2 ORDER BY sequence",
    )?;
    let mut rows = statement.query([list, index])?;
    let mut records = Vec::new();
    while let Some(row) = rows.next()? {
        let at = row.get::<_, String>(1)?.parse::<DateTime<Utc>>().map_err(|_| damaged())?;
        let (change, before, after, reason) = (row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?);
        records.push((row.get(0)?, Record { at, list, index, change, before, after, reason }));
    }
    Ok(records)
}

/// What is stored was not written by a registry.
fn damaged() -> RegistryError {
    RegistryError::Storage("the entries of a list are damaged; restore the file from a copy".to_owned())
}
