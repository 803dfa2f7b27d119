//! Accepts changes of the expected outputs that tests compare with, or of the recorded costs of
//! models.

use std::process::Command;

use anyhow::{Context as _, Result, bail};
use cargo_tiny_model::toolchain::workspace_dir;

use crate::cargo::{cargo, succeed};
use crate::measurements::{self, Measurements};
use crate::readme;
use crate::test::ZOO;

/// Rewrite the expected outputs of the tests, and list the changes; with a reason, record the costs
/// of models
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Measure the models again, record the figures in tests/measured.json and the documents, and
    /// append this to tests/measured.md: why a figure changed by more than 1 %
    #[arg(long, value_name = "WHY", value_parser = a_line)]
    reason: Option<String>,
}

fn a_line(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("a reason is not empty".to_owned()),
        text if text.contains('\n') => Err("a reason is one line".to_owned()),
        text => Ok(text.to_owned()),
    }
}

/// The files of expected outputs: of compilations that fail, of generated source and tables, and of expansions.
const SNAPSHOTS: [&str; 3] = ["*.stderr", "*.snap", "tests/expansions/*.txt"];

pub(crate) fn run(args: &Args) -> Result<()> {
    match &args.reason {
        Some(reason) => figures(reason),
        None => snapshots(),
    }
}

fn figures(reason: &str) -> Result<()> {
    let Some(zoo) = crate::test::zoo()? else {
        bail!("set {ZOO} to the folder of real models: all figures are recorded at once");
    };
    let old = Measurements::read()?;
    let new = Measurements::take(Some(&zoo))?;
    let changes = old.changes(&new, old.tolerance(&new));
    let added = old.unknown(&new);
    let gone = new.unknown(&old);
    if changes.is_empty() && added.is_empty() && gone.is_empty() && old.toolchain == new.toolchain {
        // If they were written now, they could drift from the last reason in small steps.
        println!("no figure changed by more than 1 %: there is nothing to bless");
        return Ok(());
    }
    changes.iter().for_each(|change| println!("{change}"));
    added.iter().for_each(|place| println!("{place}: new"));
    gone.iter().for_each(|place| println!("{place}: gone"));
    new.write()?;
    measurements::append(reason, &changes)?;
    readme::rewrite()
}

fn snapshots() -> Result<()> {
    let mut tests = cargo(&["test", "--locked", "--workspace", "--no-fail-fast"]);
    tests
        .env("TRYBUILD", "overwrite")
        .env("EXPANSIONS", "overwrite")
        .env("INSTA_UPDATE", "always")
        .env("INSTA_FORCE_PASS", "1");
    if let Some(zoo) = crate::test::zoo()? {
        tests.env(ZOO, zoo);
    }
    let passed = succeed(&mut tests);
    let changed = changed()?;
    if changed.is_empty() {
        println!("no expected output changed");
    } else {
        println!("changed, to be read before they are committed:\n{changed}");
    }
    passed
}

/// Returns the snapshots that differ from the committed ones.
fn changed() -> Result<String> {
    let mut git = Command::new("git");
    git.current_dir(workspace_dir())
        .args(["status", "--short", "--untracked-files=all", "--"])
        .args(SNAPSHOTS);
    let output = git.output().context("cannot start git")?;
    Ok(String::from_utf8_lossy(&output.stdout)
        .trim_end()
        .to_owned())
}
