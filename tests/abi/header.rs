//! `include/microcred.h` is made from `src/ffi`, and `include/microcred_ffi.h` from that. With MICROCRED_RENEW set, the test writes them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const FILES: [&str; 5] = ["mod.rs", "buffer.rs", "engine.rs", "call.rs", "handles.rs"];
const HEAD: &str = "\
/* The C ABI of microcred: made from src/ffi by `MICROCRED_RENEW=1 cargo test --all-features --test abi`; not written by hand.
 *
";

fn place(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn generated() -> String {
    let module = fs::read_to_string(place("src/ffi/mod.rs")).unwrap();
    let words = module.lines().map_while(|line| line.strip_prefix("//!"));
    let told: String = words.map(|line| format!(" *{}\n", line.replace("[`", "`").replace("`]", "`"))).collect();
    let told = told.replace("(crate::ops)", "");
    let mut config = cbindgen::Config {
        language: cbindgen::Language::C,
        cpp_compat: true,
        include_guard: Some("MICROCRED_H".to_owned()),
        no_includes: true,
        sys_includes: vec!["stddef.h".to_owned(), "stdint.h".to_owned()],
        usize_is_size_t: true,
        documentation_style: cbindgen::DocumentationStyle::C99,
        style: cbindgen::Style::Both,
        line_length: 120,
        ..cbindgen::Config::default()
    };
    config.function.sort_by = Some(cbindgen::SortKey::None);
    let builder = cbindgen::Builder::new().with_config(config).with_src(place("src/ffi/mod.rs"));
    let mut header = Vec::new();
    builder.generate().unwrap().write(&mut header);
    let header = String::from_utf8(header).unwrap().replace("// # Safety", "// Safety:").replace("///", "//");
    format!("{HEAD}{told} */\n\n{header}")
}

/// The same for whoever has no preprocessor: declarations alone.
fn without_preprocessor(header: &str) -> String {
    let mut text = String::from(
        "/* The declarations of microcred.h without a preprocessor, as FFI::cdef of PHP reads them: made from it, not by hand. */\n",
    );
    let mut comment = false;
    for line in header.lines() {
        comment |= line.starts_with("/*");
        let skipped = comment || line.starts_with('#') || line.starts_with("//") || line.trim().is_empty();
        comment &= !line.contains("*/");
        if skipped || line.starts_with("extern \"C\"") || line.starts_with("}  //") || line.starts_with("} // extern") {
            continue;
        }
        // PHP passes its strings as char, and would cut one that is returned as char at its first zero byte.
        let (head, parameters) = line.split_at(line.find('(').unwrap_or_default());
        text.push_str(head);
        text.push_str(&parameters.replace("const uint8_t *", "const char *"));
        text.push('\n');
    }
    text
}

fn held(name: &str, expected: &str) {
    if std::env::var_os("MICROCRED_RENEW").is_some() {
        fs::write(place(name), expected).unwrap();
    }
    let found = fs::read_to_string(place(name)).unwrap_or_default();
    assert!(found == expected, "{name} is not what src/ffi says: renew it with MICROCRED_RENEW=1");
}

#[test]
fn headers_are_what_the_source_says() {
    let header = generated();
    held("include/microcred.h", &header);
    held("include/microcred_ffi.h", &without_preprocessor(&header));
}

/// What the header declares, what PHP reads and what the library exports are the same functions.
#[test]
fn the_functions_are_listed() {
    let names = |text: &str| {
        let mut names: Vec<String> = text
            .match_indices("microcred_")
            .filter_map(|(at, _)| {
                let end = text[at..].find(|character: char| !character.is_alphanumeric() && character != '_')?;
                text[at + end..].starts_with('(').then(|| text[at..at + end].to_owned())
            })
            .collect();
        names.sort();
        names.dedup();
        names
    };
    let code = |name: &str| fs::read_to_string(place(name)).unwrap();
    let declared = names(&code("include/microcred_ffi.h"));
    let listed: Vec<_> = code("include/symbols.txt").lines().map(str::to_owned).collect();
    assert_eq!(declared, listed, "include/symbols.txt is what `nm` is held to");
    for name in &declared {
        assert!(FILES.iter().any(|file| code(&format!("src/ffi/{file}")).contains(&format!("fn {name}("))), "{name}");
    }
}

/// What is installed has the version of the ABI in its soname.
#[test]
fn the_soname_says_the_version_of_the_abi() {
    let manifest = fs::read_to_string(place("Cargo.toml")).unwrap();
    let version = microcred::ffi::MICROCRED_ABI_VERSION;
    let section = manifest.split("[package.metadata.capi.library]").nth(1).unwrap();
    assert!(section.contains(&format!("version = \"{}.{}.0\"", version >> 16, version & 0xffff)));
}

#[test]
fn the_header_is_c99_c11_and_cpp17() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("abi-header");
    fs::create_dir_all(&folder).unwrap();
    let source = folder.join("header.c");
    let body = "#include \"microcred.h\"\n#include \"microcred.h\"\nint main(void) { return MICROCRED_ABI_VERSION >> 16 == 1 ? MICROCRED_OK : 1; }\n";
    fs::write(&source, body).unwrap();
    for (compiler, standard) in [("cc", "c99"), ("cc", "c11"), ("c++", "c++17")] {
        let mut command = Command::new(compiler);
        if compiler == "c++" {
            command.args(["-x", "c++"]);
        }
        let arguments = ["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only", "-I"];
        let run = command.arg(format!("-std={standard}")).args(arguments).arg(place("include")).arg(&source).output();
        match run {
            Err(error) => println!("skipped: {compiler} is not here ({error})"),
            Ok(run) => assert!(run.status.success(), "{standard}: {}", String::from_utf8_lossy(&run.stderr)),
        }
    }
}
