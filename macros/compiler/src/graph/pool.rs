//! AVERAGE_POOL_2D, MAX_POOL_2D and L2_POOL_2D.

use tiny_model_kernels::op::Shape;
use tiny_model_kernels::op::float::Range;

/// A pooling operator.
#[derive(Debug, Clone)]
pub struct Pool {
    /// The function.
    pub kind: PoolKind,
    /// The geometry.
    pub shape: Shape,
    /// Smallest and largest output.
    pub bounds: Bounds,
}

/// The function of a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PoolKind {
    /// AVERAGE_POOL_2D.
    Average,
    /// MAX_POOL_2D.
    Max,
    /// L2_POOL_2D, the root of the average of squares: floats only.
    L2,
}

/// Smallest and largest value, and so the numbers that they are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bounds {
    /// int8.
    Int8([i8; 2]),
    /// int16.
    Int16([i16; 2]),
    /// float32.
    Float(Range),
}
