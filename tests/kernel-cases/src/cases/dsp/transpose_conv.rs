//! TRANSPOSE_CONV by the matmul core, on shapes that are drawn with its walk.

use alloc::vec::Vec;

use tiny_model_kernels::arch::dsp::{Phase, ShapeOfPhase, TransposeConv, transpose_conv};
use tiny_model_kernels::layout::{self, ANY_SHIFT, DualWalk, Packed, pack_dual};
use tiny_model_kernels::op::Shape;
use tiny_model_kernels::op::Window;

use crate::memory::Tensor;
use crate::oracle::{self, layer as sums};
use crate::weighted::{Order, Weighted};
use crate::{Draw, Verdict};

/// The word at the end of scratch.
const GUARD: u32 = 0xa5a5_a5a5;

/// Calls `walks::<UNROLL, DISTANCE>` for all phases.
pub(super) fn case(draw: &mut Draw) -> Verdict {
    one_of!(draw, walks: [1, 0] [2, 0] [5, 0] [8, 0] [32, 0] [1, 2] [4, 4] [3, 10] [8, 16] [9, 24])
}

fn walks<const UNROLL: usize, const DISTANCE: usize>(draw: &mut Draw) -> Verdict {
    let (layer, phases) = loop {
        let layer = sizes(draw, DISTANCE / 2);
        if let Some(phases) = layout::PhaseShape::all(&layer) {
            break (layer, phases);
        }
    };
    let depth = layer.kernel[0] * layer.kernel[1] * layer.input[3];
    let p = Weighted::draw(draw, Order::ChannelFirst, layer.output[3], depth);
    let tile = draw.size(1..=9);
    let pack = |phase: &layout::PhaseShape| {
        let walk = walk(UNROLL, DISTANCE, tile);
        let weights = phase.weights(&layer, &p.weights);
        let depth = weights.len() / p.biases.len();
        let folded = weights.chunks_exact(depth).zip(&p.biases).map(|(w, bias)| {
            let sum = w.iter().map(|&w| i32::from(w)).sum::<i32>();
            bias - i32::from(p.zero_point) * sum
        });
        let bias = Vec::from_iter(folded);
        let packed = pack_dual(&phase.shape, walk, &weights, &bias, &p.scales, p.output)?;
        let shape = ShapeOfPhase::new(phase.shape, walk, packed.words.len());
        Some((packed, shape, walk.scratch(&phase.shape)))
    };
    match phases.iter().map(pack).collect::<Option<Vec<_>>>() {
        Some(packed) => run::<UNROLL, DISTANCE>(draw, &layer, &p, &phases, &packed),
        None => Verdict::Declined,
    }
}

fn walk(unroll: usize, distance: usize, tile: usize) -> DualWalk {
    DualWalk {
        unroll,
        segments: 0,
        distance,
        tile: if distance == 0 { tile } else { 0 },
    }
}

/// Draws any sizes with `channels` channels, or any number of them.
fn sizes(draw: &mut Draw, channels: usize) -> Shape {
    let channels = match channels {
        0 => draw.size(1..=20),
        channels => channels,
    };
    let images = draw.size(1..=2);
    let kernel @ [kernel_h, kernel_w] = [(); 2].map(|()| draw.size(1..=5));
    let [stride_h, stride_w] = [
        draw.size(1..=kernel_h.min(3)),
        draw.size(1..=kernel_w.min(3)),
    ];
    let [pad_top, pad_left] = [draw.size(0..=kernel_h / 2), draw.size(0..=kernel_w / 2)];
    let [h, w] = [(); 2].map(|()| draw.size(1..=6));
    let size = |draw: &mut Draw, input: usize, stride: usize, kernel: usize| {
        draw.size(1..=(input - 1) * stride + kernel)
    };
    let output = [
        images,
        size(draw, h, stride_h, kernel_h),
        size(draw, w, stride_w, kernel_w),
        draw.size(1..=13),
    ];
    Shape {
        input: [images, h, w, channels],
        output,
        kernel,
        window: Window {
            stride_h,
            stride_w,
            dilation_h: 1,
            dilation_w: 1,
            pad_top,
            pad_left,
        },
        groups: 1,
    }
}

fn run<const UNROLL: usize, const DISTANCE: usize>(
    draw: &mut Draw,
    layer: &Shape,
    p: &Weighted,
    phases: &[layout::PhaseShape],
    packed: &[(Packed, ShapeOfPhase, usize)],
) -> Verdict {
    let values = draw.tensor(layer.input.iter().product());
    let product = |i: usize, j: usize| {
        (i64::from(values[i]) - i64::from(p.zero_point)) * i64::from(p.weights[j])
    };
    let finish = |(i, sum): (usize, i64)| {
        let channel = i % layer.output[3];
        oracle::requantize(
            sum + i64::from(p.biases[channel]),
            p.scales[channel],
            p.output,
        )
    };
    let sums = sums::transpose_conv(layer, &product)
        .into_iter()
        .enumerate();
    let expected = Vec::from_iter(sums.map(finish));
    let all = Vec::from_iter(phases.iter().zip(packed).map(phase::<UNROLL, DISTANCE>));
    let needed = packed.iter().map(|(_, _, scratch)| *scratch).max();
    let needed = needed.unwrap_or(0);
    let mut scratch = alloc::vec![GUARD; needed + 4];
    let (x, mut y) = (
        Tensor::of(draw, &values),
        Tensor::rubbish(draw, expected.len()),
    );
    let sizes = |[_, height, width, channels]: [usize; 4]| [height, width * channels];
    let conv = TransposeConv {
        images: layer.input[0],
        input: sizes(layer.input),
        output: sizes(layer.output),
        input_zero_point: p.zero_point,
        range: p.output,
    };
    let (free, _) = scratch.split_at_mut(needed);
    transpose_conv(x.values(), y.values_mut(), free, &all, &conv);
    if scratch[needed..] != [GUARD; 4] {
        return Verdict::Differs(alloc::format!("past scratch: {layer:?}"));
    }
    y.compare(&expected, &(layer, p, values))
}

fn phase<'a, const UNROLL: usize, const DISTANCE: usize>(
    (phase, (packed, shape, _)): (&layout::PhaseShape, &'a (Packed, ShapeOfPhase, usize)),
) -> Phase<'a> {
    let new = match (packed.ties, packed.shift) {
        (true, 0) => Phase::of_shape::<UNROLL, DISTANCE, true, 0>,
        (true, _) => Phase::of_shape::<UNROLL, DISTANCE, true, ANY_SHIFT>,
        (false, 0) => Phase::of_shape::<UNROLL, DISTANCE, false, 0>,
        (false, _) => Phase::of_shape::<UNROLL, DISTANCE, false, ANY_SHIFT>,
    };
    new(&packed.words, phase.lattice, shape, packed.shift)
}
