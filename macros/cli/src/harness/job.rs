//! The run of a program on a job.

use std::fs;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use super::Program;
use crate::qemu::{self, Options};

/// The timeout, long enough for a large network on an emulated board.
const TIMEOUT: Duration = Duration::from_secs(600);

/// The cases of a job for a model.
#[derive(Clone, Copy, Debug)]
pub struct Job<'a> {
    /// For each case in order, for each model input in order, the raw little-endian values.
    pub input: &'a [u8],
    /// Number of cases.
    pub cases: usize,
    /// Whether the cases are successive invocations of one model instance; otherwise each has a new
    /// instance.
    pub sequence: bool,
}

impl Program {
    /// Returns the outputs of all cases, in the order of the job's inputs.
    ///
    /// # Errors
    /// Returns an error if the program fails; the message ends with its output.
    pub fn run(&self, job: Job<'_>) -> Result<Vec<u8>> {
        let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
        fs::write(folder.path().join("in.bin"), job.input)
            .context("cannot write the program's input")?;
        let instances = if job.sequence {
            "one-instance"
        } else {
            "fresh-instances"
        };
        let options = Options {
            args: vec![
                self.index.to_string(),
                job.cases.to_string(),
                instances.to_owned(),
            ],
            directory: Some(folder.path().to_owned()),
            timeout: TIMEOUT,
            board: self.board,
            ..Options::default()
        };
        let outcome = qemu::run(self.target, &self.executable, &options)?;
        if outcome.status != 0 {
            bail!(
                "the model's program ended with status {}: {}",
                outcome.status,
                outcome.stdout.trim()
            );
        }
        let output = fs::read(folder.path().join("out.bin"))
            .context("the model's program wrote no output")?;
        let expected = job.cases * self.output_bytes;
        if output.len() != expected {
            bail!(
                "the model's program wrote {} bytes instead of {expected}",
                output.len()
            );
        }
        Ok(output)
    }
}
