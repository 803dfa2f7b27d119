//! The state of an SVDF's filter.

/// Moves it on by one entry; returns `Σ state · time`, wrapping.
#[cfg(not(arch = "dsp"))]
#[inline(always)]
pub(crate) fn move_on(state: &mut [i16], newer: i16, time: &[i16]) -> i32 {
    move_each_on(state, newer, time)
}

/// The same of int8.
#[cfg(not(arch = "dsp"))]
#[inline(always)]
pub(crate) fn move_bytes_on(state: &mut [i8], newer: i8, time: &[i8]) -> i32 {
    move_each_on(state, newer, time)
}

/// The same of any type.
#[inline(always)]
pub(crate) fn move_each_on<T: Copy + Into<i32>>(state: &mut [T], mut newer: T, time: &[T]) -> i32 {
    let mut sum = 0_i32;
    for (entry, &weight) in state.iter_mut().zip(time).rev() {
        newer = core::mem::replace(entry, newer);
        let product = (*entry).into().wrapping_mul(weight.into());
        sum = sum.wrapping_add(product);
    }
    sum
}
