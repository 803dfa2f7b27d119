//! How far the output of each kernel of int16 may lie over its input, like [the functions for
//! int8](mod@crate::op::overlap).

use crate::op::Shape;
use crate::op::overlap as of_bytes;
use crate::op::overlap::of_pixels;
use crate::overlap::Overlap;

/// Returns the overlap of both poolings: they compute pixel by pixel, and channel by channel in each pixel.
pub fn pool_2d(shape: &Shape) -> Overlap {
    let channels = shape.output[3];
    of_pixels(shape, channels, |c| c, |c| c + 1).of_elements(size_of::<i16>())
}

/// Returns the overlap of [`mean`](super::mean()), where the axes `kept` stay.
pub fn mean(kept: &[(usize, usize)]) -> Overlap {
    of_bytes::mean(kept).of_elements(size_of::<i16>())
}
