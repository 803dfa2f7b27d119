//! Which kernel computes each operator on a backend, and its weights in that kernel's layout.

mod common;
mod dsp;

use tiny_model_kernels::overlap::Overlap;

use crate::backend::{Backend, Optimize};
use crate::graph::{Graph, Kind, Operator};

pub use dsp::{Dual, Planes};

/// How one operator is computed.
#[derive(Debug, Clone)]
pub enum Kernel {
    /// By the kernel that every target has.
    Common,
    /// CONV_2D and FULLY_CONNECTED by the DSP backend's matmul core.
    Dual(Dual),
    /// DEPTHWISE_CONV_2D by the DSP backend.
    Planes(Planes),
}

/// The kernels of all operators, in order.
pub fn kernels(graph: &Graph, backend: Backend, optimize: Optimize) -> Vec<Kernel> {
    let select = |operator: &Operator| match backend {
        Backend::Portable => None,
        Backend::Dsp => dsp::kernel(&operator.kind, optimize),
    };
    graph
        .operators
        .iter()
        .map(|operator| select(operator).unwrap_or(Kernel::Common))
        .collect()
}

/// Bytes of scratch of all operators, in order, on the backend that needs most.
pub fn largest_scratch(graph: &Graph, optimize: Optimize) -> Vec<usize> {
    let mut largest = vec![0; graph.operators.len()];
    for backend in Backend::ALL {
        let kernels = kernels(graph, backend, optimize);
        let scratch = kernels.iter().zip(&graph.operators);
        let scratch = scratch.map(|(kernel, operator)| kernel.scratch(operator));
        for (largest, scratch) in largest.iter_mut().zip(scratch) {
            *largest = scratch.max(*largest);
        }
    }
    largest
}

impl Kernel {
    /// Bytes of scratch that the kernel needs.
    pub fn scratch(&self, operator: &Operator) -> usize {
        match self {
            Self::Common => common::scratch(&operator.kind),
            Self::Dual(dual) => 4 * dual.scratch(),
            Self::Planes(planes) => 4 * planes.scratch(),
        }
    }
}

impl Kernel {
    /// How far the operator's input at a position may lie over its output.
    pub fn overlap(&self, operator: &Operator, position: usize) -> Option<Overlap> {
        match (self, &operator.kind) {
            (Self::Common, kind) => common::overlap(kind, &operator.inputs, position),
            (Self::Dual(dual), Kind::Conv2d(_)) => Some(dual.walk.overlap(&dual.shape)),
            (Self::Dual(_), _) => None,
            (Self::Planes(planes), _) => Some(planes.packed.planar.overlap(&planes.shape)),
        }
    }

    /// How far its first input may lie over its scratch.
    pub fn scratch_overlap(&self, operator: &Operator) -> Option<Overlap> {
        match (self, &operator.kind) {
            (Self::Dual(dual), Kind::FullyConnected(_)) => dual.walk.scratch_overlap(&dual.shape),
            _ => None,
        }
    }
}
