//! The supported operators, and how many models prove each.

use std::fs;

use anyhow::{Context as _, Result};
use cargo_tiny_model::toolchain::workspace_dir;
use serde::Deserialize;
use tiny_model_compiler::lower::{Types, supported};

use super::table::table;

/// What the table tells of the conformance models.
#[derive(Deserialize)]
struct Manifest {
    models: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    tags: Vec<String>,
    tolerance: f64,
    reference: String,
}

pub(super) fn section() -> Result<String> {
    let models = conformance()?;
    let rows = supported().map(|operator| {
        let proofs = proofs(&models, operator.name);
        let exact = proofs.iter().all(|model| model.tolerance == 0.0);
        let exactness = match (proofs.len(), exact) {
            (0, _) => "not tested",
            (_, true) => "0 differing bytes",
            (_, false) => "within a tolerance",
        };
        vec![
            operator.name.to_owned(),
            join(operator.types),
            exactness.to_owned(),
            proofs.len().to_string(),
        ]
    });
    let columns = [
        "operator",
        "activations",
        "exactness",
        ">conformance models",
    ];
    let answered = models.iter().filter(|model| model.reference == "tflm");
    let answered = answered.count();
    Ok(format!(
        "{}\nOf the {} conformance models in `tests/models`, {answered} have TFLM's answers. The other {} are cases that TFLM \
         refuses\nor does not compute as TensorFlow defines them, and have LiteRT's.",
        table(&columns, rows),
        models.len(),
        models.len() - answered,
    ))
}

/// `int8, float32`
fn join(types: &[Types]) -> String {
    let types: Vec<String> = types.iter().map(Types::to_string).collect();
    types.join(", ")
}

/// The models that exercise an operator.
fn proofs<'m>(models: &'m [Entry], operator: &str) -> Vec<&'m Entry> {
    let tag = operator.to_lowercase();
    models
        .iter()
        .filter(|model| model.tags.contains(&tag))
        .collect()
}

fn conformance() -> Result<Vec<Entry>> {
    let path = workspace_dir().join("tests/models/manifest.json");
    let text =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let manifest: Manifest = serde_json::from_str(&text)?;
    Ok(manifest.models)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_supported_operator_has_a_conformance_model() {
        let models = conformance().expect("the manifest");
        let unproven: Vec<&str> = supported()
            .map(|operator| operator.name)
            .filter(|name| proofs(&models, name).is_empty())
            .collect();
        assert_eq!(
            unproven, [""; 0],
            "add models of them to tests/models/conformance"
        );
    }
}
