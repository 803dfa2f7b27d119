//! BATCH_MATMUL.

use tflite_schema::Options;
use tiny_model_kernels::op;
use tiny_model_kernels::op::float::Range;

use super::Problem;
use super::broadcast::shape as broadcast;
use super::float::reads_float;
use super::int16::reads_int16;
use super::node::{Node, Operand};
use crate::diagnostics::model as text;
use crate::graph::{BatchMatmul, Kind, Products, strides};
use crate::numbers;

/// Dimensions of batches that TFLM takes.
const BATCHES: usize = 3;

pub(super) fn lower(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::BatchMatMul(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    let (x1, x2, y) = (
        node.input(0, "first input")?,
        node.input(1, "second input")?,
        node.output()?,
    );
    let first = Matrices::of(node, x1, "first input", options.adj_x)?;
    let second = Matrices::of(node, x2, "second input", !options.adj_y)?;
    let (rows, columns, depth) = (first.lengths[0], second.lengths[0], first.lengths[1]);
    let batch = broadcast(first.batch, second.batch).filter(|_| depth == second.lengths[1]);
    let batch = batch.ok_or_else(|| {
        let says = format!("does not go with the first, {}", x1.named());
        node.mismatch(x2, "second input", &says)
    })?;
    node.expect_shape(y, "output", &[batch.as_slice(), &[rows, columns]].concat())?;
    let missing = BATCHES - batch.len();
    let mut lengths = [1; BATCHES];
    lengths[missing..].copy_from_slice(&batch);
    let sizes = op::BatchMatmul {
        batch: lengths,
        batch_strides: [first.batch_strides(), second.batch_strides()],
        output: [rows, columns],
        depth,
        x1: first.strides,
        x2: second.strides,
    };
    let products = products(node, [x1, x2, y])?;
    node.emit(
        Kind::BatchMatmul(BatchMatmul { sizes, products }),
        &[x1, x2],
        y,
    );
    Ok(())
}

/// An input, seen along the output's rows or columns, and along products.
struct Matrices<'a> {
    /// Lengths of the dimensions before the last two.
    batch: &'a [usize],
    lengths: [usize; 2],
    strides: [usize; 2],
}

impl<'a> Matrices<'a> {
    /// `is_across`: products are along the rows of the matrices, not along their columns.
    fn of(node: &Node<'a>, x: Operand<'a>, role: &str, is_across: bool) -> Result<Self, Problem> {
        match x.shape() {
            [batch @ .., rows, columns] if batch.len() <= BATCHES => {
                let (mut lengths, mut strides) = ([*rows, *columns], [*columns, 1]);
                if is_across {
                    lengths.reverse();
                    strides.reverse();
                }
                Ok(Self {
                    batch,
                    lengths,
                    strides,
                })
            }
            _ => Err(node.mismatch(x, role, "must have two to five dimensions")),
        }
    }

    /// Strides along three dimensions of batches, 0 along those of length 1.
    fn batch_strides(&self) -> [usize; BATCHES] {
        let size = self.lengths[0] * self.lengths[1];
        let mut all = [0; BATCHES];
        let missing = BATCHES - self.batch.len();
        for (to, (&length, stride)) in all[missing..]
            .iter_mut()
            .zip(self.batch.iter().zip(strides(self.batch)))
        {
            *to = if length == 1 {
                0
            } else {
                stride.unsigned_abs() * size
            };
        }
        all
    }
}

/// The numbers that it computes in.
fn products(node: &Node<'_>, operands: [Operand<'_>; 3]) -> Result<Products, Problem> {
    let [x1, x2, y] = operands;
    if reads_float(node, 0) {
        return Ok(Products::Float(Range::ALL));
    }
    let of = match reads_int16(node) {
        true => Node::symmetric,
        false => Node::quantization,
    };
    let quantizations = [of(node, x1)?, of(node, x2)?, of(node, y)?];
    node.fits(numbers::products(node.element(y), quantizations))
}
