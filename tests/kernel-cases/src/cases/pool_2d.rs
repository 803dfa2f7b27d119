//! AVERAGE_POOL_2D and MAX_POOL_2D.

use tiny_model_kernels::op::{Pool2d, WindowRows, average_pool_2d, max_pool_2d, overlap};

use super::rows::check;
use crate::oracle::convolution::{Shapes, taps};
use crate::oracle::pool::pools;
use crate::weighted::{NO_STEPS, window};
use crate::{Draw, Verdict};

/// Checks both poolings on one input.
pub(crate) fn case(draw: &mut Draw) -> Verdict {
    one_of!(draw, shape:
        [1, 1, 1, 1, 1, 1] [1, 3, 5, 7, 1, 1] [2, 8, 8, 4, 1, 1] [1, 5, 5, 3, 3, 3]
        [1, 5, 4, 6, 5, 4] [1, 6, 7, 5, 3, 4] [1, 2, 3, 9, 2, 3] [1, 7, 9, 8, 3, 3]
        [1, 300, 1, 5, 1, 1] [3, 6, 6, 2, 3, 3] [1, 16, 1, 13, 8, 1] [1, 1, 9, 64, 1, 2] [1, 4, 4, 33, 2, 2])
}

fn shape<
    const N: usize,
    const H: usize,
    const W: usize,
    const C: usize,
    const OH: usize,
    const OW: usize,
>(
    draw: &mut Draw,
) -> Verdict {
    let kernel = [draw.size(1..=H), draw.size(1..=W)];
    let shapes = Shapes {
        x: [N, H, W, C],
        y: [N, OH, OW, C],
        kernel,
    };
    let padded = draw.one_in(2);
    let mut window = window(draw, shapes, padded);
    (window.dilation_h, window.dilation_w) = (1, 1);
    let covers = |at| taps(shapes, window, at).next().is_some();
    let pixels = (0..OH).flat_map(|oy| (0..OW).map(move |ox| (oy, ox)));
    if !pixels.clone().all(covers) {
        // TFLM fails where a window has no pixel in the input; this one never leaves the input.
        window = NO_STEPS;
    }
    let output = draw.output();
    let pool = Pool2d {
        window,
        height: kernel[0],
        width: kernel[1],
        min: output.min as i8,
        max: output.max as i8,
    };
    let values = draw.tensor(N * H * W * C);
    let how = (shapes, window, overlap::pool_2d(&shapes.with(window, 1)));
    let [means, maxima] = pools(shapes, &pool, &values);
    let mut average =
        |io: WindowRows<'_, W, C, OW, C>, pad_top| average_pool_2d(io, pad_top, &pool);
    let mut max = |io: WindowRows<'_, W, C, OW, C>, pad_top| max_pool_2d(io, pad_top, &pool);
    let verdict = match check(draw, how, &values, &means, &mut average) {
        Verdict::Equal => check(draw, how, &values, &maxima, &mut max),
        verdict => verdict.with(&"average"),
    };
    verdict.with(&pool)
}
