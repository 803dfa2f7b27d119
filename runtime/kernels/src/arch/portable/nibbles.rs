//! The innermost loop of the matmul core over weights of four bits: a block's sums for one pixel.

use crate::layout::BLOCK;

use super::matmul::keep_rolled;

/// `Σ x[k] · weights[k][c]` for the channels `c` of a block.
#[inline(always)]
pub(crate) fn dot_of_nibbles(x: &[i8], weights: &[u16]) -> [i32; BLOCK] {
    let mut sums = [0_i32; BLOCK];
    for (&x, &weights) in x.iter().zip(weights) {
        keep_rolled();
        for (channel, sum) in (0..BLOCK as u32).zip(&mut sums) {
            // To the top, and back down with the sign.
            let above = 28_u32.wrapping_sub(channel.wrapping_mul(4));
            let weight = i32::from(weights).wrapping_shl(above) >> 28;
            *sum = sum.wrapping_add(i32::from(x) * weight);
        }
    }
    sums
}
