//! The oldest Rust that the packages name: generated code compiles with it.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result};
use cargo_tiny_model::toolchain::workspace_dir;
use serde_json::Value;

use crate::cargo::{cargo, output, succeed};

/// Builds and compares all conformance models with that Rust on the host.
///
/// # Errors
/// Returns an error if a model does not compile, or if outputs differ.
pub(crate) fn run() -> Result<()> {
    let metadata = output(&mut cargo(&["metadata", "--no-deps", "--format-version=1"]))?;
    let metadata: Value = serde_json::from_str(&metadata).context("no metadata")?;
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let version = text(&metadata["packages"][0]["rust_version"]).context("no version of Rust")?;
    let target = text(&metadata["target_directory"]).context("no target folder")?;
    if let Err(error) = install(&version) {
        println!("LEFT OUT: all models by Rust {version}, which is not there: {error:#}");
        return Ok(());
    }
    succeed(&mut cargo(&[
        "build",
        "--locked",
        "--quiet",
        "--package",
        "cargo-tiny-model",
    ]))?;
    let mut parity = Command::new(Path::new(&target).join("debug/cargo-tiny-model"));
    parity
        .args(["tiny-model", "parity", "tests/models"])
        .current_dir(workspace_dir())
        .env("RUSTUP_TOOLCHAIN", &version)
        .env("CARGO_TARGET_DIR", Path::new(&target).join("oldest"))
        // The Cargo that runs this process is that of another Rust.
        .env_remove("CARGO")
        .stdout(Stdio::null());
    println!("comparing all models as Rust {version} compiles them");
    succeed(&mut parity)
}

fn install(version: &str) -> Result<()> {
    let mut rustup = Command::new("rustup");
    rustup
        .args(["toolchain", "install", version, "--profile", "minimal"])
        .arg("--no-self-update")
        .stdin(Stdio::null());
    output(&mut rustup).map(drop)
}
