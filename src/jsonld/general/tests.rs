use super::*;

fn quads(document: &str) -> Result<String, Error> {
    to_nquads(document, &|_| None, &Options::safe())
}

/// The loss that safe mode names, and where.
fn loss(document: &str) -> (Loss, String) {
    match quads(document) {
        Err(Error::Lost { loss, at }) => (loss, at.map_or_else(String::new, |at| at.to_string())),
        other => panic!("{document} gave {other:?}"),
    }
}

/// A document whose context knows `n` (a text), `ref` (a reference), `kind` (a term of a vocabulary) and `tags`.
fn with_terms(members: &str) -> String {
    format!(
        r#"{{"@context": {{"n": "urn:n", "gone": null, "also": {{"@id": null}}, "data": {{"@id": "urn:data", "@type": "@json"}},
            "ref": {{"@id": "urn:ref", "@type": "@id"}}, "kind": {{"@id": "urn:kind", "@type": "@vocab"}},
            "tags": {{"@id": "urn:tags", "@container": "@list"}}, "type": "@type", "graph": "@graph", "value": "@value",
            "T": "urn:T"}}, "@id": "urn:x", {members}}}"#
    )
}

/// What `toFixed(0)` and `toExponential(15)` of V8 give, as jsonld.js writes them.
#[test]
fn numbers_as_ecmascript_writes_them() {
    for (text, expected) in [
        ("3", "3"),
        ("3.0", "3"),
        ("3e0", "3"),
        ("-0", "0"),
        ("-0.0", "0"),
        ("-7", "-7"),
        ("9007199254740993", "9007199254740992"),
        ("123456789012345680000", "123456789012345683968"),
        ("1.5", "1.5E0"),
        ("2.50", "2.5E0"),
        ("-0.5", "-5.0E-1"),
        ("0.1", "1.0E-1"),
        ("99.99", "9.998999999999999E1"),
        ("0.30000000000000004", "3.0E-1"),
        ("1.0000152587890625", "1.000015258789063E0"),
        ("9.9999999999999995e22", "9.999999999999999E22"),
        ("1e21", "1.0E21"),
        ("-1e21", "-1.0E21"),
        ("1e300", "1.0E300"),
        ("5e-324", "4.940656458412465E-324"),
    ] {
        let document = format!(r#"{{"@id": "urn:x", "urn:p": {{"@value": {text}, "@type": "urn:number"}}}}"#);
        let expected = format!("<urn:x> <urn:p> \"{expected}\"^^<urn:number> .\n");
        assert_eq!(quads(&document).as_deref(), Ok(expected.as_str()), "{text}");
    }
}

#[test]
fn numbers_take_the_type_of_their_form_or_of_the_context() {
    let xsd = "http://www.w3.org/2001/XMLSchema#";
    for (value, expected) in [
        ("3.0".to_owned(), format!("\"3\"^^<{xsd}integer>")),
        ("1.5".to_owned(), format!("\"1.5E0\"^^<{xsd}double>")),
        ("true".to_owned(), format!("\"true\"^^<{xsd}boolean>")),
        (format!(r#"{{"@value": 3, "@type": "{xsd}double"}}"#), format!("\"3.0E0\"^^<{xsd}double>")),
        (
            r#"{"@value": false, "@type": "https://example.org/boolean"}"#.to_owned(),
            "\"false\"^^<https://example.org/boolean>".to_owned(),
        ),
    ] {
        let document = format!(r#"{{"@id": "urn:x", "urn:p": {value}}}"#);
        assert_eq!(quads(&document), Ok(format!("<urn:x> <urn:p> {expected} .\n")), "{value}");
    }
}

#[test]
fn literals_are_escaped_and_languages_are_lower_case() {
    let document =
        r#"{"@id": "urn:x", "urn:p": [{"@value": "Olá", "@language": "pt-PT"}, "a\"\\\n\r\t\b\f\u0001\u007fé𝄞"]}"#;
    let expected =
        concat!(r#"<urn:x> <urn:p> "Olá"@pt-pt ."#, "\n", r#"<urn:x> <urn:p> "a\"\\\n\r\t\b\f\u0001\u007Fé𝄞" ."#, "\n");
    assert_eq!(quads(document).as_deref(), Ok(expected));
}

/// JCS orders by UTF-16 code units: the emoji (U+1F600) stands before U+FB33.
#[test]
fn json_literals_are_canonical_json() {
    let document =
        with_terms(r#""data": {"\ufb33": 1.50, "\ud83d\ude00": [null, "@no", 1e2], "gone": {"@value": null}}"#);
    let json = "{\"gone\":{\"@value\":null},\"\u{1f600}\":[null,\"@no\",100],\"\u{fb33}\":1.5}".replace('"', "\\\"");
    let expected = format!("<urn:x> <urn:data> \"{json}\"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON> .\n");
    assert_eq!(quads(&document), Ok(expected));
}

#[test]
fn statements_made_twice_are_one() {
    let image = r#"{"@id": "urn:image", "n": "seal"}"#;
    let twice = with_terms(&format!(r#""ref": [{image}, {image}]"#));
    assert_eq!(quads(&twice), quads(&with_terms(&format!(r#""ref": {image}"#))));
}

#[test]
fn lists_keep_every_member() {
    let document = with_terms(r#""tags": ["a", "b", "a"]"#);
    assert_eq!(quads(&document).map(|text| text.lines().count()), Ok(7));
    assert_eq!(
        quads(&with_terms(r#""tags": []"#)).as_deref(),
        Ok("<urn:x> <urn:tags> <http://www.w3.org/1999/02/22-rdf-syntax-ns#nil> .\n")
    );
}

#[test]
fn safe_mode_names_what_would_be_lost_and_where() {
    for (members, expected, at) in [
        (r#""n": "a", "undefined": "b""#, Loss::UndefinedTerm("undefined".to_owned()), "/undefined"),
        (r#""ref": {"deep": [{"undefined": 1}]}"#, Loss::UndefinedTerm("deep".to_owned()), "/ref/deep"),
        (r#""gone": "b""#, Loss::UndefinedTerm("gone".to_owned()), "/gone"),
        (r#""ref": {"also": "b"}"#, Loss::UndefinedTerm("also".to_owned()), "/ref/also"),
        (r#""@foo": "b""#, Loss::Keyword("@foo".to_owned()), "/@foo"),
        (r#""@container": "b""#, Loss::Keyword("@container".to_owned()), "/@container"),
        (r#""type": ["T", "Undefined"]"#, Loss::Type, "/type/1"),
        (r#""ref": "relative""#, Loss::Reference, "/ref"),
        (r#""ref": ["urn:y", "@ana"]"#, Loss::Reference, "/ref/1"),
        (r#""ref": {"@id": "@ana", "n": "text"}"#, Loss::Reference, "/ref/@id"),
        (r#""ref": {"@id": "@none", "n": "text"}"#, Loss::Reference, "/ref/@id"),
        (r#""kind": "undefined""#, Loss::Reference, "/kind"),
        (r#""_:p": "b""#, Loss::BlankProperty, "/_:p"),
        (r#""graph": ["text"]"#, Loss::FreeFloating, "/graph/0"),
        (r#""graph": [{"value": "text"}]"#, Loss::FreeFloating, "/graph/0"),
        (r#""graph": {"@list": ["text"]}"#, Loss::FreeFloating, "/graph"),
        (r#""n": {"value": null}"#, Loss::NullValue, "/n/value"),
        (r#""n": {"@language": "en"}"#, Loss::NullValue, "/n/@language"),
        (r#""n": {"value": "a", "@language": "e n"}"#, Loss::LanguageTag, "/n/@language"),
        (r#""n": {"value": "a", "@direction": "rtl"}"#, Loss::Direction, "/n/value"),
        (r#""ref": {"@context": {"@base": "urn:base:"}, "@id": "a"}"#, Loss::Base, "/ref/@context/@base"),
    ] {
        assert_eq!(loss(&with_terms(members)), (expected, at.to_owned()), "{members}");
        assert!(to_nquads(&with_terms(members), &|_| None, &Options::lenient()).is_ok(), "{members}");
    }
}

#[test]
fn safe_mode_lets_everything_else_pass() {
    for members in [
        r#""n": "@ana""#,
        r#""n": null"#,
        r#""n": {"value": "@ana", "@language": "en"}"#,
        r#""type": "urn:other""#,
        r#""ref": {}"#,
        r#""data": {"@foo": null, "undefined": "@bar"}"#,
        r#""n": {"value": {"undefined": null}, "type": "@json"}"#,
        r#""@reverse": {"ref": {"@id": "urn:y"}}"#,
        r#""@included": [{"@id": "urn:y", "n": "b"}]"#,
    ] {
        assert!(quads(&with_terms(members)).is_ok(), "{members}: {:?}", quads(&with_terms(members)));
    }
}

#[test]
fn errors_name_what_is_missing() {
    let document = r#"{"@context": "https://example.org/context", "@id": "urn:x"}"#;
    assert_eq!(quads(document), Err(Error::UnknownContext("https://example.org/context".to_owned())));
    assert!(matches!(to_nquads(document, &|_| Some("{".into()), &Options::safe()), Err(Error::Context { .. })));
    assert_eq!(
        to_nquads("{}", &|_| None, &Options::lenient().base("relative")),
        Err(Error::Base("relative".to_owned()))
    );
    assert_eq!(quads(r#"{"@id": 3, "urn:p": "a"}"#), Err(Error::Refused { code: "invalid @id value".to_owned() }));
}

#[test]
fn members_left_out_are_neither_read_nor_screened() {
    let text = with_terms(r#""n": "a", "proof": {"undefined": "b"}"#);
    let tree = Tree::parse(&text, &Limits::default()).expect("strict JSON");
    let without = node_to_nquads(tree.root(), &["proof"], &|_| None, &Options::safe());
    assert_eq!(without, quads(&with_terms(r#""n": "a""#)));
}

#[test]
fn limits_hold() {
    let limits = Limits { quads: 2, contexts: 1, ..Limits::default() };
    let bounded = |document: &str| to_nquads(document, &|_| None, &Options::safe().limits(limits.clone()));
    assert_eq!(
        bounded(r#"{"@id": "urn:x", "urn:p": ["a", "b", "c"]}"#),
        Err(Error::TooLarge { what: "quads", limit: 2 })
    );
    let embedded = |count: usize| {
        let nodes = vec![r#"{"@context": {}, "urn:q": "a"}"#; count].join(",");
        bounded(&format!(r#"{{"@id": "urn:x", "urn:p": [{nodes}]}}"#))
    };
    let too_large = |what, limit| Err(Error::TooLarge { what, limit });
    assert_eq!(embedded(32), too_large("quads", 2));
    assert_eq!(embedded(33), too_large("context entries, embedded credentials included", 32));
}

#[test]
fn limits_at_their_maximum_need_no_more_stack_than_there_is() {
    let limits = Limits { depth: usize::MAX, quads: usize::MAX, contexts: usize::MAX, ..Limits::default() };
    let document = with_terms(r#""n": "a""#);
    assert_eq!(to_nquads(&document, &|_| None, &Options::safe().limits(limits)), quads(&document));
}

/// Definitions in a document's own contexts, too many or together with the nodes that they are processed for.
#[test]
fn contexts_that_multiply_are_refused_at_once() {
    let document = |terms: usize, nodes: usize| {
        let terms: Vec<String> = (0..terms).map(|n| format!(r#""t{n}": "urn:t{n}""#)).collect();
        let nodes = vec![r#"{"t1": "a"}"#; nodes].join(",");
        format!(r#"{{"@context": {{{}}}, "@id": "urn:x", "urn:p": [{nodes}]}}"#, terms.join(","))
    };
    assert!(quads(&document(900, 10)).is_ok());
    assert!(matches!(quads(&document(1_100, 10)), Err(Error::TooLarge { limit: 1_000, .. })));
    assert!(matches!(quads(&document(900, 1_000)), Err(Error::TooLarge { limit: 500_000, .. })));
}

/// The deepest that the parser allows, in every shape that expansion recurses through, called from a small stack.
#[test]
fn the_deepest_documents_fit_the_stack() {
    let depth = Limits::default().depth;
    let nested = |open: &str, close: &str, levels: usize| {
        let times = (depth - 1) / levels;
        format!(r#"{}{{"urn:p": "a"}}{}"#, open.repeat(times), close.repeat(times))
    };
    let terms: Vec<String> = (0..900).map(|number| format!(r#""t{number}": "t{}:a""#, number + 1)).collect();
    let documents = [
        nested(r#"{"urn:p": "#, "}", 1),
        nested(r#"{"urn:p": ["#, "]}", 2),
        nested(r#"{"urn:p": {"@list": ["#, "]}}", 3),
        nested(r#"{"@id": "urn:a", "@graph": "#, "}", 1),
        nested(r#"{"@id": "urn:a", "@included": "#, "}", 1),
        nested(r#"{"@nest": "#, "}", 1),
        nested(r#"{"@reverse": {"urn:p": "#, "}}", 2),
        format!(
            r#"{{"@context": {}{{}}{}, "urn:p": "a"}}"#,
            r#"{"t": {"@id": "urn:t", "@context": "#.repeat(31),
            "}}".repeat(31)
        ),
        format!(r#"{{"@context": {{{}, "t900": "urn:z:"}}, "urn:p": "a"}}"#, terms.join(",")),
    ];
    let small = thread::Builder::new().stack_size(512 * 1024);
    let caller = small.spawn(move || documents.map(|document| quads(&document).map(|text| text.lines().count())));
    for count in caller.expect("a thread").join().expect("no overflow") {
        assert!(count.is_ok_and(|count| count > 0));
    }
}
