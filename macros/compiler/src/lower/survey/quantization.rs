//! Scales and zero points of what operators compute with: each tensor's faults are told once.

use std::collections::HashSet;

use tflite_schema::{Subgraph, TensorType};

use super::super::node::place;
use super::super::{Problem, quantization};
use super::own;
use super::types::activations;
use crate::custom::Custom;
use crate::diagnostics::model::Owner;

/// Quantized tensors without a scale and zero point that an operator, or else the model's user, needs.
pub(super) fn unusable(subgraph: &Subgraph<'_>, customs: &[Custom]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut seen = HashSet::new();
    let mut look_at = |id: usize, owner: Owner<'_>| {
        let tensor = subgraph.tensors.get(id).filter(|_| seen.insert(id));
        if let Some(tensor) = tensor.filter(|tensor| is_quantized(tensor.ty)) {
            problems.extend(quantization::of(tensor, owner).err());
        }
    };
    for (index, operator) in subgraph.operators.iter().enumerate() {
        let Some(support) = own(operator, customs).filter(|support| !support.moves) else {
            continue;
        };
        let place = place(subgraph, index, support.name);
        for id in activations(operator) {
            look_at(id, Owner::Operator(place, "input"));
        }
        for &id in &operator.outputs {
            look_at(id, Owner::Operator(place, "output"));
        }
    }
    for (ports, role) in [(&subgraph.inputs, "input"), (&subgraph.outputs, "output")] {
        for &id in ports {
            look_at(id, Owner::Model(role));
        }
    }
    problems
}

/// Returns whether integers of a type stand for reals.
fn is_quantized(ty: TensorType) -> bool {
    matches!(ty, TensorType::INT8 | TensorType::UINT8 | TensorType::INT16)
}
