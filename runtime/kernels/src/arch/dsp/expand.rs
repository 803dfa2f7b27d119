//! int8 to i16, ahead of the matmul core.

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
    // r0 r12: the two pixels; r1: y; r2: quads left; r3: y of the pair; r10: y of the next pair.
    naked_asm!(
        extension!(),
        "push {{r4-r11, lr}}",
        "sub sp, sp, #16",
        "ldm r2, {{r4, r5, r6, r7}}",
        "stm sp, {{r4, r5, r6, r7}}",
        "mov r11, r0",
        "mov r3, r1",
        "3:",
        "ldm sp, {{r4, r5, r6, r7}}",
        "mov r0, r11",
        "add r12, r11, r6",
        "add r11, r12, r6",
        "mov r1, r3",
        "add r3, r3, r7",
        "subs r2, r5, #2",
        "blo 1f",
        "2:",
        "ldr r5, [r0, #4]",
        "ldr r7, [r12, #4]",
        "ldr lr, [r12], #8",
        "ldr r10, [r0], #8",
        "sxtb16 r4, r5",
        "sxtb16 r6, r5, ror #8",
        "sxtb16 r5, r7",
        "sxtb16 r7, r7, ror #8",
        "sxtb16 r8, r10",
        "sxtb16 r10, r10, ror #8",
        "sxtb16 r9, lr",
        "sxtb16 lr, lr, ror #8",
        "stm r1!, {{r8, r9, r10, lr}}",
        "stm r1!, {{r4, r5, r6, r7}}",
        "subs r2, r2, #2",
        "bhs 2b",
        "1:",
        "tst r2, #1",
        "beq 4f",
        "ldr r10, [r0]",
        "ldr lr, [r12]",
        "sxtb16 r8, r10",
        "sxtb16 r10, r10, ror #8",
        "sxtb16 r9, lr",
        "sxtb16 lr, lr, ror #8",
        "stm r1!, {{r8, r9, r10, lr}}",
        "4:",
        "ldr r4, [sp]",
        "subs r4, r4, #1",
        "str r4, [sp]",
        "bne 3b",
        "add sp, sp, #16",
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
        "push {{r4-r8, lr}}",
        "subs r2, r2, #8",
        "blo 1f",
        "2:",
        "ldr r4, [r0, #4]",
        "ldr r3, [r0], #8",
        "sxtb16 r5, r3",
        "sxtb16 r3, r3, ror #8",
        "sxtb16 r7, r4",
        "sxtb16 r4, r4, ror #8",
        "pkhtb r6, r3, r5, asr #16",
        "pkhbt r5, r5, r3, lsl #16",
        "pkhtb r8, r4, r7, asr #16",
        "pkhbt r7, r7, r4, lsl #16",
        "str r6, [r1, #4]",
        "str r7, [r1, #8]",
        "str r8, [r1, #12]",
        "str r5, [r1], #16",
        "subs r2, r2, #8",
        "bhs 2b",
        "1:",
        "adds r2, r2, #8",
        "beq 4f",
        "3:",
        "ldrsb r3, [r0], #1",
        "strh r3, [r1], #2",
        "subs r2, r2, #1",
        "bne 3b",
        "4:",
        "pop {{r4-r8, pc}}",
    )
}
