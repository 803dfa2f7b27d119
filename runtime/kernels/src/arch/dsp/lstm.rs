//! UNIDIRECTIONAL_SEQUENCE_LSTM of int8 by the matmul core.

use crate::layout::Dual;
use crate::op::{LstmCell, Sequences};

use super::matmul::{Product, Products, fits};

/// UNIDIRECTIONAL_SEQUENCE_LSTM over `x`, with the states `hidden` and `cell` of `[batches][units]`.
///
/// The scratch has two words a unit, and the [`Walk::expanded`](crate::layout::Walk::expanded) of
/// the input or of the hidden state, whichever is more.
#[inline(always)]
#[expect(clippy::too_many_arguments, reason = "tensors and scratch")]
pub fn lstm<
    const K: usize,
    const UNITS: usize,
    const X_UNROLL: usize,
    const X_SEGMENTS: usize,
    const X_TIES: bool,
    const X_WORDS: usize,
    const H_UNROLL: usize,
    const H_SEGMENTS: usize,
    const H_TIES: bool,
    const H_WORDS: usize,
>(
    x: &[i8],
    y: &mut [i8],
    hidden: &mut [i8],
    cell: &mut [i16],
    scratch: &mut [u32],
    sequences: &Sequences,
    inputs: &Dual<X_UNROLL, X_SEGMENTS, 0, 1, X_TIES, 0, X_WORDS>,
    recurrent: &Dual<H_UNROLL, H_SEGMENTS, 0, 1, H_TIES, 0, H_WORDS>,
    update: &LstmCell,
) {
    const {
        assert!(fits::<X_UNROLL, X_SEGMENTS, X_TIES>(K, UNITS, X_WORDS));
        assert!(fits::<H_UNROLL, H_SEGMENTS, H_TIES>(UNITS, UNITS, H_WORDS));
    }
    let (inputs, recurrent) = (&inputs.0, &recurrent.0);
    let products = [
        // SAFETY: the weights fit, as checked above.
        unsafe { Product::new::<X_UNROLL, X_SEGMENTS, X_TIES, false>(inputs, K, UNITS) },
        // SAFETY: as above.
        unsafe { Product::new::<H_UNROLL, H_SEGMENTS, H_TIES, true>(recurrent, UNITS, UNITS) },
    ];
    run(x, y, hidden, cell, scratch, sequences, &products, update);
}

/// The same of any size: for tests, which draw shapes when they run.
///
/// # Panics
/// If the weights are not those of the sizes, or the core cannot walk over them like that.
#[expect(clippy::too_many_arguments, reason = "tensors and scratch")]
pub fn lstm_of_shape<
    const X_UNROLL: usize,
    const X_SEGMENTS: usize,
    const X_TIES: bool,
    const H_UNROLL: usize,
    const H_SEGMENTS: usize,
    const H_TIES: bool,
>(
    x: &[i8],
    y: &mut [i8],
    hidden: &mut [i8],
    cell: &mut [i16],
    scratch: &mut [u32],
    sequences: &Sequences,
    [inputs, recurrent]: [&[u32]; 2],
    update: &LstmCell,
) {
    let (k, units) = (sequences.inputs, sequences.units);
    assert!(fits::<X_UNROLL, X_SEGMENTS, X_TIES>(k, units, inputs.len()));
    assert!(fits::<H_UNROLL, H_SEGMENTS, H_TIES>(
        units,
        units,
        recurrent.len()
    ));
    let products = [
        // SAFETY: the weights fit, as checked above.
        unsafe { Product::new::<X_UNROLL, X_SEGMENTS, X_TIES, false>(inputs, k, units) },
        // SAFETY: as above.
        unsafe { Product::new::<H_UNROLL, H_SEGMENTS, H_TIES, true>(recurrent, units, units) },
    ];
    run(x, y, hidden, cell, scratch, sequences, &products, update);
}

/// One body for all shapes.
#[inline(never)]
#[expect(clippy::too_many_arguments, reason = "tensors and scratch")]
fn run(
    x: &[i8],
    y: &mut [i8],
    hidden: &mut [i8],
    cell: &mut [i16],
    scratch: &mut [u32],
    sequences: &Sequences,
    [inputs, recurrent]: &Products<'_>,
    update: &LstmCell,
) {
    let Some((gates, scratch)) = scratch.split_at_mut_checked(2 * sequences.units) else {
        return;
    };
    let gates = gates.as_chunks_mut().0;
    sequences.walk(x, y, hidden, cell, |x, h, c, y| {
        inputs.multiply(x, gates, scratch);
        recurrent.multiply(h, gates, scratch);
        for ((y, c), &[a, b]) in y.iter_mut().zip(c).zip(&*gates) {
            let gates = [a, a >> 16, b, b >> 16].map(|gate| gate as i16);
            *y = update.update(gates, c) as i8;
        }
    });
}
