//! Kernels on f32, which give the oracle's outputs to the last bit.

mod elementwise;
mod hybrid;
mod layers;
mod reduction;

pub(super) use elementwise::{broadcast, map, zip};
pub(super) use hybrid::hybrid;
pub(super) use layers::{conv_2d, depthwise_conv_2d, fully_connected};
pub(super) use reduction::{mean, of_rows, pool_2d, softmax};

use alloc::vec::Vec;

use tiny_model_kernels::bytes::Plain;
use tiny_model_kernels::op::float::Range;
use tiny_model_kernels::overlap::Overlap;

use super::rows::Once;
use crate::shared::{GUARDS, Shared};
use crate::{Draw, Verdict};

/// Draws a finite number: small ones with few bits, and any.
fn real(draw: &mut Draw) -> f32 {
    match draw.size(0..=7) {
        0 => 0.0,
        1 => -0.0,
        2 => draw.int(-1 << 24..=1 << 24) as f32,
        3 | 4 => draw.int(-64..=64) as f32 / 4.0,
        _ => draw.int(-1 << 23..=1 << 23) as f32 / (1 << 20) as f32,
    }
}

fn reals(draw: &mut Draw, len: usize) -> Vec<f32> {
    (0..len).map(|_| real(draw)).collect()
}

/// Draws the range of a fused activation, or any.
fn range(draw: &mut Draw) -> Range {
    let any = [real(draw), real(draw)];
    let [min, max] = draw.pick(&[
        [f32::MIN, f32::MAX],
        [0.0, f32::MAX],
        [0.0, 6.0],
        [-1.0, 1.0],
        [any[0].min(any[1]), any[0].max(any[1])],
    ]);
    Range { min, max }
}

fn bytes(values: &[f32]) -> Vec<i8> {
    let bytes = values.iter().flat_map(|value| value.to_le_bytes());
    bytes.map(u8::cast_signed).collect()
}

/// Runs a kernel `images` times, once per image, with the input over the output and beside it.
fn over<X: Plain, Y: Plain>(
    draw: &mut Draw,
    (overlap, images): (Overlap, usize),
    [x, y]: [&[f32]; 2],
    run: Once<'_, X, Y>,
) -> Verdict {
    let (values, expected) = (bytes(x), bytes(y));
    let further = overlap.distance + overlap.step * draw.size(0..=5);
    for distance in [overlap.distance, further, expected.len()] {
        let mut memory = Shared::from(draw, GUARDS, &values, expected.len(), distance);
        for image in 0..images {
            run(memory.image(image, [values.len() / images, expected.len() / images]));
        }
        let case = (overlap, "input behind the output by", distance, x);
        let verdict = memory.compare(&expected, &case);
        if verdict != Verdict::Equal {
            return verdict;
        }
    }
    Verdict::Equal
}
