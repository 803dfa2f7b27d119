//! `cargo check` of a package with a model, compared with the same package without.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use cargo_tiny_model::toolchain::{work_dir, workspace_dir};
use wait4::{ResourceUsage, Wait4 as _};

use crate::cargo::cargo;

const ROUNDS: usize = 5;

/// The cost that the model adds.
pub(super) struct Cost {
    /// Processor time of Cargo and rustc: the difference of the medians.
    pub(super) more: Duration,
    /// The peak memory of Cargo or a rustc, with the model.
    pub(super) peak_bytes: u64,
}

pub(super) fn measure(model: &Path) -> Result<Cost> {
    let declaration = format!("tiny_model::tiny_model!({model:?});\n");
    let with = package("with-a-model", &declaration)?;
    let without = package("without-a-model", "use tiny_model as _;\n")?;
    // The first check builds the dependencies.
    check(&without)?;
    check(&with)?;
    let (mut times_with, mut times_without) = (Vec::new(), Vec::new());
    let mut peak_bytes = 0;
    for _ in 0..ROUNDS {
        times_without.push(processor_time(&check(&without)?));
        let usage = check(&with)?;
        times_with.push(processor_time(&usage));
        peak_bytes = peak_bytes.max(usage.maxrss);
    }
    Ok(Cost {
        more: median(times_with).saturating_sub(median(times_without)),
        peak_bytes,
    })
}

/// Creates a library with a source; returns its folder.
fn package(name: &str, source: &str) -> Result<PathBuf> {
    let root = workspace_dir();
    let folder = work_dir().join("measure").join(name);
    fs::create_dir_all(folder.join("src"))?;
    let manifest = format!(
        "[package]\nname = \"{name}\"\nedition = \"2024\"\npublish = false\n\n\
         [dependencies]\ntiny-model.path = {:?}\n\n[workspace]\n",
        root.join("runtime")
    );
    fs::write(folder.join("Cargo.toml"), manifest)?;
    fs::write(
        folder.join("src/lib.rs"),
        format!("//! Measured.\n#![no_std]\n\n{source}"),
    )?;
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
    Ok(folder)
}

/// Checks the package again, even if it was built; the dependencies are not rebuilt.
fn check(folder: &Path) -> Result<ResourceUsage> {
    let source = folder.join("src/lib.rs");
    fs::write(&source, fs::read(&source)?)?;
    let mut child = cargo(&["check", "--quiet", "--target-dir"])
        .arg(work_dir().join("checks"))
        .current_dir(folder)
        .spawn()
        .context("cannot start cargo")?;
    let used = child.wait4()?;
    if !used.status.success() {
        bail!("`cargo check` failed in {}", folder.display());
    }
    Ok(used.rusage)
}

fn processor_time(usage: &ResourceUsage) -> Duration {
    usage.utime + usage.stime
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
