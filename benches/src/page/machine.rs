//! What was measured on: the processor and the versions, and nothing that says whose machine it was.

use std::process::Command;

/// The processor's name, and how many of its cores there are.
pub fn processor() -> (String, usize) {
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let field = |name: &str| {
        let line = info.lines().find(|line| line.starts_with(name))?;
        line.split_once(':').map(|(_, value)| value.trim().to_owned())
    };
    let flags = field("flags").unwrap_or_default();
    let has = |flag: &str| flags.split(' ').any(|known| known == flag);
    let known = [("avx2", "AVX2"), ("avx512ifma", "AVX-512 IFMA"), ("sha_ni", "SHA extensions")];
    let known: Vec<&str> = known.into_iter().filter(|(flag, _)| has(flag)).map(|(_, name)| name).collect();
    let model = field("model name").unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    let family = field("cpu family").zip(field("model")).map_or(String::new(), |(family, model)| format!(", family {family}, model {model}"));
    (format!("{model}{family} ({})", known.join(", ")), cores)
}

/// The version of the compiler.
pub fn compiler() -> String {
    let output = Command::new("rustc").arg("--version").output();
    output.map_or_else(|_| "rustc".to_owned(), |output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The version of a crate, as this workspace's lock has it.
pub fn locked(name: &str) -> String {
    let lock = include_str!("../../Cargo.lock");
    let versions: Vec<&str> = lock
        .split("[[package]]")
        .filter(|package| package.lines().any(|line| line == format!("name = \"{name}\"")))
        .filter_map(|package| package.lines().find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"')))
        .collect();
    versions.last().copied().unwrap_or("?").to_owned()
}
