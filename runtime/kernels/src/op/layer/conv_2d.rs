//! CONV_2D; and FULLY_CONNECTED, which is one of a single pixel for each row.

use super::{Arithmetic, CHANNELS, Layer, blocks, finish};
use crate::at::At;
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
    let (group, mut first) = (layer.of_group(channels), At(0));
    for image in 0..images {
        for oy in 0..height {
            let rows = rows.taps(oy);
            for ox in 0..width {
                let windows = Windows::new(layer, image, [rows.clone(), columns.taps(ox)]);
                for at in 0..layer.groups {
                    for block in blocks(group) {
                        let block = (At(at) * group + block.start).run(block.len());
                        let mut sums = [A::Sum::default(); CHANNELS];
                        let sums = sums.get_mut(..block.len()).unwrap_or_default();
                        windows.sums(sums, (x, at), (weights, block.start), arithmetic);
                        let y = y.get_mut((first + block.start).0..).unwrap_or_default();
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
    x: At,
    /// Inputs from a row to the next, and from a column.
    x_steps: [usize; 2],
    /// The first weight of a channel.
    w: At,
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
            (runs[1], run) = (1, group.wrapping_mul(columns.len()));
        }
        Self {
            runs,
            run,
            x: ((At(image) * height + top) * width + left) * channels,
            x_steps: layer.x_steps(),
            w: (At(rows.start) * kernel_w + columns.start) * group,
            w_steps: [kernel_w.wrapping_mul(group), group],
            filter: (At(kernel_h) * kernel_w * group).0,
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
                let [x_step, w_step] = [self.x_steps, self.w_steps]
                    .map(|[down, right]| At(row) * down + At(column) * right);
                let from = self.x + At(group) * self.group + x_step;
                let at = self.w + At(channel) * self.filter + w_step;
                let x = x.get(from.run(self.run)).unwrap_or_default();
                let w = w.get(at.0..).unwrap_or_default();
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

    /// Inputs between neighbouring rows of taps, and between neighbouring columns.
    #[inline(always)]
    pub(super) fn x_steps(&self) -> [usize; 2] {
        let [_, _, width, channels] = self.input;
        let down = At(self.window.dilation_h) * width * channels;
        [down.0, self.window.dilation_w.wrapping_mul(channels)]
    }

    /// Those of so many channels that are in one group.
    #[inline(always)]
    fn of_group(&self, channels: usize) -> usize {
        channels.checked_div(self.groups).unwrap_or_default()
    }
}
