//! The parts of README.md that code and measurements give.

mod compared;
mod error;
mod firmware;
mod followed;
mod measured;
mod operators;
mod section;
mod table;
mod tflm;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use cargo_tiny_model::toolchain::workspace_dir;

use crate::measurements::Measurements;

/// Rewrite the generated parts of README.md from the code and tests/measured.json.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Write nothing; fail if README.md is not what the code and tests/measured.json give.
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    if args.check { check() } else { rewrite() }
}

/// Renews the generated parts.
///
/// # Errors
/// When the file or the measurements cannot be read or written.
pub(crate) fn rewrite() -> Result<()> {
    let new = rewritten(&readme()?, &Measurements::read()?)?;
    fs::write(path(), new).with_context(|| format!("cannot write {}", path().display()))?;
    println!("README.md is what the code and tests/measured.json give");
    Ok(())
}

/// Compares the README with what the code and the committed measurements give.
///
/// # Errors
/// When it says something else; the message has the first line that differs.
pub(crate) fn check() -> Result<()> {
    let old = readme()?;
    same(&old, &rewritten(&old, &Measurements::read()?)?)
}

fn path() -> PathBuf {
    workspace_dir().join("README.md")
}

fn readme() -> Result<String> {
    fs::read_to_string(path()).with_context(|| format!("cannot read {}", path().display()))
}

fn rewritten(readme: &str, measurements: &Measurements) -> Result<String> {
    let sections = [
        ("firmware", firmware::program()?),
        ("package", firmware::package()?),
        ("embassy", firmware::embassy()?),
        ("rtic", firmware::rtic()?),
        ("error", error::section()?),
        ("operators", operators::section()?),
        ("measured", measured::section(measurements)?),
        ("compared", compared::section(measurements)?),
    ];
    sections
        .iter()
        .try_fold(readme.to_owned(), |readme, (name, text)| {
            section::replace(&readme, name, text)
        })
}

fn same(old: &str, new: &str) -> Result<()> {
    let differs = (1..)
        .zip(old.lines().zip(new.lines()))
        .find(|(_, (old, new))| old != new);
    match differs {
        _ if old == new => Ok(()),
        Some((number, (old, new))) => bail!(
            "README.md is out of date from line {number} on; `cargo xtask readme` renews it\n\
             says:      {old}\nshould say: {new}"
        ),
        None => bail!("README.md is out of date at its end; `cargo xtask readme` renews it"),
    }
}
