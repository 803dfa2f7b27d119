//! `cargo tiny-model bench` on small models.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use cargo_tiny_model::bench::{Args, Compared, Measured, measure, run};
use cargo_tiny_model::target::Target;
use cargo_tiny_model::toolchain::workspace_dir;
use serde_json::{Value, json};
use tiny_model_compiler::Optimize;

/// Returns a model of the examples, without golden vectors beside it.
fn hello_world() -> PathBuf {
    workspace_dir().join("examples/models/hello_world.tflite")
}

/// A model of the conformance set, with golden vectors in the folder above it.
const CONFORMANCE: &str = "fully_connected_relu";

fn conformance() -> PathBuf {
    workspace_dir().join(format!("tests/models/data/{CONFORMANCE}.tflite"))
}

/// The conformance set's folder, which has the manifest.
fn conformance_vectors() -> PathBuf {
    workspace_dir().join("tests/models")
}

fn measured(args: &Args) -> Vec<Measured> {
    measure(args).unwrap_or_else(|error| panic!("{error:#}"))
}

#[test]
fn records_have_these_fields() {
    let folder = tempfile::tempdir().expect("a folder");
    let json = folder.path().join("bench.json");
    let args = Args {
        json: Some(json.clone()),
        ..Args::new(Target::CortexM4, vec![hello_world(), conformance()])
    };
    let report = run(&args).unwrap_or_else(|error| panic!("{error:#}"));
    println!("{report}");
    let records = fs::read_to_string(json).expect("the records");
    let records: Vec<serde_json::Map<String, Value>> =
        serde_json::from_str(&records).expect("an array of records");
    for record in &records {
        assert_eq!(
            Vec::from_iter(record.keys()),
            [
                "arena_bytes",
                "cycles",
                "exact",
                "flash_code_bytes",
                "flash_weight_bytes",
                "input",
                "insns",
                "loads",
                "macs",
                "model",
                "optimize",
                "schedule",
                "stack_bytes",
                "state_bytes",
                "target",
            ]
        );
        assert_eq!(
            (&record["target"], &record["optimize"]),
            (&json!("cortex-m4"), &json!("speed"))
        );
        let counts = ["insns", "cycles", "loads", "macs", "stack_bytes"];
        assert!(counts.iter().all(|count| record[*count].as_u64() > Some(0)));
    }
    assert_eq!(
        [&records[0]["model"], &records[0]["exact"]],
        [&json!("hello_world"), &json!(null)]
    );
    assert_eq!(
        [&records[1]["model"], &records[1]["exact"]],
        [&json!(CONFORMANCE), &json!(true)]
    );
}

#[test]
fn firmware_that_measures_nothing_is_smaller() {
    let args = Args {
        firmware: true,
        ..Args::new(Target::CortexM4, vec![hello_world()])
    };
    let [one] = &measured(&args)[..] else {
        panic!("one model")
    };
    let record = &one.record;
    let flash = record.flash_firmware_bytes.expect("it was built");
    assert!(flash > record.flash_weight_bytes);
    assert!(flash < record.flash_weight_bytes + record.flash_code_bytes);
}

/// Returns the first conformance model of each type of inputs.
fn inputs_of_each_type() -> BTreeMap<String, PathBuf> {
    let vectors = conformance_vectors();
    let manifest = fs::read_to_string(vectors.join("manifest.json")).expect("a manifest");
    let manifest: Value = serde_json::from_str(&manifest).expect("JSON");
    let mut models = BTreeMap::new();
    for entry in manifest["models"].as_array().expect("entries") {
        for input in entry["inputs"].as_array().expect("inputs") {
            let ty = input["dtype"].as_str().expect("a type").to_owned();
            let model = entry["model"].as_str().expect("a path");
            models.entry(ty).or_insert_with(|| vectors.join(model));
        }
    }
    models
}

#[test]
fn every_type_of_inputs_is_measured() {
    let types = inputs_of_each_type();
    let expected = [
        "BOOL", "FLOAT32", "INT16", "INT32", "INT64", "INT8", "UINT32", "UINT8",
    ];
    assert_eq!(Vec::from_iter(types.keys()), expected);
    let args = Args {
        per_operator: true,
        firmware: true,
        ..Args::new(Target::CortexM4, types.into_values().collect())
    };
    for Measured { record, .. } in measured(&args) {
        assert_eq!(record.exact, Some(true), "{}", record.model);
        assert!(record.insns > 0, "{}", record.model);
        assert!(record.flash_firmware_bytes > Some(0), "{}", record.model);
    }
}

#[test]
fn operators_sum_up_to_the_whole() {
    let models = vec![hello_world(), fashion()];
    for target in [Target::CortexM4, Target::CortexM0] {
        let args = Args {
            per_operator: true,
            ..Args::new(target, models.clone())
        };
        for Measured { record, .. } in measured(&args) {
            let apart = record.operators.as_ref().expect("operators");
            let model = &record.model;
            let steps = &apart.operators;
            assert!(
                steps.iter().all(|step| step.cycles >= step.insns),
                "{model}"
            );
            assert!(steps.iter().all(|step| step.insns > 0), "{model}");
            assert_eq!(steps.iter().map(|step| step.macs).sum::<u64>(), record.macs);
            // A call and a return, the registers that they save, and the effect of inlining on a loop:
            // up to one cycle in 500.
            let calls = 40 * (1 + steps.len() as u64) + record.cycles / 500;
            let total = apart.total();
            assert!(
                total.cycles.abs_diff(record.cycles) <= calls,
                "{model} on {target}: {} cycles by operators, {} in one",
                total.cycles,
                record.cycles
            );
            assert!(
                total.insns.abs_diff(record.insns) <= calls,
                "{model} on {target}: {} instructions by operators, {} in one",
                total.insns,
                record.insns
            );
            assert!(apart.between_operators.cycles <= calls, "{model}");
        }
    }
}

fn fashion() -> PathBuf {
    workspace_dir().join("examples/models/fashion_mnist.tflite")
}

#[test]
fn both_profiles_are_exact() {
    for optimize in Optimize::ALL {
        let args = Args {
            choices: optimize.into(),
            ..Args::new(Target::CortexM4, vec![conformance()])
        };
        let [one] = &measured(&args)[..] else {
            panic!("one model")
        };
        assert_eq!(one.record.exact, Some(true));
        assert_eq!(one.record.optimize, optimize.name());
        assert!(one.findings.is_clean(), "{}", one.findings);
    }
}

/// Copies the entry of the conformance set into the folder, with the first byte of its expected
/// outputs changed.
fn with_a_wrong_byte(folder: &Path) {
    let vectors = conformance_vectors();
    let manifest = fs::read_to_string(vectors.join("manifest.json")).expect("a manifest");
    let manifest: Value = serde_json::from_str(&manifest).expect("JSON");
    let entries = manifest["models"].as_array().expect("entries");
    let entry = entries.iter().find(|entry| entry["name"] == CONFORMANCE);
    let mut entry = entry.expect("the entry").clone();
    let file = |key: &str| vectors.join(entry[key].as_str().expect("a path"));
    let mut outputs = fs::read(file("out")).expect("outputs");
    outputs[0] ^= 1;
    fs::write(folder.join("out.bin"), outputs).expect("written");
    let [model, input] = ["model", "in"].map(file);
    entry["model"] = json!(model);
    entry["in"] = json!(input);
    entry["out"] = json!("out.bin");
    let text = json!({ "models": [entry] }).to_string();
    fs::write(folder.join("manifest.json"), text).expect("written");
}

#[test]
fn a_wrong_byte_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    with_a_wrong_byte(folder.path());
    let args = Args {
        vectors: vec![folder.path().to_owned()],
        ..Args::new(Target::CortexM4, vec![conformance()])
    };
    let report = run(&args).unwrap_or_else(|error| panic!("{error:#}"));
    let [one] = &report.measured[..] else {
        panic!("one model")
    };
    assert_eq!(one.record.exact, Some(false));
    let Some(Compared {
        bytes,
        differing: 1,
    }) = one.compared
    else {
        panic!("{:?}", one.compared)
    };
    let text = report.to_string();
    assert!(text.contains(&format!("1 of {bytes} B differ")), "{text}");
}
