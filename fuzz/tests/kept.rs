//! What was kept of earlier runs, without coverage: each input that once went wrong, or that is worth going through again.

use microcred_fuzz::TARGETS;
use microcred_fuzz::seeds::Seeds;
use std::path::Path;

#[test]
fn kept_inputs_hold() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("kept");
    for folder in std::fs::read_dir(&kept).expect("the folder of kept inputs") {
        let name = folder.expect("an entry").file_name();
        assert!(TARGETS.iter().any(|target| name == target.name), "{name:?} is no target");
    }
    for target in TARGETS {
        let mut held = 0;
        for input in std::fs::read_dir(kept.join(target.name)).into_iter().flatten().flatten() {
            println!("{} {:?}", target.name, input.file_name());
            target.run(&std::fs::read(input.path()).expect("a kept input"));
            held += 1;
        }
        assert!(held > 0, "nothing is kept for {}", target.name);
    }
}

/// A target that begins with inputs which it refuses at once gets nowhere.
#[test]
fn every_target_has_something_to_begin_with() {
    for target in TARGETS {
        let mut seeds = Seeds::new();
        (target.seeds)(&mut seeds);
        assert!(seeds.len() > 1, "{}", target.name);
        for seed in seeds.inputs().filter(|seed| seed.len() <= target.longest).take(40) {
            target.run(seed);
        }
    }
}
