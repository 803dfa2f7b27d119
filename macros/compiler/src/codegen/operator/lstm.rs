//! UNIDIRECTIONAL_SEQUENCE_LSTM.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use tiny_model_kernels::layout;
use tiny_model_kernels::op::Sequences;

use super::super::literal;
use super::super::step::Body;
use super::dual;
use crate::graph::{Gates, Lstm};
use crate::select;

pub(super) fn call(lstm: &Lstm, body: &mut Body) -> TokenStream {
    let [x, y, hidden, cell] = tensors(&lstm.sequences, body);
    let gates = ["INPUT", "RECURRENT"].into_iter().zip(&lstm.gates);
    let gates = literal::list(gates.map(|(name, of)| gates_of(name, of, body)));
    let (sequences, cell_of) = (sequences(&lstm.sequences), self::cell(lstm));
    quote!(tm::op::lstm(#x, #y, #hidden, #cell, &#sequences, #gates, &#cell_of))
}

/// By the DSP backend's matmul core.
pub(super) fn by_gates(lstm: &Lstm, gates: &select::Gates, body: &mut Body) -> TokenStream {
    let [x, y, hidden, cell] = tensors(&lstm.sequences, body);
    let scratch = body.scratch("scratch", &literal::array(quote!(u32), &[gates.scratch()]));
    let [inputs, recurrent] = &gates.products;
    let inputs = dual::weights_as("INPUT_WEIGHTS", inputs, body);
    let recurrent = dual::weights_as("RECURRENT_WEIGHTS", recurrent, body);
    let (sequences, cell_of) = (sequences(&lstm.sequences), self::cell(lstm));
    let [depth, units] = [lstm.sequences.inputs, lstm.sequences.units].map(literal::number);
    quote! {
        tm::arch::dsp::lstm::<#depth, #units, _, _, _, _, _, _, _, _>(
            #x, #y, #hidden, #cell, #scratch, &#sequences, &#inputs, &#recurrent, &#cell_of,
        )
    }
}

/// Input, output, hidden state and cells.
fn tensors(sequences: &Sequences, body: &mut Body) -> [TokenStream; 4] {
    let element = literal::element(body.output().element);
    let array = |length| literal::array(element.clone(), &[length]);
    let [input, output] = [body.input(0).len(), body.output().len()];
    let states = sequences.batches * sequences.units;
    let x = body.read(0, &array(input));
    let y = body.write(&array(output));
    let hidden = body.keep(0, "hidden", &array(states));
    let cell = body.keep(1, "cell", &literal::array(quote!(i16), &[states]));
    [x, quote!(#y), quote!(#hidden), quote!(#cell)]
}

fn sequences(sequences: &Sequences) -> TokenStream {
    let &Sequences {
        batches,
        steps,
        inputs,
        units,
        time_major,
    } = sequences;
    let [batches, steps, inputs, units] = [batches, steps, inputs, units].map(literal::number);
    quote! {
        tm::op::Sequences {
            batches: #batches,
            steps: #steps,
            inputs: #inputs,
            units: #units,
            time_major: #time_major,
        }
    }
}

fn gates_of(name: &str, gates: &Gates, body: &mut Body) -> TokenStream {
    let units = gates.bias.len() / 4;
    let depth = gates.weights.len() / gates.bias.len();
    let weights = body.constant(
        &format!("{name}_WEIGHTS"),
        &literal::array(quote!(u32), &[units * depth]),
        &layout::pack_blocked(&gates.weights, 1, depth),
    );
    let bias: Vec<i32> = gates.bias.iter().map(|&bias| bias as i32).collect();
    let bias = body.constant(
        &format!("{name}_BIAS"),
        &literal::array(quote!(i32), &[units, 4]),
        &literal::bytes_of(&bias),
    );
    let scales = literal::list(gates.scales.map(literal::scale));
    quote!(tm::op::LstmGates { weights: &#weights, bias: &#bias, scales: #scales })
}

fn cell(lstm: &Lstm) -> TokenStream {
    let cell = &lstm.cell;
    let [forget, input, output] = [cell.forget, cell.input, cell.output].map(literal::scale);
    let hidden = literal::output(cell.hidden);
    let [multiplier, clip] = [cell.tanh.multiplier, cell.clip].map(literal::signed);
    let shift = Literal::u32_unsuffixed(cell.tanh.shift);
    quote! {
        tm::op::LstmCell {
            forget: #forget,
            input: #input,
            output: #output,
            hidden: #hidden,
            tanh: tm::op::Scaling { multiplier: #multiplier, shift: #shift },
            clip: #clip,
        }
    }
}
