//! AVERAGE_POOL_2D, MAX_POOL_2D and L2_POOL_2D.

use tiny_model_kernels::layout::Shape;
use tiny_model_kernels::op::Window;
use tiny_model_kernels::op::float::Range;

/// A pooling operator.
#[derive(Debug, Clone)]
pub struct Pool {
    /// The function.
    pub kind: PoolKind,
    /// Shape of the input.
    pub input: [usize; 4],
    /// Shape of the output.
    pub output: [usize; 4],
    /// Taps of the window: height, width.
    pub kernel: [usize; 2],
    /// Steps of the window over the input.
    pub window: Window,
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

impl Pool {
    /// The geometry.
    pub fn shape(&self) -> Shape {
        Shape {
            input: self.input,
            output: self.output,
            kernel: self.kernel,
            window: self.window,
            groups: 1,
        }
    }
}
