//! Rewrites the expected outputs that tests compare with.

use std::process::Command;

use anyhow::{Context as _, Result};
use cargo_tiny_model::toolchain::workspace_dir;

use crate::cargo::{cargo, succeed};

/// What expected outputs are called: of compilations that fail, of generated source and tables.
const SNAPSHOTS: [&str; 2] = ["*.stderr", "*.snap"];

pub(crate) fn run() -> Result<()> {
    let mut tests = cargo(&["test", "--workspace", "--no-fail-fast"]);
    tests
        .env("TRYBUILD", "overwrite")
        .env("INSTA_UPDATE", "always")
        .env("INSTA_FORCE_PASS", "1");
    let passed = succeed(&mut tests);
    let changed = changed()?;
    if changed.is_empty() {
        println!("no expected output changed");
    } else {
        println!("changed, to be read before they are committed:\n{changed}");
    }
    passed
}

/// The snapshots that differ from what is committed.
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
