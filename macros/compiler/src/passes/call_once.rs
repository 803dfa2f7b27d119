//! What CALL_ONCE computes is known before the first run: it becomes what state holds first.

use super::{constants, copies, views};
use crate::diagnostics::Message;
use crate::diagnostics::model::{self as text, Named, Place};
use crate::graph::{Graph, Initial, Kind, Operator};

/// Computes what runs once.
///
/// Exact: it runs before anything else reads or writes its variables, and never again.
///
/// # Errors
/// The operators whose results are not known at compile time.
pub fn call_once(mut graph: Graph) -> Result<Graph, Vec<Message>> {
    let operators = std::mem::take(&mut graph.operators);
    graph.operators = std::mem::take(&mut graph.once);
    copies::vanish(&mut graph);
    views::vanish(&mut graph);
    constants::fold(&mut graph);
    let mut problems = Vec::new();
    for operator in std::mem::replace(&mut graph.operators, operators) {
        if !assign(&mut graph, &operator) {
            problems.push(text::not_computed_once(place(&graph, &operator)));
        }
    }
    if problems.is_empty() {
        Ok(graph)
    } else {
        Err(problems)
    }
}

/// Returns whether the operator copies a constant to state, which then holds it first.
fn assign(graph: &mut Graph, operator: &Operator) -> bool {
    let (Kind::Copy(copy), &[input]) = (&operator.kind, operator.inputs.as_slice()) else {
        return false;
    };
    let variable = graph.tensor(operator.output).len();
    let is_whole = copy.is_whole(variable) && graph.tensor(input).len() == variable;
    let value = graph.tensor(input).constant.clone().filter(|_| is_whole);
    match (value, graph.state.get_mut(&operator.output)) {
        (Some(value), Some(first)) => {
            *first = Initial::new(value);
            true
        }
        _ => false,
    }
}

fn place<'a>(graph: &'a Graph, operator: &'a Operator) -> Place<'a> {
    let output = graph.tensor(operator.output);
    Place {
        index: operator.index,
        operator: operator.name,
        output: Some(Named {
            name: &output.name,
            shape: &output.shape,
        }),
    }
}
