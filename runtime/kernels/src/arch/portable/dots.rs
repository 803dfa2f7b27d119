//! A row of activations times rows of int8 weights, and the taps of neighbouring channels.

/// `sums[r] += Σ x[k] · w[r · stride + k]`, wrapping.
#[inline(always)]
pub(crate) fn dots(sums: &mut [i32], x: &[i16], w: &[i8], stride: usize) {
    for (row, sum) in sums.iter_mut().enumerate() {
        let w = w.get(row * stride..).unwrap_or_default();
        for (&x, &w) in x.iter().zip(w) {
            *sum = sum.wrapping_add(i32::from(x) * i32::from(w));
        }
    }
}

/// `sums[c] += Σ x[t · x_step + c] · w[t · w_step + c]` over `taps` taps `t`, wrapping.
#[inline(always)]
pub(crate) fn lanes<const C: usize>(
    sums: &mut [i32; C],
    (x, x_step): (&[i16], usize),
    (w, w_step): (&[i8], usize),
    taps: usize,
) {
    for tap in 0..taps {
        let x = x.get(tap * x_step..).unwrap_or_default();
        let w = w.get(tap * w_step..).unwrap_or_default();
        for ((sum, &x), &w) in sums.iter_mut().zip(x).zip(w) {
            *sum = sum.wrapping_add(i32::from(x) * i32::from(w));
        }
    }
}
