//! What is reported of a model.

use std::fmt;

use comfy_table::{CellAlignment, LineStyle, Table, TableStyle};
use serde::{Deserialize, Serialize};
use tiny_model_compiler::diagnostics::thousands;

/// The costs of one inference.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Record {
    /// The model file's name without its ending.
    pub model: String,
    /// The target's name.
    pub target: String,
    /// Instructions, exact.
    pub insns: u64,
    /// Cycles by the processor's timing model, zero wait states.
    pub cycles: u64,
    /// Multiply-accumulates that the model asks for.
    pub macs: u64,
    /// Inputs, activations, outputs and scratch.
    pub arena_bytes: usize,
    /// The deepest stack during the inference.
    pub stack_bytes: usize,
    /// Kernels, the model's functions, start-up.
    pub flash_code_bytes: usize,
    /// Weights, biases, scales, tables.
    pub flash_weight_bytes: usize,
}

impl Record {
    /// Modelled cycles of one multiply-accumulate.
    #[must_use]
    pub fn cycles_per_mac(&self) -> f64 {
        self.cycles as f64 / self.macs.max(1) as f64
    }
}

/// The records of one command.
#[derive(Clone, Debug)]
pub struct Report(pub Vec<Record>);

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = Table::new();
        table.load_style(
            TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─')),
        );
        table.set_header([
            "model",
            "target",
            "instructions",
            "cycles",
            "MACs",
            "cycles/MAC",
            "arena",
            "stack",
            "code",
            "weights",
        ]);
        for record in &self.0 {
            table.add_row([
                record.model.clone(),
                record.target.clone(),
                thousands(record.insns),
                thousands(record.cycles),
                thousands(record.macs),
                format!("{:.2}", record.cycles_per_mac()),
                thousands(record.arena_bytes as u64),
                thousands(record.stack_bytes as u64),
                thousands(record.flash_code_bytes as u64),
                thousands(record.flash_weight_bytes as u64),
            ]);
        }
        for column in table.column_iter_mut().skip(2) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        table.fmt(f)
    }
}
