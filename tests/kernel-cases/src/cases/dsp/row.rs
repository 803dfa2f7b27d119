//! FULLY_CONNECTED of one row, which may lie over scratch.

use tiny_model_kernels::arch::dsp::fully_connected_of_shape;
use tiny_model_kernels::layout::{ANY_SHIFT, DualWalk, pack_dual};
use tiny_model_kernels::op::Shape;
use tiny_model_kernels::overlap::Overlap;

use crate::memory::Tensor;
use crate::oracle::convolution::{self, Shapes};
use crate::shared::Shared;
use crate::weighted::{NO_STEPS, Order, Weighted};
use crate::{Draw, Verdict};

pub(super) fn case<const UNROLL: usize, const SEGMENTS: usize>(
    draw: &mut Draw,
    inputs: usize,
) -> Verdict {
    let mut walk = DualWalk {
        unroll: UNROLL,
        segments: SEGMENTS,
        distance: 0,
        tile: 1,
    };
    let shape = Shape::fully_connected(1, inputs, draw.size(1..=40));
    let shapes = Shapes {
        x: shape.input,
        y: shape.output,
        kernel: [1, 1],
    };
    let p = Weighted::draw(draw, Order::ChannelFirst, shape.output[3], inputs);
    let values = match draw.one_in(2) {
        true => p.farthest(draw),
        false => draw.tensor(inputs),
    };
    let packed = pack_dual(&shape, walk, &p.weights, &p.folded(), &p.scales, p.output);
    let Some(packed) = packed else {
        return Verdict::Declined;
    };
    let in_place = DualWalk { tile: 0, ..walk };
    if in_place.fits(&shape) && draw.one_in(2) {
        walk = in_place;
    }
    let expected = convolution::conv_2d(shapes, NO_STEPS, 1, &p.layer(&values));
    let run = match (packed.ties, packed.shift) {
        (true, 0) => fully_connected_of_shape::<UNROLL, SEGMENTS, true, 0>,
        (true, 12) => fully_connected_of_shape::<UNROLL, SEGMENTS, true, 12>,
        (true, _) => fully_connected_of_shape::<UNROLL, SEGMENTS, true, ANY_SHIFT>,
        (false, 0) => fully_connected_of_shape::<UNROLL, SEGMENTS, false, 0>,
        (false, 12) => fully_connected_of_shape::<UNROLL, SEGMENTS, false, 12>,
        (false, _) => fully_connected_of_shape::<UNROLL, SEGMENTS, false, ANY_SHIFT>,
    };
    let size = 4 * walk.scratch(&shape);
    // Without scratch nothing can overlap.
    let nowhere = Overlap {
        distance: 0,
        step: 1,
    };
    let overlap = walk.scratch_overlap(&shape).unwrap_or(nowhere);
    assert!(size == 0 || overlap.distance < size);
    let further = overlap.distance + overlap.step * draw.size(0..=9);
    for distance in [size, overlap.distance, further] {
        let mut memory = Shared::over_words(draw, &values, size, distance);
        let mut y = Tensor::rubbish(draw, expected.len());
        run(
            memory.io(),
            y.values_mut(),
            &packed.words,
            p.output,
            (walk.tile, packed.shift),
        );
        let case = (
            overlap,
            distance,
            walk,
            inputs,
            packed.ties,
            packed.shift,
            &p,
        );
        let verdict = match memory.beside() {
            None => y.compare(&expected, &case),
            Some(at) => Verdict::Differs(alloc::format!("byte {at} of scratch: {case:?}")),
        };
        if verdict != Verdict::Equal {
            return verdict;
        }
    }
    Verdict::Equal
}
