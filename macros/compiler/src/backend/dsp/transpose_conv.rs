//! TRANSPOSE_CONV of int8 as a convolution for each phase of its outputs.

use tiny_model_kernels::layout::PhaseShape;
use tiny_model_kernels::requantize::Output;

use super::super::{Kernel, Site};
use super::paired_matmul::PairedMatmul;
use super::{geometry, scratch};
use crate::call::{Call, Generic, Parameter as _, Type, Value};
use crate::choices::Optimize;
use crate::graph::{Affine, Bias, Layer};

/// Most phases: each is code and parameters of its own. Networks have strides of up to 4.
const MOST: usize = 64;

/// All phases with their weights.
#[derive(Debug)]
pub(super) struct TransposeConv {
    input: [usize; 4],
    output: [usize; 4],
    input_zero_point: i32,
    range: Output,
    phases: Vec<(PhaseShape, PairedMatmul)>,
}

impl TransposeConv {
    pub(super) fn new(layer: &Layer, optimize: Optimize) -> Option<Self> {
        let integers = layer.as_int8()?;
        let Bias::I32(bias) = &integers.bias else {
            return None;
        };
        let [zero_point, _] = integers.zero_points;
        let [_, height, width, _] = layer.shape.output;
        let window = layer.shape.window;
        if window.stride_h.min(height) * window.stride_w.min(width) > MOST {
            return None;
        }
        let matmul = |phase: PhaseShape| {
            let weights = phase.weights(&layer.shape, &integers.weights.values);
            // Padding has the zero point's value, so that all windows are whole.
            let fold = |(at, filter): (usize, &[i8])| {
                let sum = filter.iter().map(|&w| i32::from(w)).sum::<i32>();
                bias[at].wrapping_sub(zero_point.wrapping_mul(sum))
            };
            let filters = weights.chunks_exact(weights.len() / layer.shape.output[3]);
            let affine = Affine {
                bias: filters.enumerate().map(fold).collect(),
                scales: integers.scales.clone(),
                output: integers.output,
            };
            let matmul = PairedMatmul::of_values(phase.shape, &weights, &affine, optimize)?;
            Some((phase, matmul))
        };
        let phases = PhaseShape::all(&layer.shape)?.into_iter().map(matmul);
        Some(Self {
            input: layer.shape.input,
            output: layer.shape.output,
            input_zero_point: zero_point,
            range: integers.output,
            phases: phases.collect::<Option<_>>()?,
        })
    }

    /// Words of scratch.
    fn words(&self) -> usize {
        let words = self.phases.iter().map(|(_, matmul)| matmul.scratch());
        words.max().unwrap_or(0)
    }

    fn parameters(&self) -> Value {
        let rows = |[_, height, width, channels]: [usize; 4]| [height, width * channels].value();
        Value::structure(
            "arch::dsp::TransposeConv",
            [
                ("images", self.input[0].value()),
                ("input", rows(self.input)),
                ("output", rows(self.output)),
                ("input_zero_point", self.input_zero_point.value()),
                ("range", self.range.value()),
            ],
        )
    }
}

impl Kernel for TransposeConv {
    fn scratch(&self) -> usize {
        4 * self.words()
    }

    fn call(&self, _site: &Site<'_>) -> Call {
        let phases = self.phases.iter().enumerate();
        let phases = phases.map(|(at, (phase, matmul))| self::phase(at, phase, matmul));
        let ty = Type::Named("arch::dsp::Phase".into(), vec![Generic::Static]);
        let ty = ty.array(&[self.phases.len()]);
        let phases = Value::tables("PHASES", ty, Value::List(phases.collect()), 0);
        Call::new(
            "arch::dsp::transpose_conv",
            [
                Value::input(0),
                Value::output(),
                scratch(self.words()),
                phases.borrowed(),
                self.parameters().borrowed(),
            ],
        )
    }
}

fn phase(at: usize, phase: &PhaseShape, matmul: &PairedMatmul) -> Value {
    let layer = geometry(format!("Phase{at}"), &phase.shape).borrowed();
    let weights = matmul.weights(format!("WEIGHTS_{at}")).borrowed();
    Value::call(
        "arch::dsp::Phase::new",
        [layer, weights, phase.lattice.value()],
    )
}
