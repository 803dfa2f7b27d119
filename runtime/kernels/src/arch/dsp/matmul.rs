//! The matmul core: CONV_2D and FULLY_CONNECTED as sums of products of [`Dual`] weights.
//!
//! [`Dual`]: crate::layout::Dual

use crate::layout::{Shape, Walk};

/// One matmul-like operator: everything that is known when it is compiled.
#[derive(Debug)]
pub(super) struct Layer {
    shape: Shape,
    walk: Walk,
}

/// The tensors of one call.
pub(super) struct Tensors {
    pub(super) x: *const i8,
    pub(super) y: *mut i8,
    pub(super) scratch: *mut u32,
    pub(super) weights: *const u32,
    pub(super) padding: i8,
}

impl Layer {
    pub(super) const fn new<
        const UNROLL: usize,
        const SEGMENTS: usize,
        const DISTANCE: usize,
        const TIES: bool,
    >(
        shape: Shape,
        words: usize,
        scratch: usize,
    ) -> Self {
        let walk = Walk {
            unroll: UNROLL,
            segments: SEGMENTS,
            distance: DISTANCE,
        };
        assert!(
            walk.words(&shape, TIES) == words,
            "the weights fit the shape"
        );
        assert!(
            walk.scratch(&shape) <= scratch,
            "the scratch fits the shape"
        );
        Self { shape, walk }
    }

    /// # Safety
    /// The tensors have the lengths of the shape.
    pub(super) unsafe fn run(&self, _tensors: &Tensors) {}
}
