//! DEPTHWISE_CONV_2D of any window, whose pixels are read where they lie: four channels of a pixel at a time are one
//! word of each pixel that a tap sees.
//!
//! Scratch holds a pointer for each tap, to a pixel of the input or to one of padding, and that
//! padding.
#![allow(unsafe_code)]

use core::arch::naked_asm;

use crate::at::At;
use crate::layout::Planar;
use crate::op::Shape;

use super::{Depthwise, DepthwiseCore, Tensors};

/// The part of a [`Depthwise`] that says what its windows see.
#[derive(Debug)]
pub(super) struct TapPointers {
    shape: Shape,
    exponent: usize,
    /// Pairs of taps, and turns of them.
    pairs: usize,
    turns: usize,
}

impl TapPointers {
    /// `turn` pairs of taps are a turn; without, nothing is computed in place.
    pub(super) const fn new(shape: Shape, turn: usize, exponent: usize) -> Self {
        let planar = Planar {
            stride: 0,
            turn,
            swapped: false,
        };
        let pairs = if turn > 0 { planar.pairs(&shape) } else { 0 };
        Self {
            shape,
            exponent,
            pairs,
            turns: match pairs.checked_div(turn) {
                Some(turns) => turns,
                None => 0,
            },
        }
    }
}

/// The sizes that the core is told.
#[derive(Debug)]
#[repr(C)]
pub(super) struct InPlaceRun {
    /// Turns of taps, at least 1.
    turns: usize,
    /// First channel of the last block.
    last: usize,
    /// The common exponent.
    exponent: usize,
}

/// Computes all channels of a pixel.
pub(super) type InPlaceCore = unsafe extern "C" fn(
    table: *const *const i8,
    weights: *const u32,
    y: *mut i8,
    run: *const InPlaceRun,
);

impl Depthwise<'_> {
    /// # Safety
    /// The requirements are those of [`Depthwise::run`].
    #[inline(never)]
    pub(super) unsafe fn in_place(&self, tensors: Tensors) {
        let DepthwiseCore::Pixel(taps, core) = self.core else {
            return;
        };
        let (ow, channels) = (self.columns[1], self.channels);
        let places = taps.pairs.wrapping_mul(2);
        let table: *mut *const i8 = tensors.scratch.cast();
        let padding: *mut i8 = tensors.scratch.wrapping_add(places).cast();
        let run = InPlaceRun {
            turns: taps.turns,
            last: channels.wrapping_sub(4),
            exponent: taps.exponent,
        };
        for c in 0..channels {
            // SAFETY: scratch has room for a pixel after the table.
            unsafe { padding.wrapping_add(c).write(tensors.padding) };
        }
        for tap in taps.shape.taps()..places {
            // SAFETY: a place of the table.
            unsafe { table.wrapping_add(tap).write(padding) };
        }
        let mut y = tensors.y;
        for oy in 0..tensors.rows {
            for ox in 0..ow {
                // SAFETY: the table has room for the taps.
                unsafe { taps.look(&tensors, padding, (oy, ox), table) };
                // SAFETY: the table's pixels are readable, and this one is writable.
                unsafe { core(table, tensors.weights, y, &raw const run) };
                y = y.wrapping_add(channels);
            }
        }
    }
}

impl TapPointers {
    /// Points the table to the pixels under the window.
    ///
    /// # Safety
    /// The table has room for all taps.
    unsafe fn look(
        &self,
        tensors: &Tensors,
        padding: *const i8,
        (oy, ox): (usize, usize),
        mut table: *mut *const i8,
    ) {
        let [_, _, w, c] = self.shape.input;
        let [kh, kw] = self.shape.kernel;
        let window = self.shape.window;
        let (across, down) = (At(window.dilation_w) * c, At(window.dilation_h) * w * c);
        let mut iy = At(oy) * window.stride_h - tensors.pad_top;
        let left = At(ox) * window.stride_w - window.pad_left;
        let first = (iy * w + left) * c;
        let mut row = tensors.x.wrapping_add(first.0);
        for _ in 0..kh {
            // No column lies in a row that is not there.
            let width = if iy.0 < tensors.height { w } else { 0 };
            let (mut ix, mut pixel) = (left, row);
            for _ in 0..kw {
                // SAFETY: this function's contract.
                unsafe { table.write(if ix.0 < width { pixel } else { padding }) };
                table = table.wrapping_add(1);
                ix += window.dilation_w;
                pixel = pixel.wrapping_add(across.0);
            }
            iy += window.dilation_h;
            row = row.wrapping_add(down.0);
        }
    }
}

/// A core: the table has `2·TURN·turns` pointers. Every block is `4 + 4·TURN·turns + 8` words of
/// weights, four more with `TIES`: masks, or with `OWN` shifts of the channels.
///
/// | register | content |
/// |---|---|
/// | r0 | the table from the next pair of taps on |
/// | r1 | weights |
/// | r2 | channel |
/// | r3 | two channels of a tap |
/// | r4–r7 | sums of the channels `0 1 2 3` |
/// | r8 r9 | a word of each tap |
/// | r10 r11, r12 lr | weights of channels `0 2` and `1 3` of each tap |
///
/// | at sp + | content |
/// |---|---|
/// | 0 4 8 12 16 20 | table, `y`, turns, last, exponent, turns to go |
///
/// # Safety
/// Every pointer of the table is readable for all channels, `y` is writable for them.
#[unsafe(naked)]
pub(super) unsafe extern "C" fn pixel<const TURN: usize, const TIES: bool, const OWN: bool>(
    table: *const *const i8,
    weights: *const u32,
    y: *mut i8,
    run: *const InPlaceRun,
) {
    naked_asm!(
        extension!(),
        "push {{r4-r11, lr}}",
        "sub sp, sp, #28",
        "str r0, [sp]",
        "str r2, [sp, #4]",
        "ldm r3, {{r4, r5, r6}}",
        "str r4, [sp, #8]",
        "str r5, [sp, #12]",
        "str r6, [sp, #16]",
        "mov r2, #0",
        // A block.
        "2:",
        "ldr r0, [sp]",
        "ldr r3, [sp, #8]",
        "str r3, [sp, #20]",
        "ldm r1!, {{r4, r5, r6, r7}}",
        "3:",
        ".rept {turn}",
        "ldr r8, [r0], #4",
        "ldr r9, [r0], #4",
        "ldr r8, [r8, r2]",
        "ldr r9, [r9, r2]",
        "ldr r11, [r1, #4]",
        "ldr r12, [r1, #8]",
        "ldr lr, [r1, #12]",
        "ldr r10, [r1], #16",
        "sxtb16 r3, r8",
        "sxtb16 r8, r8, ror #8",
        "smlabb r4, r3, r10, r4",
        "smlatt r6, r3, r10, r6",
        "smlabb r5, r8, r11, r5",
        "smlatt r7, r8, r11, r7",
        "sxtb16 r3, r9",
        "sxtb16 r9, r9, ror #8",
        "smlabb r4, r3, r12, r4",
        "smlatt r6, r3, r12, r6",
        "smlabb r5, r9, lr, r5",
        "smlatt r7, r9, lr, r7",
        ".endr",
        "ldr r3, [sp, #20]",
        "subs r3, r3, #1",
        "str r3, [sp, #20]",
        "bne 3b",
        ".if {own}",
        "ldm r1!, {{r8, r9, r10}}",
        "smmla r4, r4, r8, r9",
        "asr r4, r4, r10",
        "ldm r1!, {{r8, r9, r10}}",
        "smmla r5, r5, r8, r9",
        "asr r5, r5, r10",
        "ldm r1!, {{r8, r9, r10}}",
        "smmla r6, r6, r8, r9",
        "asr r6, r6, r10",
        "ldm r1!, {{r8, r9, r10}}",
        "smmla r7, r7, r8, r9",
        "asr r7, r7, r10",
        ".elseif {ties}",
        "ldm r1!, {{r8, r9, r10}}",
        "and r10, r10, r4, asr #31",
        "sub r9, r9, r10",
        "smmla r4, r4, r8, r9",
        "ldm r1!, {{r8, r9, r10}}",
        "and r10, r10, r5, asr #31",
        "sub r9, r9, r10",
        "smmla r5, r5, r8, r9",
        "ldm r1!, {{r8, r9, r10}}",
        "and r10, r10, r6, asr #31",
        "sub r9, r9, r10",
        "smmla r6, r6, r8, r9",
        "ldm r1!, {{r8, r9, r10}}",
        "and r10, r10, r7, asr #31",
        "sub r9, r9, r10",
        "smmla r7, r7, r8, r9",
        ".else",
        "ldm r1!, {{r8, r9, r10, r11}}",
        "smmla r4, r4, r8, r9",
        "smmla r5, r5, r10, r11",
        "ldm r1!, {{r8, r9, r10, r11}}",
        "smmla r6, r6, r8, r9",
        "smmla r7, r7, r10, r11",
        ".endif",
        "ldr r3, [sp, #4]",
        "ldr lr, [sp, #16]",
        "ldr r8, [sp, #12]",
        "add r3, r3, r2",
        ".if {own} == 0",
        "asr r4, r4, lr",
        "asr r5, r5, lr",
        "asr r6, r6, lr",
        "asr r7, r7, lr",
        ".endif",
        "ssat r4, #8, r4",
        "ssat r5, #8, r5",
        "ssat r6, #8, r6",
        "ssat r7, #8, r7",
        "strb r4, [r3]",
        "strb r5, [r3, #1]",
        "strb r6, [r3, #2]",
        "strb r7, [r3, #3]",
        // The next block, no further than the last.
        "cmp r2, r8",
        "beq 4f",
        "add r2, r2, #4",
        "cmp r2, r8",
        "it hi",
        "movhi r2, r8",
        "b 2b",
        "4:",
        "add sp, sp, #28",
        "pop {{r4-r11, pc}}",
        turn = const TURN,
        ties = const TIES as usize,
        own = const OWN as usize,
    )
}
