//! The firmware in `examples/`, which is a separate workspace.

use std::path::PathBuf;

use anyhow::Result;
use cargo_tiny_model::target::Target;
use cargo_tiny_model::toolchain::{Toolchain, build_dir, workspace_dir};

use crate::cargo::succeed;

/// An example and the targets with enough memory for it.
struct Example {
    name: &'static str,
    targets: &'static [Target],
}

const EXAMPLES: [Example; 2] = [
    Example {
        name: "hello-world",
        targets: &[
            Target::CortexM0,
            Target::CortexM3,
            Target::CortexM4,
            Target::CortexM7,
            Target::CortexM33,
        ],
    },
    // Its arena alone is larger than the 16 KiB of RAM on the Cortex-M0 board.
    Example {
        name: "fashion",
        targets: &[
            Target::CortexM3,
            Target::CortexM4,
            Target::CortexM7,
            Target::CortexM33,
        ],
    },
];

/// Returns the folder of the examples' workspace.
pub(crate) fn dir() -> PathBuf {
    workspace_dir().join("examples")
}

/// Builds every example for every target with enough memory.
pub(crate) fn build_all() -> Result<()> {
    for example in EXAMPLES {
        for target in example.targets {
            build(example.name, *target)?;
        }
    }
    Ok(())
}

/// Builds one example; returns the firmware.
pub(crate) fn build(name: &str, target: Target) -> Result<PathBuf> {
    let toolchain = Toolchain::ensure(target)?;
    let mut cargo = toolchain.cargo("build", &dir(), &build_dir())?;
    succeed(cargo.args(["--locked", "--quiet", "--package", name]))?;
    Ok(toolchain.program(&build_dir(), name))
}
