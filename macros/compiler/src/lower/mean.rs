//! MEAN and SUM.

use tiny_model_kernels::op;
use tiny_model_kernels::op::float::Range;
use tiny_model_kernels::requantize::Scale;

use super::Problem;
use super::float::reads_float;
use super::int16::reads_int16;
use super::node::Node;
use super::reduce::Axes;
use crate::diagnostics::model as text;
use crate::diagnostics::thousands;
use crate::graph::{Averages, Element, Kind, Mean};
use crate::numbers::{factor, over_count, range, scale};

/// Most elements of one mean of int8: their sum then fits i32.
const LARGEST: usize = 1 << 23;

pub(super) fn mean(node: &mut Node<'_>) -> Result<(), Problem> {
    lower(node, over_count)
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
    let (numbers, element, largest): (fn(op::Mean) -> Averages, _, _) = match reads_int16(node) {
        true => (Averages::Int16, Element::I16, LARGEST >> 8),
        false => (Averages::Int8, Element::I8, LARGEST),
    };
    let count = axes.count();
    if count > largest {
        let what = format!("it sums more than {} elements", thousands(largest as u64));
        return Err(text::option(node.place(), &what));
    }
    let [input, output] = [node.quantization(axes.x)?, node.quantization(axes.y)?];
    let scale = node.fits(scale(factor([input.scale], [output.scale])))?;
    Ok(numbers(op::Mean {
        bias: (-input.zero_point).wrapping_mul(count as i32),
        scale: of(scale, count),
        output: range(element, output, None, None),
    }))
}
