//! The geometry of layers with a window.

use super::Window;

/// The geometry of a layer with a window, or of its largest strip.
///
/// A kernel of rows computes those of one image; the number of images matters to nothing except the overlap of input
/// and output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Batch, height, width and channels of the input.
    pub input: [usize; 4],
    /// Batch, height, width and channels of the output.
    pub output: [usize; 4],
    /// Taps of the window: height, width.
    pub kernel: [usize; 2],
    /// Steps of the window.
    pub window: Window,
    /// Groups of channels of CONV_2D; otherwise 1.
    pub groups: usize,
}

impl Shape {
    /// A FULLY_CONNECTED of `rows` rows.
    pub const fn fully_connected(rows: usize, inputs: usize, outputs: usize) -> Self {
        Self {
            input: [1, 1, rows, inputs],
            output: [1, 1, rows, outputs],
            kernel: [1, 1],
            window: Window {
                stride_h: 1,
                stride_w: 1,
                dilation_h: 1,
                dilation_w: 1,
                pad_top: 0,
                pad_left: 0,
            },
            groups: 1,
        }
    }

    /// Input channels of a group.
    pub(crate) const fn input_channels(&self) -> usize {
        self.of_group(self.input[3])
    }

    /// Output channels of a group.
    pub(crate) const fn output_channels(&self) -> usize {
        self.of_group(self.output[3])
    }

    /// Returns a group's share of channels, without the panic that a division would add to firmware.
    /// There is always at least one group.
    #[inline(always)]
    pub(crate) const fn of_group(&self, channels: usize) -> usize {
        match channels.checked_div(self.groups) {
            Some(channels) => channels,
            None => 0,
        }
    }

    /// Pixels of one output image.
    pub const fn pixels(&self) -> usize {
        self.output[1] * self.output[2]
    }

    /// Returns whether some tap of some window lies outside of the input.
    pub fn is_padded(&self) -> bool {
        let w = self.window;
        let leaves = |input, output: usize, kernel: usize, stride, dilation, before| {
            before > 0 || (output.max(1) - 1) * stride + (kernel.max(1) - 1) * dilation >= input
        };
        let ([_, ih, iw, _], [_, oh, ow, _]) = (self.input, self.output);
        leaves(ih, oh, self.kernel[0], w.stride_h, w.dilation_h, w.pad_top)
            || leaves(iw, ow, self.kernel[1], w.stride_w, w.dilation_w, w.pad_left)
    }
}
