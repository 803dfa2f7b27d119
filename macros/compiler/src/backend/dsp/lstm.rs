//! UNIDIRECTIONAL_SEQUENCE_LSTM by the matmul core: the gates of a unit are a block of channels.

use tiny_model_kernels::layout::{DualWalk, pack_gates};
use tiny_model_kernels::op::LstmCell;
use tiny_model_kernels::op::Shape;
use tiny_model_kernels::profile::{Size, Speed};

use super::super::portable::lstm_tensors;
use super::super::{Kernel, Site};
use super::paired_matmul::PairedMatmul;
use super::scratch;
use crate::call::{Call, Parameter as _, Value};
use crate::choices::Optimize;
use crate::graph::{self, Gates, LstmArithmetic};

/// An LSTM of int8.
#[derive(Debug)]
pub(super) struct Lstm {
    lstm: graph::Lstm,
    /// The products with the input, and with the hidden state.
    products: [PairedMatmul; 2],
    /// The arithmetic after the gates.
    update: LstmCell,
}

impl Lstm {
    pub(super) fn new(lstm: &graph::Lstm, optimize: Optimize) -> Option<Self> {
        let LstmArithmetic::Int8([inputs, recurrent], update) = &lstm.arithmetic else {
            return None;
        };
        let units = lstm.sequences.units;
        let rows = lstm.sequences.batches * lstm.sequences.steps;
        let product = |gates: &Gates| {
            let depth = gates.weights.len() / gates.bias.len();
            // What is unrolled pays with every row.
            let all = Shape::fully_connected(rows, depth, 4 * units);
            let walk = match optimize {
                Optimize::Speed => all.walk_gathered::<Speed>(),
                Optimize::Size => all.walk_gathered::<Size>(),
            }?;
            let shape = Shape::fully_connected(1, depth, 4 * units);
            let walk = DualWalk { tile: 1, ..walk };
            let bias: Vec<i32> = gates.bias.iter().map(|&bias| bias as i32).collect();
            let packed = pack_gates(&shape, walk, &gates.weights, &bias, &gates.scales)?;
            Some(PairedMatmul {
                shape,
                walk,
                shift: 0,
                packed,
            })
        };
        Some(Self {
            lstm: lstm.clone(),
            products: [product(inputs)?, product(recurrent)?],
            update: *update,
        })
    }

    /// Words of scratch: the gates of a step, and what they are multiplied from.
    fn words(&self) -> usize {
        let products = self.products.iter();
        let expanded = products.map(|product| product.walk.expanded(&product.shape));
        2 * self.lstm.sequences.units + expanded.max().unwrap_or(0)
    }
}

impl Kernel for Lstm {
    fn scratch(&self) -> usize {
        4 * self.words()
    }

    fn call(&self, site: &Site<'_>) -> Call {
        let [x, y, hidden, cell] = lstm_tensors(&self.lstm, site);
        let sequences = ("SEQUENCES", &self.lstm.sequences);
        let [inputs, recurrent] = &self.products;
        Call::new(
            "arch::dsp::lstm",
            [
                Value::marker("Layer", "arch::dsp::Recurrence", sequences).borrowed(),
                x,
                y,
                hidden,
                cell,
                scratch(self.words()),
                inputs.weights("INPUT_WEIGHTS").borrowed(),
                recurrent.weights("RECURRENT_WEIGHTS").borrowed(),
                self.update.value().borrowed(),
            ],
        )
    }
}
