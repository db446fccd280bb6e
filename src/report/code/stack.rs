//! Pathways: what a receiving organisation writes down about an award, and what it is held to before anything is evaluated.

codes! {
    EMPTY "pathway.empty" Conformance Invalid "A part of the pathway asks for nothing, or for nothing that could ever be met." "";
    BOUNDS "pathway.bounds" Conformance Invalid "The bounds contradict each other." "";
    TOO_LARGE "pathway.too_large" Conformance Invalid "The pathway has more parts than can be evaluated in good time." "";
    INCOMPLETE "stack.incomplete" Conformance Invalid "The pathway is not complete, so nothing is awarded." "https://eur-lex.europa.eu/eli/C/2022/243/02";
    SUM "stack.sum" Conformance Warn "The award states more than was counted towards it." "https://eur-lex.europa.eu/eli/C/2022/243/02";
    DIGEST "stack.digest" Conformance Invalid "A part of the award that is at hand has another digest than the one that was counted." "https://eur-lex.europa.eu/eli/C/2022/243/02";
    OTHER_SUBJECT "stack.other_subject" Conformance Invalid "A part of the award is about another learner, or it cannot be told that it is about the same one." "https://eur-lex.europa.eu/eli/C/2022/243/02";
    CREDITS "stack.credits" Conformance Invalid "More credits of a part were counted than it has." "https://eur-lex.europa.eu/eli/C/2022/243/02";
    DOUBLE_USE "stack.double_use" Conformance Invalid "A part is counted twice in the award." "https://eur-lex.europa.eu/eli/C/2022/243/02";
    CYCLE "stack.cycle" Conformance Invalid "The award is among its own parts, directly or through others." "https://eur-lex.europa.eu/eli/C/2022/243/02";
    MALFORMED "stack.malformed" Conformance Invalid "What was counted of a part is no decimal number." "https://eur-lex.europa.eu/eli/C/2022/243/02";
    LEDGER_CHANGED "stack.ledger_changed" Conformance Invalid "The ledger is not what was looked at, so nothing is awarded." "";
    LEDGER_UNASKED "stack.ledger_unasked" Conformance Warn "No ledger was asked, so that nobody knows whether what is counted was counted before." "";
    LEDGER_NEW "stack.ledger_new" Conformance Warn "There was no ledger of that name." "";
    UNKNOWN_TAG "pathway.unknown_tag" Conformance Invalid "A selector names a tag that no achievement of the catalogue has." "";
}
