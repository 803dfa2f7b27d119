//! Subgraphs as functions in that of their operator.

use super::borrow::Slot;
use super::frame::{self, Frame};
use super::map::{Mapper, MemoryMap};
use super::step::{Action, Step};
use crate::call::{Argument, Dims, Generic, Type, Value};
use crate::graph::{self, Inner, Port};
use crate::schedule::Scheduled;

/// A choice or a loop.
#[derive(Debug, Clone)]
pub enum Nested {
    /// A choice.
    If {
        /// One bool: which branch computes the outputs.
        condition: Value,
        /// The branch where it is true, and the other.
        branches: [Function; 2],
    },
    /// A loop.
    While {
        /// The variables, each with its first value.
        variables: Vec<(Value, Value)>,
        /// Whether there is another turn.
        condition: Function,
        /// One bool in the memory of the condition.
        answer: Slot,
        /// The variables after a turn.
        turn: Function,
    },
}

/// A subgraph as a function of its memory.
#[derive(Debug, Clone)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// The name of its memory.
    pub memory: Value,
    /// Bytes of its memory.
    pub arena: usize,
    /// The places in its memory.
    pub map: MemoryMap,
    /// Its steps.
    pub steps: Vec<Step>,
    /// Where its inputs lie, and what is copied to them.
    pub takes: Vec<(Slot, Value)>,
    /// Where its outputs lie, and where they are copied to.
    pub gives: Vec<(Slot, Value)>,
}

impl Nested {
    /// The steps of both subgraphs.
    pub(super) fn steps(&self) -> [&[Step]; 2] {
        match self {
            Self::If {
                branches: [then, otherwise],
                ..
            } => [&then.steps, &otherwise.steps],
            Self::While {
                condition, turn, ..
            } => [&condition.steps, &turn.steps],
        }
    }
}

/// What an operator with subgraphs does.
pub(super) fn action(
    control: &graph::Control,
    both: &[Scheduled; 2],
    frame: &mut Frame<'_, '_>,
) -> Action {
    let arena = both[0].plan.arena;
    let memory = Type::Named("Memory".into(), vec![Generic::Number(arena)]);
    let memory = frame.resolve(Argument::Scratch("inner", memory).into());
    let names = match control {
        graph::Control::If { .. } => ["then_branch", "else_branch"],
        graph::Control::While { .. } => ["condition", "turn"],
    };
    let inputs = 0..frame.operator.inputs.len();
    let inputs: Vec<Value> = inputs.map(|at| frame.resolve(Value::input(at))).collect();
    let outputs = 0..=frame.operator.others.len();
    let outputs: Vec<Value> = outputs
        .map(|at| frame.resolve(Argument::Output(at, Dims::Flat).into()))
        .collect();
    let mut values = inputs.clone();
    if let graph::Control::While { .. } = control {
        values[..outputs.len()].clone_from_slice(&outputs);
    }
    let [a, b] = control.subgraphs();
    let [(a, answer), (b, _)] =
        [(a, &both[0], names[0]), (b, &both[1], names[1])].map(|(inner, scheduled, name)| {
            let scope = frame.inner_scope(name);
            let mut map = frame.map.opened(name, &inner.graph, &scheduled.plan);
            let steps = frame::steps(&scope, scheduled, &mut map);
            let mut ports = Ports { inner, map };
            let (takes, gives) = (ports.takes(&values), ports.gives(&outputs));
            let answer = ports.answer();
            let function = Function {
                name,
                memory: memory.clone(),
                arena,
                steps,
                takes,
                gives,
                map: frame.map.closed(ports.map),
            };
            (function, answer)
        });
    let control = match control {
        graph::Control::If { .. } => Nested::If {
            condition: inputs[0].clone(),
            branches: [a, b],
        },
        graph::Control::While { .. } => Nested::While {
            variables: outputs.into_iter().zip(inputs).collect(),
            answer,
            condition: a,
            turn: b,
        },
    };
    Action::Nested(Box::new(control))
}

/// Inputs and outputs of a subgraph in its memory.
struct Ports<'a> {
    inner: &'a Inner,
    map: Mapper<'a>,
}

impl Ports<'_> {
    /// The inputs, and the values that they take.
    fn takes(&mut self, values: &[Value]) -> Vec<(Slot, Value)> {
        let ports = self.inner.graph.inputs.iter().zip(&self.inner.takes);
        ports
            .map(|(port, &at)| (self.slot(port), values[at].clone()))
            .collect()
    }

    /// The outputs, and where the operator's lie.
    fn gives(&mut self, outputs: &[Value]) -> Vec<(Slot, Value)> {
        let ports = self.inner.graph.outputs.iter().zip(outputs);
        ports
            .map(|(port, output)| (self.slot(port), output.clone()))
            .collect()
    }

    /// The first output, which is the only one of a condition.
    fn answer(&mut self) -> Slot {
        self.slot(&self.inner.graph.outputs[0])
    }

    fn slot(&mut self, port: &Port) -> Slot {
        Slot {
            ty: self.inner.graph.tensor(port.tensor).ty(),
            at: self.map.tensor(port.tensor),
        }
    }
}
