//! RESIZE_NEAREST_NEIGHBOR and RESIZE_BILINEAR.
//!
//! Semantics: TFLM's `ResizeNearestNeighbor`, `ResizeBilinearInteger` and `ResizeBilinear`. The compiler
//! computes which pixels are the nearest. Between pixels, int8 values are mixed with ten bits of each
//! coordinate's fraction, rounded half away from zero, and floats in the order of the reference's sum.

use crate::bytes::Plain;

/// Sizes of an image: height, width, channels, none of them 0.
pub type ImageSize = [usize; 3];

/// The row and the column of the input for each row and column of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nearest<const H: usize, const W: usize> {
    /// The size of an image of the input.
    pub size: ImageSize,
    /// The input's row for each row of the output.
    pub rows: [u16; H],
    /// The input's column for each column of the output.
    pub columns: [u16; W],
}

/// RESIZE_NEAREST_NEIGHBOR: every pixel of the output is one of the input. Images are contiguous.
#[inline(never)]
pub fn resize_nearest<T: Plain, const H: usize, const W: usize>(
    x: &[T],
    mut y: &mut [T],
    how: &Nearest<H, W>,
) {
    let [height, width, channels] = how.size;
    let mut image = 0_usize;
    while !y.is_empty() {
        for &row in &how.rows {
            for &column in &how.columns {
                let pixel = usize::from(row)
                    .wrapping_mul(width)
                    .wrapping_add(column.into());
                let at = image.wrapping_add(pixel).wrapping_mul(channels);
                let Some((pixel, rest)) = y.split_at_mut_checked(channels) else {
                    return;
                };
                y = rest;
                for (y, x) in pixel.iter_mut().zip(x.get(at..).unwrap_or_default()) {
                    *y = *x;
                }
            }
        }
        image = image.wrapping_add(height.wrapping_mul(width));
    }
}

/// The mixing of pixels: height is axis 0, width axis 1.
pub trait Bilinear {
    /// A channel of a pixel.
    type X: Plain;
    /// The position of a coordinate between two coordinates of the input.
    type Part: Copy;

    /// Returns the two of `len` coordinates of the input around a coordinate of the output, and the
    /// position between them.
    fn place(&self, axis: usize, index: usize, len: usize) -> (usize, usize, Self::Part);

    /// Returns the mixture of `[[upper left, upper right], [lower left, lower right]]`.
    fn mix(&self, x: [[Self::X; 2]; 2], down: Self::Part, right: Self::Part) -> Self::X;
}

/// The mixing of int8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BilinearInteger {
    /// Pixels of the input per pixel of the output, times 2^10.
    pub scales: [i32; 2],
    /// Whether coordinates are at the centers of pixels.
    pub half_pixel_centers: bool,
}

/// The mixing of floats.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BilinearFloat {
    /// Pixels of the input per pixel of the output.
    pub scales: [f32; 2],
    /// Whether coordinates are at the centers of pixels.
    pub half_pixel_centers: bool,
}

/// 1 with ten bits of fraction.
const ONE: i32 = 1 << 10;

impl Bilinear for BilinearInteger {
    type X = i8;
    type Part = i32;

    #[inline(always)]
    fn place(&self, axis: usize, index: usize, len: usize) -> (usize, usize, i32) {
        let scale = self.scales.get(axis).copied().unwrap_or(ONE);
        let mut at = (index as i32).wrapping_mul(scale);
        if self.half_pixel_centers {
            at = at.wrapping_add(scale / 2).wrapping_sub(ONE / 2);
        }
        let lower = (at / ONE).max(0);
        let upper = (at.wrapping_add(ONE - 1) / ONE).min((len as i32).wrapping_sub(1));
        let part = at.wrapping_sub(lower.wrapping_mul(ONE));
        (lower as usize, upper as usize, part)
    }

    /// Range: parts are in `[−2^9, 2^10]` and weights sum to `2^20`, so a mixture is below `2^29`.
    #[inline(always)]
    fn mix(&self, [[x00, x01], [x10, x11]]: [[i8; 2]; 2], down: i32, right: i32) -> i8 {
        let (up, left) = (ONE.wrapping_sub(down), ONE.wrapping_sub(right));
        let term = |x: i8, vertical: i32, horizontal: i32| {
            i32::from(x).wrapping_mul(vertical.wrapping_mul(horizontal))
        };
        let sum = term(x00, up, left)
            .wrapping_add(term(x10, down, left))
            .wrapping_add(term(x01, up, right))
            .wrapping_add(term(x11, down, right));
        let half = if sum > 0 { 1 << 19 } else { -(1 << 19) };
        (sum.wrapping_add(half) / (1 << 20)) as i8
    }
}

impl Bilinear for BilinearFloat {
    type X = f32;
    type Part = f32;

    #[inline(always)]
    fn place(&self, axis: usize, index: usize, len: usize) -> (usize, usize, f32) {
        let scale = self.scales.get(axis).copied().unwrap_or(1.0);
        let at = match self.half_pixel_centers {
            true => (index as f32 + 0.5) * scale - 0.5,
            false => index as f32 * scale,
        };
        let whole = at as i32;
        let floor = whole.wrapping_sub(i32::from(whole as f32 > at));
        let ceil = whole.wrapping_add(i32::from((whole as f32) < at));
        let lower = floor.max(0);
        let upper = ceil.min((len as i32).wrapping_sub(1));
        (lower as usize, upper as usize, at - lower as f32)
    }

    #[inline(always)]
    fn mix(&self, [[x00, x01], [x10, x11]]: [[f32; 2]; 2], down: f32, right: f32) -> f32 {
        let (up, left) = (1.0 - down, 1.0 - right);
        // The reference adds 0 last, so that no zero is negative.
        x00 * up * left + x10 * down * left + x01 * up * right + x11 * down * right + 0.0
    }
}

/// RESIZE_BILINEAR: every pixel of the output is a mixture of four of the input. Images of the sizes
/// `from` and `to` are contiguous.
#[inline(never)]
pub fn resize_bilinear<B: Bilinear>(
    x: &[B::X],
    mut y: &mut [B::X],
    from: ImageSize,
    to: ImageSize,
    op: &B,
) {
    let [height, width, channels] = from;
    let mut image = 0_usize;
    while !y.is_empty() {
        for row in 0..to[0] {
            let (top, bottom, down) = op.place(0, row, height);
            for column in 0..to[1] {
                let (first, second, right) = op.place(1, column, width);
                let at = |row: usize, column: usize| {
                    let pixel = image
                        .wrapping_add(row.wrapping_mul(width))
                        .wrapping_add(column);
                    pixel.wrapping_mul(channels)
                };
                let corners = [
                    [at(top, first), at(top, second)],
                    [at(bottom, first), at(bottom, second)],
                ];
                let Some((pixel, rest)) = y.split_at_mut_checked(channels) else {
                    return;
                };
                y = rest;
                for (channel, y) in (0..channels).zip(pixel) {
                    let corner = |at: usize| x.get(at.wrapping_add(channel)).copied();
                    let corners = corners.map(|row| row.map(corner));
                    let [[Some(x00), Some(x01)], [Some(x10), Some(x11)]] = corners else {
                        return;
                    };
                    *y = op.mix([[x00, x01], [x10, x11]], down, right);
                }
            }
        }
        image = image.wrapping_add(height.wrapping_mul(width));
    }
}
