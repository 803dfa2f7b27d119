//! FULLY_CONNECTED by the matmul core.

use std::rc::Rc;

use tiny_model_kernels::overlap::Overlap;
use tiny_model_kernels::requantize::Output;

use super::super::{Kernel, Site};
use super::paired_matmul::PairedMatmul;
use crate::call::{Argument, Call, Type, Value};
use crate::choices::Optimize;
use crate::graph::Int8Layer;

/// FULLY_CONNECTED of int8.
#[derive(Debug, Clone)]
pub(super) struct FullyConnected {
    output: Output,
    matmul: PairedMatmul,
}

impl FullyConnected {
    pub(super) fn new(layer: &Int8Layer, optimize: Optimize) -> Option<Self> {
        let matmul = PairedMatmul::new(layer.shape, &layer.weights, &layer.affine, optimize)?;
        Some(Self {
            output: layer.affine.output,
            matmul,
        })
    }

    fn with(&self, matmul: PairedMatmul) -> Self {
        Self { matmul, ..*self }
    }
}

impl Kernel for FullyConnected {
    fn scratch(&self) -> usize {
        4 * self.matmul.scratch()
    }

    fn scratch_overlap(&self) -> Option<Overlap> {
        let PairedMatmul { shape, walk, .. } = &self.matmul;
        match self.matmul.has_nibbles() {
            true => None,
            false => walk.scratch_overlap(shape),
        }
    }

    fn smaller(&self) -> Option<(Rc<dyn Kernel>, usize)> {
        self.matmul.smaller_kernel(|matmul| self.with(matmul))
    }

    fn larger(&self) -> Vec<Rc<dyn Kernel>> {
        self.matmul.larger_kernels(|matmul| self.with(matmul))
    }

    fn call(&self, _site: &Site<'_>) -> Call {
        let ([.., rows, inputs], [.., outputs]) =
            (self.matmul.shape.input, self.matmul.shape.output);
        let scratch = Type::Primitive("u32").array(&[self.matmul.scratch()]);
        Call::new(
            "arch::dsp::fully_connected",
            [
                Argument::OverScratch([rows, inputs].into(), scratch).into(),
                Value::output_as([rows, outputs]),
                self.matmul.weights("WEIGHTS").borrowed(),
                Value::named("OUTPUT", &self.output).borrowed(),
            ],
        )
    }
}
