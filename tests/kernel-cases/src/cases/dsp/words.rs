//! Outputs in words over inputs of bytes.

use crate::Draw;
use crate::shared::{GUARDS, Shared};

impl Shared {
    /// Creates an input of these values that begins `distance` bytes after an output in words.
    pub(crate) fn over_words(draw: &mut Draw, values: &[i8], size: usize, distance: usize) -> Self {
        let mut shared = Self::from(draw, GUARDS, values, size, distance);
        // One offset is aligned for any address of the memory.
        let off = shared.memory.as_ptr().addr() % 4;
        shared.memory.rotate_right((4 - off) % 4);
        for range in [&mut shared.x, &mut shared.y] {
            *range = range.start + (4 - off) % 4..range.end + (4 - off) % 4;
        }
        shared.before.copy_from_slice(&shared.memory);
        shared
    }
}
