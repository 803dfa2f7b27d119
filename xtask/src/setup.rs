//! The requirements of the other commands.

use std::path::PathBuf;

use anyhow::Result;
use cargo_tiny_model::qemu;
use cargo_tiny_model::target::Target;
use cargo_tiny_model::toolchain::{self, Toolchain};

/// Gets all requirements, and retries failed downloads.
pub(crate) fn run() -> Result<()> {
    toolchain::forget_failed_downloads()?;
    let emulator = ensure()?;
    println!(
        "everything is there: compilers for every target, and QEMU ({})",
        emulator.display()
    );
    Ok(())
}

/// Gets missing requirements; returns the emulator.
pub(crate) fn ensure() -> Result<PathBuf> {
    for target in Target::ALL {
        Toolchain::ensure(target)?;
    }
    qemu::ensure()
}
