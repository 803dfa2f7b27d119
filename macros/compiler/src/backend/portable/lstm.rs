//! UNIDIRECTIONAL_SEQUENCE_LSTM.

use tiny_model_kernels::layout;

use super::super::{Kernel, Site};
use crate::call::{Argument, Call, Parameter as _, Type, Value};
use crate::graph::{Element, FloatGates, Gates, Lstm, LstmArithmetic};

/// Names of the two products of gates.
const PRODUCTS: [&str; 2] = ["INPUT", "RECURRENT"];

impl Kernel for Lstm {
    fn call(&self, site: &Site<'_>) -> Call {
        let (kernel, gates, last) = match &self.arithmetic {
            LstmArithmetic::Int8(gates, update) => {
                let gates = products(gates, |name, gates| gates_of(name, gates, Element::I32));
                ("op::lstm", gates, update.value().borrowed())
            }
            LstmArithmetic::Int16(gates, update) => {
                let gates = products(gates, |name, gates| gates_of(name, gates, Element::I64));
                ("op::lstm", gates, update.value().borrowed())
            }
            LstmArithmetic::Float(gates, clip) => {
                ("op::float_lstm", products(gates, float_gates), clip.value())
            }
        };
        let [x, y, hidden, cell] = tensors(self, site);
        let sequences = self.sequences.value().borrowed();
        Call::new(kernel, [x, y, hidden, cell, sequences, gates, last])
    }
}

fn products<G>(gates: &[G; 2], of: impl Fn(&str, &G) -> Value) -> Value {
    let gates = PRODUCTS.iter().zip(gates);
    Value::List(gates.map(|(name, gates)| of(name, gates)).collect())
}

/// Input, output, hidden state and cells.
pub(in super::super) fn tensors(lstm: &Lstm, site: &Site<'_>) -> [Value; 4] {
    let element = site.output(0).element.ty();
    let states = lstm.sequences.batches * lstm.sequences.units;
    let cell = match lstm.arithmetic {
        LstmArithmetic::Float(..) => element.clone(),
        _ => Type::Primitive("i16"),
    };
    [
        Value::input(0),
        Value::output(),
        Argument::State(0, "hidden", element.array(&[states])).into(),
        Argument::State(1, "cell", cell.array(&[states])).into(),
    ]
}

/// Biases are of an element, i32 or i64.
fn gates_of(name: &str, gates: &Gates, element: Element) -> Value {
    let units = gates.bias.len() / 4;
    let depth = gates.weights.len() / gates.bias.len();
    let weights = Value::table(
        format!("{name}_WEIGHTS"),
        Type::Primitive("u32").array(&[units * depth]),
        layout::pack_blocked(&gates.weights, 1, depth),
    );
    let bias = gates.bias.iter();
    // Little-endian: what is narrower are the first bytes.
    let bias = bias.flat_map(|bias| bias.to_le_bytes().into_iter().take(element.size()));
    let bias = Value::table(
        format!("{name}_BIAS"),
        element.ty().array(&[units, 4]),
        bias.collect(),
    );
    Value::structure(
        "op::LstmGates",
        [
            ("weights", weights.borrowed()),
            ("bias", bias.borrowed()),
            ("scales", gates.scales.value()),
        ],
    )
}

fn float_gates(name: &str, gates: &FloatGates) -> Value {
    let table = |what: &str, values: &[f32]| {
        Value::array(format!("{name}_{what}"), &[values.len() / 4, 4], values)
    };
    let bias = match gates.bias.as_slice() {
        [] => Value::List(Vec::new()),
        bias => table("BIAS", bias),
    };
    Value::structure(
        "op::FloatGates",
        [
            ("weights", table("WEIGHTS", &gates.weights).borrowed()),
            ("bias", bias.borrowed()),
        ],
    )
}
