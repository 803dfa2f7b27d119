//! All steps, those of subgraphs after the step that runs them.

use super::Program;
use crate::codegen::Step;
use crate::graph::{Control, Graph, Operator};
use crate::schedule::Plan;
use crate::select::Kernel;

/// A step, perhaps of a subgraph.
#[derive(Debug, Clone)]
pub struct Listed<'a> {
    /// Where its subgraph is: `3 then` of a branch of the operator with the index 3; empty for the model's own.
    pub within: String,
    /// Its position among the steps of its graph.
    pub position: usize,
    /// What it computes.
    pub operator: &'a Operator,
    /// The graph that it is a part of.
    pub graph: &'a Graph,
    /// Bytes of flash of its data, subgraphs included.
    pub flash: usize,
    /// Bytes of its scratch, the memory of subgraphs included.
    pub scratch: usize,
    /// Bytes in use while it runs, in the memory of its graph.
    pub live: usize,
}

impl Program {
    /// The steps of the model and of all subgraphs.
    pub fn listing<'a>(&'a self, graph: &'a Graph) -> Vec<Listed<'a>> {
        let mut listing = Vec::new();
        let Self {
            kernels,
            plan,
            steps,
            ..
        } = self;
        list(graph, kernels, plan, steps, "", &mut listing);
        listing
    }
}

impl Listed<'_> {
    /// Its multiply-accumulates in words: those of a loop are of one turn.
    pub fn macs(&self) -> String {
        let macs = crate::diagnostics::thousands(self.operator.kind.macs());
        match self.operator.control() {
            Some(Control::While { .. }) => format!("{macs} a turn"),
            _ => macs,
        }
    }
}

fn list<'a>(
    graph: &'a Graph,
    kernels: &'a [Kernel],
    plan: &'a Plan,
    steps: &'a [Step],
    within: &str,
    listing: &mut Vec<Listed<'a>>,
) {
    for (position, ((operator, kernel), step)) in
        graph.operators.iter().zip(kernels).zip(steps).enumerate()
    {
        listing.push(Listed {
            within: within.to_owned(),
            position,
            operator,
            graph,
            flash: step.flash,
            scratch: plan.scratch[position].size(),
            live: plan.live(position),
        });
        let (Some(control), Kernel::Nested(both)) = (operator.control(), kernel) else {
            continue;
        };
        let subgraphs = control.subgraphs().into_iter().zip(control.roles());
        let programs = both.iter().zip(step.subgraphs());
        for ((inner, role), (nested, steps)) in subgraphs.zip(programs) {
            let within = format!("{within} {} {role}", operator.index);
            list(
                &inner.graph,
                &nested.kernels,
                &nested.plan,
                steps,
                within.trim(),
                listing,
            );
        }
    }
}
