//! A program: what is generated for a model on one backend, as data. An emitter makes it text.

mod borrow;
mod cost;
mod frame;
mod listing;
mod map;
mod nested;
mod resolve;
mod rows;
mod step;

pub use borrow::{Borrows, Joint, Slot};
pub use listing::Listed;
pub use map::{Location, MemoryMap};
pub use nested::{Function, Nested};
pub use rows::{Slide, Strip};
pub use step::{Action, Given, Step};

use map::Mapper;

use crate::backend::Backend;
use crate::choices::Choices;
use crate::custom::Custom;
use crate::graph::Graph;
use crate::schedule::{self, Plan, Scheduled, Selected};

/// A model's memory and code on one backend.
#[derive(Debug, Clone)]
pub struct Program {
    /// The backend.
    pub backend: &'static dyn Backend,
    /// Where its tensors lie.
    pub plan: Plan,
    /// The places that generated code names.
    pub map: MemoryMap,
    /// The function of each operator, in the graph's order.
    pub steps: Vec<Step>,
    /// The schedules of the subgraphs of each operator.
    pub nested: Vec<Option<Box<[Scheduled; 2]>>>,
    /// The functions that the user gave for custom operators.
    pub customs: Vec<Custom>,
}

impl Program {
    /// The program of a graph in its order of operators.
    pub fn new(
        graph: &Graph,
        backend: &'static dyn Backend,
        choices: Choices,
        customs: &[Custom],
    ) -> Self {
        let selected = Selected::new(graph, backend, choices);
        let scheduled = schedule::choose(graph, selected, choices);
        Self::scheduled(graph, backend, scheduled, customs)
    }

    /// The program of a graph that has a schedule.
    pub fn scheduled(
        graph: &Graph,
        backend: &'static dyn Backend,
        scheduled: Scheduled,
        customs: &[Custom],
    ) -> Self {
        let mut map = Mapper::new(graph, &scheduled.plan);
        let steps = frame::steps("", &scheduled, &mut map);
        Self {
            backend,
            map: map.finished(),
            steps,
            plan: scheduled.plan,
            nested: scheduled.nested,
            customs: customs.to_vec(),
        }
    }
}
