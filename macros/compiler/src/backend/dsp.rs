//! The kernels of Armv7E-M, and of Armv8-M Mainline with the DSP extension.
//!
//! A layer has a kernel here wherever its layout of weights is exact for them.

mod batch_matmul;
mod conv_2d;
mod depthwise_conv_2d;
mod fully_connected;
mod lstm;
mod paired_matmul;
mod transpose_conv;

use std::borrow::Cow;
use std::rc::Rc;

use tiny_model_kernels::op::Shape;
use tiny_model_kernels::requantize::Output;

use super::{Backend, Kernel};
use crate::call::{Argument, Parameter as _, Type, Value};
use crate::choices::Optimize;
use crate::graph::{Form, Int8Layer, Kind, Layer};

/// The backend of processors with the DSP extension.
#[derive(Debug, Clone, Copy)]
pub struct Dsp;

impl Backend for Dsp {
    fn name(&self) -> &'static str {
        "dsp"
    }

    fn kernel(&self, kind: &Kind, optimize: Optimize) -> Option<Rc<dyn Kernel>> {
        match kind {
            Kind::Layer(layer) => of_layer(layer, optimize),
            Kind::BatchMatmul(matmul) => shared(batch_matmul::BatchMatmul::new(matmul)),
            Kind::Lstm(lstm) => shared(lstm::Lstm::new(lstm, optimize)),
            _ => None,
        }
    }
}

/// The kernel of a layer of int8, by its form.
fn of_layer(layer: &Layer, optimize: Optimize) -> Option<Rc<dyn Kernel>> {
    if layer.form == Form::TransposeConv {
        return shared(transpose_conv::TransposeConv::new(layer, optimize));
    }
    let int8 = layer.int8()?;
    match layer.form {
        Form::Conv2d => shared(conv_2d::Conv2d::new(&int8, optimize)),
        Form::DepthwiseConv2d => shared(depthwise_conv_2d::DepthwiseConv2d::new(&int8, optimize)),
        Form::FullyConnected => shared(fully_connected::FullyConnected::new(&int8, optimize)),
        Form::TransposeConv => None,
    }
}

fn shared<K: Kernel + 'static>(kernel: Option<K>) -> Option<Rc<dyn Kernel>> {
    kernel.map(|kernel| -> Rc<dyn Kernel> { Rc::new(kernel) })
}

/// Scratch of so many words.
fn scratch(words: usize) -> Value {
    Value::scratch(Type::Primitive("u32"), &[words])
}

/// The type of a layer of this shape.
fn geometry(name: impl Into<Cow<'static, str>>, shape: &Shape) -> Value {
    Value::marker(name, "arch::dsp::Geometry", ("SHAPE", shape))
}

/// A convolution of int8 apart from its weights.
#[derive(Debug, Clone)]
struct Convolution {
    shape: Shape,
    input_zero_point: i8,
    range: Output,
}

impl Convolution {
    fn new(layer: &Int8Layer) -> Self {
        Self {
            shape: layer.shape,
            input_zero_point: layer.input_zero_point,
            range: layer.affine.output,
        }
    }

    /// The call of a kernel that sees rows of at most this shape.
    fn call(&self, kernel: &'static str, scratch: Value, weights: Value, mut rows: Shape) -> Value {
        (rows.input[0], rows.output[0]) = (1, 1);
        Value::call(
            kernel,
            [
                geometry("Layer", &rows).borrowed(),
                Argument::Images(self.shape.input, self.shape.output).into(),
                Argument::PadTop(self.shape.window.pad_top).into(),
                scratch,
                weights.borrowed(),
                self.parameters().borrowed(),
            ],
        )
    }

    /// What pads and clamps.
    fn parameters(&self) -> Value {
        let value = Value::structure(
            "arch::dsp::Conv2d",
            [
                ("input_zero_point", self.input_zero_point.value()),
                ("output", self.range.value()),
            ],
        );
        Value::constant("PARAMETERS", Type::named("arch::dsp::Conv2d"), value)
    }
}
