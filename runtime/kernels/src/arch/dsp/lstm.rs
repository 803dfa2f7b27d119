//! UNIDIRECTIONAL_SEQUENCE_LSTM of int8 by the matmul core.

use crate::layout::Dual;
use crate::op::{LstmCell, Sequences};

use super::matmul::Gates;

/// A type that stands for an LSTM in generic code. Where a kernel takes a reference to it, the type alone matters.
pub trait Recurrence {
    /// The lengths of its sequences, and its units.
    const SEQUENCES: Sequences;
}

/// UNIDIRECTIONAL_SEQUENCE_LSTM over `x`, with the states `hidden` and `cell` of `[batches][units]`.
///
/// The scratch has two words a unit, and the [`DualWalk::expanded`](crate::layout::DualWalk::expanded) of
/// the input or of the hidden state, whichever is more.
#[inline(always)]
#[expect(clippy::too_many_arguments, reason = "tensors and scratch")]
pub fn lstm<
    L: Recurrence,
    const X_UNROLL: usize,
    const X_SEGMENTS: usize,
    const X_TIES: bool,
    const X_WORDS: usize,
    const H_UNROLL: usize,
    const H_SEGMENTS: usize,
    const H_TIES: bool,
    const H_WORDS: usize,
>(
    _: &L,
    x: &[i8],
    y: &mut [i8],
    hidden: &mut [i8],
    cell: &mut [i16],
    scratch: &mut [u32],
    inputs: &Dual<X_UNROLL, X_SEGMENTS, 0, 1, X_TIES, 0, X_WORDS>,
    recurrent: &Dual<H_UNROLL, H_SEGMENTS, 0, 1, H_TIES, 0, H_WORDS>,
    update: &LstmCell,
) {
    let gates: [&Gates; 2] = const {
        let Sequences { inputs, units, .. } = L::SEQUENCES;
        [
            &Gates::new::<X_UNROLL, X_SEGMENTS, X_TIES, false>(inputs, units, X_WORDS),
            &Gates::new::<H_UNROLL, H_SEGMENTS, H_TIES, true>(units, units, H_WORDS),
        ]
    };
    let sequences = const { &L::SEQUENCES };
    let weights = [inputs.0.as_slice(), &recurrent.0];
    run(
        x, y, hidden, cell, scratch, sequences, weights, gates, update,
    );
}

/// UNIDIRECTIONAL_SEQUENCE_LSTM of any size: for tests, which draw shapes when they run.
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
    weights: [&[u32]; 2],
    update: &LstmCell,
) {
    let (k, units) = (sequences.inputs, sequences.units);
    let [inputs, recurrent] = weights.map(<[u32]>::len);
    let gates = [
        &Gates::new::<X_UNROLL, X_SEGMENTS, X_TIES, false>(k, units, inputs),
        &Gates::new::<H_UNROLL, H_SEGMENTS, H_TIES, true>(units, units, recurrent),
    ];
    run(
        x, y, hidden, cell, scratch, sequences, weights, gates, update,
    );
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
    [inputs, recurrent]: [&[u32]; 2],
    [of_inputs, of_recurrent]: [&Gates; 2],
    update: &LstmCell,
) {
    let words = sequences.units.wrapping_mul(2);
    let Some((gates, scratch)) = scratch.split_at_mut_checked(words) else {
        return;
    };
    let gates = gates.as_chunks_mut().0;
    sequences.walk(x, y, hidden, cell, |x, h, c, y| {
        of_inputs.multiply(inputs, x, gates, scratch);
        of_recurrent.multiply(recurrent, h, gates, scratch);
        for ((y, c), &[a, b]) in y.iter_mut().zip(c).zip(&*gates) {
            let gates = [a, a >> 16, b, b >> 16].map(|gate| gate as i16);
            *y = update.update(gates, c) as i8;
        }
    });
}
