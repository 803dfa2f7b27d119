//! How far the output of each float kernel may lie over its input, like [the functions for
//! int8](mod@crate::op::overlap).

use crate::op::Shape;
use crate::op::overlap as of_bytes;
use crate::op::overlap::of_pixels;
use crate::overlap::Overlap;

/// The overlap of [`conv_2d`](super::conv_2d()).
pub fn conv_2d(shape: &Shape) -> Overlap {
    of_words(super::conv_2d::overlap(shape))
}

/// The overlap of [`depthwise_conv_2d`](super::depthwise_conv_2d()).
pub fn depthwise_conv_2d(shape: &Shape) -> Overlap {
    of_words(super::depthwise_conv_2d::overlap(shape))
}

/// The overlap of both poolings: pixel by pixel, and channel by channel in each pixel.
pub fn pool_2d(shape: &Shape) -> Overlap {
    let channels = shape.output[3];
    of_words(of_pixels(shape, channels, |c| c, |c| c + 1))
}

/// The overlap of [`mean`](super::mean()), where the axes `kept` stay.
pub fn mean(kept: &[(usize, usize)]) -> Overlap {
    of_words(of_bytes::mean(kept))
}

/// The overlap of [`softmax`](super::softmax()) over its input, and of elementwise operators over
/// their first input.
pub fn elementwise() -> Overlap {
    of_words(of_bytes::elementwise())
}

/// The overlap of a layer with int8 weights, by its parts and the elements of the input and output
/// of each.
pub use super::hybrid::overlap as hybrid;

/// Converts an overlap in elements to one in bytes.
fn of_words(overlap: Overlap) -> Overlap {
    overlap.of_elements(size_of::<f32>())
}
