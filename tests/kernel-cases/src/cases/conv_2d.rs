//! CONV_2D of `op`.

use tiny_model_kernels::layout::{Blocked, blocks, pack_blocked, pack_nibbles};
use tiny_model_kernels::op::{WindowRows, conv_2d, overlap};

use super::rows::check;
use crate::oracle::convolution::{self, Shapes};
use crate::weighted::{Order, Weighted, fill, window};
use crate::{Draw, Verdict};

/// `shape::<…>` for each shape of input, output, window, groups, and patches: 0 where no window
/// leaves the input.
macro_rules! shapes {
    ($draw:ident: $([$n:expr, $h:expr, $w:expr, $ci:expr] -> [$oh:expr, $ow:expr, $co:expr],
        $kh:literal x $kw:literal, $g:literal, $p:literal;)*) => {
        one_of!($draw, shape:
            $([$n, $h, $w, $ci, $oh, $ow, $co, $ci / $g, $kw, $kh, blocks($co / $g), $g, $p])*)
    };
}

pub(crate) fn case(draw: &mut Draw) -> Verdict {
    shapes! { draw:
        [1, 1, 1, 1] -> [1, 1, 1], 1 x 1, 1, 0;
        [1, 3, 3, 5] -> [3, 3, 7], 1 x 1, 1, 0;
        [1, 5, 6, 8] -> [3, 2, 12], 1 x 1, 1, 0;
        [2, 2, 3, 17] -> [2, 3, 9], 1 x 1, 1, 0;
        [1, 4, 4, 6] -> [4, 4, 9], 1 x 1, 3, 1;
        [1, 5, 4, 1] -> [5, 4, 5], 3 x 3, 1, 1;
        [1, 6, 8, 3] -> [3, 4, 8], 3 x 3, 1, 1;
        [1, 7, 5, 2] -> [4, 3, 3], 3 x 3, 1, 1;
        [1, 3, 9, 16] -> [3, 3, 6], 3 x 3, 1, 1;
        [2, 3, 4, 4] -> [3, 4, 8], 3 x 3, 2, 1;
        [1, 6, 6, 3] -> [4, 3, 5], 2 x 3, 1, 1;
        [1, 2, 3, 2] -> [2, 3, 2], 5 x 7, 1, 1;
        [1, 31, 1, 1] -> [16, 1, 8], 10 x 1, 1, 1;
        [1, 1, 21, 4] -> [1, 18, 5], 1 x 4, 1, 1;
    }
}

fn shape<
    const N: usize,
    const H: usize,
    const W: usize,
    const CI: usize,
    const OH: usize,
    const OW: usize,
    const CO: usize,
    const CG: usize,
    const KW: usize,
    const KH: usize,
    const B: usize,
    const G: usize,
    const P: usize,
>(
    draw: &mut Draw,
) -> Verdict {
    let shapes = Shapes {
        x: [N, H, W, CI],
        y: [N, OH, OW, CO],
        kernel: [KH, KW],
    };
    let window = window(draw, shapes, P > 0);
    let values = draw.tensor(N * H * W * CI);
    let mut p = Weighted::draw(draw, Order::ChannelFirst, CO, KH * KW * CG);
    let is_int4 = draw.one_in(4);
    let mut packed = Blocked([[[[[0; CG]; KW]; KH]; B]; G]);
    let mut nibbles = Blocked([[[[[0_u16; CG]; KW]; KH]; B]; G]);
    if is_int4 {
        p.weights.iter_mut().for_each(|w| *w >>= 4);
        let halves = (nibbles.0.as_flattened_mut().as_flattened_mut()).as_flattened_mut();
        let bytes = pack_nibbles(&p.weights, G, KH * KW * CG);
        for (half, &bytes) in halves
            .as_flattened_mut()
            .iter_mut()
            .zip(bytes.as_chunks().0)
        {
            *half = u16::from_le_bytes(bytes);
        }
    }
    let words = (packed.0.as_flattened_mut().as_flattened_mut()).as_flattened_mut();
    fill(
        words.as_flattened_mut(),
        &pack_blocked(&p.weights, G, KH * KW * CG),
    );
    let folded = p.folded();
    let bias = folded.first_chunk().expect("one for each channel");
    let mut patch = [[[[0; CI]; KW]; KH]; P];
    let overlap = overlap::conv_2d(&shapes.with(window, G), P > 0);
    let mut run = |io: WindowRows<'_, W, CI, OW, CO>, pad_top| {
        if is_int4 {
            let conv = p.conv(window, p.channels::<CO>());
            conv_2d(io, pad_top, &mut patch, &nibbles, bias, &conv);
        } else if p.has_one_scale() {
            let conv = p.conv(window, p.scales[0]);
            conv_2d(io, pad_top, &mut patch, &packed, bias, &conv);
        } else {
            let conv = p.conv(window, p.channels::<CO>());
            conv_2d(io, pad_top, &mut patch, &packed, bias, &conv);
        }
    };
    let expected = convolution::conv_2d(shapes, window, G, &p.layer(&values));
    check(
        draw,
        (shapes, window, overlap),
        &values,
        &expected,
        &mut run,
    )
    .with(&(G, p))
}
