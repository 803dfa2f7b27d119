//! Rows that move.

/// Copies bytes, as many on both sides.
#[inline(always)]
pub(crate) fn copy(to: &mut [i8], from: &[i8]) {
    if let Some(from) = from.get(..to.len()) {
        to.copy_from_slice(from);
    }
}
