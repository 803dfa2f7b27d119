//! UNIDIRECTIONAL_SEQUENCE_LSTM of integers as in TFLM's `lstm_eval.h`.

use alloc::vec::Vec;

use tiny_model_kernels::interpolate::{logistic, tanh};
use tiny_model_kernels::op::{LstmCell, Sequences};
use tiny_model_kernels::requantize::Scale;

use super::gemmlowp::multiply_by_quantized_multiplier;

/// One gate's product with the input or the hidden state.
#[derive(Debug, Clone)]
pub struct Gate {
    /// `[units][length of a row]`.
    pub weights: Vec<i8>,
    /// One bias per unit.
    pub bias: Vec<i32>,
    /// The scale to Q3.12.
    pub scale: Scale,
}

/// A layer as in the model's file.
#[derive(Debug, Clone)]
pub struct Lstm {
    /// The geometry.
    pub sequences: Sequences,
    /// The gates `i f g o` for the input, and for the hidden state.
    pub gates: [[Gate; 4]; 2],
    /// The zero points of the input and of the hidden state.
    pub zero_points: [i32; 2],
    /// The arithmetic of the states.
    pub cell: LstmCell,
    /// Whether activations are int16, so that sums are i64.
    pub is_wide: bool,
}

/// Hidden states and cells, `[batches][units]`.
pub type States = (Vec<i32>, Vec<i16>);

/// Returns the outputs; the states become those after the last step.
pub fn lstm(lstm: &Lstm, x: &[i32], (hidden, cell): &mut States) -> Vec<i32> {
    let Sequences {
        batches,
        steps,
        inputs,
        units,
        time_major,
    } = lstm.sequences;
    let mut y = alloc::vec![0; batches * steps * units];
    for batch in 0..batches {
        for step in 0..steps {
            let row = match time_major {
                true => step * batches + batch,
                false => batch * steps + step,
            };
            let x = &x[row * inputs..][..inputs];
            let h = hidden[batch * units..][..units].to_vec();
            for unit in 0..units {
                let gates = [0, 1, 2, 3].map(|gate| lstm.gate(gate, unit, [x, &h]));
                let c = &mut cell[batch * units + unit];
                let next = lstm.update(gates, c);
                hidden[batch * units + unit] = next;
                y[row * units + unit] = next;
            }
        }
    }
    y
}

impl Lstm {
    /// Returns a gate before its activation.
    fn gate(&self, gate: usize, unit: usize, inputs: [&[i32]; 2]) -> i32 {
        let product = |of: usize| {
            let (gate, x) = (&self.gates[of][gate], inputs[of]);
            let weights = &gate.weights[unit * x.len()..][..x.len()];
            let products = weights.iter().zip(x);
            let sum: i64 = products
                .map(|(&w, &x)| i64::from(w) * i64::from(x - self.zero_points[of]))
                .sum();
            let sum = sum + i64::from(gate.bias[unit]);
            saturated(match self.is_wide {
                true => super::layer::scaled(sum, gate.scale),
                false => scaled(i32::try_from(sum).expect("fits i32"), gate.scale),
            })
        };
        saturated(product(0) + product(1))
    }

    fn update(&self, gates: [i32; 4], c: &mut i16) -> i32 {
        let [i, f, g, o] = gates.map(|gate| 3 * gate);
        let [i, f, o] = [i, f, o].map(|x| i32::from(logistic(x)));
        let kept = saturated(scaled(f * i32::from(*c), self.cell.forget));
        let added = saturated(scaled(i * i32::from(tanh(g)), self.cell.input));
        let clip = self.cell.clip;
        *c = i16::try_from(saturated(kept + added).clamp(-clip, clip)).expect("saturated");
        let squashed = i32::from(tanh(self.cell.tanh.apply(*c)));
        let hidden = self.cell.hidden;
        let h = scaled(squashed * o, self.cell.output) + hidden.zero_point;
        h.clamp(hidden.min, hidden.max)
    }
}

fn scaled(x: i32, scale: Scale) -> i32 {
    multiply_by_quantized_multiplier(x, scale.multiplier, scale.shift)
}

fn saturated(x: i32) -> i32 {
    x.clamp(i16::MIN.into(), i16::MAX.into())
}
