//! Which kernel computes each operator on a backend.

use crate::backend::{Backend, Optimize};
use crate::graph::{Graph, Kind, Operator};

/// How one operator is computed.
#[derive(Debug, Clone)]
pub enum Kernel {
    /// By the kernel that every target has, `op::…`.
    Common,
}

/// The kernels of all operators, in order.
pub fn kernels(graph: &Graph, backend: Backend, _optimize: Optimize) -> Vec<Kernel> {
    let select = |_operator: &Operator| match backend {
        Backend::Portable | Backend::Dsp => Kernel::Common,
    };
    graph.operators.iter().map(select).collect()
}

impl Kernel {
    /// Bytes of scratch that the kernel needs.
    pub fn scratch(&self, operator: &Operator) -> usize {
        match self {
            Self::Common => common_scratch(&operator.kind),
        }
    }
}

/// The input under one window of CONV_2D, a pixel of padding for DEPTHWISE_CONV_2D.
fn common_scratch(kind: &Kind) -> usize {
    match kind {
        Kind::Conv2d(conv) if conv.needs_patch() => conv.kernel[0] * conv.kernel[1] * conv.input[3],
        Kind::DepthwiseConv2d(conv) if conv.is_padded() => conv.input[3],
        _ => 0,
    }
}
