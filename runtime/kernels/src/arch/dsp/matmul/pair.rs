//! The core: four output channels × two pixels, 15 cycles for 16 multiply-accumulates.
//!
//! Registers, from the first pair of `k` to the last:
//!
//! | | |
//! |---|---|
//! | r0 | activations |
//! | r1 | weights |
//! | r4 r5 r6 r7 | sums `A_ab T_ab A_cd T_cd` of the first pixel |
//! | r8 r9 r10 r11 | the same of the second |
//! | r2 r3 | two activations of the first, of the second pixel |
//! | r12 lr | weights `ab`, `cd` of two `k` |
//!
//! While a block is finished, r2 r3 r12 lr are `m C shift mask` of a channel.

use core::arch::naked_asm;

use super::Run;
use crate::layout::ANY_SHIFT;

/// Two activations of each pixel times two weights of each channel.
///
/// The first product of a sum without a loop adds to the biases, which both pixels share.
macro_rules! multiply {
    ($a:literal $t:literal $b:literal $u:literal) => {
        concat!(
            "smlad r9, r12, r3, ",
            $t,
            "\n smlad r11, lr, r3, ",
            $u,
            "\n",
            "smlad r5, r12, r2, r5\n smlad r7, lr, r2, r7\n",
            "sxtb16 r12, r12\n sxtb16 lr, lr\n",
            "smlad r8, r12, r3, ",
            $a,
            "\n smlad r10, lr, r3, ",
            $b,
            "\n",
            "smlad r4, r12, r2, r4\n smlad r6, lr, r2, r6\n",
        )
    };
}

/// The constants of a channel; of two, the first one's at once, where they need no more registers.
macro_rules! constants {
    ($channel:literal) => {
        concat!(
            ".set .Lconstants, {finish} + ",
            $channel,
            " * {channel}\n",
            ".if {two}\n",
            ".if ",
            $channel,
            " % 2 == 0\n",
            ".if {segments}\n",
            "ldr r2, [r1, #.Lconstants]\n",
            "ldr r3, [r1, #.Lconstants + 4]\n",
            "ldr r12, [r1, #.Lconstants + 8]\n",
            "ldr lr, [r1, #.Lconstants + 12]\n",
            ".else\n ldm r1!, {{r2, r3, r12, lr}}\n .endif\n",
            ".endif\n",
            ".elseif {segments}\n",
            "ldr r2, [r1, #.Lconstants]\n",
            "ldr r3, [r1, #.Lconstants + 4]\n",
            ".if {shift} == 0\n ldr r12, [r1, #.Lconstants + 8]\n .endif\n",
            ".if {ties}\n ldr lr, [r1, #.Lconstants + {channel} - 4]\n .endif\n",
            ".elseif {shift} == 0\n",
            ".if {ties}\n ldm r1!, {{r2, r3, r12, lr}}\n",
            ".else\n ldm r1!, {{r2, r3, r12}}\n .endif\n",
            ".elseif {ties}\n ldm r1!, {{r2, r3, lr}}\n",
            ".else\n ldrd r2, r3, [r1], #8\n .endif\n",
        )
    };
}

/// An accumulator `256·a` to int8, with `m` and `C` in these registers if two channels' are there. r0
/// is free with ties.
macro_rules! requantize {
    ($a:literal) => {
        requantize!($a, "r2, r3")
    };
    ($a:literal, $constants:literal) => {
        concat!(
            ".if {ties}\n",
            "and r0, lr, ",
            $a,
            ", asr #31\n sub r0, r3, r0\n smmla ",
            $a,
            ", ",
            $a,
            ", r2, r0\n",
            ".elseif {two}\n smmla ",
            $a,
            ", ",
            $a,
            ", ",
            $constants,
            "\n",
            ".else\n smmla ",
            $a,
            ", ",
            $a,
            ", r2, r3\n .endif\n",
            ".if {shift} % {any}\n ssat ",
            $a,
            ", #8, ",
            $a,
            ", asr #{asr}\n",
            ".else\n asr ",
            $a,
            ", ",
            $a,
            ", r12\n ssat ",
            $a,
            ", #8, ",
            $a,
            "\n .endif\n",
        )
    };
}

/// All blocks over pairs of pixels.
///
/// # Safety
/// `x`, `weights`, `y` and `run` are as [`Run`] says, for the walk of `UNROLL`, `SEGMENTS` and
/// `DISTANCE`; with a `SHIFT` all channels have that one, or the run's if it is [`ANY_SHIFT`].
#[unsafe(naked)]
pub(super) unsafe extern "C" fn pair<
    const UNROLL: usize,
    const SEGMENTS: usize,
    const DISTANCE: usize,
    const TIES: bool,
    const SHIFT: usize,
>(
    x: *const u32,
    weights: *const u32,
    y: *mut i8,
    run: *const Run,
) {
    // Stack: 0 block's weights, 4 y, 8 stride of y, 12 end of y, 16 table of steps, 20 x, 24 run,
    // 28 blocks left, 32 end of the block's weights or next step, 36 x of the next pair, 40 the run's
    // shift, 44 steps.
    naked_asm!(
        extension!(),
        "push {{r4-r11, lr}}",
        "sub sp, sp, #44 + 4 * {segments}",
        "ldr r4, [r3]",
        "ldr r5, [r3, #8]",
        "ldr r6, [r3, #16]",
        "str r0, [sp, #20]",
        "str r3, [sp, #24]",
        "str r4, [sp, #8]",
        "str r5, [sp, #28]",
        "str r6, [sp, #16]",
        ".if {shift} == {any}",
        "ldr r4, [r3, #20]",
        "str r4, [sp, #40]",
        ".endif",
        ".if {segments} && {direct}",
        ".set .Lstep, 0",
        ".rept {segments}",
        "ldr r4, [r6, #4 * .Lstep]",
        "str r4, [sp, #44 + 4 * .Lstep]",
        ".set .Lstep, .Lstep + 1",
        ".endr",
        ".endif",
        // A block.
        "5:",
        "ldr r3, [sp, #24]",
        "ldr r0, [sp, #20]",
        "ldr r4, [r3, #4]",
        "str r1, [sp]",
        "add r4, r4, r2",
        "str r2, [sp, #4]",
        "str r4, [sp, #12]",
        ".if {segments} == 0",
        ".if {direct}",
        "ldr r5, [sp, #16]",
        ".else",
        "ldr r5, [r3, #12]",
        "add r5, r5, r1",
        "add r5, r5, #16",
        ".endif",
        "str r5, [sp, #32]",
        ".endif",
        // A pair of pixels.
        "3:",
        ".if {segments}",
        "ldm r1, {{r4, r5, r6, r7}}",
        ".set .Lpair, 0",
        ".set .Lsegment, 0",
        ".rept {segments}",
        ".set .Lx, 0",
        ".rept {unroll}",
        "ldr r3, [r0, #.Lx + {distance}]",
        "ldr r2, [r0, #.Lx]",
        "ldr r12, [r1, #16 + 8 * .Lpair]",
        "ldr lr, [r1, #20 + 8 * .Lpair]",
        ".if .Lpair == 0",
        multiply!("r4" "r5" "r6" "r7"),
        ".else",
        multiply!("r8" "r9" "r10" "r11"),
        ".endif",
        ".set .Lx, .Lx + {step}",
        ".set .Lpair, .Lpair + 1",
        ".endr",
        ".if {direct}",
        "ldr r12, [sp, #44 + 4 * .Lsegment]",
        "add r0, r0, r12",
        ".else",
        "add r0, r0, #{unroll} * {step}",
        ".endif",
        ".set .Lsegment, .Lsegment + 1",
        ".endr",
        ".else",
        "ldm r1!, {{r4, r5, r6, r7}}",
        "mov r8, r4",
        "mov r9, r5",
        "mov r10, r6",
        "mov r11, r7",
        // A turn: runs of at most 16 pairs, the first of each last, which moves the pointers.
        "2:",
        ".set .Lpair, 0",
        ".rept {unroll}",
        ".set .Lat, .Lpair % 16",
        ".set .Lrun, {unroll} - .Lpair + .Lat",
        ".if .Lrun > 16",
        ".set .Lrun, 16",
        ".endif",
        ".if .Lat + 1 < .Lrun",
        "ldr r3, [r0, #(.Lat + 1) * {step} + {distance}]",
        "ldr r2, [r0, #(.Lat + 1) * {step}]",
        "ldr lr, [r1, #(.Lat + 1) * 8 + 4]",
        "ldr r12, [r1, #(.Lat + 1) * 8]",
        ".else",
        "ldr r3, [r0, #{distance}]",
        "ldr r2, [r0], #.Lrun * {step}",
        "ldr lr, [r1, #4]",
        "ldr r12, [r1], #.Lrun * 8",
        ".endif",
        multiply!("r8" "r9" "r10" "r11"),
        ".set .Lpair, .Lpair + 1",
        ".endr",
        "ldr r2, [sp, #32]",
        ".if {direct}",
        "ldr r3, [r2], #4",
        "str r2, [sp, #32]",
        "add r0, r0, r3",
        "tst r3, #1",
        "beq 2b",
        "sub r0, r0, #1",
        ".else",
        "cmp r1, r2",
        "bne 2b",
        ".endif",
        ".endif",
        // The outputs.
        ".if {ties}",
        "str r0, [sp, #36]",
        ".endif",
        "sub r5, r5, r4",
        "sub r7, r7, r6",
        "sub r9, r9, r8",
        "sub r11, r11, r10",
        ".if {shift} == {any}",
        "ldr r12, [sp, #40]",
        ".endif",
        constants!("0"),
        "lsl r4, r4, #8",
        "lsl r8, r8, #8",
        requantize!("r4"),
        requantize!("r8"),
        constants!("1"),
        requantize!("r5", "r12, lr"),
        requantize!("r9", "r12, lr"),
        constants!("2"),
        "lsl r6, r6, #8",
        "lsl r10, r10, #8",
        requantize!("r6"),
        requantize!("r10"),
        constants!("3"),
        requantize!("r7", "r12, lr"),
        requantize!("r11", "r12, lr"),
        ".if {segments}",
        "ldr r2, [sp, #4]",
        "ldr r3, [sp, #8]",
        "ldr r12, [sp, #12]",
        ".else",
        "ldm sp, {{r1, r2, r3, r12, lr}}",
        ".endif",
        ".if {ties}",
        "ldr r0, [sp, #36]",
        ".endif",
        ".if {segments} == 0 && {direct}",
        "str lr, [sp, #32]",
        ".endif",
        "strb r4, [r2]",
        "strb r5, [r2, #1]",
        "strb r6, [r2, #2]",
        "strb r7, [r2, #3]",
        "add r2, r2, r3",
        "strb r8, [r2]",
        "strb r9, [r2, #1]",
        "strb r10, [r2, #2]",
        "strb r11, [r2, #3]",
        "add r2, r2, r3",
        "str r2, [sp, #4]",
        "cmp r2, r12",
        "bne 3b",
        // The next block.
        "ldr r3, [sp, #24]",
        "ldr r12, [sp, #28]",
        "ldr r4, [r3, #4]",
        "ldr r5, [r3, #12]",
        "sub r2, r2, r4",
        "add r2, r2, #4",
        "add r1, r1, r5",
        "add r1, r1, #16 + 4 * {channel}",
        "subs r12, r12, #1",
        "str r12, [sp, #28]",
        "bne 5b",
        "add sp, sp, #44 + 4 * {segments}",
        "pop {{r4-r11, pc}}",
        unroll = const UNROLL,
        segments = const SEGMENTS,
        direct = const (DISTANCE > 0) as usize,
        step = const if DISTANCE > 0 { 4 } else { 8 },
        distance = const if DISTANCE > 0 { DISTANCE } else { 4 },
        finish = const 16 + 8 * UNROLL * SEGMENTS,
        channel = const 8 + 4 * (TIES as usize + (SHIFT == 0) as usize),
        ties = const TIES as usize,
        two = const (!TIES && SHIFT % ANY_SHIFT > 0) as usize,
        shift = const SHIFT,
        any = const ANY_SHIFT,
        asr = const if SHIFT % ANY_SHIFT == 0 { 1 } else { SHIFT },
    )
}
