//! `cargo tiny-model report`: the use of a model's memory, without building anything.

mod picture;
mod record;
mod table;
#[cfg(test)]
mod tests;

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

pub use self::record::{Kind, ModelRecord, ReportedOperator, Rows, Streamed, TensorMemory, Use};
use crate::choices::Choices;
use crate::model;
use crate::target::Target;

const AFTER_HELP: &str = "\
The arena is planned when a model is compiled: the place of each tensor, and the steps of its lifetime. Steps are
operators in the order in which they run; `op` is an operator's index in the model file, `3 then 0` that in a branch of
operator 3 (of a loop: `condition`, `body`), whose memory is the scratch of operator 3. MACs of a loop are those of one
turn.

Memory that streams holds some rows at a time: `kept` between sweeps, the rest of the strip only while it is computed.
No plan for the same steps needs less than the lower bound; an arena of the same size is proven to be the smallest.

Examples:
  cargo tiny-model report keyword.tflite
  cargo tiny-model report keyword.tflite --schedule smallest --svg arena.svg
  cargo tiny-model report zoo/*.tflite --target cortex-m0 --json memory.json";

/// Show the contents of a model's arena over time, and its costs
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// Model files
    #[arg(required = true, value_name = "MODEL")]
    pub models: Vec<PathBuf>,
    /// The target of the plan
    #[arg(long, value_enum, default_value_t = Target::CortexM4)]
    pub target: Target,
    /// The options of the programs.
    #[command(flatten)]
    pub choices: Choices,
    /// Also write the records to this file, a JSON array
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Also draw the arena over time, for a single model
    #[arg(long, value_name = "FILE")]
    pub svg: Option<PathBuf>,
}

/// The report as text.
#[derive(Clone, Debug)]
pub struct ModelReport {
    /// The models, in the order of the command line.
    pub records: Vec<ModelRecord>,
}

/// Compiles the models of a command line.
///
/// # Errors
/// Returns an error if a file is not a model that compiles, a file cannot be written, or a picture is
/// requested of several models.
pub fn run(args: &Args) -> Result<ModelReport> {
    if args.svg.is_some() && args.models.len() > 1 {
        bail!("a picture shows one model: pass --svg with one model at a time");
    }
    let records = args.models.iter().map(|path| record(path, args));
    let records = records.collect::<Result<Vec<ModelRecord>>>()?;
    if let Some(path) = &args.json {
        write(path, &(serde_json::to_string_pretty(&records)? + "\n"))?;
    }
    if let (Some(path), [record]) = (&args.svg, records.as_slice()) {
        write(path, &picture::draw(record))?;
    }
    Ok(ModelReport { records })
}

fn record(path: &Path, args: &Args) -> Result<ModelRecord> {
    match model::compiled(path, args.choices)? {
        Ok((path, compiled)) => Ok(ModelRecord::new(
            &path,
            &compiled,
            args.target,
            args.choices,
        )),
        Err(refusal) => bail!("{}: {}", path.display(), refusal.0),
    }
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

impl fmt::Display for ModelReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, record) in self.records.iter().enumerate() {
            if index > 0 {
                f.write_str("\n\n")?;
            }
            table::write(f, record)?;
        }
        Ok(())
    }
}
