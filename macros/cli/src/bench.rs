//! What a model costs on a target: instructions, modelled cycles, stack, flash, arena.
//!
//! Each model gets a firmware of its own with nothing else in it, so that its size and its symbols
//! are the model's.

mod package;
mod record;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

pub use self::record::{Record, Report};
use tiny_model_compiler::Optimize;

use crate::elf::{Elf, Findings};
use crate::model::Model;
use crate::qemu;
use crate::target::Target;
use crate::toolchain::{Toolchain, work_dir};

/// Count the instructions of one inference, after a warm-up.
///
/// Instructions are exact. Cycles follow the instruction timings of the processor's Technical
/// Reference Manual with zero wait states.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Model files.
    #[arg(required = true, value_name = "MODEL")]
    pub models: Vec<PathBuf>,
    /// An emulated board.
    #[arg(long, value_enum, default_value_t = Target::CortexM4)]
    pub target: Target,
    /// Also write the records as a JSON array.
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
}

/// A model's firmware: what one inference costs, and what the program holds.
#[derive(Clone, Debug)]
pub struct Measured {
    /// What to report.
    pub record: Record,
    /// Panics, allocators and soft floats in the linked program.
    pub findings: Findings,
}

/// Measures the models of a command line.
///
/// # Errors
/// See [`measure`]; and when the JSON file cannot be written.
pub fn run(args: &Args) -> Result<Report> {
    let measured = measure(args.target, &args.models)?;
    let report = Report(
        measured
            .into_iter()
            .map(|measured| measured.record)
            .collect(),
    );
    if let Some(path) = &args.json {
        let text = serde_json::to_string_pretty(&report.0)?;
        fs::write(path, text + "\n").with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(report)
}

/// Builds and runs a firmware for each model.
///
/// # Errors
/// When a file is no model that compiles, the target is the host, or a firmware does not build, fit
/// or run.
pub fn measure(target: Target, models: &[PathBuf]) -> Result<Vec<Measured>> {
    if target.board().is_none() {
        bail!("instructions are counted on emulated boards: choose another target than the host");
    }
    let models = models
        .iter()
        .map(|path| read(path, target))
        .collect::<Result<Vec<Model>>>()?;
    let toolchain = Toolchain::ensure(target)?.for_measuring();
    qemu::ensure()?;
    let package = work_dir().join("bench").join(target.name());
    package::write(&package, &models)?;
    let target_dir = work_dir().join("bench").join("target");
    let output = toolchain.cargo("build", &package, &target_dir)?.output()?;
    if !output.status.success() {
        bail!(
            "the firmware does not build:\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    let measured = models.iter().map(|model| {
        let program = toolchain.program(&target_dir, &package::name(model));
        one(target, model, &program).with_context(|| format!("cannot measure {}", model.name()))
    });
    measured.collect()
}

fn read(path: &Path, target: Target) -> Result<Model> {
    match Model::read(path, target, Optimize::Speed)? {
        Ok(model) => Ok(model),
        Err(refusal) => bail!("{}: {}", path.display(), refusal.0),
    }
}

fn one(target: Target, model: &Model, program: &Path) -> Result<Measured> {
    let folder = tempfile::tempdir()?;
    let options = qemu::Options {
        directory: Some(folder.path().to_owned()),
        timeout: Duration::from_secs(600),
        count: Some(qemu::Region::default()),
        measuring: true,
        ..qemu::Options::default()
    };
    let outcome = qemu::run(target, program, &options)?;
    if outcome.status != 0 {
        bail!(
            "the firmware ended with status {}: {}",
            outcome.status,
            outcome.stdout
        );
    }
    let counts = outcome
        .counts
        .context("QEMU cannot load the plugin that counts")?;
    let elf = Elf::read(program)?;
    let flash = usize::try_from(elf.sizes().flash())?;
    let record = Record {
        model: model.stem(),
        target: target.to_string(),
        insns: counts.insns,
        cycles: counts.cycles,
        macs: model.macs,
        arena_bytes: model.arena,
        stack_bytes: stack(folder.path())?,
        flash_code_bytes: flash.saturating_sub(model.flash),
        flash_weight_bytes: model.flash,
    };
    Ok(Measured {
        record,
        findings: elf.scan(),
    })
}

/// The depth of the stack that the firmware wrote.
fn stack(folder: &Path) -> Result<usize> {
    let bytes = fs::read(folder.join(package::STACK_FILE))
        .context("the firmware left no measure of its stack")?;
    let bytes = bytes
        .first_chunk()
        .context("the measure of the stack is too short")?;
    Ok(u32::from_le_bytes(*bytes) as usize)
}
