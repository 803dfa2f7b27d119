//! All steps, those of subgraphs after the step that runs them.

use super::{Program, Step};
use crate::graph::{Control, Graph, Operator};
use crate::schedule::{Plan, Scheduled};

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
        let part = Level {
            graph,
            plan: &self.plan,
            nested: &self.nested,
            steps: &self.steps,
        };
        part.list("", &mut listing);
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

/// The model's graph or a subgraph.
struct Level<'a> {
    graph: &'a Graph,
    plan: &'a Plan,
    nested: &'a [Option<Box<[Scheduled; 2]>>],
    steps: &'a [Step],
}

impl<'a> Level<'a> {
    fn list(&self, within: &str, listing: &mut Vec<Listed<'a>>) {
        for (position, operator) in self.graph.operators.iter().enumerate() {
            let step = &self.steps[position];
            listing.push(Listed {
                within: within.to_owned(),
                position,
                operator,
                graph: self.graph,
                flash: step.flash(),
                scratch: self.plan.scratch[position].size(),
                live: self.plan.live(position),
            });
            let Some((control, both)) = operator.control().zip(self.nested[position].as_deref())
            else {
                continue;
            };
            let subgraphs = control.subgraphs().into_iter().zip(control.roles());
            let programs = both.iter().zip(step.subgraphs());
            for ((inner, role), (scheduled, steps)) in subgraphs.zip(programs) {
                let part = Level {
                    graph: &inner.graph,
                    plan: &scheduled.plan,
                    nested: &scheduled.nested,
                    steps,
                };
                let within = format!("{within} {} {role}", operator.index);
                part.list(within.trim(), listing);
            }
        }
    }
}
