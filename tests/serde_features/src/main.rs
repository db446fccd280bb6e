//! Issues, verifies and round-trips with `serde_json/arbitrary_precision`, `preserve_order` and others switched on, as any
//! crate in a program may do, and compares every byte with what comes out without them.

mod program;

fn main() {
    let number: serde_json::Number = serde_json::from_str("2.50").expect("a number");
    assert_eq!(number.to_string(), "2.50", "arbitrary_precision is not switched on");
    let object: serde_json::Value = serde_json::from_str(r#"{"b": 1, "a": 2}"#).expect("an object");
    assert_eq!(object.to_string(), r#"{"b":1,"a":2}"#, "preserve_order is not switched on");

    match program::first_difference(&program::run()) {
        None => println!("the same {} lines as without these features", program::EXPECTED.lines().count()),
        Some(difference) => panic!("it is not the same as without these features\n{difference}"),
    }
}
