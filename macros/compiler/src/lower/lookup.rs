//! Functions of one int8 as tables: activations, computed by the kernels' own functions. Those of int16
//! are computed at run time.

use tflite_schema::Options;
use tiny_model_kernels::op::{
    Abs, Elu, HardSwish, LeakyRelu, Logistic, Rescale, Rsqrt, Tanh, tabulate,
};
use tiny_model_kernels::requantize::{Output, Scale};

use super::Problem;
use super::activation::range_of;
use super::float::{self, reads_float};
use super::int16::{self, reads_int16};
use super::node::{Node, Operand};
use crate::diagnostics::model as text;
use crate::graph::{self, Kind, Map, MapFunction};
use crate::numerics::{Quantization, factor, frexp, input_radius, of_int8};

/// Integer bits of TFLM's fixed-point input to LOGISTIC and TANH.
const INTEGER_BITS: u32 = 4;

/// Input and output of an activation.
struct Ends<'a> {
    x: Operand<'a>,
    y: Operand<'a>,
    input: Quantization,
    output: Quantization,
}

impl<'a> Ends<'a> {
    fn of(node: &Node<'a>) -> Result<Self, Problem> {
        let (x, y) = (node.input(0, "input")?, node.output()?);
        node.expect_len(y, "output", x.len())?;
        Ok(Self {
            x,
            y,
            input: node.quantization(x)?,
            output: node.quantization(y)?,
        })
    }

    /// From the input's integers to the output's.
    fn factor(&self) -> f64 {
        factor([self.input.scale], [self.output.scale])
    }

    fn rescale(&self, node: &Node<'_>, factor: f64, output: Output) -> Result<Rescale, Problem> {
        Ok(Rescale {
            input_zero_point: self.input.zero_point,
            scale: node.scale(factor)?,
            output,
        })
    }

    /// The range of the output's type between two real bounds.
    fn range(&self, low: Option<f32>, high: Option<f32>) -> Output {
        range_of(self.y.tensor.ty, self.output, low, high)
    }

    /// A function of int16 without zero points.
    fn emit_int16(&self, node: &mut Node<'_>, function: MapFunction) -> Result<(), Problem> {
        node.symmetric(self.x)?;
        node.symmetric(self.y)?;
        int16::map(node, function)
    }

    fn emit(&self, node: &mut Node<'_>, function: impl Fn(i8) -> i8) -> Result<(), Problem> {
        node.emit(
            Kind::Map(Map::table(Box::new(tabulate(function)))),
            &[self.x],
            self.y,
        );
        Ok(())
    }
}

pub(super) fn relu(node: &mut Node<'_>) -> Result<(), Problem> {
    if reads_float(node, 0) {
        return float::relu(node);
    }
    let ends = Ends::of(node)?;
    let rescale = ends.rescale(node, ends.factor(), ends.range(Some(0.0), None))?;
    if reads_int16(node) {
        return ends.emit_int16(node, MapFunction::Rescale(rescale));
    }
    ends.emit(node, |x| rescale.apply(x))
}

/// TFLM forgets to rescale when the scales differ; here they are, as in float and in LiteRT, whose quotient is
/// in f32.
pub(super) fn relu6(node: &mut Node<'_>) -> Result<(), Problem> {
    if reads_float(node, 0) {
        return float::relu6(node);
    }
    let ends = Ends::of(node)?;
    let factor = f64::from(ends.input.scale / ends.output.scale);
    let rescale = ends.rescale(node, factor, ends.range(Some(0.0), Some(6.0)))?;
    if reads_int16(node) {
        return ends.emit_int16(node, MapFunction::Rescale(rescale));
    }
    ends.emit(node, |x| rescale.apply(x))
}

/// QUANTIZE from int8 to int8.
pub(super) fn requantize(node: &mut Node<'_>) -> Result<(), Problem> {
    let ends = Ends::of(node)?;
    let rescale = ends.rescale(node, ends.factor(), ends.range(None, None))?;
    ends.emit(node, |x| rescale.apply(x))
}

/// TFLM's `CalculateOpDataLeakyRelu`.
pub(super) fn leaky_relu(node: &mut Node<'_>) -> Result<(), Problem> {
    if reads_float(node, 0) {
        return float::leaky_relu(node);
    }
    let Options::LeakyRelu(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    let ends = Ends::of(node)?;
    let alpha = factor([ends.input.scale, options.alpha], [ends.output.scale]);
    let function = LeakyRelu {
        input_zero_point: ends.input.zero_point,
        identity: node.scale(ends.factor())?,
        alpha: node.scale(alpha.abs())?,
        negate_alpha: alpha < 0.0,
        output: ends.range(None, None),
    };
    if reads_int16(node) {
        return int16::map(
            node,
            MapFunction::LeakyRelu(graph::LeakyRelu::Integers(function)),
        );
    }
    ends.emit(node, |x| function.apply(x))
}

pub(super) fn abs(node: &mut Node<'_>) -> Result<(), Problem> {
    if reads_float(node, 0) {
        return float::abs(node);
    }
    let ends = Ends::of(node)?;
    let function = Abs {
        input_zero_point: ends.input.zero_point,
        scale: node.scale(ends.factor())?,
        output: ends.range(None, None),
    };
    if reads_int16(node) {
        return ends.emit_int16(node, MapFunction::Abs(function));
    }
    ends.emit(node, |x| function.apply(x))
}

/// ELU, of int8 by floats.
pub(super) fn elu(node: &mut Node<'_>) -> Result<(), Problem> {
    if reads_float(node, 0) {
        return float::elu(node);
    }
    let ends = Ends::of(node)?;
    let [input, output] = [ends.input, ends.output].map(of_int8);
    let function = Elu { input, output };
    ends.emit(node, |x| function.apply(x))
}

/// TFLM's `SetRsqrtOutputMultiplier`: the root too is in f64.
pub(super) fn rsqrt(node: &mut Node<'_>) -> Result<(), Problem> {
    if reads_float(node, 0) {
        return float::rsqrt(node);
    }
    let ends = Ends::of(node)?;
    let root = f64::from(ends.input.scale).sqrt();
    let factor = 1.0 / (root * f64::from(ends.output.scale));
    let function = Rsqrt {
        input_zero_point: ends.input.zero_point,
        scale: node.scale(factor)?,
        output: ends.range(None, None),
    };
    ends.emit(node, |x| function.apply(x))
}

pub(super) fn logistic(node: &mut Node<'_>) -> Result<(), Problem> {
    if reads_float(node, 0) {
        return float::logistic(node);
    }
    if reads_int16(node) {
        return int16::logistic(node);
    }
    let (ends, scale, input_radius) = saturating(node, 1.0 / 256.0, -128)?;
    let function = Logistic {
        input_zero_point: ends.input.zero_point,
        input_radius,
        scale,
    };
    ends.emit(node, |x| function.apply(x))
}

pub(super) fn tanh(node: &mut Node<'_>) -> Result<(), Problem> {
    if reads_float(node, 0) {
        return float::tanh(node);
    }
    if reads_int16(node) {
        return int16::tanh(node);
    }
    let (ends, scale, input_radius) = saturating(node, 1.0 / 128.0, 0)?;
    let function = Tanh {
        input_zero_point: ends.input.zero_point,
        input_radius,
        scale,
    };
    ends.emit(node, |x| function.apply(x))
}

/// The ends of a function whose output always has this quantization, and its
/// [`fixed_point_input`].
fn saturating<'a>(
    node: &Node<'a>,
    scale: f32,
    zero_point: i32,
) -> Result<(Ends<'a>, Scale, i32), Problem> {
    let ends = Ends::of(node)?;
    node.expect_quantization(ends.y, Quantization { scale, zero_point })?;
    let (scale, input_radius) = fixed_point_input(ends.input);
    Ok((ends, scale, input_radius))
}

/// The input's scale in Q4.27, and the magnitude from which on the functions saturate: TFLM's
/// `CalculateArithmeticOpDataLogistic`, without the fix-up of `QuantizeMultiplier`.
fn fixed_point_input(input: Quantization) -> (Scale, i32) {
    let factor = f64::from(input.scale) * f64::from(1 << (31 - INTEGER_BITS));
    let (significand, shift) = frexp(factor);
    let multiplier = (significand * f64::from(1u32 << 31)).round() as i32;
    let left_shift = shift.clamp(0, 31).unsigned_abs();
    let radius = i32::try_from(input_radius(INTEGER_BITS, left_shift)).unwrap_or(i32::MAX);
    (
        Scale {
            multiplier,
            shift: shift.clamp(-31, 31),
        },
        radius,
    )
}

/// TFLM's `HardSwishPrepare`. Both constants are exact in f32.
pub(super) fn hard_swish(node: &mut Node<'_>) -> Result<(), Problem> {
    if reads_float(node, 0) {
        return float::hard_swish(node);
    }
    let ends = Ends::of(node)?;
    let fine_input = (1.0 / 128.0) * ends.input.scale;
    let reluish = 3.0 / 32_768.0;
    let output = node.scale(factor([fine_input], [ends.output.scale]))?;
    let reluish = node.scale(factor([fine_input], [reluish]))?;
    if output.shift > 0 {
        let what = "the scale of its output is more than 128 times smaller than its input's";
        return Err(text::scale_ratio(node.place(), what));
    }
    let function = HardSwish {
        // Of int8 activations.
        input_zero_point: ends.input.zero_point as i16,
        output_zero_point: ends.output.zero_point as i16,
        output_multiplier: upper_half(output.multiplier),
        output_exponent: output.shift,
        reluish_multiplier: upper_half(reluish.multiplier),
        reluish_exponent: reluish.shift,
    };
    ends.emit(node, |x| function.apply(x))
}

/// TFLite's `DownScaleInt32ToInt16Multiplier`: rounded, saturating.
fn upper_half(multiplier: i32) -> i16 {
    (multiplier.saturating_add(1 << 15) >> 16) as i16
}
