//! AVERAGE_POOL_2D and MEAN over whole images whose rows come in strips, against the kernels for
//! whole images.

use alloc::vec::Vec;

use tiny_model_kernels::bytes::Io;
use tiny_model_kernels::op::{
    Mean, Pool2d, Reduce, accumulate, average_of, average_pool_2d, mean, mean_of,
};

use crate::memory::Tensor;
use crate::weighted::NO_STEPS;
use crate::{Draw, Verdict};

/// `shape::<…>` for each image.
macro_rules! shapes {
    ($draw:ident: $([$h:expr, $w:expr, $c:expr])*) => {
        one_of!($draw, shape: $([$h, $w, $c, $h * $w * $c])*)
    };
}

pub(crate) fn case(draw: &mut Draw) -> Verdict {
    shapes!(draw: [1, 1, 1] [3, 5, 7] [8, 8, 4] [25, 5, 64] [7, 6, 3] [4, 4, 33] [300, 1, 5] [2, 290, 8] [6, 6, 2])
}

fn shape<const H: usize, const W: usize, const C: usize, const IN: usize>(
    draw: &mut Draw,
) -> Verdict {
    let count = H * W;
    let output = draw.output();
    let pool = Pool2d {
        window: NO_STEPS,
        height: H,
        width: W,
        min: output.min as i8,
        max: output.max as i8,
    };
    let p = Mean {
        bias: -i32::from(draw.value()) * count as i32,
        scale: draw.scale(128 * count as i64, 255 * count as i64),
        output,
    };
    let values = draw.tensor(IN);
    let x = Tensor::of(draw, &values);
    let [rows] = x.image::<1, H, W, C>();
    let mut expected = [[[[0; C]; 1]; 1]; 2];
    let [averages, means] = &mut expected;
    average_pool_2d(Io::new(rows.as_slice(), averages.as_mut_slice()), 0, &pool);
    let io = Io::new(x.values(), means.as_flattened_mut().as_flattened_mut());
    mean(io, &p, &Reduce::<IN, C, 1, 1>::new([(C, 1)], [(count, C)]));

    let strips = sums(draw, rows);
    let [mut averages, mut means] = [(); 2].map(|()| Tensor::rubbish(draw, C));
    average_of(&strips, count as u32, averages.values_mut(), &pool);
    mean_of(&strips, means.values_mut(), &p);
    let expected = expected.map(|y| Vec::from(y.as_flattened().as_flattened()));
    let case = (H, W, p, pool, &values);
    match averages.compare(&expected[0], &case) {
        Verdict::Equal => means.compare(&expected[1], &case),
        verdict => verdict.with(&"average"),
    }
}

/// Returns the sums of the channels, strip by strip.
fn sums<const H: usize, const W: usize, const C: usize>(
    draw: &mut Draw,
    rows: &[[[i8; C]; W]; H],
) -> [i32; C] {
    let mut sums = [0; C];
    let mut rows = rows.as_slice();
    while !rows.is_empty() {
        let (strip, rest) = rows.split_at(draw.size(0..=rows.len()));
        accumulate(strip, &mut sums);
        rows = rest;
    }
    sums
}
