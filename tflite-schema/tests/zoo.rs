//! Reads every model of the folder in `TINY_MODEL_ZOO`: all are intact, so all must be read.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use tflite_schema::Model;

fn models(folder: &Path) -> Vec<PathBuf> {
    let entries =
        std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths = entries.map(|entry| entry.expect("folder entry").path());
    let mut models: Vec<_> = paths
        .filter(|path| path.extension().is_some_and(|ext| ext == "tflite"))
        .collect();
    models.sort();
    models
}

/// Returns one line per model, for comparison with other readers of the format.
fn summary(model: &Model<'_>) -> String {
    let operators: usize = model
        .subgraphs
        .iter()
        .map(|subgraph| subgraph.operators.len())
        .sum();
    let tensors: usize = model
        .subgraphs
        .iter()
        .map(|subgraph| subgraph.tensors.len())
        .sum();
    let codes: Vec<_> = model
        .operator_codes
        .iter()
        .map(|code| code.to_string())
        .collect();
    let constants: usize = model.buffers.iter().map(|buffer| buffer.data.len()).sum();
    format!(
        "subgraphs {} operators {operators} tensors {tensors} constants {constants} signatures {} [{}]",
        model.subgraphs.len(),
        model.signatures.len(),
        codes.join(" ")
    )
}

#[test]
fn every_zoo_model_is_read() {
    let Some(zoo) = std::env::var_os("TINY_MODEL_ZOO") else {
        // Written directly, because the test harness hides the output of passing tests.
        let text = "LEFT OUT: set TINY_MODEL_ZOO to the folder of real models to read them";
        let _ = writeln!(std::io::stderr(), "{text}");
        return;
    };
    let paths = models(Path::new(&zoo));
    assert!(
        !paths.is_empty(),
        "no .tflite file in {}",
        Path::new(&zoo).display()
    );
    let mut failures = Vec::new();
    for path in &paths {
        let bytes = std::fs::read(path).expect("readable model");
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        match Model::read(&bytes) {
            Ok(model) => println!("{name}: {}", summary(&model)),
            Err(error) => failures.push(format!("{name}: {error}")),
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
