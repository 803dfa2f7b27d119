//! ADD, SUB and MUL, with broadcasting.

use tflite_schema::{Activation, Options};
use tiny_model_kernels::op;

use super::Problem;
use super::node::{Node, Operand};
use crate::diagnostics::model as text;
use crate::graph::{Binary, BinaryKind, Kind, strides};

/// Bits that ADD and SUB shift inputs to the left: `left_shift` of TFLM's `OpDataAdd` for int8.
const LEFT_SHIFT: u32 = 20;

pub(super) fn add(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::Add(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    let operands = Operands::of(node)?;
    let sum = sum(node, &operands, options.fused_activation_function)?;
    emit(node, &operands, BinaryKind::Add(sum))
}

pub(super) fn sub(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::Sub(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    let operands = Operands::of(node)?;
    let sum = sum(node, &operands, options.fused_activation_function)?;
    emit(node, &operands, BinaryKind::Sub(op::Sub(sum)))
}

pub(super) fn mul(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::Mul(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    let operands = Operands::of(node)?;
    let [x1, x2, y] = operands.scales(node)?.map(f64::from);
    let output = node.quantization(operands.y)?;
    let product = op::Mul {
        input1_offset: -node.quantization(operands.x1)?.zero_point,
        input2_offset: -node.quantization(operands.x2)?.zero_point,
        scale: node.scale(x1 * x2 / y)?,
        output: node.activated(options.fused_activation_function, output)?,
    };
    emit(node, &operands, BinaryKind::Mul(product))
}

struct Operands<'a> {
    x1: Operand<'a>,
    x2: Operand<'a>,
    y: Operand<'a>,
}

impl<'a> Operands<'a> {
    fn of(node: &Node<'a>) -> Result<Self, Problem> {
        let (x1, x2) = (
            node.input(0, "first input")?,
            node.input(1, "second input")?,
        );
        Ok(Self {
            x1,
            x2,
            y: node.output()?,
        })
    }

    fn scales(&self, node: &Node<'a>) -> Result<[f32; 3], Problem> {
        let scale = |operand| Ok(node.quantization(operand)?.scale);
        Ok([scale(self.x1)?, scale(self.x2)?, scale(self.y)?])
    }
}

/// What ADD and SUB share: factors of both inputs and of the output, in f64.
///
/// TFLM's source derives SUB's in f32 (`CalculateOpDataSub`), but its `tflite-micro` wheel answers as with f64:
/// up to eight conformance models of SUB differ by one step if factors are rounded to f32.
fn sum(
    node: &Node<'_>,
    operands: &Operands<'_>,
    activation: Activation,
) -> Result<op::Add, Problem> {
    let [x1, x2, y] = operands.scales(node)?.map(f64::from);
    let twice_max = 2.0 * x1.max(x2);
    let output_scale = twice_max / (f64::from(1 << LEFT_SHIFT) * y);
    let output = node.quantization(operands.y)?;
    if output_scale >= 1.0 {
        let what = "the scale of its output is more than 500,000 times smaller than its inputs'";
        return Err(text::scale_ratio(node.place(), what));
    }
    Ok(op::Add {
        input1_offset: -node.quantization(operands.x1)?.zero_point,
        input2_offset: -node.quantization(operands.x2)?.zero_point,
        input1: node.scale(x1 / twice_max)?,
        input2: node.scale(x2 / twice_max)?,
        output_scale: node.scale(output_scale)?,
        output: node.activated(activation, output)?,
    })
}

fn emit(
    node: &mut Node<'_>,
    &Operands { x1, x2, y }: &Operands<'_>,
    kind: BinaryKind,
) -> Result<(), Problem> {
    let shape = broadcast(x1.shape(), x2.shape()).ok_or_else(|| {
        let says = format!("does not broadcast with the first, {}", x1.named());
        node.mismatch(x2, "second input", &says)
    })?;
    node.expect_shape(y, "output", &shape)?;
    let (dims, strides) = merged(&shape, [x1.shape(), x2.shape()]);
    node.emit(
        Kind::Binary(Binary {
            kind,
            dims,
            strides,
        }),
        &[x1, x2],
        y,
    );
    Ok(())
}

/// The shape that two shapes broadcast to.
fn broadcast(a: &[usize], b: &[usize]) -> Option<Vec<usize>> {
    let rank = a.len().max(b.len());
    let length = |shape: &[usize], axis: usize| match (axis + shape.len()).checked_sub(rank) {
        Some(axis) => shape[axis],
        None => 1,
    };
    let axes = (0..rank).map(|axis| match (length(a, axis), length(b, axis)) {
        (a, b) if a == b => Some(a),
        (a, 1) => Some(a),
        (1, b) => Some(b),
        _ => None,
    });
    axes.collect()
}

/// Loops over the output with both inputs' strides, neighbours merged where both walk on evenly.
fn merged(shape: &[usize], inputs: [&[usize]; 2]) -> (Vec<usize>, [Vec<usize>; 2]) {
    let [s1, s2] = inputs.map(|input| broadcast_strides(shape.len(), input));
    let (mut dims, mut m1, mut m2) = (Vec::new(), Vec::new(), Vec::new());
    for ((&length, s1), s2) in shape
        .iter()
        .zip(s1)
        .zip(s2)
        .filter(|((length, _), _)| **length != 1)
    {
        match (dims.last_mut(), m1.last_mut(), m2.last_mut()) {
            (Some(dim), Some(o1), Some(o2)) if *o1 == s1 * length && *o2 == s2 * length => {
                *dim *= length;
                (*o1, *o2) = (s1, s2);
            }
            _ => {
                dims.push(length);
                m1.push(s1);
                m2.push(s2);
            }
        }
    }
    if dims.is_empty() {
        return (vec![1], [vec![1], vec![1]]);
    }
    (dims, [m1, m2])
}

/// Strides of an input for each axis of the output: 0 where it broadcasts.
fn broadcast_strides(rank: usize, input: &[usize]) -> Vec<usize> {
    let missing = std::iter::repeat_n(0, rank.saturating_sub(input.len()));
    let present = input.iter().zip(strides(input));
    let present = present.map(|(&length, stride)| {
        if length == 1 {
            0
        } else {
            stride.unsigned_abs()
        }
    });
    missing.chain(present).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_shapes_are_one_loop() {
        assert_eq!(
            merged(&[2, 3, 4], [&[2, 3, 4]; 2]),
            (vec![24], [vec![1], vec![1]])
        );
        assert_eq!(
            merged(&[1, 1], [&[1, 1], &[]]),
            (vec![1], [vec![1], vec![1]])
        );
    }

    #[test]
    fn channels_broadcast_over_merged_pixels() {
        let merged = merged(&[1, 2, 3, 4], [&[1, 2, 3, 4], &[4]]);
        assert_eq!(merged, (vec![6, 4], [vec![4, 1], vec![0, 1]]));
    }

    #[test]
    fn both_sides_broadcast() {
        assert_eq!(broadcast(&[3, 1], &[2, 1, 4]), Some(vec![2, 3, 4]));
        assert_eq!(broadcast(&[3], &[4]), None);
        let merged = merged(&[2, 3, 4], [&[3, 1], &[2, 1, 4]]);
        assert_eq!(merged, (vec![2, 3, 4], [vec![0, 1, 0], vec![4, 0, 1]]));
    }
}
