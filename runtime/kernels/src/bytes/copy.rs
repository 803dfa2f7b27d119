//! A copy that cannot panic.

/// Copies elements, as many as both slices have. `copy_from_slice` keeps a panic for lengths that differ
/// wherever LLVM cannot prove that they are equal.
#[inline(always)]
pub(crate) fn copy<T: Copy>(to: &mut [T], from: &[T]) {
    let count = to.len().min(from.len());
    // SAFETY: both have `count` elements, and they do not overlap, because `to` is borrowed
    // exclusively.
    unsafe { from.as_ptr().copy_to_nonoverlapping(to.as_mut_ptr(), count) };
}
