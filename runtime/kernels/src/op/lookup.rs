//! Unary operators by a table of all 256 inputs: LOGISTIC, TANH, RELU, LEAKY_RELU, HARD_SWISH,
//! QUANTIZE from int8 to int8, and any chain of them.
//!
//! The compiler evaluates the operators; the target only reads the table.

use crate::at::At;
use crate::bytes::Io;

/// `y[i] = table[x[i]]`, indexed by the input's byte: entry `0x80` is for −128.
#[inline(never)]
pub fn lookup(mut io: Io<'_, [i8], [i8]>, table: &[i8; 256]) {
    // Four elements at a time, so that their loads follow each other.
    let done = blocks::<4>(&mut io, At(0), table);
    blocks::<1>(&mut io, done, table);
}

/// Looks up whole blocks of elements from `at` on, and returns their end.
#[inline(always)]
fn blocks<const N: usize>(io: &mut Io<'_, [i8], [i8]>, mut at: At, table: &[i8; 256]) -> At {
    let entry = |x: i8| table[usize::from(x.cast_unsigned())];
    while let Some(block) = io.x().get(at.0..).and_then(<[i8]>::first_chunk::<N>) {
        let block = block.map(entry);
        let y = io.y().get_mut(at.0..).and_then(<[i8]>::first_chunk_mut);
        let Some(y) = y else { break };
        *y = block;
        at += N;
    }
    at
}

/// Returns the table of a function, in the order that [`lookup`] expects.
pub fn tabulate(f: impl Fn(i8) -> i8) -> [i8; 256] {
    core::array::from_fn(|byte| f((byte as u8).cast_signed()))
}
