//! The innermost loop of the matmul core: a block's sums for one pixel.
//!
//! LLVM unrolls such a loop, sums one channel after the other and spills what it loaded. On
//! Cortex-M3 two inputs in a turn, and no more, leave all sums in registers.

use core::array::from_ref;

use crate::layout::BLOCK;

use super::matmul::keep_rolled;

/// Inputs that one turn of the loop multiplies.
const STEP: usize = if cfg!(target_arch = "arm") { 2 } else { 1 };

/// `Σ x[k] · weights[k][c]` for the channels `c` of a block.
#[inline(always)]
pub(crate) fn dot(x: &[i8], weights: &[u32]) -> [i32; BLOCK] {
    let mut sums = [0; BLOCK];
    let (xs, x) = x.as_chunks::<STEP>();
    let (words, weights) = weights.as_chunks::<STEP>();
    for (x, weights) in xs.iter().zip(words) {
        keep_rolled();
        multiply(&mut sums, x, weights);
    }
    for (x, weights) in x.iter().zip(weights) {
        keep_rolled();
        multiply(&mut sums, from_ref(x), from_ref(weights));
    }
    sums
}

/// `sums += x · weights`, channel by channel.
#[inline(always)]
fn multiply<const N: usize>(sums: &mut [i32; BLOCK], x: &[i8; N], weights: &[u32; N]) {
    for (channel, sum) in (0..BLOCK as u32).zip(sums.iter_mut()) {
        for (&x, &weights) in x.iter().zip(weights) {
            let weight = weights.wrapping_shr(channel.wrapping_mul(8)) as i8;
            *sum = sum.wrapping_add(i32::from(x) * i32::from(weight));
        }
    }
}
