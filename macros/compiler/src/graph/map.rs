//! Elementwise operators of one input.

use tiny_model_kernels::interpolate::Scaling;
use tiny_model_kernels::op;
use tiny_model_kernels::op::float::Range;
use tiny_model_kernels::requantize::Scale;

use super::{Element, Quantization};

/// A function of each element.
#[derive(Debug, Clone)]
pub struct Map {
    /// The function.
    pub function: MapFunction,
    /// Types of the elements of input and output.
    pub elements: [Element; 2],
}

/// A function of one number.
#[derive(Debug, Clone)]
pub enum MapFunction {
    /// Any function of int8, entry `i` for the input byte `i`: activations, QUANTIZE from int8.
    Table(Box<[i8; 256]>),
    /// RELU, RELU6 and QUANTIZE of integers.
    Rescale(op::Rescale),
    /// RELU and RELU6 of float32.
    Clamp(Range),
    /// LEAKY_RELU.
    LeakyRelu(LeakyRelu),
    /// ABS of integers.
    Abs(op::Abs),
    /// LOGISTIC of int16.
    Logistic(Scaling),
    /// TANH of int16.
    Tanh(Scaling),
    /// A function of float32: one of the kernels' functions, with its name there.
    Real(&'static str, fn(f32) -> f32),
    /// QUANTIZE of float32.
    Quantize(Quantization),
    /// DEQUANTIZE to float32.
    Dequantize(Quantization),
}

/// The numbers of LEAKY_RELU.
#[derive(Debug, Clone, Copy)]
pub enum LeakyRelu {
    /// Integers.
    Integers(op::LeakyRelu),
    /// float32, with alpha.
    Float(f32),
}

impl MapFunction {
    /// The smallest and largest result, if it is a clamp of integers and nothing else: RELU of int16 between equal
    /// quantizations.
    pub fn as_clamp(&self) -> Option<[i32; 2]> {
        let Self::Rescale(op::Rescale {
            input_zero_point,
            scale,
            output,
        }) = self
        else {
            return None;
        };
        let keeps = *scale == IDENTITY && *input_zero_point == output.zero_point;
        keeps.then_some([output.min, output.max])
    }
}

/// The scale of 1, which changes no number of 16 bits.
const IDENTITY: Scale = Scale {
    multiplier: 1 << 30,
    shift: 1,
};

impl Map {
    /// A function of int8 by its table.
    pub fn table(table: Box<[i8; 256]>) -> Self {
        Self {
            function: MapFunction::Table(table),
            elements: [Element::I8; 2],
        }
    }

    /// The entries of a function of int8.
    pub fn as_table(&self) -> Option<&[i8; 256]> {
        match &self.function {
            MapFunction::Table(table) => Some(table),
            _ => None,
        }
    }
}
