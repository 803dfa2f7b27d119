//! Clamps int8 outputs to the range of a fused activation, four at a time, after kernels that saturate to int8.
#![allow(unsafe_code)]

use core::arch::asm;

use crate::requantize::Output;

/// Clamps `y` to the output's range; nothing to do if that is all of int8.
#[inline(always)]
pub(crate) fn clamp(y: &mut [i8], output: Output) {
    if output.min > -128 || output.max < 127 {
        bytes(y, output.min as i8, output.max as i8);
    }
}

#[inline(never)]
fn bytes(y: &mut [i8], min: i8, max: i8) {
    // SAFETY: every bit pattern of four `i8` is a `u32`, and the other way round.
    let (head, words, tail) = unsafe { y.align_to_mut::<u32>() };
    let repeat = |value: i8| u32::from(value.cast_unsigned()) * 0x0101_0101;
    let (low, high) = (repeat(min), repeat(max));
    for word in words {
        *word = four(*word, low, high);
    }
    for y in head.iter_mut().chain(tail) {
        *y = (*y).max(min).min(max);
    }
}

/// Each byte of `y` between those of `low` and `high`.
#[inline(always)]
fn four(mut y: u32, low: u32, high: u32) -> u32 {
    // SAFETY: arithmetic on registers. SSUB8 sets a byte's GE flag where its difference is not
    // negative, SEL takes the first operand's byte there.
    unsafe {
        asm!(
            extension!(),
            "ssub8 {t}, {y}, {low}",
            "sel {y}, {y}, {low}",
            "ssub8 {t}, {high}, {y}",
            "sel {y}, {y}, {high}",
            y = inout(reg) y,
            low = in(reg) low,
            high = in(reg) high,
            t = out(reg) _,
            options(pure, nomem, nostack),
        );
    }
    y
}
