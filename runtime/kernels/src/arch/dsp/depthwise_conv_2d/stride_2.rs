//! The core of DEPTHWISE_CONV_2D of 3×3 with a stride of 2, by planes: 2×2 outputs a step.
//!
//! A step reads five rows of three words, `A = x0 x1`, `B = x2 x3`, `C = x4 x5`. A row's share of
//! two neighbouring outputs is
//!
//! - `x0·w0 + x1·w1 + x2·w2`: SMLAD of `A`, `w01`; SMLABT of `B`, `w12`
//! - `x2·w0 + x3·w1 + x4·w2`: SMLAD of `B`, `w01`; SMLABT of `C`, `w12`
#![allow(unsafe_code)]

use core::arch::naked_asm;

use super::planes::PlanesRun;
use super::step_loops::{
    begin, channels, end, end_of_row, finish, multiply, saturate, shift, weights,
};

/// The share of a row, whose words are so many bytes after the first row's, in the outputs r1 and r2.
macro_rules! one_row {
    ($row:literal, $left:literal, $right:literal, $w12:literal) => {
        concat!(
            "ldr r10, [r0, #",
            $row,
            "]\n ldr r11, [r0, #{columns}+",
            $row,
            "]\n ldr r12, [r0, #2*{columns}+",
            $row,
            "]\n",
            $left,
            "\n",
            $right,
            "\n smlabt r1, r11, ",
            $w12,
            ", r1\n smlabt r2, r12, ",
            $w12,
            ", r2\n",
        )
    };
}

/// A core. `A`, `B` and `C` are in r10 r11 r12 lr, until r10 r11 are sums.
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
        "4:",
        // Rows 0 to 2 of the upper outputs, 2 to 4 of the lower.
        "ldr r10, [r0]",
        "ldr r11, [r0, #{columns}]",
        "ldr r12, [r0, #2*{columns}]",
        "ldr lr, [r0, #4]",
        "smlad r1, r10, r3, r9",
        "smlad r2, r11, r3, r9",
        "smlabt r1, r11, r4, r1",
        "smlabt r2, r12, r4, r2",
        "smlad r1, lr, r5, r1",
        "ldr r10, [r0, #{columns}+4]",
        "ldr r11, [r0, #2*{columns}+4]",
        "ldr r12, [r0, #8]",
        "ldr lr, [r0, #{columns}+8]",
        "smlabt r1, r10, r6, r1",
        "smlad r2, r10, r5, r2",
        "smlabt r2, r11, r6, r2",
        "smlad r1, r12, r7, r1",
        "smlabt r1, lr, r8, r1",
        "smlad r2, lr, r7, r2",
        "smlad r10, r12, r3, r9",
        "smlabt r10, lr, r4, r10",
        "smlad r11, lr, r3, r9",
        "ldr r12, [r0, #2*{columns}+8]",
        "ldr lr, [r0, #12]",
        "smlabt r2, r12, r8, r2",
        "smlabt r11, r12, r4, r11",
        "smlad r10, lr, r5, r10",
        "ldr r12, [r0, #{columns}+12]",
        "ldr lr, [r0, #2*{columns}+12]",
        "smlabt r10, r12, r6, r10",
        "smlad r11, r12, r5, r11",
        "smlabt r11, lr, r6, r11",
        "ldr r12, [r0, #16]",
        "ldr lr, [r0, #{columns}+16]",
        "smlad r10, r12, r7, r10",
        "smlabt r10, lr, r8, r10",
        "smlad r11, lr, r7, r11",
        "ldr r12, [r0, #2*{columns}+16]",
        "add r0, r0, #2*{columns}",
        "smlabt r11, r12, r8, r11",
        finish!("lr"),
        end!(),
        // Two outputs of a row without one below.
        one_row!("0", "smlad r1, r10, r3, r9", "smlad r2, r11, r3, r9", "r4"),
        one_row!("4", "smlad r1, r10, r5, r1", "smlad r2, r11, r5, r2", "r6"),
        one_row!("8", "smlad r1, r10, r7, r1", "smlad r2, r11, r7, r2", "r8"),
        end_of_row!(),
        channels!(),
        columns = const 16 * ROWS,
        across = const 32 * ROWS,
        ahead = const 0,
        down = const 16,
        exponent = const EXPONENT,
        constant = const CONSTANT as usize,
        asr = const if EXPONENT == 0 { 1 } else { EXPONENT },
    )
}
