//! 3×3 with a stride of 1, by planes.
//!
//! A step reads four rows of two words, `A = x0 x1` and `B = x2 x3`. With the weights `w01` and
//! `w12` of a row, its share of two neighbouring outputs is
//!
//! - `x0·w0 + x1·w1 + x2·w2`: SMLAD of `A`, `w01`; SMLABT of `B`, `w12`
//! - `x1·w0 + x2·w1 + x3·w2`: SMLATB of `A`, `w01`; SMLAD of `B`, `w12`

use core::arch::naked_asm;

use super::planes::{COLUMNS, Run};

/// `left` and `right` sums plus the share of a row in `A` and `B`.
macro_rules! row {
    ($left:literal, $right:literal, $a:literal, $b:literal, $w01:literal, $w12:literal) => {
        concat!(
            "smlad ", $left, ", ", $a, ", ", $w01, ", ", $left, "\n", "smlatb ", $right, ", ", $a,
            ", ", $w01, ", ", $right, "\n", "smlabt ", $left, ", ", $b, ", ", $w12, ", ", $left,
            "\n", "smlad ", $right, ", ", $b, ", ", $w12, ", ", $right, "\n",
        )
    };
}
/// The same of the first row, with the bias.
macro_rules! first_row {
    ($left:literal, $right:literal, $a:literal, $b:literal) => {
        concat!(
            "smlad ",
            $left,
            ", ",
            $a,
            ", r3, r9\n",
            "smlatb ",
            $right,
            ", ",
            $a,
            ", r3, r9\n",
            "smlabt ",
            $left,
            ", ",
            $b,
            ", r4, ",
            $left,
            "\n",
            "smlad ",
            $right,
            ", ",
            $b,
            ", r4, ",
            $right,
            "\n",
        )
    };
}
/// Four outputs from the columns at these offsets: r1 r2 above r10 r11.
macro_rules! sums {
    ($a:literal, $b:literal) => {
        concat!(
            "ldr r10, [r0, #",
            $a,
            "]\n",
            "ldr lr, [r0, #",
            $b,
            "]\n",
            "ldr r11, [r0, #",
            $a,
            "+4]\n",
            "ldr r12, [r0, #",
            $b,
            "+4]\n",
            first_row!("r1", "r2", "r10", "lr"),
            row!("r1", "r2", "r11", "r12", "r5", "r6"),
            "smlad r10, r11, r3, r9\n",
            "smlatb r11, r11, r3, r9\n",
            "smlabt r10, r12, r4, r10\n",
            "smlad r11, r12, r4, r11\n",
            "ldr r12, [r0, #",
            $a,
            "+8]\n",
            "ldr lr, [r0, #",
            $b,
            "+8]\n",
            row!("r1", "r2", "r12", "lr", "r7", "r8"),
            row!("r10", "r11", "r12", "lr", "r5", "r6"),
            "ldr r12, [r0, #",
            $a,
            "+12]\n",
            "ldr lr, [r0, #",
            $b,
            "+12]\n",
            row!("r10", "r11", "r12", "lr", "r7", "r8"),
        )
    };
}
/// Requantizes and writes four outputs, r1 last, and moves `y` to the next step's.
/// Leaves the end of the row of steps in r10.
macro_rules! finish {
    () => {
        concat!(
            "ldr r12, [sp]\n",
            "ldr lr, [sp, #4]\n",
            "smmla r1, r1, r12, lr\n",
            "smmla r2, r2, r12, lr\n",
            "smmla r10, r10, r12, lr\n",
            "smmla r11, r11, r12, lr\n",
            "ldr r12, [sp, #8]\n",
            "ldr lr, [sp, #20]\n",
            "ssat r1, #8, r1, asr #{exponent}\n",
            "ssat r2, #8, r2, asr #{exponent}\n",
            "ssat r10, #8, r10, asr #{exponent}\n",
            "ssat r11, #8, r11, asr #{exponent}\n",
            "strb r11, [r12, lr]\n",
            "ldr r11, [sp, #12]\n",
            "ldr lr, [sp, #16]\n",
            "strb r10, [r12, r11]\n",
            "ldr r10, [sp, #24]\n",
            "strb r2, [r12, lr]\n",
            "strb r1, [r12]\n",
            "add r12, r12, lr, lsl #1\n",
            "str r12, [sp, #8]\n",
        )
    };
}
pub(super) use finish;

/// A core of [`planes`](super::planes). Two steps are a turn, which may start at the second one.
///
/// | register | content |
/// |---|---|
/// | r0 | `x` of the turn |
/// | r1 r2 r10 r11 | sums |
/// | r3–r8 | weights: `w01`, `w12` of three rows |
/// | r9 | bias |
/// | r12 lr (r10 r11) | `A` and `B` |
///
/// | at sp + | content | | |
/// |---|---|---|---|
/// | 0 4 | `m`, `C` | 8 | `y` |
/// | 12 16 20 | distance of the row, of the column, and their sum | 24 | `x` of the end |
/// | 28 32 | `y` and `x` of the row of steps | 36 40 | steps down to go, `run` |
///
/// # Safety
/// `x` is a plane with all columns and rows that the steps read, `weights` are a channel's, `y` is
/// writable at all outputs.
#[unsafe(naked)]
pub(super) unsafe extern "C" fn plane<const EXPONENT: usize>(
    x: *const u32,
    weights: *const u32,
    y: *mut i8,
    run: *const Run,
) {
    naked_asm!(
        extension!(),
        "push {{r4-r11, lr}}",
        "sub sp, sp, #44",
        "str r2, [sp, #28]",
        "str r0, [sp, #32]",
        "str r3, [sp, #40]",
        "ldr r2, [r3, #20]",
        "ldr r9, [r1, #24]",
        "ldr r4, [r1, #28]",
        "ldr r5, [r1, #32]",
        "str r2, [sp, #36]",
        "str r4, [sp]",
        "str r5, [sp, #4]",
        "ldm r1, {{r3, r4, r5, r6, r7, r8}}",
        // A row of steps.
        "2:",
        "ldr r10, [sp, #40]",
        "ldr r12, [sp, #28]",
        "ldr r0, [sp, #32]",
        "ldr r2, [sp, #36]",
        "str r12, [sp, #8]",
        "ldr r1, [r10, #8]",
        "ldr r11, [r10, #12]",
        "ldr r12, [r10]",
        "ldr lr, [r10, #24]",
        "cmp r2, #1",
        "it eq",
        "ldreq r11, [r10, #16]",
        "add r12, r12, r0",
        "str r11, [sp, #12]",
        "str r1, [sp, #16]",
        "add r1, r1, r11",
        "str r1, [sp, #20]",
        "str r12, [sp, #24]",
        "cmp r0, r12",
        "beq 5f",
        "subs r0, r0, lr",
        "cmp lr, #0",
        "bne 4f",
        "3:",
        sums!("0", "{columns}"),
        finish!(),
        "4:",
        sums!("{columns}", "2*{columns}"),
        finish!(),
        "add r0, r0, #2*{columns}",
        "cmp r0, r10",
        "bne 3b",
        // A last column, without one to the right, unless that was it.
        "5:",
        "ldr r10, [sp, #40]",
        "ldr r1, [sp, #16]",
        "ldr r2, [sp, #36]",
        "ldr r11, [r10, #4]",
        "cbz r1, 6f",
        "cmp r11, #0",
        "beq 6f",
        "ldr r1, [sp, #12]",
        "add r12, r0, #{columns}",
        "sub r0, r0, #{columns}",
        "mov r11, #0",
        "str r11, [sp, #16]",
        "str r1, [sp, #20]",
        "str r12, [sp, #24]",
        "b 4b",
        "6:",
        "ldr r11, [sp, #12]",
        "ldr r12, [sp, #28]",
        "ldr r0, [sp, #32]",
        "subs r2, r2, #1",
        "add r12, r12, r11, lsl #1",
        "add r0, r0, #8",
        "str r2, [sp, #36]",
        "str r12, [sp, #28]",
        "str r0, [sp, #32]",
        "bne 2b",
        "add sp, sp, #44",
        "pop {{r4-r11, pc}}",
        columns = const COLUMNS,
        exponent = const EXPONENT,
    )
}
