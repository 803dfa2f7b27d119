//! The lock that allows one build at a time in a folder.

use std::fs::{self, File};
use std::path::Path;

use anyhow::{Context as _, Result};

/// Waits until no other process builds in the folder, and locks it until the result is dropped.
pub(crate) fn wait(folder: &Path) -> Result<File> {
    let path = folder.join("lock");
    let locked = || {
        fs::create_dir_all(folder)?;
        let file = File::create(&path)?;
        fs4::FileExt::lock(&file)?;
        Ok::<File, std::io::Error>(file)
    };
    locked().with_context(|| format!("cannot lock {}", path.display()))
}
