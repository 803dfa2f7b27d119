//! Builds the programs of `tests/firmware-support/examples`.

use std::path::PathBuf;

use cargo_tiny_model::target::Target;
use cargo_tiny_model::toolchain::{Toolchain, build_dir, workspace_dir};

/// Builds one program; returns its path.
pub(crate) fn build(target: Target, name: &str) -> PathBuf {
    let toolchain = Toolchain::ensure(target).unwrap_or_else(|error| panic!("{error:#}"));
    let mut cargo = toolchain
        .cargo("build", &workspace_dir(), &build_dir())
        .expect("a command");
    cargo.args([
        "--locked",
        "--quiet",
        "--package",
        "firmware-support",
        "--example",
        name,
    ]);
    assert!(
        cargo.status().expect("cargo").success(),
        "{name} does not build for {target}"
    );
    toolchain.program(&build_dir(), &format!("examples/{name}"))
}
