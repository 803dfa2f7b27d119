//! What the other commands need from the machine.

use anyhow::Result;
use cargo_tiny_model::qemu;
use cargo_tiny_model::target::Target;
use cargo_tiny_model::toolchain::{self, Toolchain};

/// Installs everything, and tries again what failed before.
pub(crate) fn run() -> Result<()> {
    toolchain::forget_failed_downloads()?;
    ensure()?;
    println!("everything is there: compilers for every target, and QEMU");
    Ok(())
}

/// Installs what is missing.
pub(crate) fn ensure() -> Result<()> {
    for target in Target::ALL {
        Toolchain::ensure(target)?;
    }
    qemu::ensure()
}
