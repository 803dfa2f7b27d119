//! The kernels of a graph, and the schedules of its subgraphs.

use std::rc::Rc;

use super::{Plan, choose};
use crate::backend::{self, Backend, Kernel, Site};
use crate::call::Call;
use crate::choices::Choices;
use crate::graph::{Control, Graph};

/// The fastest kernels of a graph on a backend.
#[derive(Debug, Clone, Default)]
pub struct Selected {
    /// The kernel of each operator, in order.
    pub kernels: Vec<Rc<dyn Kernel>>,
    /// The schedules of each operator's subgraphs, if it has any.
    pub nested: Vec<Option<Box<[Scheduled; 2]>>>,
}

/// A graph's kernels and their memory.
#[derive(Debug, Clone)]
pub struct Scheduled {
    /// The kernel of each operator, in order.
    pub kernels: Vec<Rc<dyn Kernel>>,
    /// The schedules of each operator's subgraphs, if it has any.
    pub nested: Vec<Option<Box<[Scheduled; 2]>>>,
    /// The places of its tensors.
    pub plan: Plan,
}

/// A stand-in for subgraphs among the kernels: their memory is its scratch. It has no call of its own.
#[derive(Debug)]
struct Subgraphs {
    arena: usize,
}

impl Selected {
    /// The kernels of all operators.
    pub fn new(graph: &Graph, backend: &dyn Backend, choices: Choices) -> Self {
        let mut selected = Self::default();
        for operator in &graph.operators {
            let nested = operator.control().map(|control| {
                let both = subgraphs(control, backend, choices);
                let arena = both[0].plan.arena;
                (both, Rc::new(Subgraphs { arena }))
            });
            let (nested, kernel): (_, Rc<dyn Kernel>) = match nested {
                Some((both, kernel)) => (Some(Box::new(both)), kernel),
                None => (
                    None,
                    backend::kernel(backend, &operator.kind, choices.optimize),
                ),
            };
            selected.nested.push(nested);
            selected.kernels.push(kernel);
        }
        selected
    }

    /// Brings the kernels into another order of their operators, given by their positions before the
    /// change.
    pub fn arrange(&mut self, steps: &[usize]) {
        let kernels = steps.iter().map(|&step| self.kernels[step].clone());
        self.kernels = kernels.collect();
        let nested = steps.iter().map(|&step| self.nested[step].take());
        self.nested = nested.collect();
    }
}

/// The schedules of both subgraphs, which share one memory with the size of the larger.
fn subgraphs(control: &Control, backend: &dyn Backend, choices: Choices) -> [Scheduled; 2] {
    let choices = Choices::from(choices.optimize);
    let mut both = control.subgraphs().map(|inner| {
        let selected = Selected::new(&inner.graph, backend, choices);
        choose(&inner.graph, selected, choices)
    });
    let arena = both.iter().map(|scheduled| scheduled.plan.arena).max();
    for scheduled in &mut both {
        scheduled.plan.arena = arena.unwrap_or_default();
    }
    both
}

impl Kernel for Subgraphs {
    fn scratch(&self) -> usize {
        self.arena
    }

    fn call(&self, _site: &Site<'_>) -> Call {
        Call {
            values: Vec::new(),
            may_end_run: false,
            sums: None,
        }
    }
}
