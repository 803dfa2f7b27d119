//! Rewrites of the graph, each exact: outputs keep every byte for every input.
//!
//! Before them, [`call_once`] computes what state holds first. Then, in this order:
//! 1. [`copies`]: a copy of everything is a view.
//! 2. [`views`]: RESHAPE and its kin move nothing, so later passes see through them.
//! 3. [`constants`]: what depends on no input is computed now; a folded operand may enable the rest.
//! 4. [`control`]: 1 to 3 in subgraphs, which take what is constant, and again where a choice is decided.
//! 5. [`padding`]: PAD before a convolution becomes its window; needs the PAD's parts side by side.
//! 6. [`activations`]: tables compose and become the clamp of the operator before them.
//! 7. [`views`] again: an activation that became the identity moves nothing.
//! 8. [`channels`]: those that are constant or that nobody reads go; clamps tell, which are narrow now.
//! 9. [`copies`] and [`views`] again: a copy of all channels that are left is a view.
//! 10. [`depthwise`]: of one channel it is a convolution, which has the faster kernels.
//! 11. [`dead`]: what nobody reads any more goes.
//! 12. [`state`]: what copies of state read and write is state itself, where nobody sees a difference.
//! 13. [`outputs`]: a constant or state that is an output is written by a run like any other.
//! 14. All of them in subgraphs.
//!
//! [`widen`] is for those who did not choose to keep float16 in flash. Then comes [`join`], if the arena is
//! no larger with it: what is written into a larger tensor at once may take its memory for longer.

mod activations;
mod call_once;
mod channels;
mod constants;
mod control;
mod copies;
mod dead;
mod depthwise;
mod halves;
mod outputs;
mod padding;
mod parts;
mod state;
mod views;

pub use call_once::call_once;
pub use constants::known;
pub use halves::widen;
pub use parts::join;

use crate::graph::{Control, Graph, Operator, TensorId};

/// All passes.
pub fn run(mut graph: Graph) -> Graph {
    simplify(&mut graph);
    padding::fold(&mut graph);
    activations::fold(&mut graph);
    views::vanish(&mut graph);
    channels::eliminate(&mut graph);
    copies::vanish(&mut graph);
    views::vanish(&mut graph);
    depthwise::widen(&mut graph);
    dead::remove(&mut graph);
    state::settle(&mut graph);
    outputs::materialize(&mut graph);
    let controls = graph.operators.iter_mut().filter_map(Operator::control_mut);
    for inner in controls.flat_map(Control::subgraphs_mut) {
        inner.graph = run(std::mem::take(&mut inner.graph));
    }
    graph
}

/// The passes up to [`control`].
fn simplify(graph: &mut Graph) {
    loop {
        copies::vanish(graph);
        views::vanish(graph);
        constants::fold(graph);
        // Each time there is an input, an output or an operator less.
        if !control::settle(graph) {
            break;
        }
    }
}

/// Positions of the operators that write a tensor.
fn writers(operators: &[Operator], tensor: TensorId) -> Vec<usize> {
    positions(operators, |operator| operator.writes(tensor))
}

/// Positions of the operators that read a tensor.
fn readers(operators: &[Operator], tensor: TensorId) -> Vec<usize> {
    positions(operators, |operator| operator.inputs.contains(&tensor))
}

fn positions(operators: &[Operator], is: impl Fn(&Operator) -> bool) -> Vec<usize> {
    (0..operators.len())
        .filter(|&position| is(&operators[position]))
        .collect()
}

/// Returns whether a tensor is seen from outside of a run: an input or output of the model, or state.
fn is_port(graph: &Graph, tensor: TensorId) -> bool {
    let mut ports = graph.inputs.iter().chain(&graph.outputs);
    graph.is_state(tensor) || ports.any(|port| port.tensor == tensor)
}
