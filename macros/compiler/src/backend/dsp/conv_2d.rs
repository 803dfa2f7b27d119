//! CONV_2D by the matmul core.

use std::rc::Rc;

use tiny_model_kernels::overlap::Overlap;

use super::super::{Kernel, Site};
use super::paired_matmul::PairedMatmul;
use super::{Convolution, scratch, shared};
use crate::call::Call;
use crate::choices::Optimize;
use crate::graph::Int8Layer;

/// CONV_2D of int8.
#[derive(Debug, Clone)]
pub(super) struct Conv2d {
    frame: Convolution,
    matmul: PairedMatmul,
}

impl Conv2d {
    pub(super) fn new(layer: &Int8Layer, optimize: Optimize) -> Option<Self> {
        let matmul = PairedMatmul::new(layer.shape, &layer.weights, &layer.affine, optimize)?;
        let frame = Convolution::new(layer);
        Some(Self { frame, matmul })
    }

    fn with(&self, matmul: PairedMatmul) -> Self {
        let frame = self.frame.clone();
        Self { frame, matmul }
    }
}

impl Kernel for Conv2d {
    fn scratch(&self) -> usize {
        4 * self.matmul.scratch()
    }

    fn overlap(&self, _site: &Site<'_>, _input: usize) -> Option<Overlap> {
        let PairedMatmul { shape, walk, .. } = &self.matmul;
        (shape.input[0] == 1).then(|| walk.overlap(shape))
    }

    fn for_strips(&self, heights: [usize; 2]) -> Option<Rc<dyn Kernel>> {
        shared(Some(self.with(self.matmul.for_strips(heights))))
    }

    fn smaller(&self) -> Option<(Rc<dyn Kernel>, usize)> {
        self.matmul.smaller_kernel(|matmul| self.with(matmul))
    }

    fn larger(&self) -> Vec<Rc<dyn Kernel>> {
        self.matmul.larger_kernels(|matmul| self.with(matmul))
    }

    fn call(&self, _site: &Site<'_>) -> Call {
        let Self { frame, matmul } = self;
        let weights = matmul.weights("WEIGHTS");
        let scratch = scratch(matmul.scratch());
        frame
            .call("arch::dsp::conv_2d", scratch, weights, matmul.shape)
            .into()
    }
}
