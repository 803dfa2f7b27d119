//! IF and WHILE take and give no more than is needed, and what is decided at compile time is no choice.

mod inline;
mod trim;

use super::dead;
use crate::graph::{Control, Graph};
use inline::inline;

/// Simplifies all subgraphs with what is known outside of them; whether anything changed outside.
///
/// Exact: what goes is a copy of what is known elsewhere, or is never read.
pub(super) fn settle(graph: &mut Graph) -> bool {
    let mut changed = false;
    let mut position = 0;
    while position < graph.operators.len() {
        if graph.operators[position].control().is_none() {
            position += 1;
            continue;
        }
        simplify(graph, position);
        changed |= trim::outputs(graph, position);
        let operators = graph.operators.len();
        changed |= trim::invariants(graph, position);
        if graph.operators.len() < operators {
            continue;
        }
        if trim::inputs(graph, position) {
            changed = true;
            simplify(graph, position);
            trim::inputs(graph, position);
        }
        match decided(graph, position) {
            Some(branch) => {
                inline(graph, position, branch);
                changed = true;
            }
            None => position += 1,
        }
    }
    changed
}

fn simplify(graph: &mut Graph, position: usize) {
    let subgraphs = graph.operators[position]
        .control_mut()
        .into_iter()
        .flat_map(Control::subgraphs_mut);
    for inner in subgraphs {
        super::simplify(&mut inner.graph);
        dead::remove(&mut inner.graph);
    }
}

/// The branch that an IF takes in every run.
fn decided(graph: &Graph, position: usize) -> Option<usize> {
    let operator = &graph.operators[position];
    let (Some(Control::If { .. }), Some(&condition)) =
        (operator.control(), operator.inputs.first())
    else {
        return None;
    };
    let constant = graph.tensor(condition).constant.as_ref()?;
    Some(usize::from(constant.iter().all(|&byte| byte == 0)))
}
