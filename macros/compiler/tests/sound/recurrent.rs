//! Checks that the geometry of recurrent operators matches that of their tensors.

use tiny_model_compiler::graph::{Filters, Lstm, LstmArithmetic, Svdf};

/// Returns whether an LSTM fits the numbers of elements of its input, its output and both states.
pub(super) fn lstm(lstm: &Lstm, x: usize, y: usize, state: &[usize]) -> bool {
    let of = &lstm.sequences;
    let depths = [of.inputs, of.units];
    let weights = match &lstm.arithmetic {
        LstmArithmetic::Int8(gates, _) | LstmArithmetic::Int16(gates, _) => {
            let biases = gates.iter().all(|gates| gates.bias.len() == 4 * of.units);
            biases.then(|| [0, 1].map(|product| gates[product].weights.len()))
        }
        LstmArithmetic::Float(gates, _) => {
            let [input, hidden] = gates;
            let biases = input.bias.len() == 4 * of.units && hidden.bias.is_empty();
            biases.then(|| [0, 1].map(|product| gates[product].weights.len()))
        }
    };
    let steps = of.batches * of.steps;
    [x, y] == [steps * of.inputs, steps * of.units]
        && state == [of.batches * of.units; 2]
        && weights == Some(depths.map(|depth| 4 * of.units * depth))
}

/// Returns whether an SVDF fits the numbers of elements of its input, its output and its state.
pub(super) fn svdf(svdf: &Svdf, x: usize, y: usize, state: &[usize]) -> bool {
    let filters = svdf.units * svdf.rank;
    let of_features = filters * svdf.inputs;
    let of_time = filters * svdf.memory;
    [x, y] == [svdf.batch * svdf.inputs, svdf.batch * svdf.units]
        && state == [svdf.batch * filters * svdf.memory]
        && match &svdf.filters {
            Filters::Int8 {
                features,
                offsets,
                time,
                element,
                bias,
                ..
            } => {
                [features.len(), offsets.len(), bias.len()] == [of_features, filters, svdf.units]
                    && time.len() == of_time * element.size()
            }
            Filters::Float {
                features,
                time,
                bias,
                ..
            } => [features.len(), time.len(), bias.len()] == [of_features, of_time, svdf.units],
        }
}
