//! MEAN and SUM.

use tflite_schema::Options;
use tiny_model_kernels::op;
use tiny_model_kernels::op::float::Range;
use tiny_model_kernels::requantize::Scale;

use super::Problem;
use super::activation::range_of;
use super::float::reads_float;
use super::int16::reads_int16;
use super::node::Node;
use crate::diagnostics::model as text;
use crate::diagnostics::thousands;
use crate::graph::{Float, Int16, Kind, Mean, strides};

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
    let (x, y) = (node.input(0, "input")?, node.output()?);
    let keep_dims = match &node.operator.options {
        Options::Reducer(options) => options.keep_dims,
        _ => return Err(text::options(node.place())),
    };
    let rank = x.shape().len();
    let mut reduces = vec![false; rank];
    for axis in node.integers(1, "axes")? {
        reduces[node.axis(axis, rank)?] = true;
    }
    let axes = || x.shape().iter().zip(&reduces);
    let shape: Vec<usize> = match keep_dims {
        true => axes()
            .map(|(&length, &reduced)| if reduced { 1 } else { length })
            .collect(),
        false => axes()
            .filter(|(_, reduced)| !**reduced)
            .map(|(&length, _)| length)
            .collect(),
    };
    node.expect_len(y, "output", shape.iter().product())?;
    let [kept, reduced] = [false, true].map(|wanted| merged(x.shape(), &reduces, wanted));
    if reads_float(node, 0) {
        let mean = Mean {
            arithmetic: Range::ALL,
            kept,
            reduced,
        };
        node.emit(Kind::Float(Float::Mean(mean)), &[x], y);
        return Ok(());
    }
    let count: usize = axes()
        .filter(|(_, reduced)| **reduced)
        .map(|(&length, _)| length)
        .product();
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
    let scale = node.scale(f64::from(input.scale) / f64::from(output.scale))?;
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

/// Length and stride of the axes that are reduced, or not, with neighbours merged.
fn merged(shape: &[usize], reduces: &[bool], wanted: bool) -> Vec<(usize, usize)> {
    let mut axes: Vec<(usize, usize)> = Vec::new();
    for ((&length, stride), &reduced) in shape.iter().zip(strides(shape)).zip(reduces) {
        let stride = stride.unsigned_abs();
        match axes.last_mut() {
            _ if reduced != wanted || length == 1 => {}
            Some((outer, outer_stride)) if *outer_stride == stride * length => {
                *outer *= length;
                *outer_stride = stride;
            }
            _ => axes.push((length, stride)),
        }
    }
    axes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_merge() {
        let reduces = [false, true, true, false];
        assert_eq!(merged(&[2, 3, 4, 5], &reduces, true), [(12, 5)]);
        assert_eq!(merged(&[2, 3, 4, 5], &reduces, false), [(2, 60), (5, 1)]);
        assert_eq!(merged(&[1, 3, 1, 1], &reduces, false), []);
    }

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
