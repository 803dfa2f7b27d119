//! Operators whose numbers of tensors are none that a kernel is written for.

use tflite_schema::{Operator, Options, Subgraph};

use super::super::Problem;
use super::super::node::place;
use super::super::support::{MANY, Support};
use super::own;
use crate::custom::Custom;
use crate::diagnostics::counted;
use crate::diagnostics::model as text;

/// Operators with too few or too many inputs or outputs, or with a number in their options that contradicts
/// them.
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
    let (says, found) = said(operator).filter(|(says, found)| says != found)?;
    let what = format!("its options speak of {says} tensors, but it has {found}");
    Some(text::option(place, &what))
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

/// Returns whether a number is between two.
pub(in crate::lower) fn is_in(number: usize, [least, most]: [usize; 2]) -> bool {
    (least..=most).contains(&number)
}

/// `2`, `2 to 3`, `2 or more`.
pub(in crate::lower) fn numbers([least, most]: [usize; 2]) -> String {
    match most {
        MANY => format!("{least} or more"),
        most if most == least => least.to_string(),
        most => format!("{least} to {most}"),
    }
}
