//! The same golden vectors on every emulated board, by firmware that uses `tiny_model!` as a user
//! would.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use cargo_tiny_model::choices::Choices;
use cargo_tiny_model::parity::{Args, run};
use cargo_tiny_model::target::Target;
use tiny_model_compiler::{Input, Optimize, Schedule};

/// Models whose first operators stream, so that they may be fed.
const FED: [&str; 4] = ["vww_int8", "resnet8_int8", "kws_int8", "person_detect_int8"];

/// Runs a folder's vectors on all boards; models that do not fit a board are rows that say so.
fn agree_on_every_board(folder: &Path, filter: Option<&str>) {
    let boards = Target::ALL
        .into_iter()
        .filter(|target| target.board().is_some());
    let smallest = Choices {
        schedule: Schedule::Smallest,
        ..Choices::default()
    };
    // Code made for size differs on one backend, schedules on both; a board each tells.
    let others = [
        (Target::CortexM4, Optimize::Size.into()),
        (Target::CortexM4, smallest),
        (Target::CortexM3, smallest),
    ];
    let programs = boards.map(|target| (target, Choices::default()));
    for (target, choices) in programs.chain(others) {
        agree(folder, filter, target, choices);
    }
}

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

#[test]
fn the_conformance_models_agree_on_every_board() {
    let models = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/models");
    agree_on_every_board(Path::new(models), None);
}

#[test]
fn the_real_models_agree_on_every_board() {
    let Some(zoo) = std::env::var_os("TINY_MODEL_ZOO").map(PathBuf::from) else {
        // Past the test harness, which hides what passing tests print.
        let _ = writeln!(
            std::io::stderr(),
            "LEFT OUT: set TINY_MODEL_ZOO to the folder of real models to run them on emulated boards"
        );
        return;
    };
    for tag in ["cnn", "float-io"] {
        agree_on_every_board(&zoo, Some(tag));
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
