//! What can be said of a whole model before any operator is lowered.

mod arity;
mod foreign;
mod order;
mod quantization;
pub(super) mod types;

use std::collections::BTreeSet;

use tflite_schema::{Operator, Subgraph, Tensor};

use super::node::{named, place};
use super::{Problem, Support, custom, find};
use crate::custom::Custom;
use crate::diagnostics::model as text;
use crate::diagnostics::model::Unsupported;

/// Bytes of the largest tensor that is accepted: more than a microcontroller has, and little enough
/// to compute constants of.
const LARGEST: usize = 16 << 20;

/// Refuses a model with unsupported operators, types or shapes, or whose operators do not make a
/// computation.
pub(super) fn entry(subgraph: &Subgraph<'_>, customs: &[Custom]) -> Result<(), Vec<Problem>> {
    computation(subgraph, customs, true)
}

/// Refuses a subgraph that another calls, for what it does to variables, as [`entry`] refuses a model.
pub(super) fn called(subgraph: &Subgraph<'_>) -> Result<(), Vec<Problem>> {
    computation(subgraph, &[], false)
}

fn computation(
    subgraph: &Subgraph<'_>,
    customs: &[Custom],
    is_entry: bool,
) -> Result<(), Vec<Problem>> {
    let mut problems = Vec::new();
    problems.extend(operators(subgraph, customs));
    // Types and shapes are looked at where each operator has its tensors.
    let counts = arity::problems(subgraph, customs);
    if counts.is_empty() {
        problems.extend(types::unsupported(subgraph, customs));
        problems.extend(shapes(subgraph, customs));
        problems.extend(order::idle(subgraph));
        problems.extend(order::variables(subgraph));
    }
    problems.extend(counts);
    if problems.is_empty() {
        problems.extend(types::mixed(subgraph, customs));
        problems.extend(types::ports(subgraph));
        problems.extend(order::problems(subgraph, is_entry));
    }
    if problems.is_empty() {
        problems.extend(quantization::unusable(subgraph, customs));
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

/// What there is for an operator that the user does not compute.
fn own(operator: &Operator<'_>, customs: &[Custom]) -> Option<&'static Support> {
    match custom::position(operator, customs) {
        Some(_) => None,
        None => find(operator),
    }
}

/// Returns whether neither a kernel nor the user computes an operator.
pub(super) fn is_unsupported(operator: &Operator<'_>, customs: &[Custom]) -> bool {
    custom::position(operator, customs).is_none() && find(operator).is_none()
}

/// All unsupported operators in one problem.
pub(super) fn operators(subgraph: &Subgraph<'_>, customs: &[Custom]) -> Option<Problem> {
    let mut unsupported: Vec<Unsupported<'_>> = Vec::new();
    for (position, operator) in subgraph.operators.iter().enumerate() {
        if !is_unsupported(operator, customs) {
            continue;
        }
        let name = operator.code.to_string();
        if let Some(known) = unsupported.iter_mut().find(|known| known.name == name) {
            known.uses += 1;
            continue;
        }
        let output = place(subgraph, position, "").output;
        unsupported.push(Unsupported {
            name,
            uses: 1,
            first: operator.index,
            output,
        });
    }
    (!unsupported.is_empty()).then(|| text::unsupported(&unsupported))
}

/// Shapes that are open or too large.
fn shapes(subgraph: &Subgraph<'_>, customs: &[Custom]) -> Vec<Problem> {
    let mut problems = Vec::new();
    // An open input opens all that follows: naming it is enough. What an unsupported operator leaves open is its fault.
    let inputs = subgraph
        .inputs
        .iter()
        .filter_map(|&id| subgraph.tensors.get(id));
    let inner = intermediates(subgraph);
    let foreign = foreign::computed(subgraph, customs);
    let tensors = subgraph.tensors.iter().enumerate();
    let tensors = tensors.filter(|(id, _)| !inner.contains(id) && !foreign.contains(id));
    if let Some(open) = inputs
        .chain(tensors.map(|(_, tensor)| tensor))
        .find(|tensor| is_open(tensor))
    {
        problems.push(text::dynamic_shape(named(open), &open.shape_signature));
    }
    // Tensors beside the largest are often as large: naming it is enough.
    let sizes = subgraph
        .tensors
        .iter()
        .filter_map(|tensor| Some((tensor.byte_size()?, tensor)));
    if let Some((bytes, tensor)) = sizes.rev().max_by_key(|(bytes, _)| *bytes)
        && bytes > LARGEST
    {
        problems.push(text::too_large(named(tensor), bytes, LARGEST));
    }
    problems
}

/// Tensors that name the quantization of what is inside of an operator, and have no elements.
fn intermediates(subgraph: &Subgraph<'_>) -> BTreeSet<usize> {
    let operators = subgraph.operators.iter();
    let intermediates = operators.flat_map(|operator| operator.intermediates.iter().flatten());
    intermediates.copied().collect()
}

/// Returns whether a dimension other than the batch is only known at run time.
fn is_open(tensor: &Tensor<'_>) -> bool {
    tensor.shape.contains(&0)
        || tensor
            .shape_signature
            .iter()
            .skip(1)
            .any(|&length| length < 0)
}
