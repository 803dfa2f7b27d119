//! MEAN and SUM.

use tiny_model_kernels::op;
use tiny_model_kernels::op::float::Range;

use super::Problem;
use super::float::reads_float;
use super::int16::reads_int16;
use super::node::Node;
use super::reduce::Axes;
use crate::diagnostics::model as text;
use crate::diagnostics::thousands;
use crate::graph::{Averages, Element, Kind, Mean};
use crate::numbers::{self, Quantization, Unfit};

/// Most elements of one mean of int8: their sum then fits i32.
const LARGEST: usize = 1 << 23;

pub(super) fn mean(node: &mut Node<'_>) -> Result<(), Problem> {
    lower(node, numbers::mean)
}

pub(super) fn sum(node: &mut Node<'_>) -> Result<(), Problem> {
    lower(node, numbers::total)
}

/// The arithmetic of integers of a type, given the quantizations of input and output and the number of summands.
type Arithmetic = fn(Element, [Quantization; 2], usize) -> Result<op::Mean, Unfit>;

fn lower(node: &mut Node<'_>, of: Arithmetic) -> Result<(), Problem> {
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

fn averages(node: &Node<'_>, axes: &Axes<'_>, of: Arithmetic) -> Result<Averages, Problem> {
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
    let ends = [node.quantization(axes.x)?, node.quantization(axes.y)?];
    node.fits(of(element, ends, count)).map(numbers)
}
