//! Pathways: what a receiving organisation writes down about an award, and what it is held to before anything is evaluated.

codes! {
    EMPTY "pathway.empty" Conformance Invalid "A part of the pathway asks for nothing, or for nothing that could ever be met." "";
    BOUNDS "pathway.bounds" Conformance Invalid "The bounds contradict each other." "";
    TOO_LARGE "pathway.too_large" Conformance Invalid "The pathway has more parts than can be evaluated in good time." "";
    INCOMPLETE "stack.incomplete" Conformance Invalid "The pathway is not complete, so nothing is awarded." "https://eur-lex.europa.eu/eli/C/2022/243/02";
    SUM "stack.sum" Conformance Warn "The award states more than was counted towards it." "https://eur-lex.europa.eu/eli/C/2022/243/02";
    LEDGER_CHANGED "stack.ledger_changed" Conformance Invalid "The ledger is not what was looked at, so nothing is awarded." "";
    UNKNOWN_TAG "pathway.unknown_tag" Conformance Invalid "A selector names a tag that no achievement of the catalogue has." "";
}
