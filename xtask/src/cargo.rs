//! Cargo in the project's workspace.

use std::env;
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use cargo_tiny_model::toolchain::workspace_dir;

/// Returns the Cargo that runs this process.
pub(crate) fn cargo(args: &[&str]) -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(args).current_dir(workspace_dir());
    cargo
}

/// Runs a command and returns its output.
///
/// # Errors
/// Returns an error if it fails; the message has its output.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let program = command.get_program().display().to_string();
    let output = command
        .output()
        .with_context(|| format!("cannot start {program}"))?;
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    if !output.status.success() {
        let words = Vec::from_iter(command.get_args().map(|word| word.to_string_lossy()));
        bail!(
            "`{program} {}` failed\n{}{}",
            words.join(" "),
            text(&output.stdout),
            text(&output.stderr)
        );
    }
    Ok(text(&output.stdout))
}

/// Runs a command that inherits the terminal.
pub(crate) fn succeed(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("cannot start {}", command.get_program().display()))?;
    if !status.success() {
        let words: Vec<_> = command
            .get_args()
            .map(|word| word.to_string_lossy())
            .collect();
        bail!("`cargo {}` failed", words.join(" "));
    }
    Ok(())
}
