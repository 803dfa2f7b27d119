//! Operators whose numbers of tensors or of dimensions are none that a kernel is written for.

use tflite_schema::{Operator, Options, Subgraph};

use super::super::Problem;
use super::super::node::{named, place};
use super::super::shapes::is_open;
use super::super::support::{MANY, Support};
use super::own;
use super::types::activations;
use crate::custom::Custom;
use crate::diagnostics::counted;
use crate::diagnostics::model as text;

/// Operators with too few or too many inputs or outputs, with a number in their options that contradicts
/// them, or with an input of another rank.
pub(super) fn problems(subgraph: &Subgraph<'_>, customs: &[Custom]) -> Vec<Problem> {
    let operators = subgraph.operators.iter().enumerate();
    let supported = operators.filter_map(|(index, operator)| {
        let support = own(operator, customs)?;
        problem(subgraph, index, operator, support)
    });
    supported.collect()
}

fn problem(
    subgraph: &Subgraph<'_>,
    index: usize,
    operator: &Operator<'_>,
    support: &Support,
) -> Option<Problem> {
    let place = place(subgraph, index, support.name);
    let (inputs, outputs) = (operator.inputs.len(), operator.outputs.len());
    for (found, of, role, does) in [
        (inputs, support.inputs, "input", "takes"),
        (outputs, support.outputs, "output", "gives"),
    ] {
        if !is_in(found, of) {
            let what = format!(
                "it has {}, but {does} {}",
                counted(found, role),
                numbers(of)
            );
            return Some(text::option(place, &what));
        }
    }
    if let Some((says, found)) = said(operator).filter(|(says, found)| says != found) {
        let what = format!("its options speak of {says} tensors, but it has {found}");
        return Some(text::option(place, &what));
    }
    let id = activations(operator).next()?;
    let x = subgraph.tensors.get(id)?;
    let rank = x.shape.len();
    // That of an open tensor may be unknown, and is looked at where the operator is lowered.
    let is_known = !is_open(x) || subgraph.inputs.contains(&id);
    (is_known && !is_in(rank, support.ranks)).then(|| {
        let must = numbers(support.ranks);
        let says = format!("has {}, but must have {must}", counted(rank, "dimension"));
        text::mismatch(place, "input", named(x), &says)
    })
}

/// The number of tensors that the options tell, and that there are.
fn said(operator: &Operator<'_>) -> Option<(i64, i64)> {
    let (says, found) = match &operator.options {
        Options::Pack(options) => (options.values_count, operator.inputs.len()),
        Options::Unpack(options) => (options.num, operator.outputs.len()),
        Options::Split(options) => (options.num_splits, operator.outputs.len()),
        Options::SplitV(options) => (options.num_splits, operator.outputs.len()),
        _ => return None,
    };
    Some((says.into(), i64::try_from(found).unwrap_or(i64::MAX)))
}

fn is_in(number: usize, [least, most]: [usize; 2]) -> bool {
    (least..=most).contains(&number)
}

/// `2`, `2 to 3`, `2 or more`.
fn numbers([least, most]: [usize; 2]) -> String {
    match most {
        MANY => format!("{least} or more"),
        most if most == least => least.to_string(),
        most => format!("{least} to {most}"),
    }
}
