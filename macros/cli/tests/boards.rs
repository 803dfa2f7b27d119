//! The smoke firmware, built for every board and run on it, and on the host.

mod firmware;

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use cargo_tiny_model::elf::Elf;
use cargo_tiny_model::qemu::{self, Counts, Options, Outcome, Region};
use cargo_tiny_model::target::Target;

/// The smoke program, built for one target.
struct Smoke {
    target: Target,
    program: PathBuf,
}

impl Smoke {
    fn build(target: Target) -> Self {
        Self {
            target,
            program: firmware::build(target, "smoke"),
        }
    }

    fn try_run(&self, words: &[&str], options: Options) -> anyhow::Result<Outcome> {
        let args = words.iter().map(ToString::to_string).collect();
        qemu::run(self.target, &self.program, &Options { args, ..options })
    }

    fn run(&self, words: &[&str]) -> Outcome {
        self.try_run(words, Options::default())
            .unwrap_or_else(|error| panic!("{}: {error:#}", self.target))
    }

    fn count(&self, rounds: &str) -> Counts {
        let options = Options {
            count: Some(Region::default()),
            ..Options::default()
        };
        let outcome = self.try_run(&["count", rounds], options).expect("a run");
        assert_eq!(outcome.status, 0);
        outcome.counts.expect("QEMU can load the plugin")
    }
}

#[test]
fn every_target_does_everything() {
    for target in Target::ALL {
        let smoke = Smoke::build(target);
        let greeting = smoke.run(&["greet", "a,b"]);
        assert_eq!(
            (greeting.stdout.as_str(), greeting.status),
            ("hello a,b\n", 0),
            "{target}"
        );
        assert_eq!(smoke.run(&["status", "42"]).status, 42, "{target}");
        files(&smoke);
        panics(&smoke);
        hangs(&smoke);
        if target != Target::Host {
            stack(&smoke);
            faults(&smoke);
            counts(&smoke);
            sizes(&smoke);
        }
    }
}

fn files(smoke: &Smoke) {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("from.bin"), b"abc\0").expect("a file");
    let in_folder = || Options {
        directory: Some(folder.path().to_owned()),
        ..Options::default()
    };

    let outcome = smoke
        .try_run(&["reverse", "from.bin", "to.bin"], in_folder())
        .expect("a run");
    assert_eq!((outcome.stdout.as_str(), outcome.status), ("4 bytes\n", 0));
    assert_eq!(
        fs::read(folder.path().join("to.bin")).expect("the reversed file"),
        b"\0cba"
    );

    let outcome = smoke
        .try_run(&["reverse", "missing.bin", "to.bin"], in_folder())
        .expect("a run");
    assert_eq!(
        (outcome.stdout.as_str(), outcome.status),
        ("missing.bin or to.bin cannot be opened\n", 1)
    );
}

fn panics(smoke: &Smoke) {
    let outcome = smoke.run(&["panic"]);
    assert_eq!(outcome.status, 101);
    if smoke.target != Target::Host {
        assert!(outcome.stdout.contains("as asked"), "{}", outcome.stdout);
    }
}

fn hangs(smoke: &Smoke) {
    let options = Options {
        timeout: Duration::ZERO,
        ..Options::default()
    };
    let error = smoke.try_run(&["hang"], options).expect_err("it hangs");
    assert!(
        error.to_string().contains("did not end in time"),
        "{error:#}"
    );
}

fn stack(smoke: &Smoke) {
    let peak = |depth: usize| {
        let outcome = smoke.run(&["stack", &depth.to_string()]);
        let digits: String = outcome
            .stdout
            .chars()
            .filter(char::is_ascii_digit)
            .collect();
        digits
            .parse::<usize>()
            .unwrap_or_else(|_| panic!("{}", outcome.stdout))
    };
    let [none, ten, twenty] = [0, 10, 20].map(peak);
    assert!(none >= 64, "a level has 64 bytes of its own: {none}");
    assert!(ten - none >= 640, "ten levels more: {none} {ten}");
    assert_eq!(twenty - ten, ten - none, "every level takes the same");
}

fn faults(smoke: &Smoke) {
    let outcome = smoke.run(&["fault"]);
    let elf = Elf::read(&smoke.program).expect("the firmware");
    let digits = outcome
        .stdout
        .trim_end()
        .strip_prefix("hard fault at 0x")
        .expect("a fault");
    let place = elf.symbol_at(u64::from_str_radix(digits, 16).expect("an address"));
    assert!(
        place.is_some(),
        "the fault is in no function: {}",
        outcome.stdout
    );
    assert_eq!(outcome.status, 102);

    let error = smoke
        .try_run(&["lockup"], Options::default())
        .expect_err("it locks up")
        .to_string();
    assert!(error.contains("locked up in "), "{error}");
}

fn counts(smoke: &Smoke) {
    let [none, thousand, twice] = ["0", "1000", "2000"].map(|rounds| smoke.count(rounds));
    assert_eq!(thousand.regions, 1);
    assert!(none.insns < 64, "markers take a few instructions: {none:?}");
    let rounds = thousand.insns - none.insns;
    assert!(
        rounds >= 3000,
        "a round stores, adds, compares and branches: {thousand:?}"
    );
    assert_eq!(
        twice.insns - thousand.insns,
        rounds / 1000 * 1000,
        "every round takes the same"
    );
    assert!(
        thousand.cycles > thousand.insns && thousand.stores >= 1000,
        "{thousand:?}"
    );
}

fn sizes(smoke: &Smoke) {
    let elf = Elf::read(&smoke.program).expect("the firmware");
    let board = smoke.target.board().expect("a board");
    let sizes = elf.sizes();
    assert!(sizes.text > 1000 && sizes.rodata >= 64, "{sizes:?}");
    assert!(sizes.flash() < u64::from(board.flash.length), "{sizes:?}");
    assert_eq!(
        elf.address("__vector_table"),
        Some(u64::from(board.flash.origin))
    );
    let findings = elf.scan();
    assert!(
        findings
            .panics
            .iter()
            .any(|name| name == "core::panicking::panic_fmt"),
        "{findings}"
    );
    assert!(
        findings
            .places
            .iter()
            .any(|place| place.contains("examples/smoke.rs:")),
        "{findings}"
    );
}
