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
    let backend = suite.target.backend().name();
    format!(
        "\
The table shows one inference on a Cortex-M4: QEMU's mps2-an386, `thumbv7em-none-eabi`, `{backend}` backend, opt-level 3, fat LTO,
`{toolchain}`.

- *Instructions* are exact counts. *Cycles* are modelled from the processor's Technical Reference Manual with zero wait
  states; *per MAC* is cycles for each multiply-accumulate.
- *Arena* has inputs, activations, outputs and scratch. *Stack* is the deepest stack during the inference. *Code* is all of the
  firmware except the weights, and *kernels* is the model's part of the code. *Weights* has weights, biases, scales and
  tables. All sizes are bytes.
- *Differing bytes* compares all golden outputs, computed on the same core.

`cargo tiny-model bench MODEL…` measures your own models, and its option `--per-operator` measures them layer by layer."
    )
}

const OTHER_CONDITIONS: &str = "\
Models with `optimize = size` are compiled at opt-level `s`. The Cortex-M3 has no DSP instructions: its code is for
`thumbv7m-none-eabi`, with the timing of its multiplications. The rows of the `cortex-m0` are code for `thumbv6m-none-eabi` with the timing of
the Cortex-M0+ and its single-cycle multiplier. They ran on a board with more memory than the micro:bit's, whose code and
outputs are the same. All golden outputs are equal on these cores, too.";
