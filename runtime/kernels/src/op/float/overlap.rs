//! How far the output of each kernel may lie over its input, as
//! [those of int8](crate::op::overlap()) do.

use crate::layout::Shape;
use crate::op::overlap as of_bytes;
use crate::op::overlap::of_pixels;
use crate::overlap::Overlap;

/// Of [`conv_2d`](super::conv_2d()).
pub fn conv_2d(shape: &Shape) -> Overlap {
    of_words(super::conv_2d::overlap(shape))
}

/// Of [`depthwise_conv_2d`](super::depthwise_conv_2d()).
pub fn depthwise_conv_2d(shape: &Shape) -> Overlap {
    of_words(super::depthwise_conv_2d::overlap(shape))
}

/// Of both poolings: pixel by pixel, and of each channel by channel.
pub fn pool_2d(shape: &Shape) -> Overlap {
    let channels = shape.output[3];
    of_words(of_pixels(shape, channels, |c| c, |c| c + 1))
}

/// Of [`mean`](super::mean()), where these axes stay.
pub fn mean(kept: &[(usize, usize)]) -> Overlap {
    of_words(of_bytes::mean(kept))
}

/// Of [`softmax`](super::softmax()) over its input, and of what goes element by element over its
/// first input.
pub fn elementwise() -> Overlap {
    of_words(of_bytes::elementwise())
}

/// Of a layer with int8 weights: parts, and the elements of the input and output of each.
pub use super::hybrid::overlap as hybrid;

/// Of elements of four bytes.
fn of_words(Overlap { distance, step }: Overlap) -> Overlap {
    Overlap {
        distance: 4 * distance,
        step: 4 * step,
    }
}
