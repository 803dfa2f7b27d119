//! A row of activations times rows of int8 weights as they lie in flash: CONV_2D, FULLY_CONNECTED and TRANSPOSE_CONV of
//! int16 activations, and the features of SVDF.
//!
//! SXTB16 expands two of four weights at once, those at even places or those at odd ones; the activations are
//! brought into the same order once for all four rows. Sums wrap.
#![allow(unsafe_code)]

use core::arch::naked_asm;

use crate::at::At;

/// Rows of a call.
const ROWS: usize = 4;

/// `sums[r] += Σ x[k] · w[r · stride + k]`, wrapping. Adds nothing where a row ends outside of `w`.
#[inline(never)]
pub(crate) fn dots(sums: &mut [i32], x: &[i16], w: &[i8], stride: usize) {
    each_row(multiply::<i16, false>, sums, x, w, stride);
}

/// Adds the products of int8 activations, as [`dots`].
#[inline(never)]
pub(crate) fn dots_of_bytes(sums: &mut [i32], x: &[i8], w: &[i8], stride: usize) {
    each_row(multiply::<i8, true>, sums, x, w, stride);
}

/// [`multiply`] for activations of one type.
type Multiply<X> = unsafe extern "C" fn(*const X, *const i8, usize, usize, *mut [i32; ROWS]);

/// `multiply` reads as many activations as there are.
#[inline(always)]
fn each_row<X>(multiply: Multiply<X>, sums: &mut [i32], x: &[X], w: &[i8], stride: usize) {
    if let Ok(sums) = <&mut [i32; ROWS]>::try_from(&mut *sums) {
        let fits = (w.len().checked_sub(x.len())).is_some_and(|rest| rest / (ROWS - 1) >= stride);
        if fits {
            // SAFETY: `3 · stride + x.len()` weights.
            unsafe { multiply(x.as_ptr(), w.as_ptr(), stride, x.len(), sums) };
        }
        return;
    }
    let mut start = At(0);
    for sum in sums {
        let w = w.get(start.0..).unwrap_or_default();
        let mut sums = [0; ROWS];
        if x.len() <= w.len() {
            // SAFETY: as many weights as activations, four times the same row.
            unsafe { multiply(x.as_ptr(), w.as_ptr(), 0, x.len(), &mut sums) };
        }
        *sum = sum.wrapping_add(sums[0]);
        start += stride;
    }
}

/// Two activations at even places in r10, two at odd ones in r9, times four weights in a register, which is
/// lost with r8.
macro_rules! row {
    ($sum:literal $w:literal) => {
        concat!(
            "sxtb16 r8, ",
            $w,
            "\n sxtb16 ",
            $w,
            ", ",
            $w,
            ", ror #8\n",
            "smlad ",
            $sum,
            ", r8, r10, ",
            $sum,
            "\n",
            "smlad ",
            $sum,
            ", ",
            $w,
            ", r9, ",
            $sum,
            "\n",
        )
    };
}

/// Four activations times four rows of weights, 31 cycles a turn.
///
/// # Safety
/// `x` is readable for `count` values, int8 if they are `BYTES` or else int16, `w` for as many from each of four
/// rows on, `stride` bytes apart.
#[unsafe(naked)]
unsafe extern "C" fn multiply<X, const BYTES: bool>(
    x: *const X,
    w: *const i8,
    stride: usize,
    count: usize,
    sums: *mut [i32; ROWS],
) {
    // r0: x; r1: the first row; r2, r3: once and three times the stride; r4–r7: sums; lr: what is left.
    naked_asm!(
        extension!(),
        "push {{r4-r11, lr}}",
        "ldr r8, [sp, #36]",
        "ldm r8, {{r4, r5, r6, r7}}",
        "mov lr, r3",
        "add r3, r2, r2, lsl #1",
        "subs lr, lr, #4",
        "blo 3f",
        "2:",
        ".if {bytes}",
        "ldr r9, [r0], #4",
        ".else",
        "ldr r9, [r0, #4]",
        "ldr r8, [r0], #8",
        ".endif",
        "ldr r11, [r1, r2]",
        "ldr r12, [r1, r2, lsl #1]",
        ".if {bytes}",
        "sxtb16 r10, r9",
        "sxtb16 r9, r9, ror #8",
        ".else",
        "pkhbt r10, r8, r9, lsl #16",
        "pkhtb r9, r9, r8, asr #16",
        ".endif",
        row!("r5" "r11"),
        row!("r6" "r12"),
        "ldr r11, [r1, r3]",
        "ldr r12, [r1], #4",
        row!("r7" "r11"),
        row!("r4" "r12"),
        "subs lr, lr, #4",
        "bhs 2b",
        "3:",
        "adds lr, lr, #4",
        "beq 5f",
        "4:",
        ".if {bytes}",
        "ldrsb r8, [r0], #1",
        ".else",
        "ldrsh r8, [r0], #2",
        ".endif",
        "ldrsb r9, [r1, r2]",
        "ldrsb r10, [r1, r2, lsl #1]",
        "ldrsb r11, [r1, r3]",
        "ldrsb r12, [r1], #1",
        "mla r5, r8, r9, r5",
        "mla r6, r8, r10, r6",
        "mla r7, r8, r11, r7",
        "mla r4, r8, r12, r4",
        "subs lr, lr, #1",
        "bne 4b",
        "5:",
        "ldr r8, [sp, #36]",
        "stm r8, {{r4, r5, r6, r7}}",
        "pop {{r4-r11, pc}}",
        bytes = const BYTES as usize,
    )
}
