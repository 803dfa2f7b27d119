//! Which kernel computes each operator on a backend, and its weights in that kernel's layout.

mod common;
mod dsp;
mod nested;

use tiny_model_kernels::overlap::Overlap;

use crate::backend::Backend;
use crate::choices::Optimize;
use crate::graph::{Graph, Kind, Operator};
use crate::schedule::Stream;

pub use dsp::{Dual, Gates, Phases, Planes};
pub use nested::Nested;

/// How one operator is computed.
#[derive(Debug, Clone)]
pub enum Kernel {
    /// By the kernel that every target has.
    Common,
    /// CONV_2D and FULLY_CONNECTED by the DSP backend's matmul core.
    Dual(Dual),
    /// UNIDIRECTIONAL_SEQUENCE_LSTM by the same core.
    Gates(Box<Gates>),
    /// BATCH_MATMUL by the DSP backend, with so many words of scratch.
    Columns(usize),
    /// TRANSPOSE_CONV by the same core.
    Phases(Phases),
    /// DEPTHWISE_CONV_2D by the DSP backend.
    Planes(Planes),
    /// IF and WHILE, by the programs of both subgraphs.
    Nested(Box<[Nested; 2]>),
}

/// The kernels of all operators, in order.
pub fn kernels(graph: &Graph, backend: Backend, optimize: Optimize) -> Vec<Kernel> {
    let select = |operator: &Operator| match (operator.control(), backend) {
        (Some(control), _) => Some(Kernel::Nested(Box::new(Nested::both(
            control, backend, optimize,
        )))),
        (None, Backend::Portable) => None,
        (None, Backend::Dsp) => dsp::kernel(&operator.kind, optimize),
    };
    graph
        .operators
        .iter()
        .map(|operator| select(operator).unwrap_or(Kernel::Common))
        .collect()
}

/// The kernels of the same operators where the first ones stream.
pub fn for_strips(kernels: &[Kernel], stream: &Stream) -> Vec<Kernel> {
    let mut kernels = kernels.to_vec();
    for (kernel, step) in kernels.iter_mut().zip(&stream.steps) {
        let [input, output] = step.heights();
        *kernel = match kernel {
            Kernel::Common
            | Kernel::Columns(_)
            | Kernel::Gates(_)
            | Kernel::Phases(_)
            | Kernel::Nested(_) => continue,
            Kernel::Dual(dual) => Kernel::Dual(dual.for_strips(input, output)),
            Kernel::Planes(planes) => Kernel::Planes(planes.for_strips(input, output)),
        };
    }
    kernels
}

impl Kernel {
    /// Bytes of scratch that the kernel needs.
    pub fn scratch(&self, operator: &Operator) -> usize {
        match self {
            Self::Common => common::scratch(&operator.kind),
            Self::Dual(dual) => 4 * dual.scratch(),
            Self::Columns(words) => 4 * words,
            Self::Gates(gates) => 4 * gates.scratch(),
            Self::Phases(phases) => 4 * phases.scratch(),
            Self::Planes(planes) => 4 * planes.scratch(),
            Self::Nested(both) => both[0].plan.arena,
        }
    }

    /// Those that need more scratch and less cycles, the fastest first.
    pub fn larger(&self) -> Vec<Self> {
        match self {
            Self::Dual(dual) => dual.larger().map(Self::Dual).collect(),
            Self::Common
            | Self::Columns(_)
            | Self::Gates(_)
            | Self::Phases(_)
            | Self::Nested(_)
            | Self::Planes(_) => Vec::new(),
        }
    }

    /// One that needs less scratch, and about the cycles that it takes more.
    pub fn smaller(&self) -> Option<(Self, usize)> {
        match self {
            Self::Common
            | Self::Columns(_)
            | Self::Gates(_)
            | Self::Phases(_)
            | Self::Nested(_) => None,
            Self::Dual(dual) => dual.smaller().map(|(dual, more)| (Self::Dual(dual), more)),
            Self::Planes(planes) => {
                let smaller = planes.smaller();
                smaller.map(|(planes, more)| (Self::Planes(planes), more))
            }
        }
    }

    /// About the cycles of a depthwise convolution by planes, which depend on its strips; else 0.
    pub fn planes_cycles(&self) -> usize {
        match self {
            Self::Planes(planes) => planes.cycles(),
            _ => 0,
        }
    }

    /// How far the operator's input `position` may lie over its output.
    pub fn overlap(&self, operator: &Operator, position: usize) -> Option<Overlap> {
        match (self, &operator.kind) {
            (Self::Common, kind) => common::overlap(kind, &operator.inputs, position),
            (Self::Dual(dual), Kind::Conv2d(conv)) if conv.input[0] == 1 => {
                Some(dual.walk.overlap(&dual.shape))
            }
            (
                Self::Columns(_)
                | Self::Dual(_)
                | Self::Gates(_)
                | Self::Phases(_)
                | Self::Nested(_),
                _,
            ) => None,
            (Self::Planes(planes), _) if planes.shape.input[0] == 1 => {
                Some(planes.packed.planar.overlap(&planes.shape))
            }
            (Self::Planes(_), _) => None,
        }
    }

    /// How far its first input may lie over its scratch.
    pub fn scratch_overlap(&self, operator: &Operator) -> Option<Overlap> {
        match (self, &operator.kind) {
            (Self::Dual(dual), Kind::FullyConnected(_)) if !dual.has_nibbles() => {
                dual.walk.scratch_overlap(&dual.shape)
            }
            _ => None,
        }
    }
}
