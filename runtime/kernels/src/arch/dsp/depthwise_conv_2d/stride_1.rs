//! The core of DEPTHWISE_CONV_2D of 3×3 with a stride of 1, by planes: 2×2 outputs a step.
//!
//! A step reads four rows of two words, `A = x0 x1` and `B = x2 x3`. With the weights `w01` and
//! `w12` of a row, its share of two neighbouring outputs is
//!
//! - `x0·w0 + x1·w1 + x2·w2`: SMLAD of `A`, `w01`; SMLABT of `B`, `w12`
//! - `x1·w0 + x2·w1 + x3·w2`: SMLATB of `A`, `w01`; SMLAD of `B`, `w12`
#![allow(unsafe_code)]

use core::arch::naked_asm;

use super::planes::PlanesRun;
use super::step_loops::{
    begin, channels, end, end_of_row, finish, multiply, saturate, shift, weights,
};

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
/// `left` and `right` sums: the bias, and the share of the first row in `A` and `B`.
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
/// Four outputs from the columns at these offsets, rows being `next` bytes apart: r1 r2 above r10 r11.
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
            "+{next}]\n",
            "ldr r12, [r0, #",
            $b,
            "+{next}]\n",
            first_row!("r1", "r2", "r10", "lr"),
            row!("r1", "r2", "r11", "r12", "r5", "r6"),
            "smlad r10, r11, r3, r9\n",
            "smlatb r11, r11, r3, r9\n",
            "smlabt r10, r12, r4, r10\n",
            "smlad r11, r12, r4, r11\n",
            "ldr r12, [r0, #",
            $a,
            "+2*{next}]\n",
            "ldr lr, [r0, #",
            $b,
            "+2*{next}]\n",
            row!("r1", "r2", "r12", "lr", "r7", "r8"),
            row!("r10", "r11", "r12", "lr", "r5", "r6"),
            "ldr r12, [r0, #",
            $a,
            "+3*{next}]\n",
            "ldr lr, [r0, #",
            $b,
            "+3*{next}]\n",
            row!("r10", "r11", "r12", "lr", "r7", "r8"),
        )
    };
}
/// Two outputs, r1 and r2, of a row without one below.
macro_rules! sums_of_row {
    ($b:literal) => {
        concat!(
            "ldr r10, [r0]\n",
            "ldr r11, [r0, #{next}]\n",
            "ldr r12, [r0, #",
            $b,
            "]\n",
            "ldr lr, [r0, #",
            $b,
            "+{next}]\n",
            first_row!("r1", "r2", "r10", "r12"),
            row!("r1", "r2", "r11", "lr", "r5", "r6"),
            "ldr r12, [r0, #2*{next}]\n",
            "ldr lr, [r0, #",
            $b,
            "+2*{next}]\n",
            row!("r1", "r2", "r12", "lr", "r7", "r8"),
        )
    };
}
/// A core: two steps are a turn.
///
/// # Safety
/// `x` are planes with all columns and rows that the steps read, `weights` those of four channels,
/// `y` is writable at all outputs.
#[unsafe(naked)]
pub(super) unsafe extern "C" fn plane<
    const EXPONENT: usize,
    const ROWS: usize,
    const CONSTANT: bool,
>(
    x: *const u32,
    weights: *const u32,
    y: *mut i8,
    run: *const PlanesRun,
) {
    naked_asm!(
        extension!(),
        begin!(),
        "3:",
        sums!("0", "{columns}"),
        finish!("lr"),
        "4:",
        sums!("{columns}", "2*{columns}"),
        finish!("lr"),
        "add r0, r0, #2*{columns}",
        end!(),
        sums_of_row!("{columns}"),
        end_of_row!(),
        channels!(),
        next = const 4,
        columns = const 16 * ROWS,
        across = const 16 * ROWS,
        ahead = const 16 * ROWS,
        down = const 8,
        exponent = const EXPONENT,
        constant = const CONSTANT as usize,
        asr = const if EXPONENT == 0 { 1 } else { EXPONENT },
    )
}

pub(super) use {first_row, row, sums, sums_of_row};
