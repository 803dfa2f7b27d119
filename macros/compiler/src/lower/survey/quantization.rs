//! Scales and zero points of what operators compute with: each tensor's faults are told once.

use std::collections::HashSet;

use tflite_schema::Subgraph;

use super::super::node::place;
use super::super::types::is_quantized;
use super::super::{Problem, quantization};
use super::own;
use super::types::activations;
use crate::custom::Custom;
use crate::diagnostics::model::Owner;

/// Tensors without the scale and zero point that an operator needs, and ports whose scale or zero point is none.
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
        let Some(support) = own(operator, customs).filter(|support| support.needs_scales) else {
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
        let unseen = ports.iter().filter(|&&id| seen.insert(id));
        let tensors = unseen.filter_map(|&id| subgraph.tensors.get(id));
        let found = tensors.map(|tensor| quantization::of_port(tensor, Owner::Model(role)));
        problems.extend(found.filter_map(Result::err));
    }
    problems
}
