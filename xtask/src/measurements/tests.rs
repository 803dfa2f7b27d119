//! Tests that compare the costs of models with the recorded ones: by counts, which are
//! reproducible, not by time.

use std::io::Write as _;

use cargo_tiny_model::manifest::Manifest;

use super::change::Tolerance;
use super::*;

const HINT: &str = "`cargo xtask bless --reason \"why\"` records new figures, if they are meant";

fn record(cycles: u64) -> Measured {
    let cost = serde_json::json!({
        "model": "m", "target": "cortex-m4", "optimize": "speed",
        "insns": 1000, "cycles": cycles, "loads": 10, "macs": 100,
        "arena_bytes": 64, "state_bytes": 0, "stack_bytes": 100,
        "flash_code_bytes": 2000, "flash_weight_bytes": 300, "exact": true,
    });
    Measured {
        cost: serde_json::from_value(cost).expect("a record"),
        compared_bytes: 1,
        kernel_bytes: 1500,
    }
}

fn measurements(toolchain: &str, record: Measured) -> Measurements {
    Measurements {
        toolchain: toolchain.to_owned(),
        records: vec![record],
    }
}

/// Returns a change of one figure.
pub(super) fn change(figure: &'static str, old: u64, new: u64) -> Change {
    Change::new("m, cortex-m4, speed", figure, old, new)
}

/// Prints directly, because the test harness hides the output of passing tests.
fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

#[test]
fn models_cost_what_is_recorded() {
    let recorded = Measurements::read().expect("committed figures");
    let zoo = crate::test::zoo().expect("a folder of models");
    if zoo.is_none() {
        say("LEFT OUT: set TINY_MODEL_ZOO to the folder of real models to compare what they cost");
    }
    let measured = Measurements::take(zoo.as_deref()).unwrap_or_else(|error| panic!("{error:#}"));
    let tolerance = recorded.tolerance(&measured);
    if tolerance == Tolerance::OtherCompiler {
        say(&format!(
            "OTHER COMPILER: the figures were recorded with {}, and this is {}: 5 % more are accepted, and any decrease",
            recorded.toolchain, measured.toolchain
        ));
    }
    let changes = recorded.changes(&measured, tolerance);
    let changes = Vec::from_iter(changes.iter().map(Change::to_string));
    assert!(changes.is_empty(), "{}\n{HINT}", changes.join("\n"));
    let unknown = recorded.unknown(&measured);
    assert!(unknown.is_empty(), "not recorded: {unknown:?}\n{HINT}");
    let gone = measured.unknown(&recorded);
    assert!(
        zoo.is_none() || gone.is_empty(),
        "recorded, but not measured: {gone:?}\n{HINT}"
    );
}

#[test]
fn every_real_convolutional_network_is_measured() {
    let Some(zoo) = crate::test::zoo().expect("a folder of models") else {
        return say("LEFT OUT: set TINY_MODEL_ZOO to the folder of real models to list them");
    };
    let manifest = Manifest::read(&zoo).expect("a manifest");
    let networks = manifest.select(Some("cnn")).expect("networks").entries;
    let measured = Vec::from_iter(SUITES[0].models().map(|model| model.stem));
    for network in networks {
        let stem = network.model.file_stem().expect("a file").to_string_lossy();
        assert!(measured.contains(&stem.as_ref()), "{stem}");
    }
}

#[test]
fn one_percent_more_or_less_is_told() {
    let old = measurements("rustc 1", record(10_000));
    let changes = |toolchain, cycles| {
        let new = measurements(toolchain, record(cycles));
        old.changes(&new, old.tolerance(&new))
    };
    for near in [10_000, 10_100, 9_900] {
        assert_eq!(changes("rustc 1", near), []);
    }
    assert_eq!(
        changes("rustc 1", 10_101),
        [change("cycles", 10_000, 10_101)]
    );
    assert_eq!(changes("rustc 1", 9_899), [change("cycles", 10_000, 9_899)]);
    assert_eq!(changes("rustc 2", 10_500), []);
    assert_eq!(changes("rustc 2", 5_000), []);
    assert_eq!(
        changes("rustc 2", 10_501)[0].to_string(),
        "m, cortex-m4, speed: 10,000 → 10,501 cycles (+5.0 %)"
    );
}

#[test]
fn what_no_compiler_decides_has_one_tolerance() {
    let with = |change: fn(&mut BenchRecord)| {
        let mut new = record(10_000);
        change(&mut new.cost);
        measurements("rustc 2", new)
    };
    let old = measurements("rustc 1", record(10_000));
    let count = |new: Measurements| old.changes(&new, Tolerance::OtherCompiler).len();
    assert_eq!(count(with(|record| record.arena_bytes = 68)), 1);
    assert_eq!(count(with(|record| record.flash_weight_bytes = 304)), 1);
    assert_eq!(count(with(|record| record.state_bytes = 1)), 1);
    assert_eq!(count(with(|record| record.stack_bytes = 150)), 0);
}

#[test]
fn what_is_not_recorded_is_told() {
    let old = measurements("rustc 1", record(1));
    let mut other = record(1);
    other.cost.optimize = "size".to_owned();
    let new = measurements("rustc 1", other);
    assert_eq!(old.unknown(&new), ["m, cortex-m4, size"]);
    assert_eq!(old.changes(&new, Tolerance::SameCompiler), []);
}

#[test]
fn a_wrong_answer_is_not_accepted() {
    let measured = |compared| bench::Measured {
        record: record(1).cost,
        compared,
        kernel_bytes: 1500,
        too_large: None,
        findings: Default::default(),
    };
    let compared = |differing| {
        Some(Compared {
            bytes: 8,
            differing,
        })
    };
    let refusal = |compared| {
        accepted(measured(compared))
            .err()
            .map(|error| error.to_string())
    };
    assert_eq!(refusal(compared(0)), None);
    assert_eq!(
        refusal(compared(3)).as_deref(),
        Some("3 of 8 bytes differ of m on cortex-m4 (speed)")
    );
    assert!(refusal(None).is_some());
}
