//! 3×3 with a stride of 2, by planes.
//!
//! A step reads five rows of three words, `A = x0 x1`, `B = x2 x3`, `C = x4 x5`. A row's share of
//! two neighbouring outputs is
//!
//! - `x0·w0 + x1·w1 + x2·w2`: SMLAD of `A`, `w01`; SMLABT of `B`, `w12`
//! - `x2·w0 + x3·w1 + x4·w2`: SMLAD of `B`, `w01`; SMLABT of `C`, `w12`

use core::arch::naked_asm;

use super::planes::{COLUMNS, Run};
use super::step::finish;

/// A core of [`planes`](super::planes). Registers and stack are those of [`super::step`], except:
///
/// | register | content |
/// |---|---|
/// | r10 r11 r12 lr | `A`, `B` and `C`, until r10 r11 are sums |
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
        "3:",
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
        finish!(),
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
        "add r12, r0, #2*{columns}",
        "mov r11, #0",
        "str r11, [sp, #16]",
        "str r1, [sp, #20]",
        "str r12, [sp, #24]",
        "b 3b",
        "6:",
        "ldr r11, [sp, #12]",
        "ldr r12, [sp, #28]",
        "ldr r0, [sp, #32]",
        "subs r2, r2, #1",
        "add r12, r12, r11, lsl #1",
        "add r0, r0, #16",
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
