//! `public_api microcred.json`: the public items, one a line, without what every type has anyhow and what a trait says by itself.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).ok_or("name the file that rustdoc wrote")?;
    let api =
        public_api::Builder::from_rustdoc_json(file).omit_blanket_impls(true).omit_auto_trait_impls(true).build()?;
    // The type whose implementation of a trait is being listed, as its items begin.
    let mut implementing: Option<String> = None;
    for item in api.items() {
        let line = item.to_string();
        if line.contains(" core::marker::StructuralPartialEq for ") {
            continue;
        }
        if line.starts_with("impl") {
            implementing =
                line.split_once(" for ").map(|(_, rest)| format!("{}::", rest.split(" where ").next().unwrap_or(rest)));
        } else if implementing.as_ref().is_some_and(|of| {
            ["pub fn ", "pub type ", "pub const "].iter().any(|kind| line.starts_with(kind))
                && line.contains(of.as_str())
        }) {
            continue;
        }
        println!("{line}");
    }
    Ok(())
}
