//! MEAN and SUM.

use tiny_model_kernels::op;
use tiny_model_kernels::op::float::Range;
use tiny_model_kernels::requantize::Scale;

use super::Problem;
use super::activation::range_of;
use super::float::reads_float;
use super::int16::reads_int16;
use super::node::Node;
use super::reduce::Axes;
use crate::diagnostics::model as text;
use crate::diagnostics::thousands;
use crate::graph::{Float, Int16, Kind, Mean};
use crate::numerics::factor;

/// Most elements of one mean of int8: their sum then fits i32.
const LARGEST: usize = 1 << 23;

pub(super) fn mean(node: &mut Node<'_>) -> Result<(), Problem> {
    lower(node, divided)
}

pub(super) fn sum(node: &mut Node<'_>) -> Result<(), Problem> {
    lower(node, |scale, _| scale)
}

/// `of` is the scale of a sum, given the input's over the output's and the number of summands.
fn lower(node: &mut Node<'_>, of: fn(Scale, usize) -> Scale) -> Result<(), Problem> {
    let axes = Axes::of(node)?;
    let (x, y) = (axes.x, axes.y);
    let [kept, reduced] = [false, true].map(|wanted| axes.merged(wanted));
    if reads_float(node, 0) {
        let mean = Mean {
            arithmetic: Range::ALL,
            kept,
            reduced,
        };
        node.emit(Kind::Float(Float::Mean(mean)), &[x], y);
        return Ok(());
    }
    let count = axes.count();
    let largest = if reads_int16(node) {
        LARGEST >> 8
    } else {
        LARGEST
    };
    if count > largest {
        let what = format!("it sums more than {} elements", thousands(largest as u64));
        return Err(text::option(node.place(), &what));
    }
    let [input, output] = [node.quantization(x)?, node.quantization(y)?];
    let scale = node.scale(factor([input.scale], [output.scale]))?;
    let arithmetic = op::Mean {
        bias: (-input.zero_point).wrapping_mul(count as i32),
        scale: of(scale, count),
        output: range_of(x.tensor.ty, output, None, None),
    };
    let mean = Mean {
        arithmetic,
        kept,
        reduced,
    };
    let kind = match reads_int16(node) {
        true => Kind::Int16(Int16::Mean(mean)),
        false => Kind::Mean(mean),
    };
    node.emit(kind, &[x], y);
    Ok(())
}

/// A scale over a count, as TFLM's `QuantizedMeanOrSum` divides: truncating, after a shift that
/// keeps what significance there is.
fn divided(scale: Scale, count: usize) -> Scale {
    let count = count as i64;
    let shift = (63 - count.leading_zeros() as i32)
        .min(32)
        .min(31 + scale.shift);
    // A scale below 2^−31 is 0 with the shift 0, so nothing here is shifted by a negative number.
    let multiplier = (i64::from(scale.multiplier) << shift.max(0)) / count;
    Scale {
        multiplier: multiplier as i32,
        shift: scale.shift - shift.max(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_divides_the_multiplier() {
        let scale = Scale {
            multiplier: 1 << 30,
            shift: 1,
        };
        assert_eq!(divided(scale, 1), scale);
        assert_eq!(
            divided(scale, 3),
            Scale {
                multiplier: 715_827_882,
                shift: 0
            }
        );
    }
}
