use super::{MAPPING, Mapping};
use crate::codec::invisible::in_one_line;
use crate::json::{Node, Object, Pointer, Value};
use std::collections::HashSet;
use std::fmt;

/// What gets lost on the way from one form of a micro-credential to another.
///
/// Where one is written (as a badge, as a European Digital Credential), the pointers go into the
/// [JSON form](crate::microcredential::form) of the micro-credential, and the report is made by reading back what was written, so
/// it names exactly what a reader cannot recover, and nothing else. Where one is read, they go into the document, to what the
/// elements of Annex I have no place for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LossReport(Vec<Loss>);

/// One thing that is lost.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Loss {
    /// The smallest part that does not arrive.
    pub pointer: Pointer,
    /// What becomes of it.
    pub lost: Lost,
    /// Why, in a sentence.
    pub reason: &'static str,
}

/// What becomes of something that is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Lost {
    /// It does not come back at all.
    Missing,
    /// Something else comes back in its place.
    Altered,
}

impl LossReport {
    /// Compares the JSON form that was carried with the one that was recovered; `why` is the column of the mapping that says
    /// what of a member may get lost.
    pub(crate) fn between(carried: &Value, recovered: &Value, why: fn(&Mapping) -> &'static str) -> Self {
        let mut losses = Vec::new();
        compare(carried, Some(recovered), &Pointer::root(), &mut losses);
        let loss = |(pointer, lost): (Pointer, Lost)| Loss { reason: reason(&pointer, why), pointer, lost };
        Self(losses.into_iter().map(loss).collect())
    }

    /// Whether nothing is lost.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is lost, in the order of the JSON form.
    pub fn iter(&self) -> std::slice::Iter<'_, Loss> {
        self.0.iter()
    }

    /// Reads the JSON form of what a [carrier](super::Carrier) could not hold.
    pub(crate) fn read(root: Node<'_>) -> Option<Self> {
        let loss = |loss: Node<'_>| {
            let pointer = Pointer::parse(loss.get("pointer")?.as_str()?).ok()?;
            let lost = [Lost::Missing, Lost::Altered]
                .into_iter()
                .find(|own| loss.get("lost").is_some_and(|lost| lost.as_str() == Some(own.as_str())))?;
            Some(Loss { reason: reason(&pointer, |row| row.lost), pointer, lost })
        };
        if root.is_array() { root.items().map(loss).collect() } else { None }
    }

    /// The JSON form: an array of objects with `pointer`, `lost` (`missing` or `altered`) and `reason`.
    pub fn to_json(&self) -> Value {
        let loss = |loss: &Loss| {
            Object::new()
                .with("pointer", loss.pointer.as_str())
                .with("lost", loss.lost.as_str())
                .with("reason", loss.reason)
                .into()
        };
        Value::Array(self.0.iter().map(loss).collect())
    }
}

impl Lost {
    /// The word used in JSON.
    fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Altered => "altered",
        }
    }

    /// What becomes of what is said of a member, where more may be said of it; nothing if all of it is.
    pub(crate) fn among(said: &Value, stated: Option<&Value>) -> Option<Self> {
        match (said, stated) {
            (Value::Object(said), Some(Value::Object(stated))) => {
                let is_stated = |(name, value): (&str, &Value)| Self::among(value, stated.get(name)).is_none();
                (!said.iter().all(is_stated)).then_some(Self::Altered)
            }
            (Value::Array(said), Some(Value::Array(stated))) => {
                let texts: HashSet<String> = stated.iter().map(Value::to_string).collect();
                let lost = said.iter().find(|item| !texts.contains(&item.to_string()))?;
                let has_part_of_it = |other: &Value| match (lost, other) {
                    (Value::Object(lost), Value::Object(other)) => {
                        lost.iter().any(|(name, value)| other.get(name) == Some(value))
                    }
                    _ => false,
                };
                Some(if stated.iter().any(has_part_of_it) { Self::Altered } else { Self::Missing })
            }
            (said, Some(stated)) if said == stated => None,
            (_, Some(_)) => Some(Self::Altered),
            (_, None) => Some(Self::Missing),
        }
    }
}

impl Loss {
    /// Something of a document that states a member, for the reason why that gets lost in a badge.
    pub(crate) fn of_member(pointer: Pointer, lost: Lost, member: &str) -> Self {
        Self { pointer, lost, reason: reason(&Pointer::from_text(member), |row| row.lost) }
    }

    /// Something of a document that has no place in what was made of it.
    pub(crate) fn missing(pointer: Pointer, reason: &'static str) -> Self {
        Self { pointer, lost: Lost::Missing, reason }
    }
}

impl FromIterator<Loss> for LossReport {
    fn from_iter<I: IntoIterator<Item = Loss>>(losses: I) -> Self {
        Self(losses.into_iter().collect())
    }
}

impl<'a> IntoIterator for &'a LossReport {
    type Item = &'a Loss;
    type IntoIter = std::slice::Iter<'a, Loss>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for LossReport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, loss) in self.0.iter().enumerate() {
            if index > 0 {
                formatter.write_str("\n")?;
            }
            let what = match loss.lost {
                Lost::Missing => "is not carried",
                Lost::Altered => "is carried in part",
            };
            write!(formatter, "{} {what}: {}", in_one_line(loss.pointer.as_str()), loss.reason)?;
        }
        Ok(())
    }
}

fn reason(pointer: &Pointer, why: fn(&Mapping) -> &'static str) -> &'static str {
    let member = |row: &Mapping| Pointer::from_text(row.member);
    let row = MAPPING.iter().find(|row| pointer.is_within(&member(row)));
    // What holds several members may be lost as a whole.
    let held = || MAPPING.iter().find(|row| member(row).is_within(pointer) && !why(row).is_empty());
    match row.or_else(held).map(why) {
        None | Some("") => "it has no place there as it is stated",
        Some(reason) => reason,
    }
}

/// Collects the smallest parts of `carried` that `recovered` does not have in the same way.
fn compare(carried: &Value, recovered: Option<&Value>, at: &Pointer, losses: &mut Vec<(Pointer, Lost)>) {
    match (carried, recovered) {
        (same, Some(other)) if same == other => {}
        (Value::Object(carried), Some(Value::Object(recovered))) => {
            if recovered.iter().any(|(name, _)| carried.get(name).is_none()) {
                losses.push((at.clone(), Lost::Altered));
                return;
            }
            for (name, value) in carried.iter() {
                compare(value, recovered.get(name), &at.member(name), losses);
            }
        }
        (Value::Array(carried), Some(Value::Array(recovered))) => {
            if recovered.len() > carried.len() {
                losses.push((at.clone(), Lost::Altered));
                return;
            }
            for (index, (item, partner)) in carried.iter().zip(partners(carried, recovered)).enumerate() {
                compare(item, partner.and_then(|partner| recovered.get(partner)), &at.item(index), losses);
            }
        }
        (_, Some(_)) => losses.push((at.clone(), Lost::Altered)),
        (_, None) => losses.push((at.clone(), Lost::Missing)),
    }
}

/// More pairs of items than this are not weighed against each other.
const ENOUGH: usize = 20_000;

/// For each item that was carried, the item that came back of it. The order is kept on the way, so of all ways to keep it
/// this is the one in which the least is lost; in lists that are too long to try them all, it is the first.
fn partners(carried: &[Value], recovered: &[Value]) -> Vec<Option<usize>> {
    let (rows, columns) = (carried.len(), recovered.len());
    if columns >= rows || rows * columns > ENOUGH {
        return (0..rows).map(|row| (row < columns).then_some(row)).collect();
    }
    // costs[row][column]: what is lost if the items from there on are paired in the best way.
    let mut costs = vec![vec![usize::MAX; columns + 1]; rows + 1];
    costs[rows][columns] = 0;
    for row in (0..rows).rev() {
        for column in 0..=columns {
            let paired = recovered
                .get(column)
                .map_or(usize::MAX, |item| costs[row + 1][column + 1].saturating_add(distance(&carried[row], item)));
            costs[row][column] = paired.min(costs[row + 1][column]);
        }
    }
    let mut column = 0;
    let pair = |row: usize| {
        let paired = column < columns && costs[row][column] < costs[row + 1][column];
        let partner = paired.then_some(column);
        column += usize::from(paired);
        partner
    };
    (0..rows).map(pair).collect()
}

fn distance(carried: &Value, recovered: &Value) -> usize {
    let mut losses = Vec::new();
    compare(carried, Some(recovered), &Pointer::root(), &mut losses);
    let weight = |(pointer, lost): &(Pointer, Lost)| match lost {
        Lost::Missing => 1,
        Lost::Altered if pointer.as_str().is_empty() && !holds(carried, recovered) => 1000,
        Lost::Altered => 10,
    };
    losses.iter().map(weight).sum()
}

fn holds(whole: &Value, part: &Value) -> bool {
    match whole {
        Value::Object(members) => members.iter().any(|(_, value)| holds(value, part)),
        other => other == part,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(carried: &str, recovered: &str) -> Vec<String> {
        let [carried, recovered] = [carried, recovered].map(|text| serde_json::from_str(text).unwrap());
        LossReport::between(&carried, &recovered, |row| row.lost)
            .iter()
            .map(|loss| format!("{} {:?}", loss.pointer, loss.lost))
            .collect()
    }

    #[test]
    fn a_long_list_takes_no_long_time() {
        let list = |count: usize| Value::Array((0..count).map(|number| Value::from(number.to_string())).collect());
        let report = LossReport::between(&list(20_000), &list(19_999), |row| row.lost);
        assert_eq!(report.iter().map(|loss| loss.pointer.to_string()).collect::<Vec<_>>(), ["/19999"]);
    }

    /// The names of members are a stranger's.
    #[test]
    fn a_name_with_a_line_break_begins_no_line_of_a_report() {
        let at = |name: &str| Loss::missing(Pointer::root().member(name), "it has no place");
        let report = LossReport::from_iter([at("a\n/offer/title is carried\u{2028}"), at("b")]);
        let shown = report.to_string();
        assert_eq!(
            shown,
            "/a\u{fffd}~1offer~1title is carried\u{fffd} is not carried: it has no place\n/b is not carried: it has no place"
        );
    }

    #[test]
    fn the_smallest_part_is_named() {
        assert!(between(r#"{"a":[1,2]}"#, r#"{"a":[1,2]}"#).is_empty());
        assert_eq!(between(r#"{"a":{"b":1,"c":2}}"#, r#"{"a":{"b":1}}"#), ["/a/c Missing"]);
        assert_eq!(between(r#"{"a":{"b":1}}"#, r#"{"a":{"b":1,"c":2}}"#), ["/a Altered"]);
        assert_eq!(between(r#"{"a":["x","y","z"]}"#, r#"{"a":["x","z"]}"#), ["/a/1 Missing"]);
        assert_eq!(
            between(r#"{"a":[{"t":"x","k":1},{"t":"y"}]}"#, r#"{"a":[{"t":"x"},{"t":"y"}]}"#),
            ["/a/0/k Missing"]
        );
        assert_eq!(
            between(r#"{"a":[{"text":"b"},{"url":"u","text":"c"}]}"#, r#"{"a":["u"]}"#),
            ["/a/0 Missing", "/a/1 Altered"]
        );
        let twins = r#"{"a":[{"t":"x","k":1},{"t":"x","k":2}]}"#;
        assert_eq!(between(twins, r#"{"a":[{"t":"x","k":2}]}"#), ["/a/0 Missing"]);
        assert_eq!(between(r#"{"a":["x"]}"#, r#"{"a":["x","y"]}"#), ["/a Altered"]);
    }
}
