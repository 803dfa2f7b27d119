//! The goals of optimization, as types, so that only the chosen code is compiled.

/// A choice between speed and size.
pub trait Profile {
    /// Whether loops may be unrolled and specialized for one shape.
    const UNROLL: bool;
}

/// The fastest code.
#[derive(Debug, Clone, Copy)]
pub struct Speed;

/// The smallest code: loops instead of unrolled bodies, shared by all shapes.
#[derive(Debug, Clone, Copy)]
pub struct Size;

impl Profile for Speed {
    const UNROLL: bool = true;
}

impl Profile for Size {
    const UNROLL: bool = false;
}
