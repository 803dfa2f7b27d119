//! The same golden vectors on every emulated board, with firmware that uses `tiny_model!` as a user
//! does.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use cargo_tiny_model::choices::Choices;
use cargo_tiny_model::parity::{Args, run};
use cargo_tiny_model::target::Target;
use serde_json::{Value, json};
use tempfile::TempDir;
use tiny_model_compiler::{Float16, Input, Optimize, Schedule};

/// Each program runs every `DISTANCE`-th conformance model: they are many, and boards are slow.
const DISTANCE: usize = 3;

/// Models whose first operators stream, so that their input can be fed by rows.
const FED: [&str; 4] = ["vww_int8", "resnet8_int8", "kws_int8", "person_detect_int8"];

/// Returns all boards with the default options, and other options on some of them.
fn programs() -> impl Iterator<Item = (Target, Choices)> {
    let boards = Target::ALL
        .into_iter()
        .filter(|target| target.board().is_some());
    let smallest = Choices {
        schedule: Schedule::Smallest,
        ..Choices::default()
    };
    // Code optimized for size differs on one backend, schedules on both; one board suffices for
    // each.
    let others = [
        (Target::CortexM4, Optimize::Size.into()),
        (Target::CortexM4, smallest),
        (Target::CortexM3, smallest),
    ];
    let programs = boards.map(|target| (target, Choices::default()));
    programs.chain(others)
}

/// Runs a folder's vectors; models that do not fit a board are rows with that result.
fn agree(folder: &Path, filter: Option<&str>, target: Target, choices: Choices) {
    let args = Args {
        folder: folder.to_owned(),
        target,
        choices,
        filter: filter.map(str::to_owned),
        json: None,
    };
    let report = run(&args).unwrap_or_else(|error| panic!("{target} ({choices}): {error:#}"));
    let text = report.to_string();
    println!("{}", text.lines().last().unwrap_or_default());
    assert!(report.passed(), "{text}");
}

/// Returns a folder with every third model of the conformance manifest, from `first` on.
fn a_third(first: usize) -> TempDir {
    let models = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/models"));
    let manifest = fs::read(models.join("manifest.json")).expect("the manifest");
    let mut manifest: Value = serde_json::from_slice(&manifest).expect("JSON");
    let entries = manifest["models"].as_array_mut().expect("models");
    let third = entries.iter().skip(first).step_by(DISTANCE).cloned();
    let third = third.map(|mut entry| {
        for file in ["model", "in", "out"] {
            let path = models.join(entry[file].as_str().expect("a path"));
            entry[file] = path.to_str().expect("UTF-8").into();
        }
        entry
    });
    let third = json!({ "models": third.collect::<Vec<_>>() });
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("manifest.json"), third.to_string()).expect("a manifest");
    folder
}

#[test]
fn the_conformance_models_agree_on_every_board() {
    for (number, (target, choices)) in programs().enumerate() {
        let folder = a_third(number % DISTANCE);
        agree(folder.path(), None, target, choices);
    }
}

#[test]
fn float16_that_is_kept_agrees_with_and_without_dsp() {
    let models = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/models"));
    let kept = Choices {
        float16: Float16::Kept,
        ..Choices::default()
    };
    for target in [Target::Host, Target::CortexM0, Target::CortexM4] {
        agree(models, Some("float_half"), target, kept);
    }
}

#[test]
fn the_real_models_agree_on_every_board() {
    let Some(zoo) = std::env::var_os("TINY_MODEL_ZOO").map(PathBuf::from) else {
        // Written directly, because the test harness hides the output of passing tests.
        let _ = writeln!(
            std::io::stderr(),
            "LEFT OUT: set TINY_MODEL_ZOO to the folder of real models to run them on emulated boards"
        );
        return;
    };
    for (target, choices) in programs() {
        for tag in ["cnn", "float-io"] {
            agree(&zoo, Some(tag), target, choices);
        }
    }
    for target in [Target::CortexM3, Target::CortexM4] {
        for tag in ["float", "hybrid", "stateful"] {
            agree(&zoo, Some(tag), target, Choices::default());
        }
    }
    let rows = Choices {
        schedule: Schedule::Smallest,
        input: Input::Rows,
        ..Choices::default()
    };
    for target in [Target::CortexM3, Target::CortexM4] {
        for model in FED {
            agree(&zoo, Some(model), target, rows);
        }
    }
}
