//! From a planned graph to Rust.
//!
//! Each operator becomes a function that owns its weights as `static`s, borrows its tensors from
//! the arena and calls one kernel; `run` calls these functions in order. No `unsafe` and no logic
//! is generated. Everything sits in a module of its own, and names the runtime by the path `__private` of its crate,
//! there called `tm`.

mod card;
mod custom;
mod literal;
mod model;
mod names;
mod operator;
mod ports;
mod state;
mod step;
mod stream;

pub use model::model;
pub use names::Accessors;
pub use step::Step;

use crate::custom::Custom;
use crate::graph::Graph;
use crate::schedule::Plan;
use crate::select::Kernel;

/// The functions of all operators, in order.
pub fn steps(graph: &Graph, kernels: &[Kernel], plan: &Plan, customs: &[Custom]) -> Vec<Step> {
    steps_within("", graph, kernels, plan, customs)
}

/// The functions of the operators of a subgraph, in order. `scope` is the way to it: `if_0__then_branch__`.
fn steps_within(
    scope: &str,
    graph: &Graph,
    kernels: &[Kernel],
    plan: &Plan,
    customs: &[Custom],
) -> Vec<Step> {
    kernels
        .iter()
        .enumerate()
        .map(|(index, kernel)| Step::new(scope, graph, kernel, plan, customs, index))
        .collect()
}

#[cfg(test)]
mod tests;
