//! UNIDIRECTIONAL_SEQUENCE_LSTM.

use proc_macro2::TokenStream;
use quote::quote;
use tiny_model_kernels::layout;

use super::super::literal::{self, Parameter as _};
use super::super::step::Body;
use super::dual;
use crate::graph::{Element, FloatGates, Gates, Lstm, LstmArithmetic};
use crate::select;

pub(super) fn call(lstm: &Lstm, body: &mut Body) -> TokenStream {
    let [x, y, hidden, cell] = tensors(lstm, body);
    let sequences = lstm.sequences.literal();
    let (element, gates, update) = match &lstm.arithmetic {
        LstmArithmetic::Int8(gates, update) => (Element::I32, gates, update),
        LstmArithmetic::Int16(gates, update) => (Element::I64, gates, update),
        LstmArithmetic::Float(gates, clip) => {
            let gates = ["INPUT", "RECURRENT"].into_iter().zip(gates);
            let gates = literal::list(gates.map(|(name, of)| float_gates(name, of, body)));
            let clip = literal::real(*clip);
            return quote! {
                tm::op::float_lstm(#x, #y, #hidden, #cell, &#sequences, #gates, #clip)
            };
        }
    };
    let gates = ["INPUT", "RECURRENT"].into_iter().zip(gates);
    let gates = literal::list(gates.map(|(name, of)| gates_of(name, of, element, body)));
    let update = update.literal();
    quote!(tm::op::lstm(#x, #y, #hidden, #cell, &#sequences, #gates, &#update))
}

/// By the DSP backend's matmul core.
pub(super) fn by_gates(lstm: &Lstm, gates: &select::Gates, body: &mut Body) -> TokenStream {
    let [x, y, hidden, cell] = tensors(lstm, body);
    let scratch = body.scratch("scratch", &literal::array(quote!(u32), &[gates.scratch()]));
    let [inputs, recurrent] = &gates.products;
    let inputs = dual::weights_as("INPUT_WEIGHTS", inputs, body);
    let recurrent = dual::weights_as("RECURRENT_WEIGHTS", recurrent, body);
    let (sequences, update) = (lstm.sequences.literal(), gates.update.literal());
    let [depth, units] = [lstm.sequences.inputs, lstm.sequences.units].map(literal::number);
    quote! {
        tm::arch::dsp::lstm::<#depth, #units, _, _, _, _, _, _, _, _>(
            #x, #y, #hidden, #cell, #scratch, &#sequences, &#inputs, &#recurrent, &#update,
        )
    }
}

/// Input, output, hidden state and cells.
fn tensors(lstm: &Lstm, body: &mut Body) -> [TokenStream; 4] {
    let element = literal::element(body.output().element);
    let array = |length| literal::array(element.clone(), &[length]);
    let [input, output] = [body.input(0).len(), body.output().len()];
    let states = lstm.sequences.batches * lstm.sequences.units;
    let x = body.read(0, &array(input));
    let y = body.write(&array(output));
    let hidden = body.keep(0, "hidden", &array(states));
    let cell = match lstm.arithmetic {
        LstmArithmetic::Float(..) => array(states),
        _ => literal::array(quote!(i16), &[states]),
    };
    let cell = body.keep(1, "cell", &cell);
    [x, quote!(#y), quote!(#hidden), quote!(#cell)]
}

/// Biases are of an element, i32 or i64.
fn gates_of(name: &str, gates: &Gates, element: Element, body: &mut Body) -> TokenStream {
    let units = gates.bias.len() / 4;
    let depth = gates.weights.len() / gates.bias.len();
    let weights = body.constant(
        &format!("{name}_WEIGHTS"),
        &literal::array(quote!(u32), &[units * depth]),
        &layout::pack_blocked(&gates.weights, 1, depth),
    );
    let bias = gates.bias.iter();
    // Little-endian: what is narrower are the first bytes.
    let bias = bias.flat_map(|bias| bias.to_le_bytes().into_iter().take(element.size()));
    let bias = body.constant(
        &format!("{name}_BIAS"),
        &literal::array(literal::element(element), &[units, 4]),
        &bias.collect::<Vec<u8>>(),
    );
    let scales = gates.scales.literal();
    quote!(tm::op::LstmGates { weights: &#weights, bias: &#bias, scales: #scales })
}

fn float_gates(name: &str, gates: &FloatGates, body: &mut Body) -> TokenStream {
    let mut constant = |what: &str, values: &[f32]| {
        body.array(&format!("{name}_{what}"), &[values.len() / 4, 4], values)
    };
    let weights = constant("WEIGHTS", &gates.weights);
    let bias = match gates.bias.as_slice() {
        [] => quote!(&[]),
        bias => {
            let bias = constant("BIAS", bias);
            quote!(&#bias)
        }
    };
    quote!(tm::op::FloatGates { weights: &#weights, bias: #bias })
}
