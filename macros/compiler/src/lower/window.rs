//! Windows over height and width: sizes and padding as TFLite computes them.

use tflite_schema::Padding;
use tiny_model_kernels::op::Window;

use super::Problem;
use super::node::{Node, Operand};
use crate::diagnostics::model as text;

/// A window as the options give it; numbers are unchecked.
pub(super) struct WindowOptions {
    pub(super) padding: Padding,
    /// Height, width.
    pub(super) kernel: [usize; 2],
    /// Height, width.
    pub(super) stride: [i32; 2],
    /// Height, width.
    pub(super) dilation: [i32; 2],
}

impl Node<'_> {
    /// The window of a transposed convolution, which goes over its output of this shape.
    pub(super) fn transposed_window(
        &self,
        options: &WindowOptions,
        output: [usize; 4],
    ) -> Result<Window, Problem> {
        Ok(self.place_window(options, output)?.1)
    }

    /// The window between an input and an output of `channels`, whose shape must be what the window
    /// makes.
    pub(super) fn window(
        &self,
        options: &WindowOptions,
        input: [usize; 4],
        output: Operand<'_>,
        channels: usize,
    ) -> Result<Window, Problem> {
        let ([height, width], window) = self.place_window(options, input)?;
        self.expect_shape(output, "output", &[input[0], height, width, channels])?;
        Ok(window)
    }

    /// Height and width of what a window makes of an input, and the window.
    fn place_window(
        &self,
        options: &WindowOptions,
        input: [usize; 4],
    ) -> Result<([usize; 2], Window), Problem> {
        let steps = |[h, w]: [i32; 2], name| match [h, w].map(usize::try_from) {
            [Ok(h), Ok(w)] if h > 0 && w > 0 => Ok([h, w]),
            _ if [h, w] == [0, 0] => {
                let what = format!("its {name} is 0x0, as if its options were missing");
                Err(text::option(self.place(), &what))
            }
            _ => {
                let what = format!("its {name} of {h}x{w} must be at least 1x1");
                Err(text::option(self.place(), &what))
            }
        };
        let [stride_h, stride_w] = steps(options.stride, "stride")?;
        let [dilation_h, dilation_w] = steps(options.dilation, "dilation")?;
        let [kernel_h, kernel_w] = options.kernel;
        let too_large = || {
            let [_, height, width, _] = input;
            let what = format!(
                "its window of {kernel_h}x{kernel_w} does not fit its input of {height}x{width}"
            );
            text::option(self.place(), &what)
        };
        let (height, pad_top) = axis(options.padding, input[1], kernel_h, stride_h, dilation_h)
            .ok_or_else(too_large)?;
        let (width, pad_left) = axis(options.padding, input[2], kernel_w, stride_w, dilation_w)
            .ok_or_else(too_large)?;
        let window = Window {
            stride_h,
            stride_w,
            dilation_h,
            dilation_w,
            pad_top,
            pad_left,
        };
        Ok(([height, width], window))
    }
}

/// Output length, and padding before the input: TFLite's `ComputeOutSize` and
/// `ComputePaddingWithOffset`. `None` for a window that does not fit, is empty, or reaches further
/// than a target of 32 bits can count.
fn axis(
    padding: Padding,
    input: usize,
    kernel: usize,
    stride: usize,
    dilation: usize,
) -> Option<(usize, usize)> {
    let reach = kernel
        .checked_sub(1)?
        .checked_mul(dilation)?
        .checked_add(1)
        .filter(|&reach| i32::try_from(reach).is_ok())?;
    match padding {
        Padding::Valid => Some((input.checked_sub(reach)? / stride + 1, 0)),
        Padding::Same => {
            let output = input.div_ceil(stride);
            let covered = output
                .checked_sub(1)?
                .checked_mul(stride)?
                .checked_add(reach)?;
            Some((output, covered.saturating_sub(input) / 2))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_are_tflites() {
        // (padding, input, kernel, stride, dilation) → (output, padding before)
        for (padding, [input, kernel, stride, dilation], expected) in [
            (Padding::Same, [5, 3, 1, 1], Some((5, 1))),
            // The odd element of padding goes to the end: an even input with stride 2.
            (Padding::Same, [96, 3, 2, 1], Some((48, 0))),
            (Padding::Same, [97, 3, 2, 1], Some((49, 1))),
            (Padding::Same, [49, 10, 2, 1], Some((25, 4))),
            (Padding::Same, [4, 1, 3, 1], Some((2, 0))),
            (Padding::Same, [7, 3, 1, 2], Some((7, 2))),
            (Padding::Valid, [5, 3, 1, 1], Some((3, 0))),
            (Padding::Valid, [6, 3, 2, 1], Some((2, 0))),
            (Padding::Valid, [7, 3, 1, 3], Some((1, 0))),
            (Padding::Valid, [6, 3, 1, 3], None),
            (Padding::Same, [6, 0, 1, 1], None),
            (Padding::Same, [6, 2, 1, 1 << 31], None),
        ] {
            assert_eq!(axis(padding, input, kernel, stride, dilation), expected);
        }
    }
}
