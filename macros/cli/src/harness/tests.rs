//! Tests of the conclusions from an attempt to build a program.

use super::diagnostic::Line;
use super::*;
use crate::choices::Choices;

fn model(name: &str) -> Model {
    Model {
        path: format!("/models/{name}.tflite").into(),
        inputs: Vec::new(),
        outputs: Vec::new(),
        arena: 16,
        flash: 0,
        macs: 0,
        state: 0,
        row: None,
        may_end_run: false,
        choices: Choices::default(),
    }
}

/// Returns the result of a build with an error in `file`.
fn error(file: &str, text: &str) -> Attempt {
    let line = serde_json::json!({
        "reason": "compiler-message",
        "target": {"name": "models_1", "kind": ["bin"]},
        "message": {
            "level": "error",
            "message": text,
            "rendered": format!("error: {text}\n"),
            "spans": [{"file_name": file, "line_start": 8}],
        },
    });
    match serde_json::from_value(line) {
        Ok(Line::Said { message, .. }) => Attempt {
            executable: None,
            errors: vec![message],
        },
        other => panic!("{other:?}"),
    }
}

/// Returns the recorded results and the next groups after an attempt to build all models as one
/// program.
fn settle(target: Target, models: &[&Model], attempt: &Attempt) -> (Vec<String>, Vec<Vec<usize>>) {
    let mut builder = Builder {
        target,
        board: target.board(),
        models,
        built: BTreeMap::new(),
    };
    let next = builder.settle(&Group::new(models, (0..models.len()).collect()), attempt);
    let built = builder.built.into_iter().map(|(index, built)| match built {
        Built::Ready(program) => format!("{index} ready at {}", program.index),
        Built::TooLarge(text) => format!("{index} too large: {text}"),
        Built::Broken(text) => format!("{index} broken: {text}"),
    });
    (
        built.collect(),
        next.into_iter().map(|group| group.members).collect(),
    )
}

#[test]
fn one_program_has_all_models_of_its_group() {
    let (a, b) = (model("a"), model("b"));
    let attempt = Attempt {
        executable: Some("program".into()),
        errors: Vec::new(),
    };
    let (built, next) = settle(Target::Host, &[&a, &b], &attempt);
    assert_eq!(built, ["0 ready at 0", "1 ready at 1"]);
    assert!(next.is_empty());
}

#[test]
fn a_broken_model_is_named_and_the_others_are_tried_without_it() {
    let (a, b, c) = (model("a"), model("b"), model("c"));
    let attempt = error(&package::model_file(&package::id(&b)), "mismatched types");
    let (built, next) = settle(Target::Host, &[&a, &b, &c], &attempt);
    assert_eq!(built, ["1 broken: error: mismatched types"]);
    assert_eq!(next, [[0, 2]]);
}

#[test]
fn models_that_are_too_large_together_are_tried_alone() {
    let (a, b) = (model("a"), model("b"));
    let text = "linking failed\nrust-lld: error: section '.rodata' will not fit in region 'FLASH': overflowed by 12 bytes";
    let (built, next) = settle(Target::CortexM0, &[&a, &b], &error("", text));
    assert!(built.is_empty());
    assert_eq!(next, [[0], [1]]);
    let (built, next) = settle(Target::CortexM0, &[&a], &error("", text));
    assert_eq!(
        built,
        [
            "0 too large: does not fit microbit: section '.rodata' will not fit in region 'FLASH': overflowed by 12 bytes"
        ]
    );
    assert!(next.is_empty());
}

#[test]
fn a_model_larger_than_the_board_is_not_tried() {
    let (small, mut large, mut long) = (model("small"), model("large"), model("long"));
    large.arena = 15_000;
    long.flash = 300_000;
    let models = [&small, &large, &long];
    let mut builder = Builder {
        target: Target::CortexM0,
        board: Target::CortexM0.board(),
        models: &models,
        built: BTreeMap::new(),
    };
    assert_eq!(builder.fitting(), [0]);
    let texts: Vec<&str> = builder
        .built
        .values()
        .map(|built| match built {
            Built::TooLarge(text) => text.as_str(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        texts,
        [
            "does not fit microbit: 15,000 bytes of arena and 2,048 of stack, RAM has 16,384",
            "does not fit microbit: 300,000 bytes of constants, flash has 262,144",
        ]
    );
}
