//! The last step of operators that clamp.

use tiny_model_kernels::op;
use tiny_model_kernels::op::float::Range;
use tiny_model_kernels::requantize::Output;

use super::{Averages, Bounds, Filters, Kind, LeakyRelu, MapFunction, Prelu, Terms, ZipFunction};

/// The bounds that an operator clamps its output to, as its last step.
#[derive(Debug)]
pub enum Clamp<'a> {
    /// Integers of any type.
    Integers(&'a mut Output),
    /// int8.
    Int8(&'a mut [i8; 2]),
    /// int16.
    Int16(&'a mut [i16; 2]),
    /// float32.
    Floats(&'a mut Range),
}

impl Kind {
    /// Where an operator clamps, if that is its last step: clamping to narrower bounds there is the same as clamping
    /// once more.
    pub fn clamp(&mut self) -> Option<Clamp<'_>> {
        match self {
            Self::Layer(layer) => Some(layer.clamp()),
            Self::BatchMatmul(matmul) => Some(matmul.clamp()),
            Self::Map(map) => map.function.clamp(),
            Self::Zip(zip) => zip.function.clamp(),
            Self::Mean(mean) => Some(match &mut mean.numbers {
                Averages::Int8(mean) | Averages::Int16(mean) => Clamp::Integers(&mut mean.output),
                Averages::Float(range) => Clamp::Floats(range),
            }),
            Self::Pool(pool) => Some(match &mut pool.bounds {
                Bounds::Int8(bounds) => Clamp::Int8(bounds),
                Bounds::Int16(bounds) => Clamp::Int16(bounds),
                Bounds::Float(range) => Clamp::Floats(range),
            }),
            Self::Svdf(svdf) => Some(match &mut svdf.filters {
                Filters::Int8 { arithmetic, .. } => Clamp::Integers(&mut arithmetic.output),
                Filters::Float { output, .. } => Clamp::Floats(output),
            }),
            Self::Rows(_)
            | Self::Lstm(_)
            | Self::Copy(_)
            | Self::Fill(_)
            | Self::View
            | Self::Control(_)
            | Self::Call(_) => None,
        }
    }
}

impl MapFunction {
    fn clamp(&mut self) -> Option<Clamp<'_>> {
        Some(Clamp::Integers(match self {
            Self::Rescale(rescale) => &mut rescale.output,
            Self::LeakyRelu(LeakyRelu::Integers(leaky_relu)) => &mut leaky_relu.output,
            Self::Abs(abs) => &mut abs.output,
            Self::Clamp(range) => return Some(Clamp::Floats(range)),
            Self::Table(_)
            | Self::LeakyRelu(LeakyRelu::Float(_))
            | Self::Logistic(_)
            | Self::Tanh(_)
            | Self::Real(..)
            | Self::Quantize(_)
            | Self::Dequantize(_) => return None,
        }))
    }
}

impl ZipFunction {
    fn clamp(&mut self) -> Option<Clamp<'_>> {
        Some(Clamp::Integers(match self {
            Self::Add(Terms::Quantized(add)) | Self::Sub(Terms::Quantized(op::Sub(add))) => {
                &mut add.output
            }
            Self::Mul(Terms::Quantized(mul)) => &mut mul.output,
            Self::Div(Terms::Quantized(divide)) => &mut divide.output,
            Self::SquaredDifference(Terms::Quantized(difference)) => &mut difference.output,
            Self::Prelu(Prelu::Integers(prelu)) => &mut prelu.output,
            Self::Add(Terms::Float(range))
            | Self::Sub(Terms::Float(range))
            | Self::Mul(Terms::Float(range))
            | Self::Div(Terms::Float(range))
            | Self::SquaredDifference(Terms::Float(range)) => return Some(Clamp::Floats(range)),
            Self::Add(Terms::Int32(_))
            | Self::Sub(Terms::Int32(_))
            | Self::Mul(Terms::Int32(_))
            | Self::Div(Terms::Int32(_))
            | Self::SquaredDifference(Terms::Int32(_))
            | Self::Prelu(Prelu::Float)
            | Self::Maximum
            | Self::Minimum
            | Self::Compare(_)
            | Self::CompareScaled(_)
            | Self::And
            | Self::Or
            | Self::Real(..)
            | Self::Int32(_) => return None,
        }))
    }
}
