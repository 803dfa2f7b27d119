//! Types of what operators read and write at run time. Weights, biases, axes and the like are looked
//! at where their operators are lowered.

use std::collections::{BTreeMap, BTreeSet};

use tflite_schema::{BuiltinOperator as Op, Operator, Subgraph, Tensor, TensorType};

use super::super::node::{named, place};
use super::super::support::MANY;
use super::super::types::lower_case;
use super::super::{Problem, Types, element, find};
use super::{foreign, own};
use crate::custom::Custom;
use crate::diagnostics::model as text;
use crate::diagnostics::model::{Owner, Place, TypeRemedy};

/// Unsupported types, one problem for each remedy.
pub(super) fn unsupported(subgraph: &Subgraph<'_>, customs: &[Custom]) -> Vec<Problem> {
    let foreign = foreign::typed(subgraph, customs);
    let mut found: BTreeMap<TypeRemedy, (String, usize, usize)> = BTreeMap::new();
    for (index, operator) in subgraph.operators.iter().enumerate() {
        if let Some((remedy, what)) = unsupported_type(subgraph, operator, customs, &foreign) {
            found.entry(remedy).or_insert((what, 0, index)).1 += 1;
        }
    }
    let problem = |(remedy, (what, uses, index)): (_, (String, usize, usize))| {
        let name = subgraph
            .operators
            .get(index)
            .map(|operator| operator.code.to_string());
        let place = place(subgraph, index, name.as_deref().unwrap_or_default());
        let operator = subgraph.operators.get(index);
        let support = operator.and_then(find);
        let taken = support.map_or(&[][..], |support| support.types);
        let taken: Vec<String> = taken.iter().map(Types::to_string).collect();
        text::types(&what, uses, place, &taken.join(", "), remedy)
    };
    found.into_iter().map(problem).collect()
}

/// The combination of types that an operator is of; `None` if there is no kernel for it.
pub(in crate::lower) fn row(
    subgraph: &Subgraph<'_>,
    operator: &Operator<'_>,
) -> Option<&'static Types> {
    let (inputs, outputs) = (inputs(subgraph, operator), outputs(subgraph, operator));
    let weights = weights(subgraph, operator);
    let fits = |types: &&Types| {
        let mut reads = inputs.iter().map(|x| x.ty == types.reads);
        let mut writes = outputs.iter().map(|y| y.ty == types.writes);
        let takes = weights.is_none_or(|weights| types.takes(weights.ty));
        takes && reads.all(|fits| fits) && writes.all(|fits| fits)
    };
    find(operator)?.types.iter().find(fits)
}

/// Operators that would take elements of one type for those of another.
pub(super) fn mixed(subgraph: &Subgraph<'_>, customs: &[Custom]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (index, operator) in subgraph.operators.iter().enumerate() {
        let support = own(operator, customs);
        let code = operator.code.to_string();
        let name = support.map_or(code.as_str(), |support| support.name);
        let place = place(subgraph, index, name);
        problems.extend(sparse(subgraph, operator, place));
        let Some(support) = support else {
            continue;
        };
        let (inputs, outputs) = (inputs(subgraph, operator), outputs(subgraph, operator));
        if row(subgraph, operator).is_some() {
            continue;
        }
        let takes = |x: &Tensor<'_>, y: &Tensor<'_>| {
            let mut rows = support.types.iter();
            rows.any(|types| (types.reads, types.writes) == (x.ty, y.ty))
        };
        let odd = |x: &Tensor<'_>| {
            let output = outputs.iter().find(|y| !takes(x, y));
            let output = output.map(|y| ("output", y.ty));
            let first = inputs.first().filter(|first| first.ty != x.ty);
            output.or(first.map(|first| ("first input", first.ty)))
        };
        problems.extend(inputs.iter().find_map(|x| {
            let (role, other) = odd(x)?;
            let (is, other) = (lower_case(x.ty), lower_case(other));
            Some(text::mixed_types(place, named(x), &is, role, &other))
        }));
    }
    problems
}

/// Inputs of an operator that are stored without their zeros: their bytes are no elements.
fn sparse<'a>(
    subgraph: &'a Subgraph<'a>,
    operator: &Operator<'_>,
    place: Place<'a>,
) -> impl Iterator<Item = Problem> {
    let weights = weights(subgraph, operator);
    let inputs = operator.inputs.iter().flatten();
    let inputs = inputs.filter_map(|&id| subgraph.tensors.get(id));
    inputs.filter(|x| x.is_sparse).map(move |x| {
        let role = match weights {
            Some(weights) if std::ptr::eq(weights, x) => "weights",
            _ => "input",
        };
        text::sparse(Owner::Operator(place, role), named(x))
    })
}

/// Inputs and outputs of the model whose type no kernel has, where no operator was refused for it.
pub(super) fn ports(subgraph: &Subgraph<'_>) -> Vec<Problem> {
    let inputs = subgraph.inputs.iter().map(|id| ("input", id));
    let ports = inputs.chain(subgraph.outputs.iter().map(|id| ("output", id)));
    ports
        .filter_map(|(role, &id)| Some((role, subgraph.tensors.get(id)?)))
        .filter(|(_, tensor)| element(tensor.ty).is_none())
        .map(|(role, tensor)| text::port_type(role, named(tensor), &lower_case(tensor.ty)))
        .collect()
}

/// The first type of a supported operator that its kernel does not have, except of `foreign` tensors.
fn unsupported_type(
    subgraph: &Subgraph<'_>,
    operator: &Operator<'_>,
    customs: &[Custom],
    foreign: &BTreeSet<usize>,
) -> Option<(TypeRemedy, String)> {
    let types = own(operator, customs)?.types;
    let weights = weights(subgraph, operator);
    let is_narrow = |ty| matches!(ty, TensorType::INT4 | TensorType::INT2);
    let is_taken = |ty| types.iter().any(|types| types.takes(ty));
    if let Some(weights) = weights.filter(|w| is_narrow(w.ty) && !is_taken(w.ty)) {
        let what = format!("{} weights", lower_case(weights.ty));
        return Some((TypeRemedy::Quantize, what));
    }
    let ty = |id: usize| Some(subgraph.tensors.get(id)?.ty).filter(|_| !foreign.contains(&id));
    let mut reads = activations(operator).filter_map(ty);
    let mut writes = written(subgraph, operator).into_iter().filter_map(ty);
    let wrong = reads
        .find(|&ty| types.iter().all(|types| types.reads != ty))
        .or_else(|| writes.find(|&ty| types.iter().all(|types| types.writes != ty)))?;
    let remedy = match wrong {
        TensorType::INT16 => TypeRemedy::NotInt16,
        TensorType::UINT8 => TypeRemedy::NotUint8,
        _ => TypeRemedy::Quantize,
    };
    Some((remedy, format!("{} activations", lower_case(wrong))))
}

/// The inputs whose elements an operator computes with at run time, constant operands among them.
pub(in crate::lower) fn activations(operator: &Operator<'_>) -> impl Iterator<Item = usize> {
    let [first, end] = match find(operator) {
        Some(support) => support.activations,
        // A function of the user's computes with what it likes.
        None if operator.builtin() == Op::CUSTOM => [0, 2],
        None => [0, 1],
    };
    let inputs = operator.inputs.iter().take(end).skip(first);
    inputs.copied().flatten()
}

fn inputs<'a>(subgraph: &'a Subgraph<'a>, operator: &Operator<'_>) -> Vec<&'a Tensor<'a>> {
    let inputs = activations(operator);
    inputs.filter_map(|id| subgraph.tensors.get(id)).collect()
}

fn outputs<'a>(subgraph: &'a Subgraph<'a>, operator: &Operator<'_>) -> Vec<&'a Tensor<'a>> {
    let outputs = written(subgraph, operator).into_iter();
    outputs.filter_map(|id| subgraph.tensors.get(id)).collect()
}

/// The outputs that have a type.
fn written(subgraph: &Subgraph<'_>, operator: &Operator<'_>) -> Vec<usize> {
    // Handles have no elements.
    let is_handle = |id: usize| {
        let tensor = subgraph.tensors.get(id);
        tensor.is_some_and(|tensor| tensor.ty == TensorType::RESOURCE)
    };
    let outputs = operator.outputs.iter().copied();
    let outputs = outputs.filter(|&id| !is_handle(id));
    let results = find(operator).map_or(MANY, |support| support.results);
    outputs.take(results).collect()
}

fn weights<'a>(subgraph: &'a Subgraph<'a>, operator: &Operator<'_>) -> Option<&'a Tensor<'a>> {
    let position = find(operator)?.weights?;
    let id = operator.inputs.get(position).copied().flatten()?;
    subgraph.tensors.get(id)
}
