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
use crate::graph::{Averages, Kind, Mean};
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
    let [kept, reduced] = [false, true].map(|wanted| axes.merged(wanted));
    let mean = Mean {
        numbers: averages(node, &axes, of)?,
        kept,
        reduced,
    };
    node.emit(Kind::Mean(mean), &[axes.x], axes.y);
    Ok(())
}

fn averages(
    node: &Node<'_>,
    axes: &Axes<'_>,
    of: fn(Scale, usize) -> Scale,
) -> Result<Averages, Problem> {
    if reads_float(node, 0) {
        return Ok(Averages::Float(Range::ALL));
    }
    let (numbers, largest): (fn(op::Mean) -> Averages, _) = match reads_int16(node) {
        true => (Averages::Int16, LARGEST >> 8),
        false => (Averages::Int8, LARGEST),
    };
    let count = axes.count();
    if count > largest {
        let what = format!("it sums more than {} elements", thousands(largest as u64));
        return Err(text::option(node.place(), &what));
    }
    let [input, output] = [node.quantization(axes.x)?, node.quantization(axes.y)?];
    let scale = node.scale(factor([input.scale], [output.scale]))?;
    Ok(numbers(op::Mean {
        bias: (-input.zero_point).wrapping_mul(count as i32),
        scale: of(scale, count),
        output: range_of(axes.x.tensor.ty, output, None, None),
    }))
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
