//! `public_api microcred.json`: the public items, sorted, one a line, without what every type has anyhow.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).ok_or("name the file that rustdoc wrote")?;
    let api =
        public_api::Builder::from_rustdoc_json(file).omit_blanket_impls(true).omit_auto_trait_impls(true).build()?;
    print!("{api}");
    Ok(())
}
