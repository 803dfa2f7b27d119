//! The default compiler, and rustup, which may download a target's standard library for it.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::capture::capture;
use crate::folders::{machine_dir, write};

/// Returns whether the default compiler has `core` for the target.
pub(super) fn has(triple: &str) -> Result<bool> {
    Ok(has_core(&target_libraries(Some(triple))?))
}

fn has_core(libraries: &Path) -> bool {
    fs::read_dir(libraries).is_ok_and(|files| {
        files
            .flatten()
            .any(|file| file.file_name().to_string_lossy().starts_with("libcore-"))
    })
}

/// Downloads the target's standard library with rustup. A failure is recorded, so that on a machine
/// without a network only the first run waits for it.
pub(super) fn download(triple: &str) -> Result<()> {
    let note = note();
    let version = version()?;
    if fs::read_to_string(&note).is_ok_and(|failed| failed == version) {
        bail!("rustup could not download it before; `rustup target add {triple}` tries again");
    }
    if capture(Command::new("rustup").arg("--version")).is_err() {
        bail!("{triple} is not installed, and there is no rustup to install it");
    }
    eprintln!("installing {triple} by rustup");
    // rustup's backtraces contain nothing about the network.
    let mut rustup = Command::new("rustup");
    if let Err(error) = capture(
        rustup
            .args(["target", "add", triple])
            .env_remove("RUST_BACKTRACE"),
    ) {
        eprintln!("rustup cannot download it; trying the distribution's compiler");
        write(&note, &version)?;
        return Err(error);
    }
    if !has(triple)? {
        bail!("rustup installed {triple}, but not for {version}, which comes first on the path");
    }
    Ok(())
}

/// Removes the note of a failed download.
pub(super) fn forget() -> Result<()> {
    match fs::remove_file(note()) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", note().display()))
        }
        _ => Ok(()),
    }
}

/// Returns the file with the version of the compiler for which the download failed.
fn note() -> PathBuf {
    machine_dir().join("rustup-cannot-download")
}

/// Returns the default compiler's version line.
pub(super) fn version() -> Result<String> {
    capture(rustc().arg("-V"))
}

/// Returns the default target of the default compiler: this machine.
pub(super) fn host() -> Result<String> {
    let version = capture(rustc().arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc does not report its host")?.to_owned())
}

/// Returns the linker that comes with the default compiler.
pub(super) fn linker() -> Result<PathBuf> {
    let libraries = target_libraries(None)?;
    let linker = libraries.with_file_name("bin").join("rust-lld");
    if !linker.is_file() {
        bail!(
            "the default toolchain has no linker at {}; install Rust by rustup",
            linker.display()
        );
    }
    Ok(linker)
}

fn target_libraries(triple: Option<&str>) -> Result<PathBuf> {
    let mut rustc = rustc();
    rustc.args(["--print", "target-libdir"]);
    if let Some(triple) = triple {
        rustc.args(["--target", triple]);
    }
    Ok(PathBuf::from(capture(&mut rustc)?))
}

fn rustc() -> Command {
    Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
}
