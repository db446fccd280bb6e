//! Tables that users bring along: tab-separated like those of `vocab/frameworks`, with comments on top and the names of the
//! columns in the first line that is none.

/// Why a table of one's own cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// A column is missing.
    #[error(
        "the table has no column `{0}`; its first line that is no comment names the columns, with tabs between them"
    )]
    Column(&'static str),
    /// A row has something that cannot stand there.
    #[error("line {line}: {detail}")]
    Row {
        /// The line, from 1.
        line: usize,
        /// What is wrong and what to do.
        detail: &'static str,
    },
    /// It has the columns of none of the tables that are known.
    #[error(
        "the table is none of those that can be added: one of levels has a column `eqf`, one of credit systems a column `numerator`"
    )]
    Unknown,
}

/// The rows of a table, each with its line, and the cells of the columns that are asked for.
pub(super) fn rows<'t, const N: usize>(
    table: &'t str,
    columns: [&'static str; N],
) -> Result<Vec<(usize, [&'t str; N])>, TableError> {
    let names = names(table);
    let mut at = [0; N];
    for (place, name) in at.iter_mut().zip(columns) {
        *place = names.iter().position(|own| *own == name).ok_or(TableError::Column(name))?;
    }
    let rows = lines(table).skip(1).map(|(number, line)| {
        let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
        (number + 1, at.map(|place| cells.get(place).copied().unwrap_or_default()))
    });
    Ok(rows.collect())
}

/// The names of the columns.
pub(super) fn names(table: &str) -> Vec<&str> {
    lines(table).next().map(|(_, line)| line.split('\t').map(str::trim).collect()).unwrap_or_default()
}

fn lines(table: &str) -> impl Iterator<Item = (usize, &str)> {
    // A spreadsheet may put a byte order mark before everything.
    let table = table.strip_prefix('\u{feff}').unwrap_or(table);
    table.lines().enumerate().filter(|(_, line)| !line.starts_with('#') && !line.trim().is_empty())
}
