//! The page of benchmarks: microcred, ssi, npm @digitalbazaar/vc and PyPI openbadgeslib on the same badges, in turns.
//!
//! `page [--quick] [--python INTERPRETER] [--stages FILE]` writes `RESULTS.md` and `plots/`. `run.sh` calls it with all that it needs.

use ed25519_dalek::{Signer as _, SigningKey};
use microcred::batch::{BatchVerifier, Submitted};
use microcred::key::PrivateKey;
use microcred::resolve::{Memory, Offline};
use microcred::verify::Verifier;
use microcred_benches::badge;
use microcred_benches::measure::Samples;
use microcred_benches::ours::Ours;
use microcred_benches::page::bars::{self, Group};
use microcred_benches::page::lines::{Plot, Series};
use microcred_benches::page::svg::{duration, number};
use microcred_benches::page::{badges, machine};
use microcred_benches::peers::process::Process;
use microcred_benches::peers::ssi::Ssi;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::hint::black_box;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// What a peer that takes longer than this for one size, in microseconds, is not asked for a larger one.
const PATIENCE: f64 = 700_000.0;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let value = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1).cloned()
    };
    let mut page = Page {
        quick: arguments.iter().any(|argument| argument == "--quick"),
        ours: Ours::new(),
        ssi: Ssi::ed25519(),
        npm: started("@digitalbazaar/vc", Process::start("node", "beside.mjs")),
        python: value("--python").and_then(|program| started("openbadgeslib", Process::start(&program, "beside.py"))),
        text: String::new(),
        summary: String::new(),
    };
    page.head();
    page.side_by_side();
    if let Some(stages) = value("--stages").and_then(|file| std::fs::read_to_string(file).ok()) {
        page.stages(&stages);
    }
    page.statements();
    page.endorsements();
    page.lists();
    page.batches();
    page.foot();
    std::fs::write(folder().join("RESULTS.md"), &page.text).expect("RESULTS.md");
    if !page.quick {
        page.show_in_readme();
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn started(name: &str, process: Result<Process, String>) -> Option<Process> {
    let mut process = process.map_err(|error| eprintln!("{name} is left out: {error}")).ok()?;
    process.ask(&json!({"do": "versions"})).map_err(|error| eprintln!("{name} is left out: {error}")).ok()?;
    Some(process)
}

struct Page {
    quick: bool,
    ours: Ours,
    ssi: Ssi,
    npm: Option<Process>,
    python: Option<Process>,
    text: String,
    /// What the README shows of it.
    summary: String,
}

/// How long something took at the shortest, in microseconds, if it could be measured.
type Shortest = Option<f64>;

/// What all four take for one operation.
#[derive(Clone, Copy, Default)]
struct Row {
    ours: f64,
    ssi: Shortest,
    npm: Shortest,
    python: Shortest,
}

/// Who is asked, besides us.
#[derive(Clone, Copy)]
struct Asked {
    ssi: bool,
    npm: bool,
    python: bool,
}

const ALL: Asked = Asked { ssi: true, npm: true, python: true };

impl Asked {
    /// Whoever was not too slow.
    fn next(self, row: &Row) -> Self {
        let patient = |shortest: Shortest| shortest.is_some_and(|took| took < PATIENCE);
        Self {
            ssi: self.ssi && patient(row.ssi),
            npm: self.npm && patient(row.npm),
            python: self.python && patient(row.python),
        }
    }
}

impl Page {
    fn head(&mut self) {
        let (processor, cores) = machine::processor();
        let mut versions = vec![
            format!("microcred {}", machine::locked("microcred")),
            format!("ssi {}", machine::locked("ssi")),
            format!("ed25519-dalek {}", machine::locked("ed25519-dalek")),
            machine::compiler(),
        ];
        for process in [&mut self.npm, &mut self.python].into_iter().flatten() {
            if let Ok(Value::Object(known)) = process.ask(&json!({"do": "versions"})) {
                versions
                    .extend(known.iter().map(|(name, version)| format!("{name} {}", version.as_str().unwrap_or("?"))));
            }
        }
        let _ = write!(
            self.text,
            "# microcred beside its peers\n\nWritten by `benches/run.sh`{}, which says what it needs. Numbers of two runs, or of two machines, are not comparable; \
             ratios within one are.\n\nProcessor: {processor}, {cores} cores. {}.\n\n",
            if self.quick { " --quick" } else { "" },
            versions.join(", ")
        );
    }

    /// Puts picture and table into the README, between two comments that say so.
    fn show_in_readme(&self) {
        const BEGIN: &str = "<!-- written by benches/run.sh -->\n";
        const END: &str = "<!-- until here -->\n";
        let path = folder().join("../README.md");
        let text = std::fs::read_to_string(&path).expect("README.md");
        let (before, rest) = text.split_once(BEGIN).expect("where it begins in README.md");
        let (_, after) = rest.split_once(END).expect("where it ends in README.md");
        std::fs::write(path, format!("{before}{BEGIN}\n{}\n{END}{after}", self.summary)).expect("README.md");
    }

    fn foot(&mut self) {
        self.text.push_str(include_str!("page/method.md"));
    }

    /// The rounds in which all take turns, so that a noisy moment hits them alike.
    fn rounds(&self) -> usize {
        if self.quick { 2 } else { 8 }
    }

    fn verify(&mut self, signed: &str, by_ssi: Option<&str>, asked: Asked) -> Row {
        let (rounds, request) = (self.rounds(), json!({"do": "verify", "document": signed, "issuer": badge::ISSUER}));
        let Self { ours, ssi, npm, python, .. } = self;
        assert!(ours.verify(signed), "we refuse what we issued: {}", ours.report(signed));
        let ssi = &*ssi;
        let by_ssi = by_ssi.filter(|signed| asked.ssi && ssi.verify(signed));
        turns(
            rounds,
            &mut || ours.verify(black_box(signed)),
            by_ssi.map(|signed| move || ssi.verify(black_box(signed))),
            npm.as_mut().filter(|_| asked.npm),
            python.as_mut().filter(|_| asked.python),
            &request,
        )
    }

    fn issue(&mut self, unsigned: &str) -> Row {
        let key = PrivateKey::from_ed25519_seed(&badge::SEED);
        let seed: String = badge::SEED.iter().map(|byte| format!("{byte:02x}")).collect();
        let secret = key.to_multikey().map(|secret| secret.to_string());
        let key = json!({"public": key.public_key().to_multikey(), "secret": secret, "seed": seed});
        let request = json!({"do": "issue", "document": unsigned, "key": key});
        let rounds = self.rounds();
        let Self { ours, ssi, npm, python, .. } = self;
        turns(
            rounds,
            &mut || !ours.issue(black_box(unsigned)).is_empty(),
            Some(|| !ssi.issue(black_box(unsigned)).is_empty()),
            npm.as_mut(),
            python.as_mut(),
            &request,
        )
    }

    /// What a verification takes while no issuer comes back often enough for a table.
    fn strangers(&self) -> f64 {
        let badges = badges::of_issuers(64);
        let mut pass = || badges.iter().all(|signed| self.ours.verify(black_box(signed)));
        let least =
            (0..self.rounds()).map(|_| shortest(&mut pass, Duration::from_millis(200))).fold(f64::INFINITY, f64::min);
        least / badges.len() as f64
    }

    /// What ssi makes of a badge, if it is asked and makes something of it.
    fn by_ssi(&self, unsigned: &str, asked: Asked) -> Option<String> {
        let issue = AssertUnwindSafe(|| self.ssi.issue(unsigned));
        asked.ssi.then(|| catch_unwind(issue).ok()).flatten()
    }

    fn side_by_side(&mut self) {
        let unsigned = badge::unsigned();
        let (by_us, by_ssi) = (self.ours.issue(&unsigned), self.ssi.issue(&unsigned));
        let [strict, sign] = ed25519(&by_us, &self.ours, self.rounds());
        let (verify, issue) = (self.verify(&by_us, Some(&by_ssi), ALL), self.issue(&unsigned));
        let strangers = Row { ours: self.strangers(), ..Row::default() };
        self.text.push_str(
            "## One badge of 5 KB\n\n![Verifying and issuing one badge, all four](plots/side_by_side.svg)\n\n",
        );
        let mut table = "| | microcred | Ed25519 alone | ssi | @digitalbazaar/vc | openbadgeslib |\n| --- | ---: | ---: | ---: | ---: | ---: |\n".to_owned();
        let rows = [
            ("verify", &verify, strict),
            ("verify, of 64 issuers in turn", &strangers, strict),
            ("issue", &issue, sign),
        ];
        for (name, row, raw) in rows {
            let peers = [row.ssi, row.npm, row.python].map(|took| {
                took.map_or("–".to_owned(), |took| format!("{} ({:.0}×)", duration(took), took / row.ours))
            });
            let _ = writeln!(
                table,
                "| {name} | {:.1} µs | {raw:.1} µs ({:.2} of these) | {} |",
                row.ours,
                row.ours / raw,
                peers.join(" | ")
            );
        }
        self.text.push_str(&table);
        self.summary =
            format!("![Verifying and issuing one badge, all four](benches/plots/side_by_side.svg)\n\n{table}");
        let met = |is_met: bool| if is_met { "met" } else { "missed" };
        let to = |peer: Shortest, least: f64| peer.map_or("not measured", |took| met(took / verify.ours >= least));
        let ahead = |peer: Shortest| peer.is_none_or(|took| took > issue.ours);
        let _ = write!(
            self.text,
            "\nTargets: verify in at most 1.7 strict Ed25519 verifications: {}; ssi takes at least 80 times as long: {}; @digitalbazaar/vc \
             at least 100 times: {}; issue ahead of all: {}.\n\n",
            met(verify.ours <= 1.7 * strict),
            to(verify.ssi, 80.0),
            to(verify.npm, 100.0),
            met(ahead(issue.ssi) && ahead(issue.npm) && ahead(issue.python))
        );
        let bars = |row: &Row| {
            let peers = [("ssi", row.ssi), ("@digitalbazaar/vc", row.npm), ("openbadgeslib", row.python)];
            let peers = peers.into_iter().filter_map(|(name, took)| Some((name.to_owned(), took?)));
            std::iter::once(("microcred".to_owned(), row.ours)).chain(peers).collect()
        };
        let groups = [Group { name: "Verify", bars: bars(&verify) }, Group { name: "Issue", bars: bars(&issue) }];
        plot("side_by_side", &bars::draw("A badge of 5 KB, eddsa-rdfc-2022", &groups));
    }

    /// Instructions by stage, as `instructions.sh stages` writes them.
    fn stages(&mut self, stages: &str) {
        let rows: Vec<(&str, f64)> = stages
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .filter_map(|(name, count)| Some((name, count.parse().ok()?)))
            .collect();
        let count = |wanted: &str| rows.iter().find(|(name, _)| *name == wanted).map(|row| row.1);
        let (Some(whole), Some(written)) = (count("verify"), count("verify and write the report")) else { return };
        self.text.push_str("## Instructions of one verification\n\nCounted by valgrind, which knows neither SHA extensions nor AVX-512: hashes run in software. So counts compare with counts alone.\n\n| stage | instructions | part |\n| --- | ---: | ---: |\n");
        let stages = rows.iter().copied().filter(|(name, _)| !name.starts_with("verify"));
        let known: f64 = stages.clone().map(|row| row.1).sum();
        let rest = [
            ("everything else: proof options, checks, report", whole - known),
            ("**verify**", whole),
            ("the report as JSON, if it is asked for", written - whole),
        ];
        for (name, count) in stages.chain(rest) {
            let _ = writeln!(self.text, "| {name} | {} | {:.0} % |", number(count), count / whole * 100.0);
        }
        self.text.push('\n');
    }

    fn statements(&mut self) {
        let sizes: &[usize] = if self.quick { &[0, 50, 1_000] } else { &[0, 10, 50, 200, 1_000] };
        let (mut asked, mut rows) = (ALL, Vec::new());
        for count in sizes {
            let unsigned = badges::aligned(*count);
            let signed = self.ours.issue(&unsigned);
            let by_ssi = self.by_ssi(&unsigned, asked);
            let row = self.verify(&signed, by_ssi.as_deref(), asked);
            asked = asked.next(&row);
            rows.push((143.0 + 10.0 * *count as f64, row));
        }
        let per = |(quads, row): &(f64, Row)| format!("{:.0} ns at {}", row.ours / quads * 1e3, number(*quads));
        let about = format!(
            "Verifying a badge with more and more alignments and tags, ten statements for each of them together. microcred takes, a statement: {}.",
            rows.iter().map(per).collect::<Vec<_>>().join(", ")
        );
        self.growth("statements", "Growth with statements", "statements (RDF quads)", &about, &rows);
    }

    fn endorsements(&mut self) {
        let sizes: &[usize] = if self.quick { &[1, 8] } else { &[0, 1, 2, 4, 8, 16] };
        let (mut asked, mut rows) = (ALL, Vec::new());
        for count in sizes {
            let unsigned = badges::endorsed(*count);
            let signed = self.ours.issue(&unsigned);
            let by_ssi = self.by_ssi(&unsigned, asked);
            let row = self.verify(&signed, by_ssi.as_deref(), asked);
            asked = asked.next(&row);
            rows.push((*count as f64 + 1.0, row));
        }
        let about = "Verifying a badge with endorsements of its achievement, each a credential with an issuer and a proof of its own. microcred verifies each of \
                     them; the peers verify the badge's own proof alone, over more statements.";
        self.growth(
            "endorsements",
            "Growth with endorsements",
            "credentials: the badge and its endorsements",
            about,
            &rows,
        );
    }

    fn lists(&mut self) {
        let signed = self.ours.issue(&badges::revocable());
        let powers: &[u32] = if self.quick { &[17, 23] } else { &[17, 19, 21, 23] };
        let mut rows = Vec::new();
        for power in powers {
            let entries = 1_usize << power;
            let list = badges::list(entries, &self.ours);
            let resolver = Memory::new().with(badges::LIST, list.as_bytes());
            let request = json!({"do": "verify", "document": signed, "issuer": badge::ISSUER, "list": {"url": badges::LIST, "document": list}});
            let rounds = self.rounds();
            let verifier = Verifier::new().as_of("2026-04-01T00:00:00Z".parse().expect("a moment"));
            let verify = || verifier.verify(black_box(&signed), &resolver).acceptable().is_ok();
            assert!(verify(), "{}", verifier.verify(&signed, &resolver));
            let row = turns(rounds, &mut || verify(), None::<fn() -> bool>, self.npm.as_mut(), None, &request);
            rows.push((entries as f64, row));
        }
        let about = "Verifying a badge and looking it up in a status list, one entry in a hundred set at random; the list's own proof is verified and its bits \
                     decompressed each time. In a batch, microcred does that once for all badges. openbadgeslib and ssi are not asked.";
        self.growth("lists", "Growth with the status list", "entries of the list", about, &rows);
    }

    fn batches(&mut self) {
        let sizes: &[usize] = if self.quick { &[64, 1_024] } else { &[1, 8, 64, 512, 4_096] };
        let (_, cores) = machine::processor();
        let largest = sizes.iter().copied().max().unwrap_or_default();
        let all = badges::cohort(largest, &self.ours);
        let moment = "2026-04-01T00:00:00Z".parse().expect("a moment");
        let verifier = |threads: usize| BatchVerifier::new(Verifier::new().as_of(moment)).on_threads(threads);
        let ways = [
            ("one core".to_owned(), verifier(1)),
            (format!("{cores} cores"), verifier(cores)),
            ("one core, signatures together".to_owned(), verifier(1).danger_batch_ed25519()),
            (format!("{cores} cores, signatures together"), verifier(cores).danger_batch_ed25519()),
        ];
        let mut series: Vec<Series> =
            ways.iter().map(|(name, _)| Series { name: name.clone(), points: Vec::new() }).collect();
        for size in sizes {
            let mut best = vec![0_f64; ways.len()];
            for _ in 0..self.rounds() {
                for ((_, verifier), best) in ways.iter().zip(&mut best) {
                    *best = best.max(rate(verifier, &all[..*size]));
                }
            }
            series.iter_mut().zip(best).for_each(|(series, best)| series.points.push((*size as f64, best)));
        }
        let last: Vec<f64> =
            series.iter().map(|series| series.points.last().map_or(f64::NAN, |point| point.1)).collect();
        let _ = write!(
            self.text,
            "## Batches\n\n![Badges a second, with the size of the batch](plots/batches.svg)\n\nDifferent badges of one issuer, each to its report as a line of JSON, in their order; threads \
             are started and ended within the time. Badges a second:\n\n| badges | {} |\n| ---: |{}\n",
            series.iter().map(|series| series.name.clone()).collect::<Vec<_>>().join(" | "),
            " ---: |".repeat(series.len())
        );
        for (place, size) in sizes.iter().enumerate() {
            let cells: Vec<String> = series.iter().map(|series| number(series.points[place].1)).collect();
            let _ = writeln!(self.text, "| {} | {} |", number(*size as f64), cells.join(" | "));
        }
        let _ = write!(
            self.text,
            "\nOf the largest: {cores} cores do {:.2} times what one does (target on two: 1.8); signatures verified together \
             (`danger_batch_ed25519`) do {:.2} times on one core. Target on one core: 14,000 a second: {}.\n\n",
            last[1] / last[0],
            last[2] / last[0],
            if last[0] >= 14_000.0 { "met" } else { "missed" }
        );
        let plot_of = Plot {
            title: "Batches",
            x: "badges in the batch",
            y: "badges a second",
            durations: false,
            series: &series,
        };
        plot("batches", &plot_of.draw());
    }

    /// A section with a picture and a table.
    fn growth(&mut self, name: &str, title: &str, x: &str, about: &str, rows: &[(f64, Row)]) {
        let of = |name: &str, shortest: fn(&Row) -> Shortest| Series {
            name: name.to_owned(),
            points: rows.iter().filter_map(|(at, row)| Some((*at, shortest(row)?))).collect(),
        };
        let series: Vec<Series> = [
            of("microcred", |row| Some(row.ours)),
            of("ssi", |row| row.ssi),
            of("@digitalbazaar/vc", |row| row.npm),
            of("openbadgeslib", |row| row.python),
        ]
        .into_iter()
        .filter(|series| !series.points.is_empty())
        .collect();
        let names: Vec<&str> = series.iter().map(|series| series.name.as_str()).collect();
        let _ = write!(
            self.text,
            "## {title}\n\n![{title}](plots/{name}.svg)\n\n{about}\n\n| {x} | {} |\n| ---: |{}\n",
            names.join(" | "),
            " ---: |".repeat(names.len())
        );
        for (at, row) in rows {
            let cells: Vec<String> = series
                .iter()
                .map(|series| {
                    let took = series.points.iter().find(|point| point.0 == *at).map(|point| point.1);
                    took.map_or("–".to_owned(), |took| match series.name.as_str() {
                        "microcred" => duration(took),
                        _ => format!("{} ({:.0}×)", duration(took), took / row.ours),
                    })
                })
                .collect();
            let _ = writeln!(self.text, "| {} | {} |", number(*at), cells.join(" | "));
        }
        self.text.push('\n');
        let curves = Plot { title, x, y: "shortest duration", durations: true, series: &series };
        plot(name, &curves.draw());
    }
}

/// Lets all repeat an operation in turns.
fn turns<'p>(
    rounds: usize,
    ours: &mut dyn FnMut() -> bool,
    mut ssi: Option<impl FnMut() -> bool>,
    mut npm: Option<&'p mut Process>,
    mut python: Option<&'p mut Process>,
    request: &Value,
) -> Row {
    let mut row = Row { ours: f64::INFINITY, ..Row::default() };
    for _ in 0..rounds {
        row.ours = row.ours.min(shortest(ours, Duration::from_millis(60)));
        if let Some(ssi) = &mut ssi {
            let took = shortest(ssi, Duration::from_millis(80));
            row.ssi = Some(row.ssi.map_or(took, |known| known.min(took)));
        }
        for (process, milliseconds, kept, name) in
            [(&mut npm, 200, &mut row.npm, "@digitalbazaar/vc"), (&mut python, 300, &mut row.python, "openbadgeslib")]
        {
            let Some(peer) = process else { continue };
            match peer.measure(request, milliseconds) {
                Ok(took) => *kept = Some(kept.map_or(took.shortest, |known| known.min(took.shortest))),
                Err(error) => {
                    eprintln!("{name} is left out of a row: {error}");
                    *process = None;
                }
            }
        }
    }
    row
}

fn shortest(operation: &mut dyn FnMut() -> bool, budget: Duration) -> f64 {
    let (start, mut samples) = (Instant::now(), Samples::new());
    loop {
        samples.take(1, &mut *operation);
        if start.elapsed() >= budget {
            return samples.minimum();
        }
    }
}

/// One strict verification and one signature by Ed25519 of the message that the badge's proof signs, in turns with the whole.
fn ed25519(signed: &str, ours: &Ours, rounds: usize) -> [f64; 2] {
    let key = SigningKey::from_bytes(&badge::SEED);
    let (public, message) = (key.verifying_key(), [7_u8; 64]);
    let signature = key.sign(&message);
    let mut least = [f64::INFINITY; 2];
    for _ in 0..rounds {
        let verify =
            shortest(&mut || public.verify_strict(black_box(&message), &signature).is_ok(), Duration::from_millis(60));
        let sign = shortest(&mut || key.sign(black_box(&message)) == signature, Duration::from_millis(60));
        // So that the next round finds the caches as they are between badges.
        assert!(ours.verify(signed));
        least = [least[0].min(verify), least[1].min(sign)];
    }
    least
}

/// How many badges a second a batch takes.
fn rate(verifier: &BatchVerifier, badges: &[String]) -> f64 {
    let credentials = badges.iter().map(|badge| Ok(Submitted::new("badge", badge.as_bytes())));
    let (mut valid, start) = (0, Instant::now());
    let ended = verifier.verify(
        credentials,
        &Offline,
        |_, verification| (verification.acceptable().is_ok(), verification.to_json_string()),
        |(accepted, report)| {
            valid += usize::from(accepted && !report.is_empty());
            Ok(ControlFlow::Continue(()))
        },
    );
    let rate = badges.len() as f64 / start.elapsed().as_secs_f64();
    assert!(ended.is_ok() && valid == badges.len(), "{valid} of {} are valid", badges.len());
    rate
}

fn plot(name: &str, picture: &str) {
    let folder = folder().join("plots");
    std::fs::create_dir_all(&folder)
        .and_then(|()| std::fs::write(folder.join(format!("{name}.svg")), picture))
        .expect("a picture");
}
