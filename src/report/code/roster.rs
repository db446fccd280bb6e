//! Rosters: what a row of learners is held to before anything is issued.

codes! {
    CELLS "roster.cells" Input Invalid "The row has another number of cells than the header." "https://www.rfc-editor.org/rfc/rfc4180";
    CELL "roster.cell" Input Invalid "The cell cannot be read." "https://www.rfc-editor.org/rfc/rfc4180";
    DATE "roster.date" Input Invalid "The cell is not a date." "https://www.rfc-editor.org/rfc/rfc3339#section-5.6";
    DUPLICATE "roster.duplicate" Input Invalid "An earlier row is about the same learner." "";
    ISSUED_OTHERWISE "roster.issued_otherwise" Input Invalid "The learner has a credential of this cohort already, issued when the row said something else." "";
}
