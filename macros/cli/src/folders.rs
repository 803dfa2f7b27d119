//! The folders in which the tools keep their files. Their own sources may no longer exist, so nothing is written
//! beside those.
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

/// The environment variable for development: the path of tiny-model's workspace. `.cargo/config.toml` there
/// sets it, so that programs that Cargo runs in the workspace use its sources; an installed tool depends on
/// published packages.
const WORKSPACE: &str = "TINY_MODEL_WORKSPACE";

/// The name of the tools' folder in a target folder or a cache.
const NAME: &str = "tiny-model";

/// Returns tiny-model's own workspace, if Cargo runs this process there.
#[must_use]
pub fn workspace() -> Option<PathBuf> {
    let folder = PathBuf::from(env::var_os(WORKSPACE)?);
    // The components are without the `.` at the end.
    Some(folder.components().collect())
}

/// Returns the folder for the files of a project that persist between runs: in its target folder, or
/// [`machine_dir`] where there is no project.
#[must_use]
pub fn work_dir() -> PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    let find = || target_dir().map_or_else(machine_dir, |target| target.join(NAME));
    FOLDER.get_or_init(find).clone()
}

/// Returns the target folder for the tools' builds.
#[must_use]
pub fn build_dir() -> PathBuf {
    work_dir().join("build")
}

/// Returns the folder for files that all projects of a user share: programs of unpacked packages, notes
/// about the machine.
#[must_use]
pub fn machine_dir() -> PathBuf {
    if workspace().is_some() {
        return work_dir();
    }
    // A user without a home gets a temporary folder.
    let cache = etcetera::choose_base_strategy().map(|strategy| strategy.cache_dir());
    cache.unwrap_or_else(|_| env::temp_dir()).join(NAME)
}

/// Returns Cargo's target folder: of tiny-model's workspace, or of the project in the current
/// folder.
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

/// Returns the Cargo that runs this process, or the one on the path.
pub(crate) fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Writes the file unless it has this text already, so that nothing is rebuilt unnecessarily.
pub(crate) fn write_if_changed(path: &Path, text: &str) -> Result<()> {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    write(path, text)
}

/// Writes the file and creates the folders above it.
pub(crate) fn write(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot create {}", folder.display()))?;
    }
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}
