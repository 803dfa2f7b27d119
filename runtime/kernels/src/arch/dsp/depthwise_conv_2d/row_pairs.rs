//! DEPTHWISE_CONV_2D of 3×3 with a stride of 1, two rows of outputs at a time: for strips.
//!
//! The four rows that they see are two pairs. A pair is a word in each column, so that a step reads
//! what one of [`stride_1`](super::stride_1) reads, with rows and columns exchanged: two outputs of two
//! columns. All columns of the image, or many, are computed in one go.
#![allow(unsafe_code)]

use core::arch::naked_asm;
use core::ops::Range;

use crate::at::At;
use crate::layout::planes::band::BandAxis;
use crate::layout::planes::{CHANNELS, TAPS, channel};

use super::planes::seen;
use super::step_loops::{finish, multiply, saturate, shift, weights};
use super::stride_1::{first_row, row, sums, sums_of_row};
use super::{Depthwise, DepthwiseCore, Tensors};

/// Words of a column: both pairs of each channel.
const COLUMN: usize = 2 * CHANNELS;

/// The outputs that the core computes in one call.
#[derive(Debug)]
#[repr(C)]
pub(super) struct RowPairsRun {
    /// `column + row`.
    corner: usize,
    /// Bytes of `y` from column to column.
    column: usize,
    /// Bytes of `y` from row to row, 0 if there is a single row: the outputs of the row below then land
    /// under it, and are overwritten.
    row: usize,
    /// Bytes of columns that steps move by, not 0.
    span: usize,
    /// Whether a single column follows the steps.
    single: usize,
    /// The columns.
    to: *mut u32,
    /// The first column that is no padding.
    pixels: *mut u32,
    /// The number of columns that are no padding.
    seen: usize,
    /// Bytes from pixel to pixel of `x`.
    stride: usize,
    /// Bytes of `x` from the first row that is there to the others; 0 to those that are padding.
    rows: [usize; 3],
    /// The rows that are padding, a bit each.
    missing: usize,
    /// The padding.
    padding: i32,
    /// Blocks of channels.
    blocks: usize,
    /// Channels of the last block that the one before has too.
    back: usize,
}

/// Computes all channels.
pub(super) type RowPairsCore =
    unsafe extern "C" fn(x: *const i8, weights: *const u32, y: *mut i8, run: *const RowPairsRun);

impl Depthwise<'_> {
    /// # Safety
    /// The requirements are those of [`Depthwise::run`].
    #[inline(never)]
    pub(super) unsafe fn row_pairs(&self, image: Tensors) {
        let DepthwiseCore::RowPairs(core) = self.core else {
            return;
        };
        let axes = self.axes(&image);
        let width = axes[1].output;
        let most = usize::from(self.part[1]);
        let mut left = 0;
        while left < width {
            let right = left.wrapping_add(most);
            let columns = left..width.min(right);
            let mut top = 0;
            while top < image.rows {
                let bottom = top.wrapping_add(2);
                let rows = top..image.rows.min(bottom);
                // SAFETY: this function's contract; scratch has room for the columns.
                let (x, y, run) = unsafe { self.two_rows(&axes, image, &rows, &columns) };
                // SAFETY: rows and columns of the image, and scratch for these.
                unsafe { core(x, image.weights, y, &raw const run) };
                top = bottom;
            }
            left = right;
        }
    }

    /// Writes the padding beside the image; returns where the first pixel is that these outputs see, and
    /// where they are.
    ///
    /// # Safety
    /// The requirements are those of [`Depthwise::run`]; scratch has room for the columns.
    unsafe fn two_rows(
        &self,
        [down, across]: &[BandAxis; 2],
        image: Tensors,
        rows: &Range<usize>,
        columns: &Range<usize>,
    ) -> (*const i8, *mut i8, RowPairsRun) {
        let width = columns.len().wrapping_add(TAPS - 1);
        let (top, y, rows_seen) = seen(down, rows.start, TAPS + 1);
        let (before, x, columns_seen) = seen(across, columns.start, width);
        let pixels = if rows_seen > 0 { columns_seen } else { 0 };
        let padding = i32::from(image.padding);
        let pair = (padding << 16 | padding & 0xffff).cast_unsigned();
        let to: *mut [u32; COLUMN] = image.scratch.cast();
        for column in (0..before).chain(before.wrapping_add(pixels)..width) {
            // SAFETY: this function's contract.
            unsafe { to.wrapping_add(column).write([pair; COLUMN]) };
        }
        let is_there = |row: usize| row >= top && row.wrapping_sub(top) < rows_seen;
        let distance = |row| {
            if is_there(row) {
                ((At(row) - top) * down.x).0
            } else {
                0
            }
        };
        let missing = |row| usize::from(!is_there(row)) << row;
        let row = if rows.len() > 1 { down.y } else { 0 };
        let channels = self.channels;
        let blocks = channels.div_ceil(CHANNELS);
        let run = RowPairsRun {
            corner: row.wrapping_add(across.y),
            column: across.y,
            row,
            span: (columns.len() / 2).wrapping_mul(8 * COLUMN),
            single: columns.len() % 2,
            to: image.scratch,
            pixels: image.scratch.wrapping_add(before.wrapping_mul(COLUMN)),
            seen: pixels,
            stride: across.x,
            rows: [1, 2, 3].map(distance),
            missing: missing(0) | missing(1) | missing(2) | missing(3),
            padding,
            blocks,
            back: (At(blocks) * CHANNELS - channels).0,
        };
        let x = image.x.wrapping_add((At(y) * down.x + At(x) * across.x).0);
        let y = image
            .y
            .wrapping_add((At(rows.start) * down.y + At(columns.start) * across.y).0);
        (x, y, run)
    }
}

/// Four channels of the pixels in a column, as words of both pairs.
macro_rules! column {
    () => {
        concat!(
            "ldr r7, [r0]\n",
            "ldr r8, [r0, r4]\n",
            "ldr r9, [r0, r5]\n",
            "ldr r10, [r0, r6]\n",
            "add r0, r0, r3\n",
            "pkhbt r11, r7, r8, lsl #16\n",
            "pkhtb r8, r8, r7, asr #16\n",
            "pkhbt r12, r9, r10, lsl #16\n",
            "pkhtb r10, r10, r9, asr #16\n",
            "sxtb16 r7, r8\n",
            "sxtb16 r9, r10\n",
            "sxtb16 r8, r8, ror #8\n",
            "sxtb16 r10, r10, ror #8\n",
            "str r7, [r1, #16]\n",
            "str r9, [r1, #20]\n",
            "str r8, [r1, #24]\n",
            "str r10, [r1, #28]\n",
            "sxtb16 r7, r11\n",
            "sxtb16 r9, r12\n",
            "sxtb16 r11, r11, ror #8\n",
            "sxtb16 r12, r12, ror #8\n",
            "str r9, [r1, #4]\n",
            "str r11, [r1, #8]\n",
            "str r12, [r1, #12]\n",
            "str r7, [r1], #32\n",
        )
    };
}

/// A core: `x` is the first pixel that is there.
///
/// | register | content |
/// |---|---|
/// | r0 | the column of the step |
/// | r1–r12 lr | as in [`step_loops`](super::step_loops), its rows being columns |
///
/// | at sp + | content |
/// |---|---|
/// | 0 4 | `m`, `C` if the bias does not have it |
/// | 8 | `y` of the step |
/// | 12 16 20 | distances: `corner`, `column`, `row` |
/// | 24 | the column after the last step |
/// | 28 32 | `span`, `single` |
/// | 36 40 44 | `x`, `y` and weights of the block |
/// | 48 52 | `run`, `to` after the last channel |
/// | 56 60 | `to`, `y` of the channel |
/// | 64 | blocks to go |
/// | 72 | the channel's shift, if there is no common one |
///
/// # Safety
/// The pixels that `run` names are readable from `x` on, four bytes each; the columns are writable,
/// `weights` those of all channels, `y` is writable at all outputs.
#[unsafe(naked)]
pub(super) unsafe extern "C" fn core<const EXPONENT: usize, const CONSTANT: bool>(
    x: *const i8,
    weights: *const u32,
    y: *mut i8,
    run: *const RowPairsRun,
) {
    naked_asm!(
        extension!(),
        "push {{r4-r11, lr}}",
        "sub sp, sp, #76",
        "ldr r9, [r3, #56]",
        "str r0, [sp, #36]",
        "str r2, [sp, #40]",
        "str r1, [sp, #44]",
        "str r3, [sp, #48]",
        "str r9, [sp, #64]",
        "ldm r3, {{r4, r5, r6, r7, r8}}",
        "str r4, [sp, #12]",
        "str r5, [sp, #16]",
        "str r6, [sp, #20]",
        "str r7, [sp, #28]",
        "str r8, [sp, #32]",
        // A block: four rows of it as two pairs.
        "2:",
        "add r12, r3, #24",
        "ldm r12, {{r1, r2, r3, r4, r5, r6}}",
        "cmp r2, #0",
        "beq 7f",
        // Two a turn, which may start at the second one.
        "tst r2, #1",
        "bne 3f",
        "13:",
        column!(),
        "3:",
        column!(),
        "subs r2, r2, #2",
        "bgt 13b",
        // Rows that are padding.
        "ldr r12, [sp, #48]",
        "ldr r5, [r12, #48]",
        "cbz r5, 7f",
        "ldr r4, [r12, #52]",
        "ldr r2, [r12, #28]",
        "ldr r6, [r12, #24]",
        "lsl r2, r2, #2",
        "4:",
        "lsrs r5, r5, #1",
        "bcc 6f",
        "mov r0, r6",
        "mov r1, r2",
        "5:",
        "strh r4, [r0], #8",
        "subs r1, r1, #1",
        "bne 5b",
        "6:",
        "add r6, r6, #2",
        "cmp r5, #0",
        "bne 4b",
        "7:",
        "ldr r3, [sp, #48]",
        "ldr r12, [sp, #40]",
        "ldr r0, [r3, #20]",
        "add r2, r0, #32",
        "str r2, [sp, #52]",
        // A channel: its `to` and `y` are in r0 and r12.
        "8:",
        "ldr r1, [sp, #44]",
        "ldr lr, [sp, #28]",
        "str r12, [sp, #8]",
        "str r0, [sp, #56]",
        "str r12, [sp, #60]",
        weights!(),
        "str r10, [sp]",
        "str r1, [sp, #44]",
        "add lr, lr, r0",
        "str lr, [sp, #24]",
        "9:",
        sums!("0", "4"),
        finish!("r11"),
        "add r0, r0, #2*{next}",
        "cmp r0, r10",
        "bne 9b",
        "ldr r1, [sp, #32]",
        "cmp r1, #0",
        "beq 10f",
        sums_of_row!("4"),
        "ldr r12, [sp]",
        ".if {constant}\n ldr lr, [sp, #4]\n .endif",
        multiply!("r1"),
        multiply!("r2"),
        shift!(),
        saturate!("r1"),
        saturate!("r2"),
        "ldr r12, [sp, #8]",
        "ldr lr, [sp, #20]",
        "strb r2, [r12, lr]",
        "strb r1, [r12]",
        "10:",
        "ldr r2, [sp, #52]",
        "ldr r0, [sp, #56]",
        "ldr r12, [sp, #60]",
        "add r0, r0, #8",
        "add r12, r12, #1",
        "cmp r0, r2",
        "bne 8b",
        // The next block.
        "ldr r3, [sp, #48]",
        "ldr r2, [sp, #64]",
        "ldr r0, [sp, #36]",
        "ldr r12, [sp, #40]",
        "subs r2, r2, #1",
        "beq 12f",
        "str r2, [sp, #64]",
        "add r0, r0, #4",
        "add r12, r12, #4",
        "cmp r2, #1",
        "bne 11f",
        "ldr r4, [r3, #60]",
        "ldr r1, [sp, #44]",
        "sub r0, r0, r4",
        "sub r12, r12, r4",
        "mov r5, #4*{channel}",
        "mls r1, r4, r5, r1",
        "str r1, [sp, #44]",
        "11:",
        "str r0, [sp, #36]",
        "str r12, [sp, #40]",
        "b 2b",
        "12:",
        "add sp, sp, #76",
        "pop {{r4-r11, pc}}",
        next = const 32,
        channel = const channel(CONSTANT),
        exponent = const EXPONENT,
        constant = const CONSTANT as usize,
        asr = const if EXPONENT == 0 { 1 } else { EXPONENT },
    )
}
