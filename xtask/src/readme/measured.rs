//! What the models cost on the Cortex-M4.

use anyhow::Result;

use super::table::{table, thousands};
use crate::measurements::{MODELS, Measurements};

const COLUMNS: [&str; 9] = [
    "model",
    ">cycles",
    ">per MAC",
    ">instructions",
    ">arena",
    ">stack",
    ">code",
    ">weights",
    ">differing bytes",
];

pub(super) fn section(measurements: &Measurements) -> Result<String> {
    let row = |model: &crate::measurements::Model| {
        let measured = measurements.of(model.stem)?;
        let cost = &measured.cost;
        Ok(vec![
            model.title.to_owned(),
            thousands(cost.cycles),
            format!("{:.2}", cost.cycles_per_mac().unwrap_or_default()),
            thousands(cost.insns),
            thousands(cost.arena_bytes as u64),
            thousands(cost.stack_bytes as u64),
            thousands(cost.flash_code_bytes as u64),
            thousands(cost.flash_weight_bytes as u64),
            format!(
                "{} of {}",
                thousands(measured.differing_bytes as u64),
                thousands(measured.compared_bytes as u64)
            ),
        ])
    };
    let rows = MODELS.iter().map(row).collect::<Result<Vec<_>>>()?;
    Ok(format!(
        "{}\n{}",
        table(&COLUMNS, rows),
        conditions(&measurements.toolchain)
    ))
}

fn conditions(toolchain: &str) -> String {
    format!(
        "\
One inference on a Cortex-M4 (QEMU's mps2-an386, `thumbv7em-none-eabi`), portable kernels, opt-level 3, fat LTO,
`{toolchain}`. Instructions are exact; cycles are modelled from the processor's Technical
Reference Manual with zero wait states. Sizes are bytes: the arena has inputs, activations, outputs and scratch; the stack is
the deepest during the inference; code has kernels, the model's functions and start-up; weights also biases, scales and tables.
Differing bytes are those of all golden outputs, computed on the same core. `cargo tiny-model bench MODEL…` measures yours."
    )
}
