//! From a planned graph to Rust.
//!
//! Each operator becomes a function that owns its weights as `static`s, borrows its tensors from
//! the arena and calls one kernel; `run` calls these functions in order. No `unsafe` and no logic
//! is generated. Everything sits in one `const _: () = { … }` and names the runtime by the
//! absolute path `::tiny_model::__private`, there called `tm`.

mod card;
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
    kernels
        .iter()
        .enumerate()
        .map(|(index, kernel)| Step::new(graph, kernel, plan, customs, index))
        .collect()
}

#[cfg(test)]
mod tests;
