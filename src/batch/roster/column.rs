use crate::badge::IdentifierType;
use crate::batch::BatchError;
use crate::codec::excerpt;
use crate::microcredential::form::nearest;
use std::collections::HashSet;

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Column {
    Id,
    Name,
    GivenName,
    FamilyName,
    Identifier(IdentifierType),
    Issued,
    ValidUntil,
    Grade,
    CredentialId,
}

/// The columns that are no identifiers, each with what spreadsheets call it too.
const NAMED: [(Column, &str, &[&str]); 8] = [
    (Column::Id, "id", &["did"]),
    (Column::Name, "name", &["fullname"]),
    (Column::GivenName, "givenName", &["givennames", "firstname", "forename"]),
    (Column::FamilyName, "familyName", &["familynames", "lastname", "surname"]),
    (Column::Issued, "issued", &["dateofissuing", "awardeddate", "awarded"]),
    (Column::ValidUntil, "validUntil", &["expires", "expirydate", "expirationdate"]),
    (Column::Grade, "grade", &["gradeachieved"]),
    (Column::CredentialId, "credentialId", &[]),
];

impl Column {
    /// The column of that name, in whatever way it is spelled.
    pub(super) fn named(name: &str) -> Option<Self> {
        let spelled = spelled(name);
        let named = NAMED.iter().find(|(_, own, others)| same(own, &spelled) || others.contains(&spelled.as_str()));
        if let Some((column, ..)) = named {
            return Some(column.clone());
        }
        if let Some(own) = name.strip_prefix("ext:").filter(|own| !own.is_empty()) {
            return Some(Self::Identifier(IdentifierType::from(format!("ext:{own}").as_str())));
        }
        let term = match spelled.as_str() {
            "email" => Some("emailAddress"),
            _ => identifiers().find(|term| same(term, &spelled)),
        };
        Some(Self::Identifier(IdentifierType::from(term?)))
    }

    /// What it is called in sentences and pointers.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Identifier(kind) => kind.as_str(),
            other => NAMED.iter().find(|(column, ..)| column == other).map_or("", |(_, name, _)| name),
        }
    }

    fn is_about_the_learner(&self) -> bool {
        !matches!(self, Self::Issued | Self::ValidUntil | Self::Grade | Self::CredentialId)
    }
}

/// The types of identifiers that a learner may have. A name has its own column.
fn identifiers() -> impl Iterator<Item = &'static str> {
    IdentifierType::TERMS.iter().copied().filter(|term| *term != IdentifierType::Name.as_str())
}

fn spelled(name: &str) -> String {
    name.chars().filter(|letter| !matches!(letter, ' ' | '-' | '_')).flat_map(char::to_lowercase).collect()
}

fn same(name: &str, spelled: &str) -> bool {
    name.eq_ignore_ascii_case(spelled)
}

/// What the cells of the header say.
pub(super) fn read(cells: &[String], ignored: &[String]) -> Result<Vec<Option<Column>>, BatchError> {
    let is_ignored = |cell: &str| ignored.iter().any(|name| spelled(name) == spelled(cell));
    let (mut columns, mut unknown, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    for (at, cell) in cells.iter().enumerate() {
        let column = match cell.as_str() {
            // Spreadsheets export empty columns at the end.
            "" => None,
            name if is_ignored(name) => None,
            name => Some(Column::named(name).ok_or_else(|| unknown.push(complaint(at, name)))),
        };
        if let Some(Ok(column)) = &column
            && !seen.insert(column.clone())
        {
            let detail = format!("it has two columns `{}`; delete or leave out one", column.name());
            return Err(BatchError::Roster(detail));
        }
        columns.push(column.and_then(Result::ok));
    }
    if !unknown.is_empty() {
        return Err(BatchError::Columns(unknown));
    }
    if !columns.iter().flatten().any(Column::is_about_the_learner) {
        let detail = "no column says who the learners are; add one such as name, id or emailAddress";
        return Err(BatchError::Roster(detail.to_owned()));
    }
    Ok(columns)
}

fn complaint(at: usize, name: &str) -> String {
    let shown = excerpt(name, 40);
    let names = NAMED.iter().map(|(_, name, _)| *name).chain(identifiers());
    let advice = match nearest(name, names) {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => {
            let names: Vec<&str> = NAMED.iter().map(|(_, name, _)| *name).collect();
            format!("the names are {}, and types of identifiers such as emailAddress", names.join(", "))
        }
    };
    format!("column {} “{shown}” ({advice})", at + 1)
}
