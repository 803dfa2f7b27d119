//! Images cut into strips of rows.

use alloc::vec::Vec;

use tiny_model_kernels::op::Window;
use tiny_model_kernels::stream::{Rows, Stride, Strip};

use crate::Draw;

/// Draws strips of any heights that make up an output, for `[input, output]` rows and a number of
/// taps.
pub(crate) fn strips(
    draw: &mut Draw,
    [input, output]: [usize; 2],
    taps: usize,
    window: Window,
) -> Vec<Strip> {
    let highest = draw.size(1..=output);
    let mut done = Rows::NONE;
    let mut strips = Vec::new();
    while done.end() < output {
        let stride = Stride {
            taps: (taps - 1) * window.dilation_h + 1,
            step: window.stride_h,
            pad_top: window.pad_top,
            input,
            output,
            most: draw.size(1..=highest),
        };
        let mut strip = stride.next(Rows::all(input), &mut done);
        // A window with only padding begins below the input.
        strip.x.start = strip.x.start.min(strip.x.end);
        strips.push(strip);
    }
    strips
}
