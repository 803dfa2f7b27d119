//! What the models cost.

use anyhow::Result;

use super::table::{cycles, table, thousands};
use crate::measurements::{Measurements, Model, SUITES, Suite};

const COLUMNS: [&str; 10] = [
    "model",
    ">cycles",
    ">per MAC",
    ">instructions",
    ">arena",
    ">stack",
    ">code",
    ">kernels",
    ">weights",
    ">differing bytes",
];

const OTHER_COLUMNS: [&str; 9] = [
    "model", "core", "optimize", ">cycles", ">per MAC", ">arena", ">stack", ">code", ">kernels",
];

pub(super) fn section(measurements: &Measurements) -> Result<String> {
    let [first, others @ ..] = &SUITES;
    let rows = first.models().map(|model| row(measurements, first, model));
    let rows = rows.collect::<Result<Vec<_>>>()?;
    let others = others.iter().flat_map(|suite| {
        suite
            .models()
            .map(move |model| other_row(measurements, suite, model))
    });
    let others = others.collect::<Result<Vec<_>>>()?;
    Ok(format!(
        "{}\n{}\n\n{}\n{OTHER_CONDITIONS}",
        table(&COLUMNS, rows),
        conditions(&measurements.toolchain, first),
        table(&OTHER_COLUMNS, others)
    ))
}

fn row(measurements: &Measurements, suite: &Suite, model: &Model) -> Result<Vec<String>> {
    let measured = measurements.of(suite, model.stem)?;
    let cost = &measured.cost;
    Ok(vec![
        model.title.to_owned(),
        thousands(cost.cycles),
        per_mac(cost.cycles_per_mac()),
        thousands(cost.insns),
        thousands(cost.arena_bytes as u64),
        thousands(cost.stack_bytes as u64),
        thousands(cost.flash_code_bytes as u64),
        thousands(measured.kernel_bytes as u64),
        thousands(cost.flash_weight_bytes as u64),
        format!("0 of {}", thousands(measured.compared_bytes as u64)),
    ])
}

fn other_row(measurements: &Measurements, suite: &Suite, model: &Model) -> Result<Vec<String>> {
    let measured = measurements.of(suite, model.stem)?;
    let cost = &measured.cost;
    Ok(vec![
        model.title.to_owned(),
        cost.target.clone(),
        cost.choices(),
        cycles(cost.cycles),
        per_mac(cost.cycles_per_mac()),
        thousands(cost.arena_bytes as u64),
        thousands(cost.stack_bytes as u64),
        thousands(cost.flash_code_bytes as u64),
        thousands(measured.kernel_bytes as u64),
    ])
}

fn per_mac(cycles: Option<f64>) -> String {
    cycles.map_or("–".to_owned(), |cycles| format!("{cycles:.2}"))
}

fn conditions(toolchain: &str, suite: &Suite) -> String {
    let backend = suite.target.backend();
    format!(
        "\
One inference on a Cortex-M4 (QEMU's mps2-an386, `thumbv7em-none-eabi`), `{backend}` backend, opt-level 3, fat LTO,
`{toolchain}`. Instructions are exact; cycles are modelled from the processor's Technical
Reference Manual with zero wait states. Sizes are bytes: the arena has inputs, activations, outputs and scratch; the stack is
the deepest during the inference; code is all of the firmware but the weights, kernels the part of it that is the model's;
weights also biases, scales and tables.
Differing bytes are those of all golden outputs, computed on the same core. `cargo tiny-model bench MODEL…` measures yours,
with `--per-operator` layer by layer."
    )
}

const OTHER_CONDITIONS: &str = "\
The same with `optimize = size` at opt-level `s`, and on cores without DSP instructions: `thumbv7m-none-eabi` with the Cortex-M3's multiplies,
`thumbv6m-none-eabi` with the Cortex-M0+'s timing and its single-cycle multiplier (code and outputs are those of the micro:bit,
on a board with more memory). All golden outputs are equal there too.";
