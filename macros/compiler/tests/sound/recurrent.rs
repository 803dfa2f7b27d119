//! Whether the geometry of operators that remember is that of their tensors.

use tiny_model_compiler::graph::{Lstm, LstmArithmetic, Svdf};

/// Elements of the input, of the output, and of both states.
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

/// Elements of the input, of the output, and of the state.
pub(super) fn svdf(svdf: &Svdf, x: usize, y: usize, state: &[usize]) -> bool {
    let filters = svdf.units * svdf.rank;
    [x, y] == [svdf.batch * svdf.inputs, svdf.batch * svdf.units]
        && state == [svdf.batch * filters * svdf.memory]
        && svdf.features.len() == filters * svdf.inputs
        && svdf.offsets.len() == filters
        && svdf.time.len() == filters * svdf.memory * svdf.element.size()
        && svdf.bias.len() == svdf.units
}
