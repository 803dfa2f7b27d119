//! Tests of the generated sources.

use tiny_model_compiler::graph::Element;

use super::*;
use crate::choices::Choices;

fn model(path: &str, inputs: &[&str]) -> Model {
    let port = |accessor: &str| Port {
        name: accessor.to_owned(),
        accessor: accessor.to_owned(),
        shape: vec![1, 4],
        element: Element::I8,
        bytes: 4,
    };
    Model {
        path: path.into(),
        inputs: inputs.iter().copied().map(port).collect(),
        outputs: vec![port("output")],
        arena: 16,
        flash: 0,
        macs: 0,
        state: 0,
        row: None,
        may_end_run: false,
        choices: Choices::default(),
    }
}

#[test]
fn a_module_declares_a_model_and_runs_it() {
    insta::assert_snapshot!(module(&model(
        "/models/sum.tflite",
        &["input_a", "input_b"]
    )));
}

#[test]
fn a_program_has_several_models() {
    let models = [
        model("/models/sum.tflite", &["input_a", "input_b"]),
        model("/models/2 vww-v1.1.tflite", &["input"]),
        model("/other/sum.tflite", &["input"]),
    ];
    let models: Vec<&Model> = models.iter().collect();
    insta::assert_snapshot!(program(&models, &Group::new(&models, vec![0, 1, 2])));
}

#[test]
fn what_does_not_change_is_not_written_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let model = model("/models/sum.tflite", &["input"]);
    let models = [&model];
    let groups = [Group::new(&models, vec![0])];
    let modified = || -> Vec<std::time::SystemTime> {
        let files = [
            "Cargo.toml".to_owned(),
            model_file(&id(&model)),
            format!("src/bin/{}.rs", groups[0].name),
        ];
        let modified = |file: &String| {
            std::fs::metadata(folder.path().join(file)).and_then(|data| data.modified())
        };
        files
            .iter()
            .map(|file| modified(file).expect("a file"))
            .collect()
    };
    write(folder.path(), &models, &groups).expect("written");
    let before = modified();
    write(folder.path(), &models, &groups).expect("written");
    assert_eq!(modified(), before);
}
