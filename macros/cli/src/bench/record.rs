//! The reported values of a model.

use serde::{Deserialize, Serialize};
use tiny_model_compiler::{Input, Schedule};

/// The costs of one inference.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct BenchRecord {
    /// The model file's name without its extension.
    pub model: String,
    /// The target's name.
    pub target: String,
    /// The optimization goal: `speed` or `size`.
    pub optimize: String,
    /// The schedule: `fastest` or `smallest`.
    #[serde(default = "fastest")]
    pub schedule: String,
    /// The form of the input: `whole` or by `rows`.
    #[serde(default = "whole")]
    pub input: String,
    /// Instructions, exact.
    pub insns: u64,
    /// Cycles by the processor's timing model, zero wait states.
    pub cycles: u64,
    /// Load instructions.
    pub loads: u64,
    /// Multiply-accumulates of the model.
    pub macs: u64,
    /// Bytes of inputs, activations, outputs and scratch.
    pub arena_bytes: usize,
    /// Bytes that persist between inferences.
    pub state_bytes: usize,
    /// The deepest stack of the inference, bytes.
    pub stack_bytes: usize,
    /// Bytes of kernels, the model's functions, start-up.
    pub flash_code_bytes: usize,
    /// Bytes of weights, biases, scales, tables.
    pub flash_weight_bytes: usize,
    /// Bytes of the smallest firmware that runs the model, code and constants, if it was built.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flash_firmware_bytes: Option<usize>,
    /// Whether all golden outputs were computed, byte for byte; `null` without golden outputs.
    pub exact: Option<bool>,
    /// The operators, if they were measured.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub operators: Option<Operators>,
}

/// An inference by operators, in a program with separate functions for them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Operators {
    /// The operators in the order in which they run.
    pub operators: Vec<MeasuredOperator>,
    /// The code that runs between them.
    pub between_operators: Between,
}

/// One step of an inference. Several steps may be parts of one operator of the model file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct MeasuredOperator {
    /// The operator's index in the model file.
    pub index: usize,
    /// TFLite's name.
    pub operator: String,
    /// Shape of the output.
    pub output: Vec<usize>,
    /// Multiply-accumulates.
    pub macs: u64,
    /// Instructions, exact.
    pub insns: u64,
    /// Modeled cycles.
    pub cycles: u64,
}

/// The cost of the calls of the operators' functions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Between {
    /// Instructions, exact.
    pub insns: u64,
    /// Modeled cycles.
    pub cycles: u64,
}

fn fastest() -> String {
    Schedule::Fastest.to_string()
}

fn whole() -> String {
    Input::Whole.to_string()
}

impl BenchRecord {
    /// Returns the choices: `speed`, or `speed, smallest, rows`.
    #[must_use]
    pub fn choices(&self) -> String {
        let mut label = self.optimize.clone();
        for (choice, default) in [(&self.schedule, fastest()), (&self.input, whole())] {
            if *choice != default {
                label = label + ", " + choice;
            }
        }
        label
    }

    /// Returns the modeled cycles per multiply-accumulate; `None` where there is none.
    #[must_use]
    pub fn cycles_per_mac(&self) -> Option<f64> {
        ratio(self.cycles, self.macs)
    }
}

impl MeasuredOperator {
    /// Returns the modeled cycles per multiply-accumulate; `None` where there is none.
    #[must_use]
    pub fn cycles_per_mac(&self) -> Option<f64> {
        ratio(self.cycles, self.macs)
    }
}

impl Operators {
    /// Returns the total of instructions and cycles.
    #[must_use]
    pub fn total(&self) -> Between {
        let operators = self.operators.iter();
        operators.fold(self.between_operators, |sum, operator| Between {
            insns: sum.insns + operator.insns,
            cycles: sum.cycles + operator.cycles,
        })
    }
}

fn ratio(cycles: u64, macs: u64) -> Option<f64> {
    (macs > 0).then(|| cycles as f64 / macs as f64)
}
