//! Rows of a stream that move to the front of their buffer.

use tiny_model_kernels::stream::Rows;

use crate::memory::Tensor;
use crate::{Draw, Verdict};

pub(crate) fn case(draw: &mut Draw) -> Verdict {
    one_of!(draw, shape: [1, 5] [3, 1] [4, 320] [6, 33] [12, 10] [5, 64] [2, 515])
}

fn shape<const H: usize, const R: usize>(draw: &mut Draw) -> Verdict {
    let values = draw.tensor(H * R);
    let needed = draw.size(0..=H);
    let mut buffer = Tensor::of(draw, &values);
    let mut rows = Rows::all(H);
    rows.slide(buffer.rows_mut::<H, R>(), needed);
    let mut expected = values;
    expected.copy_within(R * needed.., 0);
    let kept = R * (H - needed);
    let got = &buffer.values()[..kept];
    crate::verdict::compare(got, &expected[..kept], &(H, R, needed))
}
