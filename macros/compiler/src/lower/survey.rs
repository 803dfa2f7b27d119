//! What can be said of a whole model before any operator is lowered.

pub(super) mod arity;
mod foreign;
mod order;
mod quantization;
pub(super) mod types;

use tflite_schema::{Operator, Subgraph};

use super::node::{named, place};
use super::shapes::{LARGEST, has_open_batch_only};
use super::{Problem, Role, Support, custom, find};
use crate::custom::Custom;
use crate::diagnostics::model as text;
use crate::diagnostics::model::Unsupported;

/// Refuses a subgraph with unsupported operators, types or shapes, or whose operators do not make a
/// computation. One that is called once may have no outputs: it is run for what it does to variables.
pub(super) fn computation(
    subgraph: &Subgraph<'_>,
    customs: &[Custom],
    role: Role,
) -> Result<(), Vec<Problem>> {
    let mut problems = Vec::new();
    problems.extend(operators(subgraph, customs));
    // Types and shapes are looked at where each operator has its tensors.
    let counts = arity::problems(subgraph, customs);
    if counts.is_empty() {
        problems.extend(types::unsupported(subgraph, customs));
        problems.extend(shapes(subgraph, role));
        problems.extend(order::idle(subgraph));
        problems.extend(order::variables(subgraph));
    }
    problems.extend(counts);
    if problems.is_empty() {
        problems.extend(types::mixed(subgraph, customs));
        problems.extend(types::ports(subgraph));
        problems.extend(order::problems(subgraph, role != Role::Once));
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

/// Shapes of inputs that are open, and shapes that are too large. Those of inputs within an operator are known from it.
fn shapes(subgraph: &Subgraph<'_>, role: Role) -> Vec<Problem> {
    let mut problems = Vec::new();
    let inputs = subgraph.inputs.iter();
    let mut inputs = inputs.filter_map(|&id| subgraph.tensors.get(id));
    let open = inputs.find(|tensor| role != Role::Inner && !has_open_batch_only(tensor));
    if let Some(open) = open {
        problems.push(text::open_input(named(open), &open.shape_signature));
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
