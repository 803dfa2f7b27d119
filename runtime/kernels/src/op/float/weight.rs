//! What weights on f32 are kept as.

use crate::bytes::{Half, Plain};

/// A weight in flash.
pub trait Weight: Plain {
    /// Its value.
    fn value(self) -> f32;
}

impl Weight for f32 {
    #[inline(always)]
    fn value(self) -> f32 {
        self
    }
}

impl Weight for Half {
    #[inline(always)]
    fn value(self) -> f32 {
        self.widen()
    }
}
