//! CONV_2D; and FULLY_CONNECTED, which is one of a single pixel for each row.

use super::{Arithmetic, CHANNELS, Layer, blocks, finish};
use crate::op::taps::{Axis, Taps};

/// CONV_2D of all images. `weights` are `[CO][KH][KW][CI / groups]`.
#[inline(never)]
pub fn conv_2d<A: Arithmetic>(
    x: &[A::X],
    y: &mut [A::Y],
    weights: &[A::W],
    layer: &Layer,
    arithmetic: &A,
) {
    let [images, height, width, channels] = layer.output;
    let [rows, columns] = layer.axes();
    let (group, mut first) = (layer.of_group(channels), 0);
    for image in 0..images {
        for oy in 0..height {
            let rows = rows.taps(oy);
            for ox in 0..width {
                let windows = Windows::new(layer, image, [rows.clone(), columns.taps(ox)]);
                for at in 0..layer.groups {
                    for block in blocks(group) {
                        let block = at * group + block.start..at * group + block.end;
                        let mut sums = [A::Sum::default(); CHANNELS];
                        let sums = sums.get_mut(..block.len()).unwrap_or_default();
                        windows.sums(sums, (x, at), (weights, block.start), arithmetic);
                        let y = y.get_mut(first + block.start..).unwrap_or_default();
                        finish(arithmetic, sums, block, y);
                    }
                }
                first += channels;
            }
        }
    }
}

/// The taps of an output pixel: where they lie in the input and in each channel's weights.
struct Windows {
    /// Runs of neighbouring inputs: rows, and in each of them columns if these are no neighbours.
    runs: [usize; 2],
    /// Elements of a run.
    run: usize,
    /// The first input.
    x: usize,
    /// Inputs from a row to the next, and from a column.
    x_steps: [usize; 2],
    /// The first weight of a channel.
    w: usize,
    /// Weights from a row to the next, and from a column.
    w_steps: [usize; 2],
    /// Weights of a channel.
    filter: usize,
    /// Input channels of a group.
    group: usize,
}

impl Windows {
    #[inline(always)]
    fn new(layer: &Layer, image: usize, [rows, columns]: [Taps; 2]) -> Self {
        let [_, height, width, channels] = layer.input;
        let [kernel_h, kernel_w] = layer.kernel;
        let (top, left) = (rows.at, columns.at);
        let [rows, columns] = [rows.range, columns.range];
        let group = layer.of_group(channels);
        let (mut runs, mut run) = ([rows.len(), columns.len()], group);
        if layer.window.dilation_w == 1 && group == channels {
            (runs[1], run) = (1, group * columns.len());
        }
        Self {
            runs,
            run,
            x: ((image * height + top) * width + left) * channels,
            x_steps: [
                layer.window.dilation_h * width * channels,
                layer.window.dilation_w * channels,
            ],
            w: (rows.start * kernel_w + columns.start) * group,
            w_steps: [kernel_w * group, group],
            filter: kernel_h * kernel_w * group,
            group,
        }
    }

    /// The sums of some output channels' products, from one on, all of a group.
    #[inline(always)]
    fn sums<A: Arithmetic>(
        &self,
        sums: &mut [A::Sum],
        (x, group): (&[A::X], usize),
        (w, channel): (&[A::W], usize),
        arithmetic: &A,
    ) {
        for row in 0..self.runs[0] {
            for column in 0..self.runs[1] {
                let from =
                    self.x + group * self.group + row * self.x_steps[0] + column * self.x_steps[1];
                let at = channel * self.filter
                    + self.w
                    + row * self.w_steps[0]
                    + column * self.w_steps[1];
                let x = x.get(from..from + self.run).unwrap_or_default();
                let w = w.get(at..).unwrap_or_default();
                arithmetic.dots(sums, x, w, self.filter);
            }
        }
    }
}

impl Layer {
    /// Rows and columns of its window.
    #[inline(always)]
    pub(super) fn axes(&self) -> [Axis; 2] {
        let window = &self.window;
        let rows = Axis {
            stride: window.stride_h,
            dilation: window.dilation_h,
            pad: window.pad_top,
            taps: self.kernel[0],
            size: self.input[1],
        };
        let columns = Axis {
            stride: window.stride_w,
            dilation: window.dilation_w,
            pad: window.pad_left,
            taps: self.kernel[1],
            size: self.input[2],
        };
        [rows, columns]
    }

    /// Those of so many channels that are in one group.
    #[inline(always)]
    fn of_group(&self, channels: usize) -> usize {
        channels.checked_div(self.groups).unwrap_or_default()
    }
}
