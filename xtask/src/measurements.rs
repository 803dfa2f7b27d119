//! The measured costs of models: `tests/measured.json`.

mod change;
mod history;
#[cfg(test)]
mod limits;
mod suites;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use cargo_tiny_model::bench::{self, BenchRecord, Compared};
use cargo_tiny_model::target::Target;
use cargo_tiny_model::toolchain::{Toolchain, workspace_dir};
use serde::{Deserialize, Serialize};

pub(crate) use self::change::Change;
pub(crate) use self::history::append;
pub(crate) use self::suites::{MODELS, Model, SMALLEST, SPEED, SUITES, Suite};
use crate::answers;

/// The limit of an inference's stack in bytes: nothing of the size of a tensor is on it.
const STACK_LIMIT: usize = 2048;

/// All models, measured with one compiler.
#[derive(Deserialize, Serialize)]
pub(crate) struct Measurements {
    /// The compiler's version line.
    pub(crate) toolchain: String,
    pub(crate) records: Vec<Measured>,
}

/// The measurements of a model with one target and options.
#[derive(Deserialize, Serialize)]
pub(crate) struct Measured {
    #[serde(flatten)]
    pub(crate) cost: BenchRecord,
    /// Bytes of all golden outputs, which are all equal.
    pub(crate) compared_bytes: usize,
    /// Bytes of code without start-up and similar parts, see [`bench::Measured::kernel_bytes`].
    pub(crate) kernel_bytes: usize,
}

impl Measurements {
    /// Reads the committed measurements.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read, or is not of this format.
    pub(crate) fn read() -> Result<Self> {
        let path = file();
        let text =
            fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        serde_json::from_str(&text)
            .with_context(|| format!("{} is not of the expected format", path.display()))
    }

    /// Measures all suites; without the folder of real models, only the examples.
    ///
    /// # Errors
    /// Returns an error if a model is missing or does not compile, gives outputs that differ
    /// (figures of wrong outputs are meaningless), or has findings in its firmware.
    pub(crate) fn take(zoo: Option<&Path>) -> Result<Self> {
        let mut records = Vec::new();
        for suite in &SUITES {
            let models = suite.files(zoo);
            if models.is_empty() {
                continue;
            }
            let Suite {
                target, choices, ..
            } = suite;
            eprintln!("measuring {} models on {target}: {choices}", models.len());
            let measured = bench::measure(&bench::Args {
                choices: *choices,
                firmware: suite.has_firmware(),
                vectors: vec![answers::folder()?],
                ..bench::Args::new(*target, models)
            })?;
            for measured in measured {
                records.push(accepted(measured)?);
            }
        }
        Ok(Self {
            toolchain: Toolchain::ensure(Target::CortexM4)?.version()?,
            records,
        })
    }

    /// Writes the measurements to the file.
    ///
    /// # Errors
    /// Returns an error if the file cannot be written.
    pub(crate) fn write(&self) -> Result<()> {
        let text = serde_json::to_string_pretty(self)? + "\n";
        fs::write(file(), text).with_context(|| format!("cannot write {}", file().display()))
    }

    /// Returns the measurements of a model in one suite.
    ///
    /// # Errors
    /// Returns an error if it was not measured.
    pub(crate) fn of(&self, suite: &Suite, stem: &str) -> Result<&Measured> {
        let (target, choices) = (suite.target.to_string(), suite.label());
        let is = |measured: &&Measured| {
            let BenchRecord {
                model, target: at, ..
            } = &measured.cost;
            *model == stem && *at == target && measured.cost.choices() == choices
        };
        self.records.iter().find(is).with_context(|| {
            format!(
                "tests/measured.json does not have {stem} on {target} ({choices}); \
                 `cargo xtask bless --reason …` measures it"
            )
        })
    }
}

/// Returns the record, if the outputs are correct and the firmware has no findings.
fn accepted(measured: bench::Measured) -> Result<Measured> {
    let bench::Measured {
        record,
        compared,
        findings,
        kernel_bytes,
        ..
    } = measured;
    let BenchRecord {
        model,
        target,
        stack_bytes,
        ..
    } = &record;
    let place = format!("{model} on {target} ({})", record.choices());
    let Some(Compared { bytes, differing }) = compared else {
        bail!("there are no golden outputs of {place}");
    };
    if differing > 0 {
        bail!("{differing} of {bytes} bytes differ of {place}");
    }
    // The model's inputs and outputs are float32: soft floats convert them.
    let floats = model == "mcunet_vww_int8" && !findings.soft_floats.is_empty();
    if !findings.is_clean() && !floats {
        bail!("the firmware of {place} has\n{findings}");
    }
    if !(1..STACK_LIMIT).contains(stack_bytes) {
        bail!("{place} needs {stack_bytes} bytes of stack");
    }
    Ok(Measured {
        compared_bytes: bytes,
        kernel_bytes,
        cost: record,
    })
}

fn file() -> PathBuf {
    workspace_dir().join("tests/measured.json")
}

#[cfg(test)]
mod tests;
