//! Layers with one kernel for activations of all types.

use tiny_model_kernels::op::Shape;
use tiny_model_kernels::op::float::Range;
use tiny_model_kernels::op::layer::overlap;
use tiny_model_kernels::overlap::Overlap;

use super::super::{Kernel, Site};
use super::conv_2d::images;
use crate::call::{Call, Parameter as _, Stored, Value};
use crate::graph::{Bias, Element, Float, Form, Integers, Layer, Scales};

/// A layer of integers, or TRANSPOSE_CONV of floats.
#[derive(Debug)]
pub(super) struct AnyLayer {
    form: Form,
    shape: Shape,
    /// `&WEIGHTS`.
    weights: Value,
    arithmetic: Value,
    element: Element,
}

impl AnyLayer {
    /// A layer of integers.
    pub(super) fn of_integers(layer: &Layer, integers: &Integers) -> Self {
        Self {
            form: layer.form,
            shape: layer.shape,
            weights: table("WEIGHTS", &integers.weights.values),
            arithmetic: arithmetic(integers),
            element: integers.element,
        }
    }

    /// TRANSPOSE_CONV of floats.
    pub(super) fn of_floats(layer: &Layer, float: &Float) -> Self {
        Self {
            form: layer.form,
            shape: layer.shape,
            weights: table("WEIGHTS", &float.weights.widened()),
            arithmetic: of_floats(&float.bias, float.output),
            element: Element::F32,
        }
    }
}

impl Kernel for AnyLayer {
    fn overlap(&self, _site: &Site<'_>, _input: usize) -> Option<Overlap> {
        let (shape, size) = (&self.shape, self.element.size());
        match self.form {
            Form::Conv2d | Form::FullyConnected => Some(overlap::conv_2d(shape, size)),
            Form::DepthwiseConv2d => Some(overlap::depthwise_conv_2d(shape, size)),
            Form::TransposeConv => None,
        }
    }

    fn call(&self, _site: &Site<'_>) -> Call {
        let kernel = match self.form {
            Form::Conv2d | Form::FullyConnected => "op::layer::conv_2d",
            Form::DepthwiseConv2d => "op::layer::depthwise_conv_2d",
            Form::TransposeConv => "op::layer::transpose_conv",
        };
        let [x, y] = match self.form {
            Form::TransposeConv => [Value::input(0), Value::output()],
            _ => images(&self.shape),
        };
        let shape = Value::named("SHAPE", &self.shape).borrowed();
        let arithmetic = self.arithmetic.clone().borrowed();
        Call::new(kernel, [x, y, self.weights.clone(), shape, arithmetic])
    }
}

fn arithmetic(integers: &Integers) -> Value {
    let bias = match &integers.bias {
        Bias::I32(values) => table("BIAS", values),
        Bias::I64(values) => table("BIAS", values),
    };
    let scales = match &integers.scales {
        Scales::PerTensor(scale) => [*scale].value().borrowed(),
        Scales::PerChannel(scales) => table("SCALES", scales),
    };
    let mut fields = vec![
        ("bias", bias),
        ("scales", scales),
        ("output", integers.output.value()),
    ];
    let arithmetic = match integers.element {
        Element::I16 => Value::Struct("op::layer::Int16".into(), fields),
        _ => {
            fields.insert(0, ("zero_points", integers.zero_points.value()));
            Value::Struct("op::layer::Int8".into(), fields)
        }
    };
    match integers.rounds_once {
        true => Value::call("op::layer::Once", [arithmetic]),
        false => arithmetic,
    }
}

/// Sums of floats with a bias, if there is one, and a range.
pub(super) fn of_floats(bias: &[f32], output: Range) -> Value {
    let fields = [("bias", table("BIAS", bias)), ("output", output.value())];
    Value::structure("op::layer::Float", fields)
}

/// A reference to a table of some values; `&[]` for none.
fn table<T: Stored>(name: &'static str, values: &[T]) -> Value {
    let table = match values {
        [] => Value::List(Vec::new()),
        values => Value::array(name, &[values.len()], values),
    };
    table.borrowed()
}
