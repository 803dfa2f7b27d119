//! Every conformance model compiles, and no broken one does.

use std::path::{Path, PathBuf};

use tiny_model_compiler::compile;

fn models(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/models")).join(folder);
    let entries = std::fs::read_dir(folder).expect("a folder of models");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "tflite")
    });
    paths.sort();
    paths
}

fn result(path: &Path) -> Result<(), String> {
    let bytes = std::fs::read(path).expect("a model");
    compile(&bytes)
        .map(drop)
        .map_err(|failure| failure.to_string())
}

#[test]
fn conformance_models_compile() {
    let models = models("data");
    assert!(models.len() > 400, "only {} models", models.len());
    let refused: Vec<String> = models
        .iter()
        .filter_map(|path| {
            result(path)
                .err()
                .map(|error| format!("{}: {error}", path.display()))
        })
        .collect();
    assert!(
        refused.is_empty(),
        "{} models are refused:\n{}",
        refused.len(),
        refused.join("\n\n")
    );
}

#[test]
fn broken_models_are_refused() {
    let models = models("broken");
    assert!(models.len() > 80, "only {} models", models.len());
    let accepted: Vec<&PathBuf> = models.iter().filter(|path| result(path).is_ok()).collect();
    assert!(accepted.is_empty(), "accepted: {accepted:?}");
}
