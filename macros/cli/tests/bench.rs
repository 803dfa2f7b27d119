//! What models cost on the Cortex-M4, and what their firmware must not have in it: by counts, which repeat, not by time.

use std::fs;
use std::path::{Path, PathBuf};

use cargo_tiny_model::bench::{Args, Measured, Record, measure};
use cargo_tiny_model::target::Target;
use cargo_tiny_model::toolchain::{Toolchain, workspace_dir};
use serde::Deserialize;

const TARGET: Target = Target::CortexM4;

/// Bytes of stack below which an inference stays: nothing the size of a tensor is on it.
const STACK_LIMIT: usize = 2048;

const EXAMPLES: [&str; 2] = ["fashion_mnist", "hello_world"];

const MLPERF_TINY: [&str; 5] = [
    "resnet8_int8",
    "kws_int8",
    "vww_int8",
    "ad_int8",
    "sww_int8",
];

/// `tests/measured.json`, which `cargo xtask readme` writes.
#[derive(Deserialize)]
struct Recorded {
    toolchain: String,
    models: Vec<Record>,
}

impl Recorded {
    fn read() -> Self {
        let path = workspace_dir().join("tests/measured.json");
        let text = fs::read_to_string(path).expect("the measurements are committed");
        serde_json::from_str(&text).expect("measurements")
    }

    fn of(&self, model: &str) -> &Record {
        self.models
            .iter()
            .find(|record| record.model == model)
            .unwrap_or_else(|| {
                panic!("{model} is not in tests/measured.json: `cargo xtask readme`")
            })
    }
}

#[test]
fn models_cost_what_the_readme_says() {
    let recorded = Recorded::read();
    let toolchain = Toolchain::ensure(TARGET)
        .and_then(|toolchain| toolchain.version())
        .expect("a compiler");
    let same_compiler = toolchain == recorded.toolchain;
    if same_compiler {
        println!("{toolchain}, as recorded: every count must be the recorded one");
    } else {
        println!(
            "{toolchain}, recorded with {}: counts may differ by 5 %",
            recorded.toolchain
        );
    }
    for measured in measure(&Args::new(TARGET, models())).expect("the models run") {
        is_firmware_without_surprises(&measured);
        let record = &measured.record;
        costs_the_same(record, recorded.of(&record.model), same_compiler);
        if record.model == "resnet8_int8" {
            let cost = record.cycles_per_mac().expect("multiply-accumulates");
            assert!(cost <= 9.0, "{cost} cycles per MAC");
        }
    }
}

fn models() -> Vec<PathBuf> {
    let path = |folder: &Path, stem: &str| folder.join(stem).with_extension("tflite");
    let examples = workspace_dir().join("examples/models");
    let mut models: Vec<_> = EXAMPLES.iter().map(|stem| path(&examples, stem)).collect();
    match std::env::var_os("TINY_MODEL_ZOO").map(PathBuf::from) {
        Some(zoo) => models.extend(MLPERF_TINY.iter().map(|stem| path(&zoo, stem))),
        None => println!(
            "LEFT OUT: set TINY_MODEL_ZOO to the folder of real models to measure MLPerf Tiny's too"
        ),
    }
    models
}

fn is_firmware_without_surprises(
    Measured {
        record, findings, ..
    }: &Measured,
) {
    let model = &record.model;
    assert!(
        findings.is_clean(),
        "the firmware of {model} has\n{findings}"
    );
    let stack = record.stack_bytes;
    assert!(
        (1..STACK_LIMIT).contains(&stack),
        "{model} needs {stack} bytes of stack"
    );
}

/// Compares every count: exactly with the compiler of the record; with another, what depends on it within 5 %, but for
/// the stack, of which a few registers more are much, and which has its limit.
#[track_caller]
fn costs_the_same(measured: &Record, recorded: &Record, same_compiler: bool) {
    const HINT: &str = "if this is meant, `cargo xtask readme` records it";
    let fixed = |record: &Record| {
        (
            record.target.clone(),
            record.macs,
            record.arena_bytes,
            record.flash_weight_bytes,
        )
    };
    assert_eq!(
        fixed(measured),
        fixed(recorded),
        "{}: {HINT}",
        measured.model
    );
    if same_compiler {
        assert_eq!(measured, recorded, "{HINT}");
        return;
    }
    let compiled = |record: &Record| {
        [
            ("instructions", record.insns),
            ("cycles", record.cycles),
            ("bytes of code", record.flash_code_bytes as u64),
        ]
    };
    for ((what, new), (_, old)) in compiled(measured).into_iter().zip(compiled(recorded)) {
        assert!(
            new.abs_diff(old) * 20 <= old,
            "{}: {new} {what}, recorded {old}; {HINT}",
            measured.model
        );
    }
}
