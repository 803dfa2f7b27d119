//! The core over weights of four bits, which become a block of bytes ahead of it: CONV_2D and FULLY_CONNECTED.
//!
//! That takes 1.3 cycles a weight, which all pixels of a tile share.
#![allow(unsafe_code)]

use core::arch::naked_asm;
use core::ptr;

use super::one_pixel::{self, TO_I8};
use super::two_pixels;
use super::{PixelCore, PixelRun};
use crate::at::At;
use crate::layout::{CHANNELS, constants};

/// The core for pairs of pixels.
///
/// # Safety
/// The requirements are those of [`two_pixels::pair`], with weights of four bits, and room for a block in the place of steps.
pub(super) unsafe extern "C" fn pair<
    const UNROLL: usize,
    const SEGMENTS: usize,
    const TIES: bool,
    const SHIFT: usize,
>(
    x: *const u32,
    weights: *const u32,
    y: *mut i8,
    run: *const PixelRun,
) {
    let core = two_pixels::pair::<UNROLL, SEGMENTS, 0, TIES, SHIFT>;
    let constants = const { constants(TIES, SHIFT) };
    // SAFETY: this function's contract: it is readable.
    let run = unsafe { &*run };
    // SAFETY: this function's contract.
    unsafe { each_block(core, constants, x, weights, y, run) }
}

/// The core for a single pixel.
///
/// # Safety
/// The requirements are those of [`one_pixel::single`], with weights of four bits, and room for a block in the place of steps.
pub(super) unsafe extern "C" fn single<
    const UNROLL: usize,
    const SEGMENTS: usize,
    const TIES: bool,
    const OWN: bool,
>(
    x: *const u32,
    weights: *const u32,
    y: *mut i8,
    run: *const PixelRun,
) {
    let core = one_pixel::single::<UNROLL, SEGMENTS, false, false, TIES, OWN, TO_I8>;
    let constants = const { constants(TIES, if OWN { 0 } else { 1 }) };
    // SAFETY: this function's contract: it is readable.
    let run = unsafe { &*run };
    // SAFETY: this function's contract.
    unsafe { each_block(core, constants, x, weights, y, run) }
}

/// # Safety
/// The requirements are those of the core, with weights of four bits, `constants` words of constants, and
/// room for a block.
#[inline(never)]
unsafe fn each_block(
    core: PixelCore,
    constants: usize,
    x: *const u32,
    mut weights: *const u32,
    mut y: *mut i8,
    run: &PixelRun,
) {
    let room: *mut u32 = run.steps.cast_mut().cast();
    let pairs = run.depth / 8;
    let one = PixelRun {
        blocks: 1,
        steps: ptr::null(),
        ..*run
    };
    for _ in 0..run.blocks {
        // SAFETY: a block, and room for it.
        unsafe { expand(weights, room, pairs, constants) };
        // SAFETY: this function's contract, of one block.
        unsafe { core(x, room, y, &one) };
        weights = weights.wrapping_add((At(CHANNELS) + pairs + constants).0);
        y = y.wrapping_add(CHANNELS);
    }
}

/// Two words of weights from one.
macro_rules! pair_of_k {
    ($from:literal $ab:literal $cd:literal) => {
        concat!(
            "and ",
            $ab,
            ", r12, ",
            $from,
            "\n and ",
            $cd,
            ", r12, ",
            $from,
            ", lsr #4\n",
            "ssub16 ",
            $ab,
            ", ",
            $ab,
            ", lr\n ssub16 ",
            $cd,
            ", ",
            $cd,
            ", lr\n",
        )
    };
}

/// A block as the core reads it: four words, two of each of at least one pair of `k`, and an even number of
/// constants.
///
/// # Safety
/// `from` is readable for `4 + pairs + constants` words, `to` writable for as many and `pairs` more.
#[unsafe(naked)]
unsafe extern "C" fn expand(from: *const u32, to: *mut u32, pairs: usize, constants: usize) {
    naked_asm!(
        extension!(),
        "push {{r4-r9, lr}}",
        "ldm r0!, {{r4, r5, r6, r7}}",
        "stm r1!, {{r4, r5, r6, r7}}",
        "mov r12, #0x0f0f0f0f",
        "mov lr, #0x08080808",
        "subs r2, r2, #2",
        "blo 3f",
        "2:",
        "ldm r0!, {{r8, r9}}",
        pair_of_k!("r8" "r4" "r5"),
        pair_of_k!("r9" "r6" "r7"),
        "stm r1!, {{r4, r5, r6, r7}}",
        "subs r2, r2, #2",
        "bhs 2b",
        "3:",
        "lsls r2, r2, #31",
        "beq 4f",
        "ldr r8, [r0], #4",
        pair_of_k!("r8" "r4" "r5"),
        "stm r1!, {{r4, r5}}",
        "4:",
        "ldm r0!, {{r4, r5}}",
        "stm r1!, {{r4, r5}}",
        "subs r3, r3, #2",
        "bne 4b",
        "pop {{r4-r9, pc}}",
    )
}
