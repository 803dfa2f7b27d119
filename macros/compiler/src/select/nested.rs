//! The programs of subgraphs.

use super::Kernel;
use crate::backend::Backend;
use crate::choices::Optimize;
use crate::graph::{Control, Graph};
use crate::schedule::{self, Plan};

/// How a subgraph is computed: tensors whole, in a memory of its own within the operator's scratch.
#[derive(Debug, Clone)]
pub struct Nested {
    /// The kernels of its operators.
    pub kernels: Vec<Kernel>,
    /// Where its tensors lie in its memory.
    pub plan: Plan,
}

impl Nested {
    /// Both subgraphs. They run one after the other, so in the same memory: that of the larger.
    pub(super) fn both(control: &Control, backend: Backend, optimize: Optimize) -> [Self; 2] {
        let mut both = control
            .subgraphs()
            .map(|inner| Self::new(&inner.graph, backend, optimize));
        let arena = both.iter().map(|nested| nested.plan.arena).max();
        for nested in &mut both {
            nested.plan.arena = arena.unwrap_or_default();
        }
        both
    }

    fn new(graph: &Graph, backend: Backend, optimize: Optimize) -> Self {
        let (kernels, plan) = schedule::choose(graph, backend, optimize.into());
        Self { kernels, plan }
    }
}
