//! Unary operators by a table.

use alloc::vec::Vec;

use tiny_model_kernels::bytes::Io;
use tiny_model_kernels::op::{lookup, overlap};

use super::rows::over;
use crate::memory::Tensor;
use crate::{Draw, Verdict};

pub(crate) fn case(draw: &mut Draw) -> Verdict {
    one_of!(draw, length:
        [1] [2] [3] [4] [5] [6] [7] [8] [9] [15] [16] [17] [31] [32] [33] [64] [257] [1000])
}

fn length<const N: usize>(draw: &mut Draw) -> Verdict {
    let table = Vec::from_iter((0..256).map(|_| draw.value()));
    let values = draw.tensor(N);
    let entries = Tensor::of(draw, &table);
    let expected = Vec::from_iter(values.iter().map(|&x| {
        // The entries are in the order of bytes: 0 to 127, then −128 to −1.
        table[(i32::from(x) + if x < 0 { 256 } else { 0 }) as usize]
    }));
    let mut run = |io: Io<'_, [i8], [i8]>| lookup(io, entries.array());
    over(draw, overlap::elementwise(), &values, &expected, &mut run).with(&(values, table))
}
