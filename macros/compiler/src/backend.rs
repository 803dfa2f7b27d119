//! The sets of kernels that a model is compiled for. The macro cannot see the target, so it compiles for all of them,
//! and the runtime expands the program of the one that the target runs.
//!
//! A backend is a folder with a type for each kernel of its own, which says what the planner and the program want to
//! know of it ([`Kernel`]). [`Template`] is an empty one.

mod dsp;
mod portable;
mod template;

use std::fmt;
use std::rc::Rc;

use tiny_model_kernels::overlap::Overlap;

pub use dsp::Dsp;
pub use portable::Portable;
pub use template::Template;

use crate::call::Call;
use crate::choices::Optimize;
use crate::graph::{Graph, Kind, Operator, Tensor};

/// A set of kernels.
pub trait Backend: fmt::Debug + Sync {
    /// Its module in the runtime, and the macro there that expands its program.
    fn name(&self) -> &'static str;

    /// Its own kernel for an operator; `None` where it has none, or none that is exact.
    fn kernel(&self, kind: &Kind, optimize: Optimize) -> Option<Rc<dyn Kernel>>;
}

/// All backends that the runtime has.
pub const ALL: [&dyn Backend; 2] = [&Portable, &Dsp];

/// The backend's kernel for an operator, or else the portable one.
pub fn kernel(backend: &dyn Backend, kind: &Kind, optimize: Optimize) -> Rc<dyn Kernel> {
    let own = backend.kernel(kind, optimize);
    own.unwrap_or_else(|| portable::kernel(kind))
}

/// How an operator is computed. What it does not tell is what every planner may take for granted.
pub trait Kernel: fmt::Debug {
    /// Bytes of scratch.
    fn scratch(&self) -> usize {
        0
    }

    /// How far the input at a position may lie over the output, if no other input is the same tensor; `None` where they
    /// share nothing.
    fn overlap(&self, _site: &Site<'_>, _input: usize) -> Option<Overlap> {
        None
    }

    /// How far the first input may lie over the scratch.
    fn scratch_overlap(&self) -> Option<Overlap> {
        None
    }

    /// The kernel for strips of at most so many rows of input and output; `None` where it is the same.
    fn for_strips(&self, _heights: [usize; 2]) -> Option<Rc<dyn Kernel>> {
        None
    }

    /// About the cycles that depend on the rows of a strip.
    fn cycles(&self) -> usize {
        0
    }

    /// A kernel with less scratch, and about the cycles that it takes more.
    fn smaller(&self) -> Option<(Rc<dyn Kernel>, usize)> {
        None
    }

    /// Kernels with more scratch and fewer cycles, the fastest first.
    fn larger(&self) -> Vec<Rc<dyn Kernel>> {
        Vec::new()
    }

    /// The call of the kernel.
    fn call(&self, site: &Site<'_>) -> Call;
}

/// An operator where its kernel is called.
#[derive(Debug, Clone, Copy)]
pub struct Site<'a> {
    /// The graph that the operator belongs to.
    pub graph: &'a Graph,
    /// The operator.
    pub operator: &'a Operator,
    /// Whether the output lies over the second input.
    pub is_over_second: bool,
}

impl<'a> Site<'a> {
    /// The tensor at an input position.
    pub fn input(&self, position: usize) -> &'a Tensor {
        self.graph.tensor(self.operator.inputs[position])
    }

    /// The tensor at an output position.
    pub fn output(&self, position: usize) -> &'a Tensor {
        let mut outputs = self.operator.outputs().skip(position);
        let output = outputs.next().unwrap_or(self.operator.output);
        self.graph.tensor(output)
    }
}
