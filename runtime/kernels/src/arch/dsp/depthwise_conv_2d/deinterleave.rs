//! Takes rows of four channels apart into four planes of i16, with their padding: what 3×3 windows of
//! DEPTHWISE_CONV_2D are computed from.
#![allow(unsafe_code)]

use core::arch::naked_asm;

/// Rows of the planes, and what is in each from left to right.
#[derive(Debug)]
#[repr(C)]
pub(super) struct Lines {
    /// Bytes from pixel to pixel.
    pub(super) stride: usize,
    /// Pairs of pixels.
    pub(super) pairs: usize,
    /// 1 if the first pair is padding and a pixel.
    pub(super) left: usize,
    /// 1 if a pair of a pixel and padding follows.
    pub(super) right: usize,
    /// Pairs of padding after that.
    pub(super) after: usize,
    /// Rows, at least 1.
    pub(super) rows: usize,
    /// Bytes from row to row.
    pub(super) pitch: usize,
}

/// Takes rows apart.
pub(super) type Deinterleave =
    unsafe extern "C" fn(x: *const i8, to: *mut u32, padding: u32, lines: *const Lines);

/// Four planes' words of a pair, from the channels `0 2` (even) and `1 3` (odd) of its pixels.
/// Takes r12 and lr; the odd and even channels of the second pixel are lost.
macro_rules! pair {
    ($even0:literal, $odd0:literal, $even1:literal, $odd1:literal) => {
        concat!(
            "pkhbt r12, ",
            $even0,
            ", ",
            $even1,
            ", lsl #16\n",
            "pkhtb ",
            $even1,
            ", ",
            $even1,
            ", ",
            $even0,
            ", asr #16\n",
            "pkhbt lr, ",
            $odd0,
            ", ",
            $odd1,
            ", lsl #16\n",
            "pkhtb ",
            $odd1,
            ", ",
            $odd1,
            ", ",
            $odd0,
            ", asr #16\n",
            "str lr, [r1, #{plane}]\n",
            "str ",
            $even1,
            ", [r1, #2*{plane}]\n",
            "str ",
            $odd1,
            ", [r1, #3*{plane}]\n",
            "str r12, [r1], #{columns}\n",
        )
    };
}

/// The four channels from `x` on, `padding` being four times the padding.
///
/// | register | content |
/// |---|---|
/// | r0, r1 | `x`, `to` |
/// | r3, r2 | stride and three times that |
/// | r4 | padding as two i16 |
/// | r5–r8 | channels `0 2`, `1 3` of the first and the second pixel |
/// | r9 | pairs to go |
/// | r10 r11 | pixels that wait |
///
/// | at sp + | content |
/// |---|---|
/// | 0 4 8 12 | `lines`, rows to go, `x` and `to` of the row |
///
/// # Safety
/// The pixels of the lines are readable from `x` on, four bytes each; the first plane's rows are
/// writable from `to` on, and so are the others'.
#[unsafe(naked)]
pub(super) unsafe extern "C" fn rows<const ROWS: usize>(
    x: *const i8,
    to: *mut u32,
    padding: u32,
    lines: *const Lines,
) {
    naked_asm!(
        extension!(),
        "push {{r4-r11, lr}}",
        "sub sp, sp, #16",
        "ldr r5, [r3, #20]",
        "sxtb16 r4, r2",
        "str r3, [sp]",
        "str r5, [sp, #4]",
        "2:",
        "str r0, [sp, #8]",
        "str r1, [sp, #12]",
        "ldr r12, [sp]",
        "ldm r12, {{r3, r9, r10}}",
        "add r2, r3, r3, lsl #1",
        "cmp r10, #0",
        "beq 3f",
        "ldr r8, [r0]",
        "add r0, r0, r3",
        "sxtb16 r7, r8",
        "sxtb16 r8, r8, ror #8",
        pair!("r4", "r4", "r7", "r8"),
        "3:",
        "subs r9, r9, #2",
        "blo 5f",
        "4:",
        "ldr r8, [r0, r3]",
        "ldr r10, [r0, r3, lsl #1]",
        "ldr r11, [r0, r2]",
        "ldr r6, [r0]",
        "add r0, r0, r3, lsl #2",
        "sxtb16 r5, r6",
        "sxtb16 r6, r6, ror #8",
        "sxtb16 r7, r8",
        "sxtb16 r8, r8, ror #8",
        pair!("r5", "r6", "r7", "r8"),
        "sxtb16 r5, r10",
        "sxtb16 r6, r10, ror #8",
        "sxtb16 r7, r11",
        "sxtb16 r8, r11, ror #8",
        pair!("r5", "r6", "r7", "r8"),
        "subs r9, r9, #2",
        "bhs 4b",
        "5:",
        "tst r9, #1",
        "beq 6f",
        "ldr r6, [r0]",
        "ldr r8, [r0, r3]",
        "add r0, r0, r3, lsl #1",
        "sxtb16 r5, r6",
        "sxtb16 r6, r6, ror #8",
        "sxtb16 r7, r8",
        "sxtb16 r8, r8, ror #8",
        pair!("r5", "r6", "r7", "r8"),
        "6:",
        "ldr r12, [sp]",
        "ldr r10, [r12, #12]",
        "ldr r9, [r12, #16]",
        "cmp r10, #0",
        "beq 7f",
        "ldr r6, [r0]",
        "mov r7, r4",
        "mov r8, r4",
        "sxtb16 r5, r6",
        "sxtb16 r6, r6, ror #8",
        pair!("r5", "r6", "r7", "r8"),
        "7:",
        "subs r9, r9, #1",
        "blo 8f",
        "str r4, [r1, #{plane}]",
        "str r4, [r1, #2*{plane}]",
        "str r4, [r1, #3*{plane}]",
        "str r4, [r1], #{columns}",
        "b 7b",
        "8:",
        "ldr r12, [sp]",
        "ldr r5, [sp, #4]",
        "ldr r0, [sp, #8]",
        "ldr r1, [sp, #12]",
        "ldr r12, [r12, #24]",
        "subs r5, r5, #1",
        "add r0, r0, r12",
        "add r1, r1, #4",
        "str r5, [sp, #4]",
        "bne 2b",
        "add sp, sp, #16",
        "pop {{r4-r11, pc}}",
        plane = const 4 * ROWS,
        columns = const 16 * ROWS,
    )
}
