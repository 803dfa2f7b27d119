//! Elementwise operators of one input.

use tiny_model_kernels::op;
use tiny_model_kernels::overlap::Overlap;

use super::super::{Kernel, Site};
use crate::call::{Argument, Call, Parameter as _, Path, Value};
use crate::graph::{Element, LeakyRelu, Map, MapFunction, Quantization};

impl Kernel for Map {
    fn overlap(&self, site: &Site<'_>, input: usize) -> Option<Overlap> {
        match self.function {
            // Their kernels take slices.
            MapFunction::Quantize(_) | MapFunction::Dequantize(_) => None,
            _ => {
                let sizes = self.elements.map(Element::size);
                Some(op::overlap::map(site.input(input).len(), sizes))
            }
        }
    }

    fn call(&self, _site: &Site<'_>) -> Call {
        let function = match &self.function {
            MapFunction::Table(table) => {
                let table = Value::array("TABLE", &[table.len()], table.as_slice());
                let arguments = [Argument::Flat(0).into(), table.borrowed()];
                return Call::new("op::lookup", arguments);
            }
            MapFunction::Quantize(quantization) => return scaled("op::quantize", quantization),
            MapFunction::Dequantize(quantization) => return scaled("op::dequantize", quantization),
            MapFunction::Real(name, _) => Value::Path(function(name)),
            function => Value::Closure(&["x"], Box::new(of_x(function))),
        };
        Call::new("op::map", [Argument::Flat(0).into(), function])
    }
}

/// The function's value for `x`.
fn of_x(function: &MapFunction) -> Value {
    let x = Value::local("x");
    match function {
        MapFunction::Clamp(range) => Value::named("OUTPUT", range).method("clamp", [x]),
        MapFunction::LeakyRelu(LeakyRelu::Float(alpha)) => Value::call(
            self::function("leaky_relu"),
            [x, Value::named("ALPHA", alpha)],
        ),
        MapFunction::LeakyRelu(LeakyRelu::Integers(leaky_relu)) => {
            Value::parameters(leaky_relu).method("apply", [x])
        }
        MapFunction::Rescale(rescale) => Value::parameters(rescale).method("apply", [x]),
        MapFunction::Abs(abs) => Value::parameters(abs).method("apply", [x]),
        MapFunction::Logistic(scaling) => {
            let x = Value::parameters(scaling).method("apply", [x]);
            Value::call("interpolate::logistic", [x])
        }
        MapFunction::Tanh(scaling) => {
            let x = Value::parameters(scaling).method("apply", [x]);
            Value::call("interpolate::tanh", [x])
        }
        // These have kernels or names of their own.
        MapFunction::Table(_)
        | MapFunction::Real(..)
        | MapFunction::Quantize(_)
        | MapFunction::Dequantize(_) => x,
    }
}

/// QUANTIZE and DEQUANTIZE of f32.
fn scaled(kernel: &'static str, quantization: &Quantization) -> Call {
    let quantization = Value::structure(
        "op::Quantization",
        [
            ("scale", quantization.scale.value()),
            ("zero_point", quantization.zero_point.value()),
        ],
    );
    Call::new(
        kernel,
        [Value::input(0), Value::output(), quantization.borrowed()],
    )
}

/// A function of the runtime on f32.
pub(super) fn function(name: &str) -> Path {
    format!("op::float::function::{name}").into()
}

/// The overlap of kernels that go element by element.
pub(super) fn in_place(element: Element) -> Overlap {
    Overlap {
        step: element.size(),
        ..op::overlap::elementwise()
    }
}
