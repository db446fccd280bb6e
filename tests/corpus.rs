//! scan
use microcred::resolve::Offline;
use microcred::verify::Verifier;
#[test]
fn scan() {
    let Some(corpus) = std::env::var_os("MICROCRED_CORPUS").map(std::path::PathBuf::from) else { return };
    for folder in [
        "1edtech-spec",
        "dcc-verifier-core",
        "1edtech-validator/inspector-vc/ob30",
        "1edtech-validator/inspector-clr/clr20",
    ] {
        let mut paths: Vec<_> = std::fs::read_dir(corpus.join(folder)).unwrap().map(|e| e.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            if path.extension().is_none_or(|extension| extension != "json") {
                continue;
            }
            let verification = Verifier::new().verify(std::fs::read(&path).unwrap(), &Offline);
            let signature = verification.check("proof.signature").map(|c| c.status.as_str());
            println!(
                "{} sig={signature:?} {} {} {:?}",
                path.file_name().unwrap().to_string_lossy(),
                verification.outcome.as_str(),
                verification.trust.as_str(),
                verification.primary.as_ref().map(|p| (p.code, p.pointer.to_string()))
            );
        }
    }
}
