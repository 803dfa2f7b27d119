//! One operator as a function: what it owns, what it borrows, and what it calls.

use heck::ToSnakeCase as _;

use super::borrow::{Borrows, Joint};
use super::nested::Nested;
use super::rows::{Slide, Strip};
use crate::call::{Data, Marker, Type, Value};
use crate::graph::Operator;

/// The function of one operator.
#[derive(Debug, Clone)]
pub struct Step {
    /// Its name: `conv_2d_0`, after TFLite's operator and index.
    pub name: String,
    /// A sentence that says which operator of the model it is.
    pub doc: String,
    /// The link section that it has for itself, if it must be found in a binary.
    pub section: Option<String>,
    /// Bytes of the memory that its tensors lie in.
    pub arena: usize,
    /// Bytes of the memory that keeps its values; `None` if it has none.
    pub state: Option<usize>,
    /// Its stride, if it runs by strips: a constant beside the function, which other steps name too.
    pub stride: Option<Data>,
    /// Tensors that come in rows, if it runs by strips.
    pub flows: Option<usize>,
    /// Its own types.
    pub markers: Vec<Marker>,
    /// Its tables and constants, in the order of their use.
    pub data: Vec<Data>,
    /// The rows that come next, if it runs by strips.
    pub strip: Option<Strip>,
    /// Tensors and scratch in the arena.
    pub in_arena: Borrows,
    /// Tensors of state.
    pub in_state: Borrows,
    /// An input and an output that the kernel takes as one.
    pub io: Option<Joint>,
    /// What it does.
    pub action: Action,
    /// What happens to rows afterwards, if it runs by strips.
    pub slides: Vec<Slide>,
    /// The function of the user's that it calls.
    pub given: Option<Given>,
}

/// What a step does.
#[derive(Debug, Clone)]
pub enum Action {
    /// Calls, one after another, for each of so many images. If the step may end the run, the last says whether the run
    /// goes on.
    Calls {
        /// The calls.
        values: Vec<Value>,
        /// Images of the batch.
        images: usize,
        /// Whether the last call says if the run goes on.
        may_end_run: bool,
    },
    /// A global pooling by strips: adds rows to sums, and after the last row computes the output.
    Sums {
        /// The rows in memory.
        x: Value,
        /// The position of the rows that count how far the output is.
        output: usize,
        /// All rows of the input.
        height: usize,
        /// The call that computes the output.
        finish: Value,
    },
    /// Subgraphs.
    Nested(Box<Nested>),
}

/// A call of a function of the user's.
#[derive(Debug, Clone)]
pub struct Given {
    /// The name of the constant that holds the function, and of its type.
    pub name: String,
    /// The function as a pointer.
    pub ty: Type,
    /// The position among the functions that the user gave.
    pub function: usize,
}

/// The name of the step of an operator at an index of its graph.
pub(super) fn name(operator: &Operator, index: usize) -> String {
    format!("{}_{index}", operator.name.to_snake_case())
}

impl Step {
    /// Bytes of flash of its tables, and of those of its subgraphs.
    pub fn flash(&self) -> usize {
        let nested = self.subgraphs().flatten().map(Self::flash);
        self.data.iter().map(|data| data.flash).chain(nested).sum()
    }

    /// The steps of the subgraphs that it runs.
    pub fn subgraphs(&self) -> impl Iterator<Item = &[Self]> {
        let control = match &self.action {
            Action::Nested(control) => Some(control),
            _ => None,
        };
        control.into_iter().flat_map(|control| control.steps())
    }

    /// Returns whether it tells if the run goes on.
    pub fn may_end_run(&self) -> bool {
        matches!(
            self.action,
            Action::Calls {
                may_end_run: true,
                ..
            }
        )
    }

    /// The functions of the user's that it and its subgraphs call.
    pub fn given(&self) -> Vec<&Given> {
        let nested = self.subgraphs().flatten().flat_map(Self::given);
        self.given.iter().chain(nested).collect()
    }
}
