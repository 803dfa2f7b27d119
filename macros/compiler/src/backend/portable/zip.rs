//! Elementwise operators of two inputs.

use tiny_model_kernels::op;
use tiny_model_kernels::op::float::Range;
use tiny_model_kernels::overlap::Overlap;

use super::super::{Kernel, Site};
use super::map::{function, in_place};
use crate::call::{Argument, Call, Parameter, Path, Type, Value};
use crate::graph::{Element, Prelu, Real, Terms, Zip, ZipFunction};

/// How a function is called.
enum Calculation {
    /// By the parameters of a kernel of two inputs of one type, which say what it computes.
    Parameters(Value),
    /// By a function.
    Function(Value),
}

impl Kernel for Zip {
    /// The second input takes the first one's place where the function is symmetric.
    fn overlap(&self, _site: &Site<'_>, input: usize) -> Option<Overlap> {
        let has_place = input == 0 || self.function.swapped(self.element).is_some();
        (self.is_elementwise() && has_place).then(|| in_place(self.element))
    }

    fn call(&self, site: &Site<'_>) -> Call {
        if self.is_elementwise() {
            let swapped = self.function.swapped(self.element);
            let swapped = swapped.filter(|_| site.is_over_second);
            let first = usize::from(swapped.is_some());
            let (io, other) = (Argument::Flat(first), Argument::Meeting(1 - first));
            let (kernel, how) = match form(&swapped.unwrap_or(self.function), self.element) {
                Calculation::Parameters(parameters) => ("op::binary", parameters.borrowed()),
                Calculation::Function(function) => ("op::zip", function),
            };
            return Call::new(kernel, [io.into(), other.into(), how]);
        }
        let (kernel, how) = match form(&self.function, self.element) {
            Calculation::Parameters(parameters) => ("op::binary_broadcast", parameters.borrowed()),
            Calculation::Function(function) => ("op::zip_broadcast", function),
        };
        Call::new(
            kernel,
            [
                Value::input(0),
                Value::input(1),
                Value::output(),
                how,
                broadcast(self, site).borrowed(),
            ],
        )
    }
}

/// The loops over the elements of both inputs that meet.
fn broadcast(zip: &Zip, site: &Site<'_>) -> Value {
    let tensors = [site.input(0), site.input(1), site.output(0)];
    let [n1, n2, n] = tensors.map(|tensor| tensor.len());
    let [s1, s2] = &zip.strides;
    Value::constant(
        "BROADCAST",
        Type::of("op::Broadcast", [n1, n2, n, zip.dims.len()]),
        Value::call(
            "op::Broadcast::new",
            [&zip.dims, s1, s2].map(|numbers| Value::numbers(numbers)),
        ),
    )
}

fn form(function: &ZipFunction, element: Element) -> Calculation {
    if let Some(real) = function.real() {
        return Calculation::Function(clamped(real));
    }
    if let Some(int32) = function.int32() {
        return Calculation::Parameters(Value::parameters(&int32));
    }
    let generic = |name: &str, value: Value| {
        let path: Path = format!("op::{name}").into();
        let ty = Type::of(path, [element.ty()]);
        Calculation::Parameters(Value::constant("PARAMETERS", ty, value))
    };
    match function {
        ZipFunction::Add(Terms::Quantized(add)) => quantized(add, element),
        ZipFunction::Sub(Terms::Quantized(sub)) => quantized(sub, element),
        ZipFunction::Mul(Terms::Quantized(mul)) => quantized(mul, element),
        ZipFunction::Div(Terms::Quantized(divide)) => quantized(divide, element),
        ZipFunction::SquaredDifference(Terms::Quantized(difference)) => {
            applied(difference, "apply")
        }
        ZipFunction::Prelu(Prelu::Integers(prelu)) => applied(prelu, "apply"),
        ZipFunction::CompareScaled(compare) => Calculation::Parameters(Value::parameters(compare)),
        ZipFunction::And => Calculation::Parameters(Value::parameters(&op::And)),
        ZipFunction::Or => Calculation::Parameters(Value::parameters(&op::Or)),
        ZipFunction::Minimum => generic("Minimum", Value::call("op::Minimum::new", [])),
        ZipFunction::Compare(relation) => {
            let value = Value::call("op::Compare::new", [relation.value()]);
            generic("Compare", value)
        }
        // Int32 and floats are above.
        _ => generic("Maximum", Value::call("op::Maximum::new", [])),
    }
}

/// Parameters of int8, which a kernel takes, or of int16, by a method.
fn quantized<P: Parameter>(parameters: &P, element: Element) -> Calculation {
    match element {
        Element::I16 => applied(parameters, "apply_to_int16"),
        _ => Calculation::Parameters(Value::parameters(parameters)),
    }
}

/// A method of the parameters as a function.
fn applied<P: Parameter>(parameters: &P, method: &'static str) -> Calculation {
    let y = Value::parameters(parameters).method(method, ["x1", "x2"].map(Value::local));
    Calculation::Function(Value::Closure(&["x1", "x2"], Box::new(y)))
}

/// A function of floats, with its result clamped if it must be.
fn clamped(Real { name, output, .. }: Real) -> Value {
    let function = Value::Path(function(name));
    if output == Range::ALL {
        return function;
    }
    Value::named("OUTPUT", &output).method("after", [function])
}
