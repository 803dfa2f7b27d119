//! AVERAGE_POOL_2D and MAX_POOL_2D.

use tflite_schema::{Activation, Options};

use tiny_model_kernels::op::Shape;

use super::Problem;
use super::float::reads_float;
use super::int16::reads_int16;
use super::node::Node;
use super::window::WindowOptions;
use crate::diagnostics::model as text;
use crate::graph::{Bounds, Element, Kind, Pool, PoolKind};

/// Largest difference of the scales of input and output that TFLM's `PoolingPrepare` takes for none.
const SCALE_DIFFERENCE: f64 = 1.0e-6;

pub(super) fn average_pool_2d(node: &mut Node<'_>) -> Result<(), Problem> {
    lower(node, PoolKind::Average)
}

pub(super) fn max_pool_2d(node: &mut Node<'_>) -> Result<(), Problem> {
    lower(node, PoolKind::Max)
}

/// Floats only.
pub(super) fn l2_pool_2d(node: &mut Node<'_>) -> Result<(), Problem> {
    lower(node, PoolKind::L2)
}

fn lower(node: &mut Node<'_>, kind: PoolKind) -> Result<(), Problem> {
    let Options::Pool2D(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    let (x, y) = (node.input(0, "input")?, node.output()?);
    let input = node.nhwc(x, "input")?;
    let kernel = [options.filter_height, options.filter_width].map(usize::try_from);
    let [Ok(height), Ok(width)] = kernel else {
        let [height, width] = [options.filter_height, options.filter_width];
        let what = format!("its window of {height}x{width} must be at least 1x1");
        return Err(text::option(node.place(), &what));
    };
    let window = WindowOptions {
        padding: options.padding,
        kernel: [height, width],
        stride: [options.stride_h, options.stride_w],
        dilation: [1, 1],
    };
    let mut window = node.window(&window, input, y, input[3])?;
    let output = node.nhwc(y, "output")?;
    let [height, width] = [
        seen(
            [input[1], output[1]],
            height,
            window.stride_h,
            &mut window.pad_top,
        ),
        seen(
            [input[2], output[2]],
            width,
            window.stride_w,
            &mut window.pad_left,
        ),
    ];
    let pool = Pool {
        kind,
        shape: Shape {
            input,
            output,
            kernel: [height, width],
            window,
            groups: 1,
        },
        bounds: bounds(node, options.fused_activation_function)?,
    };
    node.emit(Kind::Pool(pool), &[x], y);
    Ok(())
}

/// The bounds of a fused activation.
fn bounds(node: &Node<'_>, activation: Activation) -> Result<Bounds, Problem> {
    let (x, y) = (node.input(0, "input")?, node.output()?);
    if reads_float(node, 0) {
        return Ok(Bounds::Float(node.interval(activation)?.floats()));
    }
    let (from, quantization) = (node.quantization(x)?, node.quantization(y)?);
    let difference = f64::from(from.scale) - f64::from(quantization.scale);
    let is_same = difference.abs() <= SCALE_DIFFERENCE;
    if !is_same || from.zero_point != quantization.zero_point {
        return Err(text::rescales(node.place(), "input", x.named()));
    }
    let interval = node.interval(activation)?;
    // Ranges are within their type by construction.
    if reads_int16(node) {
        let range = interval.integers(Element::I16, quantization);
        return Ok(Bounds::Int16(
            [range.min, range.max].map(|bound| bound as i16),
        ));
    }
    let range = interval.integers(Element::I8, quantization);
    Ok(Bounds::Int8(
        [range.min, range.max].map(|bound| bound as i8),
    ))
}

/// The taps of a window along an axis of so many pixels of input and output that see a pixel of the input
/// at all; those before them are no padding either. Others count for nothing in a pool: windows may be far
/// larger than images.
fn seen([input, output]: [usize; 2], kernel: usize, stride: usize, pad: &mut usize) -> usize {
    let first = pad.saturating_sub((output - 1) * stride);
    let end = kernel.min(*pad + input);
    *pad -= first;
    end - first
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_no_larger_than_what_they_see() {
        // (input and output, kernel, stride, padding) → (kernel, padding)
        for (axis, [kernel, stride, pad], expected) in [
            ([5, 5], [3, 1, 1], (3, 1)),
            ([3, 3], [5, 1, 2], (5, 2)),
            ([11, 3], [4, 3, 0], (4, 0)),
            // 10 rows before and 10 behind: the last of 5 windows begins at row −6.
            ([5, 5], [21, 1, 10], (9, 4)),
            ([5, 3], [1_000_001, 2, 500_000], (9, 4)),
        ] {
            let mut padding = pad;
            let taps = seen(axis, kernel, stride, &mut padding);
            assert_eq!((taps, padding), expected);
        }
    }
}
