//! CONV_2D and FULLY_CONNECTED by the matmul core, on shapes that are drawn with its walk.

use tiny_model_kernels::arch::dsp::conv_2d_of_shape;
use tiny_model_kernels::bytes::Io;
use tiny_model_kernels::layout::{ANY_SHIFT, DualWalk, ENTERED, NIBBLES, Packed, pack_dual};
use tiny_model_kernels::op::Shape;
use tiny_model_kernels::overlap::Overlap;
use tiny_model_kernels::requantize::Output;

use super::call::{Kernel, check};
use super::row;
use crate::oracle::convolution::{self, Shapes};
use crate::weighted::{Order, Weighted, window};
use crate::{Draw, Verdict};

/// Calls `core::<UNROLL, SEGMENTS, DISTANCE>`: code is a closed set, shapes are not.
pub(crate) fn conv_2d(draw: &mut Draw) -> Verdict {
    one_of!(draw, convolution:
        // Gathered windows, in a loop and in one turn.
        [1, 0, 0] [2, 0, 0] [4, 0, 0] [5, 0, 0] [16, 0, 0] [17, 0, 0] [32, 0, 0]
        [1, 1, 0] [2, 1, 0] [4, 1, 0] [7, 1, 0] [16, 1, 0] [32, 1, 0] [1, ENTERED, 0] [1, ENTERED, 0]
        // Rows of windows in place, in a loop and in one turn for each row.
        [1, 0, 2] [4, 0, 2] [3, 0, 4] [5, 0, 6] [8, 0, 12] [9, 0, 18] [24, 0, 32] [19, 0, 40]
        [2, 3, 2] [4, 4, 4] [5, 3, 6] [5, 3, 12] [8, 1, 10] [12, 2, 16] [17, 2, 22])
}

/// Calls `core::<UNROLL, SEGMENTS, 0>`.
pub(crate) fn fully_connected(draw: &mut Draw) -> Verdict {
    one_of!(draw, fully_connected_of:
        [1, 0, 0] [4, 0, 0] [25, 0, 0] [31, 0, 0] [32, 0, 0]
        [1, 1, 0] [3, 1, 0] [8, 1, 0] [27, 1, 0] [32, 1, 0])
}

fn convolution<const UNROLL: usize, const SEGMENTS: usize, const DISTANCE: usize>(
    draw: &mut Draw,
) -> Verdict {
    let walk = walk(UNROLL, SEGMENTS, DISTANCE);
    loop {
        let shape = shape(draw, walk);
        if walk.fits(&shape) {
            return core::<UNROLL, SEGMENTS, DISTANCE>(draw, shape);
        }
    }
}

/// Calls `core_of_nibbles::<UNROLL, SEGMENTS>`.
pub(crate) fn nibbles(draw: &mut Draw) -> Verdict {
    one_of!(draw, of_nibbles: [1, 0] [2, 0] [5, 0] [8, 0] [32, 0] [1, 1] [4, 1] [7, 1] [16, 1])
}

fn of_nibbles<const UNROLL: usize, const SEGMENTS: usize>(draw: &mut Draw) -> Verdict {
    let walk = walk(UNROLL, SEGMENTS, 0);
    let shape = loop {
        let shape = match draw.one_in(4) {
            true => Shape::fully_connected(1, draw.size(1..=70), draw.size(1..=20)),
            false => shape(draw, walk),
        };
        if walk.fits(&shape) {
            break shape;
        }
    };
    let tile = draw.size(1..=9);
    let code = |packed: &Packed| match (packed.ties, packed.shift) {
        (true, 0) => conv_2d_of_shape::<UNROLL, SEGMENTS, 0, true, NIBBLES> as Code,
        (true, _) => conv_2d_of_shape::<UNROLL, SEGMENTS, 0, true, { NIBBLES + ANY_SHIFT }>,
        (false, 0) => conv_2d_of_shape::<UNROLL, SEGMENTS, 0, false, NIBBLES>,
        (false, _) => conv_2d_of_shape::<UNROLL, SEGMENTS, 0, false, { NIBBLES + ANY_SHIFT }>,
    };
    layer(draw, shape, DualWalk { tile, ..walk }, NIBBLES, code)
}

fn walk(unroll: usize, segments: usize, distance: usize) -> DualWalk {
    DualWalk {
        unroll,
        segments,
        distance,
        tile: usize::from(distance == 0),
    }
}

/// Draws a shape that the core may be able to compute with the walk.
fn shape(draw: &mut Draw, walk: DualWalk) -> Shape {
    let rows = match walk.segments {
        0 | 1 | ENTERED => draw.size(1..=4),
        segments => segments,
    };
    let kernel = [rows, draw.size(1..=4)];
    let stride = draw.pick(&[1, 1, 1, 2, 2, 3]);
    let channels = match walk.distance {
        0 => draw.size(1..=20),
        distance => (distance / 2 / stride).max(1),
    };
    let groups = match draw.one_in(4) {
        true => draw.pick(&[2, 3, channels]),
        false => 1,
    };
    let groups = if channels % groups == 0 { groups } else { 1 };
    let outputs = match groups {
        1 => draw.size(1..=20),
        _ => groups * draw.pick(&[4, 8]),
    };
    let batch = draw.pick(&[1, 1, 2]);
    let input = [batch, draw.size(1..=9), draw.size(1..=9), channels];
    if walk.distance == 0 && draw.one_in(3) {
        let mut shape = Shape::fully_connected(1, 1, 1);
        (shape.input, shape.output) = (input, input);
        shape.output[3] = outputs;
        return shape;
    }
    let output = [batch, draw.size(1..=8), draw.size(1..=8), outputs];
    let shapes = Shapes {
        x: input,
        y: output,
        kernel,
    };
    let mut window = window(draw, shapes, true);
    if walk.distance > 0 {
        (window.stride_w, window.dilation_w, window.dilation_h) = (stride, 1, 1);
    }
    Shape {
        input,
        output,
        kernel,
        window,
        groups,
    }
}

fn fully_connected_of<const UNROLL: usize, const SEGMENTS: usize, const DISTANCE: usize>(
    draw: &mut Draw,
) -> Verdict {
    let inputs = match SEGMENTS {
        0 => draw.pick(&[1, 40, 100, 640, 1024]),
        _ => 4 * (UNROLL / 2) + UNROLL % 2,
    };
    let inputs = draw.size(inputs.saturating_sub(9).max(1)..=inputs);
    if draw.one_in(2) {
        return row::case::<UNROLL, SEGMENTS>(draw, inputs);
    }
    let rows = draw.pick(&[1, 2, 3, 8]);
    let shape = Shape::fully_connected(rows, inputs, draw.size(1..=40));
    core::<UNROLL, SEGMENTS, DISTANCE>(draw, shape)
}

fn core<const UNROLL: usize, const SEGMENTS: usize, const DISTANCE: usize>(
    draw: &mut Draw,
    shape: Shape,
) -> Verdict {
    let mut walk = walk(UNROLL, SEGMENTS, DISTANCE);
    if walk.tile > 0 {
        walk.tile = draw.size(1..=9);
        walk = match draw.one_in(2) {
            true => DualWalk { tile: 0, ..walk },
            false => walk,
        };
        if !walk.fits(&shape) {
            walk.tile = draw.size(1..=9);
        }
    }
    let code = |packed: &Packed| match (packed.ties, packed.shift) {
        // Code for one shift, and for any.
        (true, 0) => conv_2d_of_shape::<UNROLL, SEGMENTS, DISTANCE, true, 0> as Code,
        (true, 12) => conv_2d_of_shape::<UNROLL, SEGMENTS, DISTANCE, true, 12>,
        (true, _) => conv_2d_of_shape::<UNROLL, SEGMENTS, DISTANCE, true, ANY_SHIFT>,
        (false, 0) => conv_2d_of_shape::<UNROLL, SEGMENTS, DISTANCE, false, 0>,
        (false, 12) => conv_2d_of_shape::<UNROLL, SEGMENTS, DISTANCE, false, 12>,
        (false, _) => conv_2d_of_shape::<UNROLL, SEGMENTS, DISTANCE, false, ANY_SHIFT>,
    };
    layer(draw, shape, walk, 0, code)
}

/// Draws a layer with weights of eight bits, or of four: `nibbles` is added to the shift.
fn layer(
    draw: &mut Draw,
    shape: Shape,
    walk: DualWalk,
    nibbles: usize,
    code: impl Fn(&Packed) -> Code,
) -> Verdict {
    let shapes = Shapes {
        x: shape.input,
        y: shape.output,
        kernel: shape.kernel,
    };
    let input = shape.input.iter().product();
    let depth = shape.kernel[0] * shape.kernel[1] * shape.input[3] / shape.groups;
    let mut values = draw.tensor(input);
    let mut p = Weighted::draw(draw, Order::ChannelFirst, shape.output[3], depth);
    if nibbles > 0 {
        p.weights.iter_mut().for_each(|w| *w >>= 4);
    }
    if depth == shape.input[3] {
        // One pixel under the window: the first pixel reaches a channel's limits.
        values[..depth].copy_from_slice(&p.farthest(draw));
    }
    let packed = pack_dual(&shape, walk, &p.weights, &p.folded(), &p.scales, p.output);
    let Some(mut packed) = packed else {
        return Verdict::Declined;
    };
    if nibbles > 0 {
        packed = packed.nibbles(&shape, walk).expect("four bits");
    }
    let expected = convolution::conv_2d(shapes, shape.window, shape.groups, &p.layer(&values));
    let kernel = Core {
        shape,
        walk,
        packed: &packed,
        nibbles,
        code: code(&packed),
        padding: p.zero_point,
        output: p.output,
    };
    check(draw, &kernel, &values, &expected).with(&(packed.ties, packed.shift, p, values))
}

/// The type of [`conv_2d_of_shape`].
type Code = fn(Io<'_, [i8], [i8]>, (usize, i8), &mut [u32], &[u32], Output, (Shape, usize, usize));

/// The kernel with its weights.
struct Core<'a> {
    shape: Shape,
    walk: DualWalk,
    packed: &'a Packed,
    /// The number that is added to the shift.
    nibbles: usize,
    code: Code,
    padding: i8,
    output: Output,
}

impl Kernel for Core<'_> {
    fn shape(&self) -> &Shape {
        &self.shape
    }

    fn for_strips(&self, [input, output]: [usize; 2]) -> Self {
        let (mut shape, mut walk) = (self.shape, self.walk);
        (shape.input[1], shape.output[1]) = (input, output);
        // A window of several pixels, or of none, is not read in place.
        if walk.distance == 0 && !walk.fits(&shape) {
            walk.tile = 1;
        }
        Self {
            shape,
            walk,
            ..*self
        }
    }

    fn overlap(&self) -> Overlap {
        self.walk.overlap(&self.shape)
    }

    fn scratch(&self) -> usize {
        let shift = self.nibbles + self.packed.shift;
        let room = self.walk.room(&self.shape, self.packed.ties, shift);
        room + self.walk.scratch(&self.shape)
    }

    fn run(&self, io: Io<'_, [i8], [i8]>, pad_top: usize, scratch: &mut [u32]) {
        let outside = (pad_top, self.padding);
        let shape = (self.shape, self.walk.tile, self.packed.shift);
        (self.code)(io, outside, scratch, &self.packed.words, self.output, shape);
    }
}
