//! The core for one pixel: four output channels, 19 cycles for 16 multiply-accumulates. It computes the last of an
//! odd number of pixels, FULLY_CONNECTED of one row and the gates of an LSTM.
//!
//! Registers, from the first pair of `k` to the last:
//!
//! | | |
//! |---|---|
//! | r0 | activations |
//! | r1 | weights |
//! | r4 r5 r6 r7 | sums `A_ab T_ab A_cd T_cd` |
//! | r2 r3 | activations of four `k` |
//! | r8 r9, r10 r11 | weights `ab`, `cd` of two `k`, and of the next two |
//! | r12 | end of the block's weights, or next step |
//! | lr | y |
#![allow(unsafe_code)]

use core::arch::naked_asm;

use super::PixelRun;

/// Outputs are int8.
pub(in super::super) const TO_I8: usize = 0;
/// Outputs are int16.
pub(in super::super) const TO_I16: usize = 1;
/// Outputs are int16, added to those that are there, saturating.
pub(in super::super) const ADDED_TO_I16: usize = 2;

/// Four activations times four weights of each channel.
macro_rules! multiply {
    () => {
        concat!(
            "smlad r5, r8, r2, r5\n smlad r7, r9, r2, r7\n sxtb16 r8, r8\n sxtb16 r9, r9\n",
            "smlad r5, r10, r3, r5\n smlad r7, r11, r3, r7\n sxtb16 r10, r10\n sxtb16 r11, r11\n",
            "smlad r4, r8, r2, r4\n smlad r6, r9, r2, r6\n",
            "smlad r4, r10, r3, r4\n smlad r6, r11, r3, r6\n",
        )
    };
}

/// Two activations times two weights of each channel.
macro_rules! multiply_two {
    () => {
        concat!(
            "smlad r5, r8, r2, r5\n smlad r7, r9, r2, r7\n sxtb16 r8, r8\n sxtb16 r9, r9\n",
            "smlad r4, r8, r2, r4\n smlad r6, r9, r2, r6\n",
        )
    };
}

/// An accumulator `256·a` to an output, with ties.
macro_rules! requantize_ties {
    ($a:literal) => {
        concat!(
            ".if {own}\n ldm r1!, {{r2, r3, r8, r9}}\n",
            ".else\n ldm r1!, {{r2, r3, r9}}\n .endif\n",
            "and r9, r9, ",
            $a,
            ", asr #31\n sub r3, r3, r9\n",
            "smmla ",
            $a,
            ", ",
            $a,
            ", r2, r3\n asr ",
            $a,
            ", ",
            $a,
            ", r8\n",
        )
    };
}

/// Two accumulators `256·a` to outputs. A common shift is in r8.
macro_rules! requantize {
    ($a:literal $b:literal) => {
        concat!(
            ".if {ties}\n",
            requantize_ties!($a),
            requantize_ties!($b),
            ".else\n",
            ".if {own}\n ldm r1!, {{r2, r3, r8, r9, r10, r11}}\n",
            ".else\n ldm r1!, {{r2, r3, r9, r10}}\n .endif\n",
            "smmla ",
            $a,
            ", ",
            $a,
            ", r2, r3\n asr ",
            $a,
            ", ",
            $a,
            ", r8\n",
            "smmla ",
            $b,
            ", ",
            $b,
            ", r9, r10\n",
            ".if {own}\n asr ",
            $b,
            ", ",
            $b,
            ", r11\n .else\n asr ",
            $b,
            ", ",
            $b,
            ", r8\n .endif\n",
            ".endif\n",
            "ssat ",
            $a,
            ", #{bits}, ",
            $a,
            "\n ssat ",
            $b,
            ", #{bits}, ",
            $b,
            "\n",
        )
    };
}

/// All blocks over one pixel.
///
/// # Safety
/// `x`, `weights`, `y` and `run` are as [`PixelRun`] says, for the walk of `UNROLL`, `SEGMENTS` and
/// `DIRECT`; with `BYTES` `x` is int8, of an even number of pairs. Channels have shifts of their `OWN`
/// or that of the run. With an `OUTPUT` of
/// [`TO_I16`] or [`ADDED_TO_I16`] `y` is int16, aligned to 4: eight bytes a block.
#[unsafe(naked)]
pub(super) unsafe extern "C" fn single<
    const UNROLL: usize,
    const SEGMENTS: usize,
    const DIRECT: bool,
    const BYTES: bool,
    const TIES: bool,
    const OWN: bool,
    const OUTPUT: usize,
>(
    x: *const u32,
    weights: *const u32,
    y: *mut i8,
    run: *const PixelRun,
) {
    // Stack: 0 x, 4 end of y, 8 bytes of a block's weights, 12 table of steps, 16 a common shift.
    naked_asm!(
        extension!(),
        "push {{r4-r11, lr}}",
        "sub sp, sp, #20",
        ".if {own} == 0",
        "ldr r6, [r3, #20]",
        "str r6, [sp, #16]",
        ".endif",
        "mov lr, r2",
        "ldr r4, [r3, #8]",
        "ldr r5, [r3, #12]",
        "ldr r12, [r3, #16]",
        "add r4, lr, r4, lsl #{size}",
        "str r0, [sp]",
        "str r4, [sp, #4]",
        "str r5, [sp, #8]",
        "str r12, [sp, #12]",
        // A block.
        "5:",
        ".if {segments}",
        "ldm r1, {{r4, r5, r6, r7}}",
        ".set .Lpair, 0",
        ".set .Lsegment, 0",
        ".rept {segments}",
        ".set .Lx, 0",
        ".rept {unroll} / 2",
        ".if {bytes}",
        "ldr r3, [r0, #.Lx / 2]",
        "sxtb16 r2, r3",
        "sxtb16 r3, r3, ror #8",
        ".else",
        "ldr r2, [r0, #.Lx]",
        "ldr r3, [r0, #.Lx + 4]",
        ".endif",
        "ldr r8, [r1, #16 + 8 * .Lpair]",
        "ldr r9, [r1, #20 + 8 * .Lpair]",
        "ldr r10, [r1, #24 + 8 * .Lpair]",
        "ldr r11, [r1, #28 + 8 * .Lpair]",
        multiply!(),
        ".set .Lx, .Lx + 8",
        ".set .Lpair, .Lpair + 2",
        ".endr",
        ".if {unroll} % 2",
        "ldr r2, [r0, #.Lx]",
        "ldr r8, [r1, #16 + 8 * .Lpair]",
        "ldr r9, [r1, #20 + 8 * .Lpair]",
        multiply_two!(),
        ".set .Lpair, .Lpair + 1",
        ".endif",
        ".if {direct}",
        "ldr r2, [r12, #4 * .Lsegment]",
        "add r0, r0, r2",
        ".endif",
        ".set .Lsegment, .Lsegment + 1",
        ".endr",
        "add r1, r1, #16 + 8 * .Lpair",
        ".else",
        "ldm r1!, {{r4, r5, r6, r7}}",
        ".if {direct}",
        "ldr r12, [sp, #12]",
        ".else",
        "ldr r12, [sp, #8]",
        "add r12, r12, r1",
        ".endif",
        // A turn: runs of at most 16 pairs, the first of each last, which moves the pointers.
        "2:",
        ".set .Lpair, 0",
        ".rept {unroll} / 2",
        ".set .Lat, .Lpair % 16",
        ".set .Lrun, {unroll} / 2 * 2 - .Lpair + .Lat",
        ".if .Lrun > 16",
        ".set .Lrun, 16",
        ".endif",
        ".if .Lat + 2 < .Lrun",
        ".if {bytes}",
        "ldr r3, [r0, #.Lat * 2 + 4]",
        ".else",
        "ldr r2, [r0, #.Lat * 4 + 8]",
        "ldr r3, [r0, #.Lat * 4 + 12]",
        ".endif",
        "ldr r8, [r1, #.Lat * 8 + 16]",
        "ldr r9, [r1, #.Lat * 8 + 20]",
        "ldr r10, [r1, #.Lat * 8 + 24]",
        "ldr r11, [r1, #.Lat * 8 + 28]",
        ".else",
        ".if {bytes}",
        "ldr r3, [r0], #.Lrun * 2",
        ".else",
        "ldr r3, [r0, #4]",
        "ldr r2, [r0], #.Lrun * 4",
        ".endif",
        "ldr r11, [r1, #12]",
        "ldr r10, [r1, #8]",
        "ldr r9, [r1, #4]",
        "ldr r8, [r1], #.Lrun * 8",
        ".endif",
        ".if {bytes}",
        "sxtb16 r2, r3",
        "sxtb16 r3, r3, ror #8",
        ".endif",
        multiply!(),
        ".set .Lpair, .Lpair + 2",
        ".endr",
        ".if {unroll} % 2",
        "ldr r2, [r0], #4",
        "ldr r9, [r1, #4]",
        "ldr r8, [r1], #8",
        multiply_two!(),
        ".endif",
        ".if {direct}",
        "ldr r2, [r12], #4",
        "add r0, r0, r2",
        "tst r2, #1",
        "beq 2b",
        ".else",
        "cmp r1, r12",
        "bne 2b",
        ".endif",
        ".endif",
        // The outputs.
        "sub r5, r5, r4",
        "sub r7, r7, r6",
        "lsl r4, r4, #8",
        "lsl r6, r6, #8",
        ".if {own} == 0",
        "ldr r8, [sp, #16]",
        ".endif",
        requantize!("r4" "r5"),
        requantize!("r6" "r7"),
        ".if {bits} == 8",
        "strb r5, [lr, #1]",
        "strb r6, [lr, #2]",
        "strb r7, [lr, #3]",
        "strb r4, [lr], #4",
        ".else",
        "pkhbt r4, r4, r5, lsl #16",
        "pkhbt r6, r6, r7, lsl #16",
        ".if {added}",
        "ldr r2, [lr]",
        "ldr r3, [lr, #4]",
        "qadd16 r4, r4, r2",
        "qadd16 r6, r6, r3",
        ".endif",
        "str r6, [lr, #4]",
        "str r4, [lr], #8",
        ".endif",
        "ldr r2, [sp, #4]",
        "ldr r0, [sp]",
        "cmp lr, r2",
        "bne 5b",
        "add sp, sp, #20",
        "pop {{r4-r11, pc}}",
        unroll = const UNROLL,
        segments = const SEGMENTS,
        direct = const DIRECT as usize,
        bytes = const BYTES as usize,
        ties = const TIES as usize,
        own = const OWN as usize,
        bits = const if OUTPUT == TO_I8 { 8 } else { 16 },
        size = const if OUTPUT == TO_I8 { 2 } else { 3 },
        added = const (OUTPUT == ADDED_TO_I16) as usize,
    )
}
