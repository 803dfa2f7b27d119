//! The unpacking of packages into a folder of the tools.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use super::apt::Apt;
use super::{Bundle, Version, launcher};
use crate::capture::capture;
use crate::lock;

/// Returns the folder of an unpacked bundle.
pub(super) fn folder(home: &Path, bundle: &Bundle) -> PathBuf {
    home.join(bundle.packages[0])
}

/// Unpacks the bundle and returns its program. An existing program that does not work is replaced.
///
/// # Errors
/// Returns the errors of [`Bundle::unpack`].
pub(super) fn unpack(bundle: &Bundle, version: Version, home: &Path, apt: &Apt) -> Result<PathBuf> {
    let names = bundle.packages.join(" ");
    if capture(Command::new("apt-get").arg("--version")).is_err() {
        bail!("{names} cannot be unpacked: there is no apt-get to fetch it");
    }
    let _lock = lock::wait(home)?;
    let folder = folder(home, bundle);
    let program = launcher::path(bundle, &folder);
    if runs(&program).is_ok() {
        // Another process has unpacked it already.
        return Ok(program);
    }
    eprintln!(
        "unpacking {names} into {}; the system's packages stay as they are",
        folder.display()
    );
    // The partial folder of an interrupted run is removed: only a complete bundle gets the folder's name.
    let partial = folder.with_extension("partial");
    remove(&partial)?;
    fill(bundle, version, &partial, apt).with_context(|| format!("{names} cannot be unpacked"))?;
    remove(&folder)?;
    fs::rename(&partial, &folder).with_context(|| format!("cannot make {}", folder.display()))?;
    eprintln!("{names} is unpacked: {} runs", program.display());
    Ok(program)
}

/// Fetches the packages, and creates a folder with a working program from them.
fn fill(bundle: &Bundle, version: Version, folder: &Path, apt: &Apt) -> Result<()> {
    let plan = apt.plan(bundle, version)?;
    let (archives, root) = (folder.join("archives"), folder.join(launcher::ROOT));
    for folder in [&archives, &root] {
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot create {}", folder.display()))?;
    }
    eprintln!("fetching {plan}");
    apt.download(&plan, &archives)?;
    for package in &plan.0 {
        let archive = archives.join(&package.file);
        capture(
            Command::new("dpkg-deb")
                .arg("--extract")
                .arg(&archive)
                .arg(&root),
        )?;
    }
    remove(&archives)?;
    launcher::write(bundle, folder)?;
    runs(&launcher::path(bundle, folder))
}

/// Checks that the program starts, which it does not if a library is missing.
fn runs(program: &Path) -> Result<()> {
    capture(Command::new(program).arg("--version")).map(drop)
}

/// Removes the folder, if it exists.
fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", folder.display()))
        }
        _ => Ok(()),
    }
}
