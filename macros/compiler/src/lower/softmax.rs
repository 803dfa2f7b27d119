//! SOFTMAX over the last dimension.

use tflite_schema::Options;
use tiny_model_kernels::op;

use super::Problem;
use super::float::reads_float;
use super::node::Node;
use crate::diagnostics::model as text;
use crate::graph::{Float, Kind, Softmax};
use crate::numerics::{self, Quantization};

/// Integer bits of scaled differences: TFLM's `kScaledDiffIntegerBits`.
const INTEGER_BITS: u32 = 5;

/// What the operator's output always stands for.
const OUTPUT: Quantization = Quantization {
    scale: 1.0 / 256.0,
    zero_point: -128,
};

pub(super) fn lower(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::Softmax(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    let (x, y) = (node.input(0, "input")?, node.output()?);
    node.expect_shape(y, "output", x.shape())?;
    let classes = x.shape().last().copied().unwrap_or(1);
    let rows = x.len() / classes;
    if reads_float(node, 0) {
        let softmax = Softmax {
            arithmetic: options.beta,
            rows,
            classes,
        };
        node.emit(Kind::Float(Float::Softmax(softmax)), &[x], y);
        return Ok(());
    }
    node.expect_quantization(y, OUTPUT)?;
    let (beta, scale) = (options.beta, node.quantization(x)?.scale);
    let arithmetic = arithmetic(beta, scale).ok_or_else(|| {
        let what = format!("its beta of {beta} is too small for its input's scale of {scale}");
        text::option(node.place(), &what)
    })?;
    let softmax = Softmax {
        arithmetic,
        rows,
        classes,
    };
    node.emit(Kind::Softmax(softmax), &[x], y);
    Ok(())
}

/// TFLM's `PreprocessSoftmaxScaling`; `None` where it fails: a factor that is not above 1.
fn arithmetic(beta: f32, scale: f32) -> Option<op::Softmax> {
    let factor = f64::from(beta) * f64::from(scale) * f64::from(1 << (31 - INTEGER_BITS));
    // `min` makes NaN the largest factor.
    if factor.is_nan() || factor <= 1.0 {
        return None;
    }
    let scale = numerics::scale(factor.min(f64::from(i32::MAX)))?;
    let left_shift = u32::try_from(scale.shift).ok()?;
    let diff_min = -i32::try_from(numerics::input_radius(INTEGER_BITS, left_shift)).ok()?;
    Some(op::Softmax {
        multiplier: scale.multiplier,
        left_shift,
        diff_min,
    })
}
