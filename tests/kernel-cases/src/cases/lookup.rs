//! Unary operators by a table.

use alloc::vec::Vec;

use tiny_model_kernels::bytes::Io;
use tiny_model_kernels::op::lookup;

use crate::memory::Tensor;
use crate::{Draw, Verdict};

pub(crate) fn case(draw: &mut Draw) -> Verdict {
    one_of!(draw, length:
        [1] [2] [3] [4] [5] [6] [7] [8] [9] [15] [16] [17] [31] [32] [33] [64] [257] [1000])
}

fn length<const N: usize>(draw: &mut Draw) -> Verdict {
    let table = Vec::from_iter((0..256).map(|_| draw.value()));
    let values = draw.tensor(N);
    let x = Tensor::of(draw, &values);
    let mut y = Tensor::rubbish(draw, N);
    let entries = Tensor::of(draw, &table);
    lookup(Io::new(x.values(), y.values_mut()), entries.array());
    let expected = Vec::from_iter(values.iter().map(|&x| {
        // The entries are in the order of bytes: 0 to 127, then −128 to −1.
        table[(i32::from(x) + if x < 0 { 256 } else { 0 }) as usize]
    }));
    y.compare(&expected, &(N, values, table))
}
