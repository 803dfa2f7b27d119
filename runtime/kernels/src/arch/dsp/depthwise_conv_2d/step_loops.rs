//! The loops around a step that the cores of [`planes`](super::planes) share: over rows, columns and channels.
//!
//! Two steps may be a turn, which then may start at the second one.
//!
//! | register | content |
//! |---|---|
//! | r0 | `x` of the turn |
//! | r1 r2 r10 r11 | sums: upper left and right, lower left and right |
//! | r3–r8 | weights: `w01`, `w12` of three rows |
//! | r9 | bias |
//! | r12 lr | free in a step |
//!
//! | at sp + | content |
//! |---|---|
//! | 0 4 | `m`, `C` if the bias does not have it |
//! | 8 | `y` of the step |
//! | 12 16 20 | distances: of the row and column, of the row, of the column |
//! | 24 28 | `x` of the end, steps down to go |
//! | 32 | whether half a step down follows |
//! | 36 40 44 | `x`, `y` and weights of the channel |
//! | 48 52 | `run`, channels to go |
//! | 72 | the channel's shift, if there is no common one |
//! | 56 60 64 68 | `single`, `x_back`, `y_back`, `half` of [`Run`](super::planes::Run) |
#![forbid(unsafe_code)]

/// The next channel's weights and bias, `m` in r10; `C`, if there is one, where it stays. Takes r2, r11
/// and r12.
macro_rules! weights {
    () => {
        concat!(
            ".if {constant}\n",
            "ldm r1!, {{r3, r5, r9, r10, r11, r12}}\n",
            "str r11, [sp, #4]\n",
            ".else\n ldm r1!, {{r3, r5, r9, r10, r12}}\n .endif\n",
            "mov r2, #0xff00ff00\n",
            "and r4, r2, r3\n",
            "and r3, r2, r3, lsl #8\n",
            "and r6, r2, r5\n",
            "and r5, r2, r5, lsl #8\n",
            "and r8, r2, r12, lsl #8\n",
            ".if {exponent} == 0\n",
            "lsr r2, r12, #24\n",
            "str r2, [sp, #72]\n",
            ".endif\n",
            "and r12, r12, #0xff00\n",
            "pkhbt r7, r8, r12, lsl #16\n",
            "pkhbt r8, r12, r8\n",
        )
    };
}

/// From the function's start to the first step. The step at label 3 or the one at 4 is the first of
/// a turn; a single step has both labels.
macro_rules! begin {
    () => {
        concat!(
            "push {{r4-r11, lr}}\n",
            "sub sp, sp, #76\n",
            "mov r4, #4\n",
            "str r0, [sp, #36]\n",
            "str r2, [sp, #40]\n",
            "str r1, [sp, #44]\n",
            "str r3, [sp, #48]\n",
            "str r4, [sp, #52]\n",
            "add r3, r3, #24\n",
            "ldm r3, {{r4, r5, r6, r7}}\n",
            "add r8, sp, #56\n",
            "stm r8, {{r4, r5, r6, r7}}\n",
            "mov r12, r2\n",
            // A channel: its `x` and `y` are in r0 and r12.
            "2:\n",
            "ldr r10, [sp, #48]\n",
            "ldr r1, [sp, #44]\n",
            "ldm r10, {{r2, r3, r4, r5, r6, r7}}\n",
            "str r12, [sp, #8]\n",
            "cmp r6, #0\n",
            "add r5, r5, r0\n",
            "add r8, sp, #12\n",
            "stm r8, {{r2, r3, r4, r5, r6, r7}}\n",
            weights!(),
            "ldr r2, [sp, #68]\n",
            "str r10, [sp]\n",
            "str r1, [sp, #44]\n",
            // No steps down: a single row.
            "beq 13f\n",
            "sub r0, r0, r2\n",
            "cmp r2, #0\n",
            "bne 4f\n",
        )
    };
}

/// The channel's own shift in r12, if there is no common one.
macro_rules! shift {
    () => {
        ".if {exponent} == 0\n ldr r12, [sp, #72]\n .endif\n"
    };
}

/// Shifts and saturates.
macro_rules! saturate {
    ($y:literal) => {
        concat!(
            ".if {exponent}\n ssat ",
            $y,
            ", #8, ",
            $y,
            ", asr #{asr}\n .else\n asr ",
            $y,
            ", ",
            $y,
            ", r12\n ssat ",
            $y,
            ", #8, ",
            $y,
            "\n .endif\n",
        )
    };
}

/// Times `m` in r12, with `C` in lr if there is one.
macro_rules! multiply {
    ($y:literal) => {
        concat!(
            ".if {constant}\n smmla ",
            $y,
            ", ",
            $y,
            ", r12, lr\n .else\n smmul ",
            $y,
            ", ",
            $y,
            ", r12\n .endif\n",
        )
    };
}

/// Requantizes and writes four outputs, the upper left last, and moves `y` to the next step's: two
/// columns further by lr, two rows by r11. Leaves that in r12 and the end in r10.
macro_rules! finish {
    ($distance:literal) => {
        concat!(
            "ldr r12, [sp]\n",
            ".if {constant}\n ldr lr, [sp, #4]\n .endif\n",
            multiply!("r1"),
            multiply!("r2"),
            multiply!("r10"),
            multiply!("r11"),
            shift!(),
            saturate!("r1"),
            saturate!("r2"),
            saturate!("r10"),
            saturate!("r11"),
            "ldr r12, [sp, #8]\n",
            "ldr lr, [sp, #12]\n",
            "strb r11, [r12, lr]\n",
            "ldr r11, [sp, #16]\n",
            "ldr lr, [sp, #20]\n",
            "strb r10, [r12, r11]\n",
            "ldr r10, [sp, #24]\n",
            "strb r2, [r12, lr]\n",
            "strb r1, [r12]\n",
            "add r12, r12, ",
            $distance,
            ", lsl #1\n",
            "str r12, [sp, #8]\n",
        )
    };
}

/// From the end of a turn to the last row, which is without one below, at label 13. `ahead` bytes of
/// columns before that of its first step, a turn with one step is entered.
macro_rules! end {
    () => {
        concat!(
            "cmp r0, r10\n",
            "bne 3b\n",
            "ldr r1, [sp, #56]\n",
            "ldr r2, [sp, #28]\n",
            "ldr r11, [sp, #60]\n",
            "ldr lr, [sp, #64]\n",
            "cbnz r1, 7f\n",
            // Two rows down.
            "5:\n",
            "subs r2, r2, #1\n",
            "beq 9f\n",
            "add r0, r0, r11\n",
            "add r12, r12, lr\n",
            "add r10, r10, #{down}\n",
            "ldr r1, [sp, #68]\n",
            "str r2, [sp, #28]\n",
            "str r12, [sp, #8]\n",
            "str r10, [sp, #24]\n",
            "cmp r1, #0\n",
            "bne 4b\n",
            "b 3b\n",
            // A column without one to the right, unless that was it.
            "7:\n",
            "ldr r10, [sp, #20]\n",
            "ldr lr, [sp, #16]\n",
            "cmp r10, #0\n",
            "beq 8f\n",
            "mov r10, #0\n",
            "sub r0, r0, #{ahead}\n",
            "str r10, [sp, #20]\n",
            "add r10, r0, #2*{columns}\n",
            "str lr, [sp, #12]\n",
            "str r10, [sp, #24]\n",
            "b 4b\n",
            "8:\n",
            "add lr, lr, r1\n",
            "str r1, [sp, #20]\n",
            "str lr, [sp, #12]\n",
            "sub r0, r0, #2*{columns}-{ahead}\n",
            "ldr lr, [sp, #64]\n",
            "mov r10, r0\n",
            "b 5b\n",
            // A row without one below, if there is one.
            "9:\n",
            "ldr r1, [sp, #32]\n",
            "cmp r1, #0\n",
            "beq 12f\n",
            "ldr r1, [sp, #68]\n",
            "add r0, r0, r11\n",
            "add r12, r12, lr\n",
            "add r10, r10, #{down}\n",
            "add r0, r0, r1\n",
            "str r12, [sp, #8]\n",
            "str r10, [sp, #24]\n",
            "13:\n",
        )
    };
}

/// Requantizes and writes two outputs of the last row, the left one last, and goes on to the next two.
macro_rules! end_of_row {
    () => {
        concat!(
            "ldr r12, [sp]\n",
            ".if {constant}\n ldr lr, [sp, #4]\n .endif\n",
            multiply!("r1"),
            multiply!("r2"),
            shift!(),
            saturate!("r1"),
            saturate!("r2"),
            "ldr r12, [sp, #8]\n",
            "ldr lr, [sp, #20]\n",
            "ldr r10, [sp, #24]\n",
            "strb r2, [r12, lr]\n",
            "strb r1, [r12]\n",
            "add r12, r12, lr, lsl #1\n",
            "add r0, r0, #{across}\n",
            "str r12, [sp, #8]\n",
            "cmp r0, r10\n",
            "bne 13b\n",
            // A column without one to the right, unless that was it.
            "ldr r1, [sp, #56]\n",
            "ldr r2, [sp, #20]\n",
            "cbz r1, 12f\n",
            "cbz r2, 12f\n",
            "mov r2, #0\n",
            "add r10, r0, #{across}\n",
            "str r2, [sp, #20]\n",
            "str r10, [sp, #24]\n",
            "b 13b\n",
        )
    };
}

/// From the end of a channel to that of the function.
macro_rules! channels {
    () => {
        concat!(
            "12:\n",
            "ldr r2, [sp, #52]\n",
            "ldr r0, [sp, #36]\n",
            "ldr r12, [sp, #40]\n",
            "subs r2, r2, #1\n",
            "add r0, r0, #{columns}/4\n",
            "add r12, r12, #1\n",
            "str r2, [sp, #52]\n",
            "str r0, [sp, #36]\n",
            "str r12, [sp, #40]\n",
            "bne 2b\n",
            "add sp, sp, #76\n",
            "pop {{r4-r11, pc}}\n",
        )
    };
}

pub(super) use {begin, channels, end, end_of_row, finish, multiply, saturate, shift, weights};
