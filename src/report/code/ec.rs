//! The elements of Annex I of the Council Recommendation of 16 June 2022.

codes! {
    MISSING "ec.missing" Conformance Invalid "An element that Annex I makes mandatory is missing." "https://eur-lex.europa.eu/eli/C/2022/243/02";
}
