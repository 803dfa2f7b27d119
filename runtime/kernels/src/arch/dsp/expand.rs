//! Expands int8 activations to i16 and gathers windows, ahead of the matmul core: CONV_2D, FULLY_CONNECTED, LSTM
//! and TRANSPOSE_CONV of int8.
#![allow(unsafe_code)]

use core::arch::naked_asm;

/// Pairs of pixels for [`pairs`].
#[derive(Debug)]
#[repr(C)]
pub(super) struct Pairs {
    /// Number of pairs, at least 1.
    pub(super) pairs: usize,
    /// Fours of bytes of a pixel, at least 1.
    pub(super) quads: usize,
    /// Bytes from pixel to pixel.
    pub(super) distance: usize,
    /// Bytes from pair to pair in `y`.
    pub(super) step: usize,
}

/// Pairs of pixels, word by word: two values of the first pixel, two of the second. In each four
/// the order is `0 2 1 3`.
///
/// # Safety
/// `x` is readable for `4·quads` bytes of each pixel, `y` writable for `16·quads` bytes of each
/// pair and aligned to 4, as `step` is.
#[unsafe(naked)]
pub(super) unsafe extern "C" fn pairs(x: *const i8, y: *mut u32, pairs: &Pairs) {
    // r0 r12: the two pixels; r1: y; r2: fours left; r3: fours, less two; r10: bytes between the end
    // of a pixel and the next; r11: bytes between the end of a pair and the next in y; lr: pairs
    // left.
    naked_asm!(
        extension!(),
        "push {{r4-r11, lr}}",
        "ldm r2, {{r2, r3, r10, r11}}",
        "mov lr, r2",
        "add r12, r0, r10",
        "sub r10, r10, r3, lsl #2",
        "sub r11, r11, r3, lsl #4",
        "sub r3, r3, #2",
        "3:",
        "movs r2, r3",
        "bmi 1f",
        "2:",
        "ldr r6, [r0, #4]",
        "ldr r7, [r12, #4]",
        "ldr r4, [r0], #8",
        "ldr r5, [r12], #8",
        "sxtb16 r8, r4, ror #8",
        "sxtb16 r9, r5, ror #8",
        "sxtb16 r4, r4",
        "sxtb16 r5, r5",
        "stm r1!, {{r4, r5, r8, r9}}",
        "sxtb16 r8, r6, ror #8",
        "sxtb16 r9, r7, ror #8",
        "sxtb16 r6, r6",
        "sxtb16 r7, r7",
        "stm r1!, {{r6, r7, r8, r9}}",
        "subs r2, r2, #2",
        "bpl 2b",
        "1:",
        "lsls r2, r2, #31",
        "beq 4f",
        "ldr r4, [r0], #4",
        "ldr r5, [r12], #4",
        "sxtb16 r8, r4, ror #8",
        "sxtb16 r9, r5, ror #8",
        "sxtb16 r4, r4",
        "sxtb16 r5, r5",
        "stm r1!, {{r4, r5, r8, r9}}",
        "4:",
        "add r0, r12, r10",
        "add r12, r0, r10",
        "add r12, r12, r3, lsl #2",
        "add r12, r12, #8",
        "add r1, r1, r11",
        "subs lr, lr, #1",
        "bne 3b",
        "pop {{r4-r11, pc}}",
    )
}

/// One pixel, its fours in the order `0 2 1 3`.
///
/// # Safety
/// `x` is readable for `4·quads` bytes, `y` writable for `8·quads` bytes.
#[unsafe(naked)]
pub(super) unsafe extern "C" fn quads(x: *const i8, y: *mut u32, quads: usize) {
    naked_asm!(
        extension!(),
        "push {{r4-r7, lr}}",
        "subs r2, r2, #4",
        "blo 1f",
        "2:",
        "ldr r4, [r0, #4]",
        "ldr r6, [r0, #8]",
        "ldr r12, [r0, #12]",
        "ldr r3, [r0], #16",
        "sxtb16 r5, r4, ror #8",
        "sxtb16 r4, r4",
        "sxtb16 r7, r6, ror #8",
        "sxtb16 r6, r6",
        "sxtb16 lr, r12, ror #8",
        "sxtb16 r12, r12",
        "str r4, [r1, #8]",
        "sxtb16 r4, r3",
        "sxtb16 r3, r3, ror #8",
        "str r5, [r1, #12]",
        "str r6, [r1, #16]",
        "str r7, [r1, #20]",
        "str r12, [r1, #24]",
        "str lr, [r1, #28]",
        "str r3, [r1, #4]",
        "str r4, [r1], #32",
        "subs r2, r2, #4",
        "bhs 2b",
        "1:",
        "adds r2, r2, #4",
        "beq 4f",
        "3:",
        "ldr r3, [r0], #4",
        "sxtb16 r4, r3",
        "sxtb16 r3, r3, ror #8",
        "str r4, [r1], #4",
        "str r3, [r1], #4",
        "subs r2, r2, #1",
        "bne 3b",
        "4:",
        "pop {{r4-r7, pc}}",
    )
}

/// A row in its order.
///
/// # Safety
/// `x` is readable for `count` bytes, `y` writable for `2·count` bytes.
#[unsafe(naked)]
pub(super) unsafe extern "C" fn row(x: *const i8, y: *mut i16, count: usize) {
    naked_asm!(
        extension!(),
        "push {{r4-r10, lr}}",
        "subs r2, r2, #16",
        "blo 1f",
        "2:",
        "ldr r4, [r0, #4]",
        "ldr r6, [r0, #8]",
        "ldr r8, [r0, #12]",
        "ldr r3, [r0], #16",
        "sxtb16 r5, r3",
        "sxtb16 r3, r3, ror #8",
        "sxtb16 r7, r4",
        "sxtb16 r4, r4, ror #8",
        "sxtb16 r9, r6",
        "sxtb16 r6, r6, ror #8",
        "sxtb16 r10, r8",
        "sxtb16 r8, r8, ror #8",
        "pkhtb r12, r3, r5, asr #16",
        "pkhbt r5, r5, r3, lsl #16",
        "pkhtb r3, r4, r7, asr #16",
        "pkhbt r7, r7, r4, lsl #16",
        "pkhtb r4, r6, r9, asr #16",
        "pkhbt r9, r9, r6, lsl #16",
        "pkhtb r6, r8, r10, asr #16",
        "pkhbt r10, r10, r8, lsl #16",
        "str r12, [r1, #4]",
        "str r7, [r1, #8]",
        "str r3, [r1, #12]",
        "str r9, [r1, #16]",
        "str r4, [r1, #20]",
        "str r10, [r1, #24]",
        "str r6, [r1, #28]",
        "str r5, [r1], #32",
        "subs r2, r2, #16",
        "bhs 2b",
        "1:",
        "adds r2, r2, #16",
        "beq 4f",
        "3:",
        "ldrsb r3, [r0], #1",
        "strh r3, [r1], #2",
        "subs r2, r2, #1",
        "bne 3b",
        "4:",
        "pop {{r4-r10, pc}}",
    )
}

/// Where [`copy`] finds its rows and puts them.
#[derive(Debug)]
#[repr(C)]
pub(super) struct CopiedRows {
    /// Bytes of a row.
    pub(super) count: usize,
    /// Bytes between the end of a row and the next in `x`.
    pub(super) from: usize,
    /// Bytes between the end of a row and the next in `y`.
    pub(super) to: usize,
}

/// Copies short rows of bytes: those of a window.
///
/// # Safety
/// `x` is readable and `y` writable for `rows` rows, at least 1. They do not overlap.
#[unsafe(naked)]
pub(super) unsafe extern "C" fn copy(x: *const i8, y: *mut i8, rows: usize, shape: &CopiedRows) {
    // r3: bytes left, less 8; r4, r5, r6: the shape.
    naked_asm!(
        extension!(),
        "push {{r4-r8, lr}}",
        "ldm r3, {{r4, r5, r6}}",
        "2:",
        "subs r3, r4, #8",
        "blo 4f",
        "3:",
        "ldr r7, [r0, #4]",
        "ldr r8, [r0], #8",
        "str r7, [r1, #4]",
        "str r8, [r1], #8",
        "subs r3, r3, #8",
        "bhs 3b",
        "4:",
        // Carry: four more bytes; negative: two; then one.
        "lsls r7, r3, #30",
        "bcc 5f",
        "ldr r8, [r0], #4",
        "str r8, [r1], #4",
        "5:",
        "bpl 6f",
        "ldrh r8, [r0], #2",
        "strh r8, [r1], #2",
        "6:",
        "lsls r7, r7, #1",
        "beq 7f",
        "ldrb r8, [r0], #1",
        "strb r8, [r1], #1",
        "7:",
        "add r0, r0, r5",
        "add r1, r1, r6",
        "subs r2, r2, #1",
        "bne 2b",
        "pop {{r4-r8, pc}}",
    )
}
