//! Operators that run subgraphs.

use super::{Graph, Kind, Operator};

/// A choice or a loop. What subgraphs compute is what they write to their outputs: they have no state, and
/// read nothing but their inputs.
#[derive(Debug, Clone)]
pub enum Control {
    /// IF: the first input tells which subgraph computes the outputs, one bool.
    If {
        /// Where it is true.
        then: Inner,
        /// Where it is not.
        otherwise: Inner,
    },
    /// WHILE: the outputs are variables. The first inputs, as many, are their first values; those that follow
    /// are the same in every turn.
    While {
        /// Whether there is another turn: one bool.
        condition: Inner,
        /// The variables after a turn.
        body: Inner,
    },
}

/// A subgraph of an operator's.
#[derive(Debug, Clone)]
pub struct Inner {
    /// What it computes.
    pub graph: Graph,
    /// Of each of the graph's inputs the position of the operator's input that it is; of a variable, the
    /// position of the variable.
    pub takes: Vec<usize>,
}

impl Control {
    /// Both subgraphs, in the order of TFLite's options.
    pub fn subgraphs(&self) -> [&Inner; 2] {
        match self {
            Self::If { then, otherwise } => [then, otherwise],
            Self::While { condition, body } => [condition, body],
        }
    }

    /// Both subgraphs.
    pub fn subgraphs_mut(&mut self) -> [&mut Inner; 2] {
        match self {
            Self::If { then, otherwise } => [then, otherwise],
            Self::While { condition, body } => [condition, body],
        }
    }

    /// What both are for.
    pub fn roles(&self) -> [&'static str; 2] {
        match self {
            Self::If { .. } => ["then", "else"],
            Self::While { .. } => ["condition", "body"],
        }
    }

    /// Multiply-accumulates of the longer branch, or of one turn.
    pub(super) fn macs(&self) -> u64 {
        let [a, b] = self.subgraphs().map(|inner| inner.graph.macs());
        match self {
            Self::If { .. } => a.max(b),
            Self::While { .. } => a + b,
        }
    }
}

impl Operator {
    /// The subgraphs that it runs.
    pub fn control(&self) -> Option<&Control> {
        match &self.kind {
            Kind::Control(control) => Some(control),
            _ => None,
        }
    }

    /// The subgraphs that it runs.
    pub fn control_mut(&mut self) -> Option<&mut Control> {
        match &mut self.kind {
            Kind::Control(control) => Some(control),
            _ => None,
        }
    }
}

impl Graph {
    /// Returns whether something runs as often as only a run tells.
    pub fn has_loops(&self) -> bool {
        let mut controls = self.operators.iter().filter_map(Operator::control);
        controls.any(|control| match control {
            Control::While { .. } => true,
            Control::If { then, otherwise } => [then, otherwise]
                .iter()
                .any(|inner| inner.graph.has_loops()),
        })
    }
}
