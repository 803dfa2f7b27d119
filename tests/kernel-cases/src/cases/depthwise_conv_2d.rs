//! DEPTHWISE_CONV_2D of `op`.

use alloc::vec::Vec;

use tiny_model_kernels::layout::nibbles;
use tiny_model_kernels::op::{WindowRows, depthwise_conv_2d, depthwise_conv_2d_int4, overlap};

use super::rows::check;
use crate::memory::Tensor;
use crate::oracle::convolution::{self, Shapes};
use crate::weighted::{Order, Weighted, window};
use crate::{Draw, Verdict};

/// `shape::<…>` for each shape of input, output, window, and padding: a pixel, or nothing where no
/// window leaves the input.
macro_rules! shapes {
    ($draw:ident: $([$n:expr, $h:expr, $w:expr, $c:expr] -> [$oh:expr, $ow:expr, $co:expr],
        $kh:literal x $kw:literal, $p:literal;)*) => {
        one_of!($draw, shape: $([$n, $h, $w, $c, $oh, $ow, $co, $kw, $kh, $co + $p,
            $co + $p + $kh * $kw * $co, usize::div_ceil($kh * $kw * $co, 2)])*)
    };
}

pub(crate) fn case(draw: &mut Draw) -> Verdict {
    shapes! { draw:
        [1, 1, 1, 1] -> [1, 1, 1], 1 x 1, 0;
        [1, 5, 4, 8] -> [5, 4, 8], 3 x 3, 8;
        [1, 4, 5, 7] -> [4, 5, 7], 3 x 3, 7;
        [1, 4, 3, 3] -> [4, 3, 3], 3 x 3, 3;
        [1, 6, 7, 5] -> [3, 4, 5], 3 x 3, 5;
        [2, 6, 5, 4] -> [3, 4, 4], 4 x 2, 0;
        [1, 6, 7, 6] -> [2, 3, 6], 3 x 3, 0;
        [1, 5, 4, 1] -> [3, 2, 8], 3 x 3, 1;
        [1, 3, 4, 3] -> [3, 4, 6], 3 x 3, 3;
        [1, 3, 3, 5] -> [3, 3, 15], 2 x 3, 5;
        [2, 2, 3, 2] -> [2, 3, 10], 1 x 1, 2;
        [1, 21, 1, 9] -> [21, 1, 9], 7 x 1, 9;
        [1, 1, 13, 2] -> [1, 13, 8], 1 x 5, 2;
    }
}

fn shape<
    const N: usize,
    const H: usize,
    const W: usize,
    const C: usize,
    const OH: usize,
    const OW: usize,
    const CO: usize,
    const KW: usize,
    const KH: usize,
    const P: usize,
    const SCRATCH: usize,
    const NIBBLES: usize,
>(
    draw: &mut Draw,
) -> Verdict {
    let shapes = Shapes {
        x: [N, H, W, C],
        y: [N, OH, OW, CO],
        kernel: [KH, KW],
    };
    let window = window(draw, shapes, P > CO);
    let values = draw.tensor(N * H * W * C);
    let mut p = Weighted::draw(draw, Order::ChannelLast, CO, KH * KW);
    let is_int4 = draw.one_in(4);
    if is_int4 {
        p.weights.iter_mut().for_each(|w| *w >>= 4);
    }
    let bytes = Vec::from_iter(p.weights.iter().map(|w| w.cast_unsigned()));
    let nibbles = nibbles(&bytes);
    let nibbles: &[u8; NIBBLES] = nibbles.first_chunk().expect("two in a byte");
    let mut larger_scratch = [0; SCRATCH];
    let weights = Tensor::of(draw, &p.weights);
    let [weights] = weights.image::<1, KH, KW, CO>();
    let folded = p.folded();
    let bias = folded.first_chunk().expect("one for each channel");
    let mut scratch = [0; P];
    let overlap = overlap::depthwise_conv_2d(&shapes.with(window, 1));
    let mut run = |io: WindowRows<'_, W, C, OW, CO>, pad_top| {
        if is_int4 {
            let conv = p.conv(window, p.channels::<CO>());
            depthwise_conv_2d_int4::<W, C, OW, CO, KW, KH, P, SCRATCH, NIBBLES, _>(
                io,
                pad_top,
                &mut larger_scratch,
                nibbles,
                bias,
                &conv,
            );
        } else if p.has_one_scale() {
            let conv = p.conv(window, p.scales[0]);
            depthwise_conv_2d(io, pad_top, &mut scratch, weights, bias, &conv);
        } else {
            let conv = p.conv(window, p.channels::<CO>());
            depthwise_conv_2d(io, pad_top, &mut scratch, weights, bias, &conv);
        }
    };
    let expected = convolution::depthwise_conv_2d(shapes, window, &p.layer(&values));
    check(
        draw,
        (shapes, window, overlap),
        &values,
        &expected,
        &mut run,
    )
    .with(&p)
}
