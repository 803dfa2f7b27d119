//! Elementwise operators by the functions that they compute.

use tiny_model_kernels::op::float::Range;
use tiny_model_kernels::op::float::function::leaky_relu;

/// A function of one f32.
#[derive(Debug, Clone, Copy)]
pub enum Unary {
    /// RELU and its kin.
    Clamp(Range),
    /// LEAKY_RELU, with its alpha.
    LeakyRelu(f32),
    /// One of the kernels' functions, with its name there.
    Named(&'static str, fn(f32) -> f32),
}

/// A function of two f32: one of the kernels' functions.
#[derive(Debug, Clone, Copy)]
pub struct Pair {
    /// Its name there.
    pub name: &'static str,
    /// The function.
    pub apply: fn(f32, f32) -> f32,
    /// Whether its inputs may be swapped.
    pub is_symmetric: bool,
}

/// An elementwise operator of two inputs.
#[derive(Debug, Clone)]
pub struct Zip {
    /// The function.
    pub function: Pair,
    /// Smallest and largest output.
    pub output: Range,
    /// Output dimensions, as those of [`Binary`](super::Binary).
    pub dims: Vec<usize>,
    /// Strides of the two inputs in elements, 0 where broadcast.
    pub strides: [Vec<usize>; 2],
}

impl Unary {
    /// The output for one input.
    pub fn apply(&self, x: f32) -> f32 {
        match *self {
            Self::Clamp(range) => range.clamp(x),
            Self::LeakyRelu(alpha) => leaky_relu(x, alpha),
            Self::Named(_, apply) => apply(x),
        }
    }
}

impl Zip {
    /// Whether element `i` meets element `i`.
    pub fn is_elementwise(&self) -> bool {
        self.dims.len() <= 1 && self.strides.iter().flatten().all(|&stride| stride == 1)
    }

    /// The output for one pair of inputs.
    pub fn apply(&self, x1: f32, x2: f32) -> f32 {
        self.output.clamp((self.function.apply)(x1, x2))
    }
}
