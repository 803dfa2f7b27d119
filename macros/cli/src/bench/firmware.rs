//! Firmware of models: all built together, each run alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use super::Args;
use super::operators::Steps;
use super::package::{self, BenchProgram};
use crate::elf::Elf;
use crate::folders::{build_dir, work_dir};
use crate::lock;
use crate::model::Model;
use crate::qemu::{self, Counts};
use crate::target::Target;
use crate::toolchain::Toolchain;

/// The programs of a model.
pub(super) struct Firmware {
    /// The program as in a user's firmware.
    pub(super) program: PathBuf,
    /// The program's crate.
    name: String,
    /// The program with the operators' functions separate.
    pub(super) operators: Option<Steps>,
    /// The program without measuring code.
    minimal: Option<PathBuf>,
}

/// The results of a run.
pub(super) struct FirmwareRun {
    pub(super) counts: Counts,
    /// Bytes of the deepest stack.
    pub(super) stack: usize,
}

impl Firmware {
    /// Returns the bytes of the functions of the model and of the kernels.
    pub(super) fn kernel_bytes(&self, elf: &Elf) -> usize {
        let of_the_model = format!("{}::__Subject::", self.name);
        let inference = format!("{}::infer", self.name);
        let symbols = elf.symbols().iter().filter(|symbol| {
            let name = &symbol.name;
            // Names of functions are in lower case, names of their constants in upper case.
            let last = name.rsplit("::").next().unwrap_or_default();
            let is_function = last.starts_with(|first: char| first.is_lowercase());
            name.contains("tiny_model_kernels::")
                || *name == inference
                || (is_function && name.trim_start_matches('<').starts_with(&of_the_model))
        });
        symbols.map(|symbol| symbol.size as usize).sum()
    }

    /// Returns the bytes of flash of the smallest firmware, if it was built.
    pub(super) fn minimal_bytes(&self) -> Result<Option<usize>> {
        let elf = self.minimal.as_deref().map(Elf::read).transpose()?;
        let flash = elf.map(|elf| usize::try_from(elf.sizes().flash()));
        Ok(flash.transpose()?)
    }
}

/// Builds the programs of all models with one `cargo build`.
pub(super) fn build(args: &Args, models: &[Model]) -> Result<Vec<Firmware>> {
    let board = args.target.measuring_board();
    let toolchain = Toolchain::ensure(args.target)?.on(board);
    let mut programs = Vec::new();
    let mut firmware = Vec::new();
    for model in models {
        let plain = BenchProgram::new(model);
        let path = |program: &BenchProgram| toolchain.program(&build_dir(), &program.name);
        let apart = args
            .per_operator
            .then(|| BenchProgram::apart(model, args.target));
        let minimal = args.firmware.then(|| BenchProgram::minimal(model));
        firmware.push(Firmware {
            program: path(&plain),
            name: plain.name.replace('-', "_"),
            operators: match apart {
                None => None,
                Some(apart) => {
                    let (program, mut steps) = apart?;
                    steps.program = path(&program);
                    programs.push(program);
                    Some(steps)
                }
            },
            minimal: minimal.as_ref().map(path),
        });
        programs.extend(minimal);
        programs.push(plain);
    }
    let memory = board.map(|board| board.memory_name());
    let package = work_dir().join("bench").join(memory.unwrap_or_default());
    let _lock = lock::wait(&package)?;
    package::write(&package, &programs, args.choices.optimize)?;
    let output = toolchain.cargo("build", &package, &build_dir())?.output()?;
    if !output.status.success() {
        bail!(
            "the firmware does not build:\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(firmware)
}

/// Runs a program, and counts these parts separately.
pub(super) fn run(
    target: Target,
    program: &Path,
    parts: &[(std::ops::Range<u64>, usize)],
) -> Result<FirmwareRun> {
    let folder = tempfile::tempdir()?;
    let options = qemu::Options {
        directory: Some(folder.path().to_owned()),
        timeout: Duration::from_secs(600),
        count: Some(qemu::Region::default()),
        parts: parts.to_vec(),
        board: target.measuring_board(),
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
    Ok(FirmwareRun {
        counts: outcome
            .counts
            .context("QEMU cannot load the plugin that counts")?,
        stack: stack(folder.path())?,
    })
}

/// Returns the depth of the stack that the firmware wrote.
fn stack(folder: &Path) -> Result<usize> {
    let bytes =
        fs::read(folder.join(package::STACK_FILE)).context("the firmware wrote no stack depth")?;
    let bytes = bytes
        .first_chunk()
        .context("the stack depth is too short")?;
    Ok(u32::from_le_bytes(*bytes) as usize)
}
