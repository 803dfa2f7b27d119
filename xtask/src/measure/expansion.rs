//! The time of the compiler as a library, without rustc.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use crate::cargo::cargo;

/// Returns the median time of an expansion.
pub(super) fn measure(model: &Path, opt_level: u8) -> Result<Duration> {
    let mut expand = cargo(&[
        "run",
        "--locked",
        "--quiet",
        "--package",
        "tiny-model-compiler",
    ]);
    expand
        .args(["--example", "expand", "--config"])
        .arg(format!("profile.dev.opt-level={opt_level}"))
        .arg("--")
        .arg(model);
    let output = expand.output().context("cannot start cargo")?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr));
    }
    let micros = String::from_utf8_lossy(&output.stdout);
    let micros = micros.trim().parse().context("no time was printed")?;
    Ok(Duration::from_micros(micros))
}
