//! The innermost loop of the matmul core over weights of four bits.

use crate::layout::BLOCK;

use super::matmul::keep_rolled;

/// `Σ x[k] · weights[k][c]` for the channels `c` of a block.
#[inline(always)]
pub(crate) fn dot_of_nibbles(x: &[i8], weights: &[u16]) -> [i32; BLOCK] {
    let mut sums = [0_i32; BLOCK];
    for (&x, &weights) in x.iter().zip(weights) {
        keep_rolled();
        for (channel, sum) in sums.iter_mut().enumerate() {
            // To the top, and back down with the sign.
            let weight = i32::from(weights) << (28 - 4 * channel) >> 28;
            *sum = sum.wrapping_add(i32::from(x) * weight);
        }
    }
    sums
}
