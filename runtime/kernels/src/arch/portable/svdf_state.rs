//! The state of an SVDF's filter, which moves on by an entry while it is multiplied by the weights of time.

/// Moves a state of int16 on by one entry and returns `Σ state · time`, wrapping.
#[inline(always)]
pub(crate) fn move_on(state: &mut [i16], newer: i16, time: &[i16]) -> i32 {
    move_each_on(state, newer, time)
}

/// Moves a state of int8 on by one entry and returns `Σ state · time`, wrapping.
#[inline(always)]
pub(crate) fn move_bytes_on(state: &mut [i8], newer: i8, time: &[i8]) -> i32 {
    move_each_on(state, newer, time)
}

/// Moves a state of any type on by one entry and returns `Σ state · time`, wrapping.
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
