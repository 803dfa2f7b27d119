//! DEPTHWISE_CONV_2D, four channels at a time.

use std::rc::Rc;

use tiny_model_kernels::layout::{PackedPlanes, pack_planes};
use tiny_model_kernels::op::Shape;
use tiny_model_kernels::overlap::Overlap;
use tiny_model_kernels::profile::{Size, Speed};

use super::super::{Kernel, Site};
use super::{Convolution, scratch, shared};
use crate::call::{Call, Generic, Type, Value, bytes, generics};
use crate::choices::Optimize;
use crate::graph::Int8Layer;

/// DEPTHWISE_CONV_2D of int8.
#[derive(Debug, Clone)]
pub(super) struct DepthwiseConv2d {
    frame: Convolution,
    shape: Shape,
    /// Weights, biases and scales.
    packed: PackedPlanes,
}

impl DepthwiseConv2d {
    pub(super) fn new(layer: &Int8Layer, optimize: Optimize) -> Option<Self> {
        let shape = layer.shape;
        let pack = match optimize {
            Optimize::Speed => pack_planes::<Speed>,
            Optimize::Size => pack_planes::<Size>,
        };
        let packed = pack(
            &shape,
            &layer.weights.values,
            &layer.affine.bias,
            layer.affine.scales.as_slice(),
            layer.affine.output,
        )?;
        Some(Self {
            frame: Convolution::new(layer),
            shape,
            packed,
        })
    }

    /// Words of scratch.
    fn words(&self) -> usize {
        self.packed.planar.scratch(&self.shape)
    }

    fn weights(&self) -> Value {
        let PackedPlanes { planar, words, .. } = &self.packed;
        let mut generic = generics([planar.stride, planar.turn]);
        generic.push(Generic::Bool(planar.swapped));
        generic.push(Generic::Number(self.packed.exponent));
        generic.push(Generic::Bool(self.packed.ties));
        generic.push(Generic::Number(words.len()));
        Value::table(
            "WEIGHTS",
            Type::Named("Planes".into(), generic),
            bytes(words),
        )
    }
}

impl Kernel for DepthwiseConv2d {
    fn scratch(&self) -> usize {
        4 * self.words()
    }

    fn overlap(&self, _site: &Site<'_>, _input: usize) -> Option<Overlap> {
        (self.shape.input[0] == 1).then(|| self.packed.planar.overlap(&self.shape))
    }

    /// The words of weights may lie in another order for strips.
    fn for_strips(&self, [input, output]: [usize; 2]) -> Option<Rc<dyn Kernel>> {
        let mut shape = self.shape;
        (shape.input[1], shape.output[1]) = (input, output);
        shared(Some(Self {
            frame: self.frame.clone(),
            packed: self.packed.for_strips(&shape),
            shape,
        }))
    }

    /// The cycles by planes; 0 for pixels in place.
    fn cycles(&self) -> usize {
        match self.packed.planar.stride {
            0 => 0,
            _ => self.packed.planar.cycles(&self.shape),
        }
    }

    fn smaller(&self) -> Option<(Rc<dyn Kernel>, usize)> {
        let mut lower = self.clone();
        lower.packed.planar = self.packed.planar.smaller()?;
        let more = lower.cycles().saturating_sub(self.cycles());
        (lower.scratch() < self.scratch())
            .then(|| -> (Rc<dyn Kernel>, usize) { (Rc::new(lower), more) })
    }

    fn call(&self, _site: &Site<'_>) -> Call {
        let (scratch, weights) = (scratch(self.words()), self.weights());
        self.frame
            .call("arch::dsp::depthwise_conv_2d", scratch, weights, self.shape)
            .into()
    }
}
