//! TRANSPOSE_CONV: `y[oy][ox][co] = Σ x[iy][ix] · w[co][ky][kx]` over all `oy = iy · stride + ky − pad`.
//!
//! TFLM adds each input to the outputs that it reaches. This kernel collects the inputs of each
//! output, in the same order, so that it needs no memory for sums.

use core::ops::Range;

use super::{Arithmetic, CHANNELS, blocks, finish};
use crate::at::At;
use crate::op::Shape;

/// TRANSPOSE_CONV of all images. `weights` are `[CO][KH][KW][CI]`; the window's padding is that of the
/// output.
#[inline(never)]
pub fn transpose_conv<A: Arithmetic>(
    x: &[A::X],
    y: &mut [A::Y],
    weights: &[A::W],
    shape: &Shape,
    arithmetic: &A,
) {
    let [images, output_height, output_width, outputs] = shape.output;
    let [_, height, width, channels] = shape.input;
    let [kernel_h, kernel_w] = shape.kernel;
    let window = &shape.window;
    let (filter, mut first) = (At(kernel_h) * kernel_w * channels, At(0));
    for image in 0..images {
        for oy in 0..output_height {
            let down = At(oy) + window.pad_top;
            for ox in 0..output_width {
                let right = At(ox) + window.pad_left;
                for block in blocks(outputs) {
                    let mut sums = [A::Sum::default(); CHANNELS];
                    let sums = sums.get_mut(..block.len()).unwrap_or_default();
                    for iy in reaching(down, kernel_h, window.stride_h, height) {
                        let ky = down - At(iy) * window.stride_h;
                        for ix in reaching(right, kernel_w, window.stride_w, width) {
                            let from = ((At(image) * height + iy) * width + ix) * channels;
                            let tap = ky * kernel_w + (right - At(ix) * window.stride_w);
                            let at = filter * block.start + tap * channels;
                            let x = x.get(from.run(channels)).unwrap_or_default();
                            let w = weights.get(at.0..).unwrap_or_default();
                            arithmetic.dots(sums, x, w, filter.0);
                        }
                    }
                    let y = y.get_mut((first + block.start).0..).unwrap_or_default();
                    finish(arithmetic, sums, block, y);
                }
                first += outputs;
            }
        }
    }
}

/// Returns the inputs `i < size` with `i · stride ≤ at < i · stride + taps`.
#[inline(always)]
fn reaching(at: At, taps: usize, stride: usize, size: usize) -> Range<usize> {
    let last = at.0.checked_div(stride);
    let end = last.map_or(0, |last| last.wrapping_add(1));
    let first = At((at + 1).0.saturating_sub(taps)) + stride.saturating_sub(1);
    first.0.checked_div(stride).unwrap_or_default()..end.min(size)
}
