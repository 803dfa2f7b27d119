//! The supported operators, and how many models prove each combination of types.

use std::fs;

use anyhow::{Context as _, Result};
use cargo_tiny_model::toolchain::workspace_dir;
use serde::Deserialize;
use tiny_model_compiler::lower::{Support, Types, exercised, supported};

use super::followed;
use super::table::table;
use super::tflm;

#[derive(Deserialize)]
struct Manifest {
    models: Vec<Entry>,
}

/// What the manifest tells of a conformance model.
#[derive(Deserialize)]
pub(super) struct Entry {
    pub(super) model: String,
    tolerance: f64,
    pub(super) reference: String,
    /// Why the reference is not TFLM.
    pub(super) note: Option<String>,
}

/// A conformance model with what it exercises.
pub(super) struct Proof {
    pub(super) entry: Entry,
    pub(super) operators: Vec<(&'static str, Types)>,
}

/// How much is supported and proven, in two sentences.
pub(super) fn coverage() -> Result<String> {
    Ok(format!(
        "{}\n{} conformance models compare them with the reference.",
        tflm::sentence(),
        proofs()?.len()
    ))
}

pub(super) fn section() -> Result<String> {
    let proofs = proofs()?;
    let rows = supported().map(|operator| {
        vec![
            operator.name.to_owned(),
            activations(operator, &proofs),
            exactness(operator, &proofs).to_owned(),
        ]
    });
    let columns = ["operator", "activations (conformance models)", "exactness"];
    Ok(format!(
        "{}\n{}\n\n{}",
        table(&columns, rows),
        tflm::sentence(),
        followed::section(&proofs)
    ))
}

/// `int8 (26), float32 (4)`
fn activations(operator: &Support, proofs: &[Proof]) -> String {
    if operator.types.is_empty() {
        return "none of its own".to_owned();
    }
    let number = |types| {
        let proofs = proofs.iter();
        proofs
            .filter(|proof| proof.is_of(operator.name, types))
            .count()
    };
    if let Some(all) = each_to_each(operator.types) {
        let total: usize = operator.types.iter().map(number).sum();
        return format!("each of {} → each of them ({total})", all.join(", "));
    }
    let types = operator.types.iter();
    let types = types.map(|types| format!("{types} ({})", number(types)));
    types.collect::<Vec<_>>().join(", ")
}

/// The types of an operator that takes each of several to each of them.
fn each_to_each(types: &[Types]) -> Option<Vec<String>> {
    let of_itself = types.iter().filter(|types| types.reads == types.writes);
    let all: Vec<String> = of_itself.map(Types::to_string).collect();
    (all.len() > 1 && all.len() * all.len() == types.len()).then_some(all)
}

fn exactness(operator: &Support, proofs: &[Proof]) -> &'static str {
    let mut own = proofs.iter().filter(|proof| {
        let mut names = proof.operators.iter().map(|(name, _)| *name);
        names.any(|name| name == operator.name)
    });
    match own.all(|proof| proof.entry.tolerance == 0.0) {
        true => "0 differing bytes",
        false => "floats within a tolerance",
    }
}

impl Proof {
    /// Returns whether it exercises an operator of these types.
    fn is_of(&self, name: &str, types: &Types) -> bool {
        self.operators
            .iter()
            .any(|(other, of)| (*other, of) == (name, types))
    }
}

pub(super) fn proofs() -> Result<Vec<Proof>> {
    let folder = workspace_dir().join("tests/models");
    let read = |name: &str| {
        let path = folder.join(name);
        fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
    };
    let manifest: Manifest = serde_json::from_slice(&read("manifest.json")?)?;
    let proof = |entry: Entry| {
        let operators = exercised(&read(&entry.model)?)
            .with_context(|| format!("{} is damaged", entry.model))?;
        Ok(Proof { entry, operators })
    };
    manifest.models.into_iter().map(proof).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_combination_of_types_has_a_conformance_model() {
        let proofs = proofs().expect("the conformance models");
        let combinations = supported()
            .flat_map(|operator| operator.types.iter().map(|types| (operator.name, types)));
        let unproven: Vec<String> = combinations
            .filter(|(name, types)| !proofs.iter().any(|proof| proof.is_of(name, types)))
            .map(|(name, types)| format!("{name} of {types}"))
            .collect();
        assert_eq!(
            unproven, [""; 0],
            "add models of them to tests/models/conformance"
        );
    }
}
