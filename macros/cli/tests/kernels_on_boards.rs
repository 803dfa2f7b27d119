//! Every kernel on random shapes and parameters against its oracle, on every emulated board: the cases of
//! `tests/kernel-cases`, in batches.

use std::fs;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use cargo_tiny_model::qemu::{self, Options, Outcome};
use cargo_tiny_model::target::Target;
use cargo_tiny_model::toolchain::{Toolchain, build_dir, workspace_dir};
use rayon::prelude::*;
use tempfile::TempPath;

/// Cases of one run of a program.
const BATCH: u32 = 500;

/// The firmware for one target.
struct Firmware {
    target: Target,
    /// Whether its kernels are those of the DSP extension.
    dsp: bool,
    /// A copy of the program: with and without the feature, a build writes to the same path.
    program: TempPath,
}

#[test]
fn cortex_m0() {
    agree(&Firmware::build(Target::CortexM0, false), BATCH);
}

#[test]
fn cortex_m3() {
    agree(&Firmware::build(Target::CortexM3, false), BATCH);
}

#[test]
fn cortex_m4() {
    agree(&Firmware::build(Target::CortexM4, true), 20 * BATCH);
}

#[test]
fn cortex_m7() {
    agree(&Firmware::build(Target::CortexM7, true), BATCH);
}

#[test]
fn cortex_m33_without_the_dsp_extension() {
    agree(&Firmware::build(Target::CortexM33, false), BATCH);
}

#[test]
fn cortex_m33() {
    agree(&Firmware::build(Target::CortexM33, true), 4 * BATCH);
}

/// Returns the number of batches for `cases` cases of a kernel of the backend; for kernels that every
/// board runs, a fifth is enough on each board.
fn batches(kernel: &str, cases: u32) -> u32 {
    let all = cases / BATCH;
    match kernel.starts_with("dsp::") {
        true => all,
        false => all.div_ceil(5),
    }
}

/// Runs `cases` of every kernel of the backend, and some of every other kernel.
fn agree(firmware: &Firmware, cases: u32) {
    let list = firmware.run(Vec::new());
    assert_eq!(list.status, 0, "{}", list.stdout);
    let kernels = Vec::from_iter(list.stdout.lines());
    let has_dsp = kernels.iter().any(|kernel| kernel.starts_with("dsp::"));
    assert_eq!(has_dsp, firmware.dsp, "the backend's kernels: {kernels:?}");
    let batches = Vec::from_iter(
        kernels
            .iter()
            .flat_map(|kernel| (0..batches(kernel, cases)).map(move |batch| (*kernel, batch))),
    );
    let failures: Vec<String> = batches
        .into_par_iter()
        .filter_map(|(kernel, batch)| firmware.batch(kernel, batch).err())
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

impl Firmware {
    fn build(target: Target, dsp: bool) -> Self {
        static BUILDING: Mutex<()> = Mutex::new(());

        let _one_build = BUILDING.lock().unwrap_or_else(PoisonError::into_inner);
        let toolchain = Toolchain::ensure(target)
            .unwrap_or_else(|error| panic!("{error:#}"))
            .on(target.measuring_board());
        let mut cargo = toolchain
            .cargo("build", &workspace_dir(), &build_dir())
            .expect("a command");
        cargo.args(["--locked", "--quiet", "--package", "kernel-cases"]);
        if dsp {
            // Only Armv8-M considers the feature.
            cargo.args(["--features", "kernel-cases/dsp"]);
        }
        assert!(
            cargo.status().expect("cargo").success(),
            "the cases do not build for {target}"
        );
        let program = tempfile::NamedTempFile::new()
            .expect("a file")
            .into_temp_path();
        fs::copy(toolchain.program(&build_dir(), "kernel-cases"), &program).expect("the program");
        Self {
            target,
            dsp,
            program,
        }
    }

    fn run(&self, args: Vec<String>) -> Outcome {
        let options = Options {
            args,
            timeout: Duration::from_secs(300),
            board: self.target.measuring_board(),
            ..Options::default()
        };
        qemu::run(self.target, &self.program, &options)
            .unwrap_or_else(|error| panic!("{}: {error:#}", self.target))
    }

    /// Runs one batch; the error has its result and its last seed.
    fn batch(&self, kernel: &str, batch: u32) -> Result<(), String> {
        // The seeds of batches are far apart, because a batch continues past rejected weights.
        let first = batch << 20;
        let outcome = self.run(vec![
            kernel.to_owned(),
            first.to_string(),
            BATCH.to_string(),
        ]);
        if outcome.status == 0 {
            return Ok(());
        }
        let lines = Vec::from_iter(outcome.stdout.lines());
        Err(format!(
            "{} on {} ended with status {}:\n{}",
            kernel,
            self.target,
            outcome.status,
            lines[lines.len().saturating_sub(4)..].join("\n")
        ))
    }
}
