//! The parts of README.md that code and measurements give.

mod compared;
mod error;
mod measured;
mod operators;
mod section;
mod table;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use cargo_tiny_model::toolchain::workspace_dir;

use crate::measurements::Measurements;
use crate::test::ZOO;

/// Rewrite the generated parts of README.md, and tests/measured.json.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Measure and write nothing; fail if README.md is not what the code and tests/measured.json give.
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    if args.check {
        return check();
    }
    let measurements = renewed()?;
    let new = rewritten(&readme()?, &measurements)?;
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

/// The measurements, made again if the models are there.
fn renewed() -> Result<Measurements> {
    let Some(zoo) = crate::test::zoo()? else {
        eprintln!(
            "LEFT AS IT WAS: tests/measured.json, and with it the measured and compared tables; \
             set {ZOO} to the folder of real models to measure again"
        );
        return Measurements::read();
    };
    let measurements = Measurements::take(&zoo)?;
    measurements.write()?;
    Ok(measurements)
}

fn rewritten(readme: &str, measurements: &Measurements) -> Result<String> {
    let sections = [
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
