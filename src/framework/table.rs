use std::collections::HashMap;

/// One of the tab-separated tables of `vocab/`: comments on top, then the names of the columns, then rows.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    columns: Vec<&'static str>,
    rows: Vec<Vec<&'static str>>,
    /// Column and cell → the first row that has it, for the columns that are looked up.
    index: HashMap<(usize, &'static str), usize>,
}

impl Table {
    /// Reads a table that is part of the program.
    pub(crate) fn parse(text: &'static str) -> Self {
        let mut lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        let columns: Vec<_> = lines.next().unwrap_or_default().split('\t').collect();
        let rows: Vec<Vec<_>> = lines.map(|line| line.split('\t').collect()).collect();
        let mut index = HashMap::new();
        for (number, row) in rows.iter().enumerate() {
            for (column, cell) in row.iter().enumerate() {
                index.entry((column, *cell)).or_insert(number);
            }
        }
        Self { columns, rows, index }
    }

    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The cells of a row.
    pub(crate) fn cells(&self, row: usize) -> &[&'static str] {
        self.rows.get(row).map_or(&[], Vec::as_slice)
    }

    /// The first row whose cell in `column` is exactly `value`; an empty value is never found.
    pub(crate) fn find(&self, column: &str, value: &str) -> Option<usize> {
        let column = self.columns.iter().position(|name| *name == column)?;
        let value = Some(value).filter(|value| !value.is_empty())?;
        self.index.get(&(column, value)).copied()
    }

    /// The cell of a row, empty where there is none.
    pub(crate) fn cell(&self, row: usize, column: &str) -> &'static str {
        let column = self.columns.iter().position(|name| *name == column);
        column.and_then(|column| self.rows.get(row)?.get(column).copied()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_skipped_and_columns_read_by_name() {
        let table = Table::parse("# about\ncode\tlabel\n0613\tSoftware\n0000\t\n");
        let row = table.find("code", "0613").unwrap();
        assert_eq!((table.len(), table.cell(row, "label"), table.cell(row, "no such")), (2, "Software", ""));
        assert_eq!((table.find("label", ""), table.find("no such", "0613")), (None, None));
    }
}
