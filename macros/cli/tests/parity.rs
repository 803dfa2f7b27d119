//! The command line in use: models against their golden vectors, and the messages for differences.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

/// A small model of the conformance set, with its vectors in the folder above.
const MODEL: &str = "fully_connected_relu";

fn models() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/models")
}

fn data(suffix: &str) -> PathBuf {
    models().join("data").join(format!("{MODEL}{suffix}"))
}

/// Runs `cargo tiny-model WORDS` as Cargo runs it.
fn tiny_model(words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-tiny-model"));
    command
        .arg("tiny-model")
        .args(words)
        .output()
        .expect("the program starts")
}

fn text(output: &[u8]) -> &str {
    str::from_utf8(output).expect("UTF-8")
}

/// Asserts the status, and returns the output.
#[track_caller]
fn ends_with(status: i32, output: &Output) -> String {
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(status), "{stdout}\n{stderr}");
    format!("{stdout}{stderr}")
}

fn path(path: &Path) -> &str {
    path.to_str().expect("a path of UTF-8")
}

/// Creates a folder whose manifest has the conformance set's entry of [`MODEL`] after `change`.
fn folder(change: impl FnOnce(&mut Value)) -> tempfile::TempDir {
    let manifest = fs::read_to_string(models().join("manifest.json")).expect("a manifest");
    let manifest: Value = serde_json::from_str(&manifest).expect("JSON");
    let entries = manifest["models"].as_array().expect("entries");
    let mut entry = entries
        .iter()
        .find(|entry| entry["name"] == MODEL)
        .expect("the entry")
        .clone();
    for key in ["model", "in", "out"] {
        entry[key] = json!(models().join(entry[key].as_str().expect("a path")));
    }
    change(&mut entry);
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(
        folder.path().join("manifest.json"),
        json!({ "models": [entry] }).to_string(),
    )
    .expect("written");
    folder
}

#[test]
fn the_conformance_models_agree() {
    println!(
        "{}",
        ends_with(0, &tiny_model(&["parity", path(&models())]))
    );
}

#[test]
fn the_real_models_agree() {
    let Some(zoo) = std::env::var_os("TINY_MODEL_ZOO").map(PathBuf::from) else {
        let text = "LEFT OUT: set TINY_MODEL_ZOO to the folder of real models to compare them with their golden vectors";
        // Written directly, because the output of the print macros is hidden in passing tests.
        writeln!(std::io::stderr(), "{text}").expect("standard error");
        return;
    };
    for filter in ["cnn", "float-io"] {
        let output = tiny_model(&["parity", path(&zoo), "--filter", filter]);
        println!("{}", ends_with(0, &output));
    }
}

#[test]
fn a_byte_that_differs_is_found() {
    let mut expected = fs::read(data(".out.bin")).expect("vectors");
    let golden = expected[1].cast_signed();
    expected[1] ^= 1;
    let folder = folder(|entry| entry["out"] = json!("flipped.bin"));
    fs::write(folder.path().join("flipped.bin"), &expected).expect("written");
    let json = folder.path().join("result.json");

    let output = tiny_model(&["parity", path(folder.path()), "--json", path(&json)]);
    let printed = ends_with(1, &output);
    let mismatch = format!(
        "case 0, index 1 [0, 1]: expected {}, got {golden}",
        golden ^ 1
    );
    assert!(printed.contains(&mismatch), "{printed}\nlacks {mismatch}");
    assert!(
        text(&output.stdout).ends_with("host: 0 of 1 agree, 1 differ\n"),
        "{printed}"
    );

    let records: Value =
        serde_json::from_str(&fs::read_to_string(json).expect("records")).expect("JSON");
    let record = &records[0];
    assert_eq!(
        (&record["differing"], &record["passed"]),
        (&json!(1), &json!(false))
    );
    assert!(
        record["error"]
            .as_str()
            .is_some_and(|error| error.ends_with(&mismatch)),
        "{record}"
    );
    assert!(
        record["arena_bytes"]
            .as_u64()
            .is_some_and(|bytes| bytes > 0),
        "{record}"
    );
}

#[test]
fn a_model_that_does_not_compile_is_a_row() {
    let folder = folder(|entry| entry["model"] = json!("notes.tflite"));
    fs::write(
        folder.path().join("notes.tflite"),
        "these are notes about a model",
    )
    .expect("written");
    let output = tiny_model(&["parity", path(folder.path())]);
    let printed = ends_with(1, &output);
    assert!(printed.contains("not a TensorFlow Lite model"), "{printed}");
    assert!(
        text(&output.stdout).ends_with("host: 0 of 1 agree, 1 fail\n"),
        "{printed}"
    );
}

#[test]
fn a_wrong_manifest_is_no_disagreement() {
    let folder = folder(|entry| entry["cases"] = json!(1000));
    let printed = ends_with(2, &tiny_model(&["parity", path(folder.path())]));
    assert!(printed.contains("(1000 cases of "), "{printed}");
    let printed = ends_with(2, &tiny_model(&["parity", "no such folder"]));
    assert!(
        printed.starts_with("error: cannot read no such folder/manifest.json; "),
        "{printed}"
    );
}

#[test]
fn run_writes_the_outputs_of_all_cases() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("out.bin");
    let (model, input) = (data(".tflite"), data(".in.bin"));
    let words = [
        "run",
        path(&model),
        "--in",
        path(&input),
        "--out",
        path(&output),
    ];
    let printed = ends_with(0, &tiny_model(&words));
    assert!(
        printed.starts_with("fully_connected_relu.tflite: 4 cases on host, arena "),
        "{printed}"
    );
    assert_eq!(
        fs::read(&output).expect("outputs"),
        fs::read(data(".out.bin")).expect("vectors")
    );
}

#[test]
fn run_wants_whole_cases() {
    let folder = tempfile::tempdir().expect("a folder");
    let input = folder.path().join("in.bin");
    fs::write(&input, [0; 5]).expect("written");
    let (model, output) = (data(".tflite"), folder.path().join("out.bin"));
    let words = [
        "run",
        path(&model),
        "--in",
        path(&input),
        "--out",
        path(&output),
    ];
    let printed = ends_with(2, &tiny_model(&words));
    assert!(
        printed.contains(
            "in.bin is not an input of fully_connected_relu.tflite: its 5 bytes are not a multiple of "
        ),
        "{printed}"
    );
    assert!(!output.exists());
}
