//! The folders in which the tools keep their files. Their own sources may be gone, so nothing is written beside those.
//!
//! Files of a project are kept in its target folder, files of the machine in the user's cache. tiny-model's own
//! workspace keeps both kinds in its target folder.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Context as _, Result};
use etcetera::BaseStrategy as _;
use serde::Deserialize;

use crate::capture::capture;

/// The switch for development: names tiny-model's workspace. `.cargo/config.toml` there sets it, so that what
/// Cargo runs in the workspace works with its sources; an installed tool depends on published packages.
const WORKSPACE: &str = "TINY_MODEL_WORKSPACE";

/// The folder's name in a target folder or a cache.
const NAME: &str = "tiny-model";

/// tiny-model's own workspace, if this is run by Cargo there.
#[must_use]
pub fn workspace() -> Option<PathBuf> {
    let folder = PathBuf::from(env::var_os(WORKSPACE)?);
    // Without the `.` at its end.
    Some(folder.components().collect())
}

/// The folder for what the tools keep of a project between runs: in its target folder, or else, where there is
/// no project, [`machine_dir`].
#[must_use]
pub fn work_dir() -> PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    let find = || target_dir().map_or_else(machine_dir, |target| target.join(NAME));
    FOLDER.get_or_init(find).clone()
}

/// The target folder for what the tools build.
#[must_use]
pub fn build_dir() -> PathBuf {
    work_dir().join("build")
}

/// The folder for what all projects of a user share: programs of unpacked packages, notes about the machine.
#[must_use]
pub fn machine_dir() -> PathBuf {
    if workspace().is_some() {
        return work_dir();
    }
    // Somebody without a home has a folder until the machine starts again.
    let cache = etcetera::choose_base_strategy().map(|strategy| strategy.cache_dir());
    cache.unwrap_or_else(|_| env::temp_dir()).join(NAME)
}

/// Cargo's target folder: of tiny-model's workspace, or of the project in the current folder.
fn target_dir() -> Option<PathBuf> {
    if let Some(workspace) = workspace() {
        let target = env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
        return Some(workspace.join(target));
    }
    #[derive(Deserialize)]
    struct Metadata {
        target_directory: PathBuf,
    }
    let mut metadata = cargo();
    metadata.args(["metadata", "--no-deps", "--format-version=1"]);
    let printed = capture(&mut metadata).ok()?;
    let metadata: Metadata = serde_json::from_str(&printed).ok()?;
    Some(metadata.target_directory)
}

/// The Cargo that runs this, or else the one on the path.
pub(crate) fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Writes the file unless it says that already, so that nothing is built again without need.
pub(crate) fn write_if_changed(path: &Path, text: &str) -> Result<()> {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    write(path, text)
}

/// Writes the file and the folders above it.
pub(crate) fn write(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot create {}", folder.display()))?;
    }
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}
