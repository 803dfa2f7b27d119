//! CONV_2D, and FULLY_CONNECTED as a CONV_2D of a single pixel per row.

use super::{Arithmetic, CHANNELS, Images, SeenRows, blocks, finish};
use crate::at::At;
use crate::bytes::Io;
use crate::op::Shape;
use crate::op::taps::Taps;

/// CONV_2D of one image, or of some of its rows.
///
/// `io.x` has the rows `[W][CI]` below `pad_top` rows of padding, and `io.y` has the rows `[OW][CO]` that are
/// computed; the numbers of images and rows in `shape` and its `window.pad_top` are ignored. `weights` are
/// `[CO][KH][KW][CI / groups]`.
#[inline(always)]
pub fn conv_2d<const W: usize, const CI: usize, const OW: usize, const CO: usize, A: Arithmetic>(
    mut io: Images<'_, A, W, CI, OW, CO>,
    pad_top: usize,
    weights: &[A::W],
    shape: &Shape,
    arithmetic: &A,
) {
    let [input, output] = [io.x().len(), io.y().len()];
    let io = io.flat().flat();
    convolve(io, input, pad_top, output, weights, shape, arithmetic);
}

/// The code that all shapes share: `output` rows from `input` rows below `pad_top` rows of padding. Numbers of rows are
/// arguments by themselves, as constants then reach the code of a model's only layer.
#[inline(never)]
fn convolve<A: Arithmetic>(
    mut io: Io<'_, [A::X], [A::Y]>,
    input: usize,
    pad_top: usize,
    output: usize,
    weights: &[A::W],
    shape: &Shape,
    arithmetic: &A,
) {
    let [_, _, width, channels] = shape.output;
    let [rows, columns] = shape.axes(&SeenRows { input, pad_top });
    let (group, mut first) = (shape.of_group(channels), At(0));
    for oy in 0..output {
        let rows = rows.taps(oy);
        for ox in 0..width {
            let windows = PixelTaps::new(shape, [rows.clone(), columns.taps(ox)]);
            for at in 0..shape.groups {
                for block in blocks(group) {
                    let block = (At(at) * group + block.start).run(block.len());
                    let mut sums = [A::Sum::default(); CHANNELS];
                    let sums = sums.get_mut(..block.len()).unwrap_or_default();
                    windows.sums(sums, (io.x(), at), (weights, block.start), arithmetic);
                    let y = io.y().get_mut((first + block.start).0..);
                    finish(arithmetic, sums, block, y.unwrap_or_default());
                }
            }
            first += channels;
        }
    }
}

/// The taps of an output pixel: their places in the input and in each channel's weights.
struct PixelTaps {
    /// Runs of adjacent inputs: rows, and the columns in each of them where columns are not
    /// adjacent.
    runs: [usize; 2],
    /// Elements of a run.
    run: usize,
    /// The first input.
    x: At,
    /// Inputs from a row to the next, and from a column to the next.
    x_steps: [usize; 2],
    /// The first weight of a channel.
    w: At,
    /// Weights from a row to the next, and from a column to the next.
    w_steps: [usize; 2],
    /// Weights of a channel.
    filter: usize,
    /// Input channels of a group.
    group: usize,
}

impl PixelTaps {
    #[inline(always)]
    fn new(shape: &Shape, [rows, columns]: [Taps; 2]) -> Self {
        let [_, _, width, channels] = shape.input;
        let [kernel_h, kernel_w] = shape.kernel;
        let (top, left) = (rows.at, columns.at);
        let [rows, columns] = [rows.range, columns.range];
        let group = shape.of_group(channels);
        let (mut runs, mut run) = ([rows.len(), columns.len()], group);
        if shape.window.dilation_w == 1 && group == channels {
            (runs[1], run) = (1, group.wrapping_mul(columns.len()));
        }
        Self {
            runs,
            run,
            x: (At(top) * width + left) * channels,
            x_steps: shape.x_steps(),
            w: (At(rows.start) * kernel_w + columns.start) * group,
            w_steps: [kernel_w.wrapping_mul(group), group],
            filter: (At(kernel_h) * kernel_w * group).0,
            group,
        }
    }

    /// Adds the products of output channels of one group, from `channel` on, to `sums`.
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
