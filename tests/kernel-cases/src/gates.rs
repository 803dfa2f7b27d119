//! Random inputs of UNIDIRECTIONAL_SEQUENCE_LSTM.

use alloc::vec::Vec;

use tiny_model_kernels::interpolate::Scaling;
use tiny_model_kernels::op::{LstmCell, Sequences};
use tiny_model_kernels::requantize::{Output, Scale};

use crate::memory::Tensor;
use crate::oracle::lstm::{Gate, Lstm, States, lstm};
use crate::{Draw, Verdict, compare};

/// The bits of a gate before its activation beyond those of an int8 output.
const FINER: i32 = 5;

/// A layer, its input, and the states after earlier runs.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) lstm: Lstm,
    pub(crate) x: Vec<i8>,
    pub(crate) states: States,
}

/// The outputs of a kernel: outputs, hidden states, cells.
pub(crate) type Outcome<'a> = (&'a mut [i8], &'a mut [i8], &'a mut [i16]);

impl Case {
    /// Draws a layer with `inputs` inputs and `units` units.
    pub(crate) fn draw(draw: &mut Draw, inputs: usize, units: usize) -> Self {
        let sequences = Sequences {
            batches: draw.size(1..=3),
            steps: draw.size(1..=4),
            inputs,
            units,
            time_major: draw.one_in(2),
        };
        let states = sequences.batches * units;
        let cells = |_| match draw.one_in(4) {
            true => draw.pick(&[i16::MIN, i16::MAX]),
            false => draw.int(-9_000..=9_000) as i16,
        };
        let cells = (0..states).map(cells).collect();
        let hidden = draw.tensor(states).into_iter().map(i32::from).collect();
        let zero_points = [draw.value(), draw.value()].map(i32::from);
        Self {
            x: draw.tensor(sequences.batches * sequences.steps * inputs),
            lstm: Lstm {
                sequences,
                gates: [inputs, units].map(|depth| [0; 4].map(|_| gate(draw, units, depth))),
                zero_points,
                cell: cell(draw, zero_points[1]),
                is_wide: false,
            },
            states: (hidden, cells),
        }
    }

    /// Returns the weights `[units][4][inputs]` and biases `[units][4]` of a product, with the zero
    /// point folded in.
    pub(crate) fn packed(&self, product: usize) -> (Vec<i8>, Vec<i32>, [Scale; 4]) {
        let (gates, units) = (&self.lstm.gates[product], self.lstm.sequences.units);
        let (mut weights, mut biases) = (Vec::new(), Vec::new());
        for unit in 0..units {
            for gate in gates {
                let depth = gate.weights.len() / units;
                let row = &gate.weights[unit * depth..][..depth];
                let sum: i32 = row.iter().map(|&w| i32::from(w)).sum();
                weights.extend_from_slice(row);
                biases.push(gate.bias[unit] - self.lstm.zero_points[product] * sum);
            }
        }
        (weights, biases, gates.each_ref().map(|gate| gate.scale))
    }

    /// Compares all outputs and states of the kernel.
    pub(crate) fn check(&self, draw: &mut Draw, run: impl FnOnce(&[i8], Outcome<'_>)) -> Verdict {
        let mut after = self.states.clone();
        let inputs = Vec::from_iter(self.x.iter().map(|&x| i32::from(x)));
        let expected = narrow(&lstm(&self.lstm, &inputs, &mut after));
        let x = Tensor::of(draw, &self.x);
        let mut y = Tensor::rubbish(draw, expected.len());
        let mut hidden = Tensor::of(draw, &narrow(&self.states.0));
        let mut cells = self.states.1.clone();
        run(
            x.values(),
            (y.values_mut(), hidden.values_mut(), &mut cells),
        );
        let verdicts = [
            y.compare(&expected, self),
            hidden.compare(&narrow(&after.0), &("hidden states", self)),
            compare(&cells, &after.1, &("cells", self)),
        ];
        let wrong = verdicts
            .into_iter()
            .find(|verdict| *verdict != Verdict::Equal);
        wrong.unwrap_or(Verdict::Equal)
    }
}

fn narrow(values: &[i32]) -> Vec<i8> {
    values.iter().map(|&value| value as i8).collect()
}

/// Draws a gate whose sums are in the range in which its activation varies.
fn gate(draw: &mut Draw, units: usize, depth: usize) -> Gate {
    let weights = draw.weights(units * depth);
    let typical = 64 * 128 * depth.isqrt() as i64;
    let (bias, most) = draw.biases(units, typical);
    let most = 255 * 128 * depth as i64 + most;
    let scale = draw.scale(typical, most);
    let bits = 64 - most.leading_zeros() as i32;
    Gate {
        weights,
        bias,
        scale: Scale {
            shift: (scale.shift + FINER).clamp(-31, 31 - bits),
            ..scale
        },
    }
}

/// Draws cells in Q3.12 or near it, and hidden states around 2^−7.
fn cell(draw: &mut Draw, zero_point: i32) -> LstmCell {
    let mut scale = |shift: i32| Scale {
        multiplier: draw.pick(&[1 << 30, 1 << 30, 1_518_500_250, i32::MAX]),
        shift: shift + draw.int(-2..=2),
    };
    let [forget, input, output] = [-14, -17, -22].map(&mut scale);
    let tanh = match draw.one_in(3) {
        true => Scaling {
            multiplier: 3,
            shift: draw.size(1..=4) as u32,
        },
        false => Scaling {
            multiplier: 3 << draw.size(0..=4),
            shift: 0,
        },
    };
    LstmCell {
        forget,
        input,
        output,
        hidden: Output {
            zero_point,
            min: -128,
            max: 127,
        },
        tanh,
        clip: match draw.one_in(2) {
            true => 1 << 15,
            false => draw.int(0..=i16::MAX.into()),
        },
    }
}
