//! `cargo tiny-model bench`: the cost of a model on a target.
//!
//! Each model gets a separate firmware with nothing else in it, so that the firmware's size and
//! symbols are the model's. Its operators are measured in a second firmware, and its golden vectors
//! run in a third, so that neither changes the first. A fourth does not measure: its flash is the
//! least that a product needs.

mod element;
mod firmware;
mod minimal;
mod operators;
mod package;
mod record;
mod table;
mod vectors;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use self::firmware::Firmware;
pub use self::record::{BenchRecord, Between, MeasuredOperator, Operators};
pub use self::table::BenchReport;
pub(crate) use self::table::{align, table};
pub use self::vectors::Compared;
use crate::choices::Choices;
use crate::elf::{Elf, Findings};
use crate::model::Model;
use crate::qemu;
use crate::target::Target;

const AFTER_HELP: &str = "\
Instructions are exact and reproducible. Cycles follow the instruction timings of the processor's Technical Reference
Manual with zero wait states.

Sizes are in bytes. The arena has inputs, activations, outputs and scratch; the stack is the deepest of one inference;
code is all of the firmware except the weights, kernels the part of it that belongs to the model; weights include
biases, scales and tables. Firmware is all flash of a program that only runs the model, vector table included.

`exact` states whether the model gives the outputs of its golden vectors on the same target: yes, the number of bytes
that differ, or – where there are none. The manifest.json beside the model, or in the folder above, names them.

cortex-m0 runs Armv6-M code on a board with more memory than the micro:bit, with the timing of the Cortex-M0+.

Examples:
  cargo tiny-model bench keyword.tflite
  cargo tiny-model bench zoo/kws_int8.tflite zoo/ad_int8.tflite --target cortex-m0 --per-operator
  cargo tiny-model bench keyword.tflite --optimize size --json cost.json";

/// Measure the cost of one inference: instructions, modeled cycles, stack, arena, flash
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// Model files
    #[arg(required = true, value_name = "MODEL")]
    pub models: Vec<PathBuf>,
    /// An emulated board
    #[arg(long, value_enum, default_value_t = Target::CortexM4)]
    pub target: Target,
    /// The options of the programs.
    #[command(flatten)]
    pub choices: Choices,
    /// Also measure each operator, in a firmware that does not inline their functions
    #[arg(long)]
    pub per_operator: bool,
    /// Also report the flash of the smallest firmware that runs the model, without measuring code
    #[arg(long)]
    pub firmware: bool,
    /// Another folder with a manifest.json of golden vectors
    #[arg(long, value_name = "DIR")]
    pub vectors: Vec<PathBuf>,
    /// Also write the records to this file, a JSON array
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
}

impl Args {
    /// Returns the default arguments for these models and this target.
    #[must_use]
    pub fn new(target: Target, models: Vec<PathBuf>) -> Self {
        Self {
            models,
            target,
            choices: Choices::default(),
            per_operator: false,
            firmware: false,
            vectors: Vec::new(),
            json: None,
        }
    }
}

/// The measurements of a model.
#[derive(Clone, Debug)]
pub struct Measured {
    /// The reported values.
    pub record: BenchRecord,
    /// The comparison of its outputs with the golden ones, if there are any.
    pub compared: Option<Compared>,
    /// Bytes of its kernels and of its own functions: the code without start-up, vector table, the
    /// compiler's library and the measuring code.
    pub kernel_bytes: usize,
    /// The reason why it does not fit the target's own board, if it does not.
    pub too_large: Option<String>,
    /// Panics, allocators and soft floats in the linked program.
    pub findings: Findings,
}

/// Measures the models of a command line.
///
/// # Errors
/// Returns the errors of [`measure`], and an error if the JSON file cannot be written.
pub fn run(args: &Args) -> Result<BenchReport> {
    let measured = measure(args)?;
    if let Some(path) = &args.json {
        let records = Vec::from_iter(measured.iter().map(|measured| &measured.record));
        let text = serde_json::to_string_pretty(&records)?;
        fs::write(path, text + "\n").with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(BenchReport {
        target: args.target,
        choices: args.choices,
        measured,
    })
}

/// Builds and runs firmware for each model.
///
/// # Errors
/// Returns an error if a file is not a model that compiles, the target is the host, or a firmware
/// does not build or run.
pub fn measure(args: &Args) -> Result<Vec<Measured>> {
    if args.target.board().is_none() {
        bail!("instructions are counted on emulated boards: choose a target other than the host");
    }
    let models = args
        .models
        .iter()
        .map(|path| read(path, args))
        .collect::<Result<Vec<Model>>>()?;
    qemu::ensure()?;
    let vectors = vectors::compare(args, &models)?;
    let firmware = firmware::build(args, &models)?;
    let jobs = Vec::from_iter(models.iter().zip(&firmware).zip(vectors));
    let measured = jobs.into_par_iter().map(|((model, firmware), compared)| {
        one(args, model, firmware, compared)
            .with_context(|| format!("cannot measure {}", model.name()))
    });
    measured.collect()
}

fn read(path: &Path, args: &Args) -> Result<Model> {
    match Model::read(path, args.target, args.choices)? {
        Ok(model) => Ok(model),
        Err(refusal) => bail!("{}: {}", path.display(), refusal.0),
    }
}

fn one(
    args: &Args,
    model: &Model,
    firmware: &Firmware,
    compared: Option<Compared>,
) -> Result<Measured> {
    let elf = Elf::read(&firmware.program)?;
    let flash = usize::try_from(elf.sizes().flash())?;
    let run = firmware::run(args.target, &firmware.program, &[])?;
    let operators = firmware
        .operators
        .as_ref()
        .map(|build| build.measure(args.target))
        .transpose()?;
    let record = BenchRecord {
        model: model.stem(),
        target: args.target.to_string(),
        optimize: args.choices.optimize.to_string(),
        schedule: args.choices.schedule.to_string(),
        input: args.choices.input.to_string(),
        insns: run.counts.insns,
        cycles: run.counts.cycles,
        loads: run.counts.loads,
        macs: model.macs,
        arena_bytes: model.arena,
        // Every operator that compiles starts in its initial state: state comes with the operators
        // that have it.
        state_bytes: model.state,
        stack_bytes: run.stack,
        flash_code_bytes: flash.saturating_sub(model.flash),
        flash_weight_bytes: model.flash,
        flash_firmware_bytes: firmware.minimal_bytes()?,
        exact: compared.map(|compared| compared.differing == 0),
        operators,
    };
    Ok(Measured {
        kernel_bytes: firmware.kernel_bytes(&elf),
        too_large: table::too_large(args.target, model, flash),
        record,
        compared,
        findings: elf.scan(),
    })
}
