//! Elementwise operators on integers of any type.

use tiny_model_kernels::interpolate::Scaling;
use tiny_model_kernels::op;

use super::Element;

/// A function of one integer.
#[derive(Debug, Clone, Copy)]
pub enum IntegerUnary {
    /// RELU, RELU6, QUANTIZE.
    Rescale(op::Rescale),
    /// LEAKY_RELU.
    LeakyRelu(op::LeakyRelu),
    /// ABS.
    Abs(op::Abs),
    /// LOGISTIC of int16.
    Logistic(Scaling),
    /// TANH of int16.
    Tanh(Scaling),
}

/// An elementwise operator of one input.
#[derive(Debug, Clone, Copy)]
pub struct IntegerMap {
    /// The function.
    pub function: IntegerUnary,
    /// Types of the elements of input and output.
    pub elements: [Element; 2],
}

/// A function of two integers.
#[derive(Debug, Clone, Copy)]
pub enum IntegerPair {
    /// ADD of int16.
    Add(op::Add),
    /// SUB of int16.
    Sub(op::Sub),
    /// MUL of int16.
    Mul(op::Mul),
    /// SQUARED_DIFFERENCE.
    SquaredDifference(op::SquaredDifference),
    /// PRELU, whose second input are the alphas.
    Prelu(op::Prelu),
}

/// An elementwise operator of two inputs.
#[derive(Debug, Clone)]
pub struct IntegerZip {
    /// The function.
    pub function: IntegerPair,
    /// The type of the elements of the first input and the output.
    pub element: Element,
    /// Output dimensions, as those of [`Binary`](super::Binary).
    pub dims: Vec<usize>,
    /// Strides of the two inputs in elements, 0 where broadcast.
    pub strides: [Vec<usize>; 2],
}

/// What is computed of each row of int8 by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IntegerRows {
    /// LOG_SOFTMAX.
    LogSoftmax(op::LogSoftmax),
    /// L2_NORMALIZATION, with the input's zero point.
    L2Normalization(i32),
}

impl IntegerMap {
    /// Whether input and output elements are of one size.
    pub fn is_in_place(&self) -> bool {
        let [x, y] = self.elements.map(Element::size);
        x == y
    }
}

impl IntegerZip {
    /// Whether element `i` meets element `i`.
    pub fn is_elementwise(&self) -> bool {
        self.dims.len() <= 1 && self.strides.iter().flatten().all(|&stride| stride == 1)
    }
}
