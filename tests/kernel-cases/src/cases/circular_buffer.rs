//! CIRCULAR_BUFFER: its contents are the end of all inputs so far.

use tiny_model_kernels::op::{circular_buffer, ends_cycle};

use crate::memory::Tensor;
use crate::{Draw, Verdict, compare};

pub(crate) fn case(draw: &mut Draw) -> Verdict {
    one_of!(draw, runs: [1, 1] [1, 7] [3, 3] [3, 9] [4, 6] [5, 8] [32, 160])
}

/// Runs inputs of `D` elements into a buffer of `N`.
fn runs<const D: usize, const N: usize>(draw: &mut Draw) -> Verdict {
    let mut inputs = draw.tensor(N);
    let mut buffer = Tensor::of(draw, &inputs);
    let cycle = draw.size(1..=4);
    let (mut runs, mut ends) = ([0], [false; 9]);
    for end in &mut ends {
        let x = draw.tensor(D);
        let x = Tensor::of(draw, &x);
        circular_buffer::<D, N>(x.array(), buffer.array_mut());
        *end = ends_cycle(&mut runs, cycle as i32);
        inputs.extend_from_slice(x.values());
    }
    let expected: [bool; 9] = core::array::from_fn(|run| (run + 1).is_multiple_of(cycle));
    match compare(&ends, &expected, &(D, N, cycle)) {
        Verdict::Equal => buffer.compare(&inputs[inputs.len() - N..], &(D, N, cycle)),
        wrong => wrong,
    }
}
