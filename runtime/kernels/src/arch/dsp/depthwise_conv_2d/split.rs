//! One row of four channels, taken apart into four planes of i16.

use core::arch::naked_asm;

use super::planes::COLUMNS;

/// A row of the planes, from left to right.
#[derive(Debug)]
#[repr(C)]
pub(super) struct Line {
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
}

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

/// The pixels of four channels from `x` on, `padding` being four times the padding.
///
/// | register | content |
/// |---|---|
/// | r0, r1 | `x`, `to` |
/// | r2, r4 | the padding as bytes, as two i16 |
/// | r3, r9 | stride, pairs to go |
/// | r5–r8 | channels `0 2`, `1 3` of the first and the second pixel |
/// | r10, r11 | `right`, `after` |
///
/// # Safety
/// The pixels of the line are readable from `x` on, four bytes each; the first plane's row is
/// writable at `to`, and so are the others.
#[unsafe(naked)]
pub(super) unsafe extern "C" fn row(x: *const i8, to: *mut u32, padding: u32, line: *const Line) {
    naked_asm!(
        extension!(),
        "push {{r4-r11, lr}}",
        "ldr r5, [r3, #8]",
        "ldr r9, [r3, #4]",
        "ldr r10, [r3, #12]",
        "ldr r11, [r3, #16]",
        "ldr r3, [r3]",
        "sxtb16 r4, r2",
        "cbz r5, 2f",
        "ldr r8, [r0]",
        "add r0, r0, r3",
        "sxtb16 r7, r8",
        "sxtb16 r8, r8, ror #8",
        pair!("r4", "r4", "r7", "r8"),
        "2:",
        "subs r9, r9, #2",
        "blo 4f",
        "3:",
        "ldr r6, [r0]",
        "ldr r8, [r0, r3]",
        "add r0, r0, r3, lsl #1",
        "sxtb16 r5, r6",
        "sxtb16 r6, r6, ror #8",
        "sxtb16 r7, r8",
        "sxtb16 r8, r8, ror #8",
        pair!("r5", "r6", "r7", "r8"),
        "ldr r6, [r0]",
        "ldr r8, [r0, r3]",
        "add r0, r0, r3, lsl #1",
        "sxtb16 r5, r6",
        "sxtb16 r6, r6, ror #8",
        "sxtb16 r7, r8",
        "sxtb16 r8, r8, ror #8",
        pair!("r5", "r6", "r7", "r8"),
        "subs r9, r9, #2",
        "bhs 3b",
        "4:",
        "tst r9, #1",
        "beq 5f",
        "ldr r6, [r0]",
        "ldr r8, [r0, r3]",
        "add r0, r0, r3, lsl #1",
        "sxtb16 r5, r6",
        "sxtb16 r6, r6, ror #8",
        "sxtb16 r7, r8",
        "sxtb16 r8, r8, ror #8",
        pair!("r5", "r6", "r7", "r8"),
        "5:",
        "cmp r10, #0",
        "beq 6f",
        "ldr r6, [r0]",
        "mov r7, r4",
        "mov r8, r4",
        "sxtb16 r5, r6",
        "sxtb16 r6, r6, ror #8",
        pair!("r5", "r6", "r7", "r8"),
        "6:",
        "cmp r11, #0",
        "beq 8f",
        "7:",
        "str r4, [r1, #{plane}]",
        "str r4, [r1, #2*{plane}]",
        "str r4, [r1, #3*{plane}]",
        "str r4, [r1], #{columns}",
        "subs r11, r11, #1",
        "bne 7b",
        "8:",
        "pop {{r4-r11, pc}}",
        plane = const COLUMNS / 4,
        columns = const COLUMNS,
    )
}
