//! BATCH_MATMUL: `y[b][i][j] = Σ x1[b][i][k] · x2[b][k][j]`. Either input may be transposed, and batches
//! are broadcast.
//!
//! Semantics: TFLM's `reference_ops::BatchMatMul`, which sums int8 in i32, int16 in i64, and floats in the
//! order of `k`.

use crate::at::At;
use crate::op::layer::Arithmetic;

/// The sizes of a matrix multiplication. Strides are in elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchMatmul {
    /// Lengths of the dimensions before the last two of the output.
    pub batch: [usize; 3],
    /// Strides of both inputs along the dimensions of `batch`, 0 where they are broadcast.
    pub batch_strides: [[usize; 3]; 2],
    /// Rows and columns of a matrix of the output.
    pub output: [usize; 2],
    /// Products that are summed for each element.
    pub depth: usize,
    /// Strides of the first input along the rows of the output and along the products.
    pub x1: [usize; 2],
    /// Strides of the second input along the columns of the output and along the products.
    pub x2: [usize; 2],
}

/// BATCH_MATMUL. The `finish` of the arithmetic is called for channel 0 only.
#[inline(never)]
pub fn batch_matmul<A: Arithmetic>(
    x1: &[A::X],
    x2: &[A::W],
    y: &mut [A::Y],
    how: &BatchMatmul,
    arithmetic: &A,
) {
    let [outer, middle, inner] = how.batch;
    let mut y = y.iter_mut();
    for a in 0..outer {
        for b in 0..middle {
            for c in 0..inner {
                let [from1, from2] = how
                    .batch_strides
                    .map(|[s, t, u]| At(a) * s + At(b) * t + At(c) * u);
                let (x1, x2) = (x1.get(from1.0..), x2.get(from2.0..));
                let matrices = (x1.unwrap_or_default(), x2.unwrap_or_default());
                multiply(matrices, &mut y, how, arithmetic);
            }
        }
    }
}

/// Computes one matrix of the output.
#[inline(always)]
fn multiply<'a, A: Arithmetic>(
    (x1, x2): (&[A::X], &[A::W]),
    y: &mut impl Iterator<Item = &'a mut A::Y>,
    how: &BatchMatmul,
    arithmetic: &A,
) where
    A::Y: 'a,
{
    let [rows, columns] = how.output;
    for row in 0..rows {
        for column in 0..columns {
            let (mut at1, mut at2) = (At(row) * how.x1[0], At(column) * how.x2[0]);
            let mut sum = A::Sum::default();
            for _ in 0..how.depth {
                if let (Some(&x1), Some(&x2)) = (x1.get(at1.0), x2.get(at2.0)) {
                    sum = arithmetic.add(sum, x1, x2);
                }
                at1 += how.x1[1];
                at2 += how.x2[1];
            }
            if let Some(y) = y.next() {
                *y = arithmetic.finish(sum, 0);
            }
        }
    }
}
