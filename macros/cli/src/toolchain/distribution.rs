//! The distribution's compiler, which builds `core` for any target from the distribution's copy of its source.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use super::{apt, capture, rustup};

/// Where Debian's packages put their compiler; another one may come first on the path.
const RUSTC: &str = "/usr/bin/rustc";

/// Pairs of packages, a compiler and its source; the newest compiler first.
const PACKAGES: [[&str; 2]; 2] = [["rustc-web", "rust-web-src"], ["rustc", "rust-src"]];

/// A compiler with the source of its standard library, and a linker for Arm.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Distribution {
    rustc: PathBuf,
    version: String,
    linker: PathBuf,
}

impl Distribution {
    /// Finds it among what is installed.
    pub(super) fn find() -> Result<Self> {
        let rustc = PathBuf::from(RUSTC);
        let version = capture(Command::new(&rustc).arg("-V"))?;
        let version = release(&version)?;
        let sysroot = capture(Command::new(&rustc).args(["--print", "sysroot"]))?;
        let source = Path::new(&sysroot).join("lib/rustlib/src/rust/library/core");
        if !source.is_dir() {
            bail!(
                "{RUSTC} comes without the source of its standard library ({})",
                source.display()
            );
        }
        Ok(Self {
            rustc,
            version,
            linker: rustup::linker()?,
        })
    }

    /// Installs it from the distribution's packages.
    pub(super) fn install() -> Result<()> {
        let [newest, usual] = PACKAGES;
        apt::install(&newest).or_else(|_| apt::install(&usual))
    }

    /// Its line about its version.
    pub(super) fn version(&self) -> Result<String> {
        capture(Command::new(&self.rustc).arg("-V"))
    }

    /// Makes Cargo build with it.
    pub(super) fn apply(&self, cargo: &mut Command, triple: &str) {
        let linker = format!(
            "CARGO_TARGET_{}_LINKER",
            triple.to_uppercase().replace(['-', '.'], "_")
        );
        cargo
            .arg("-Zbuild-std=core,alloc")
            .env("RUSTC", &self.rustc)
            // Building `core` is an unstable feature of Cargo; nothing else unstable is used.
            .env("RUSTC_BOOTSTRAP", "1")
            .env(linker, &self.linker);
    }
}

impl fmt::Display for Distribution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the distribution's rustc {} and its source of core",
            self.version
        )
    }
}

/// The release in a compiler's version line, unless it is older than the project allows.
fn release(version: &str) -> Result<String> {
    let oldest = env!("CARGO_PKG_RUST_VERSION");
    let release = version.split(' ').nth(1).unwrap_or_default();
    if numbers(release) < numbers(oldest) {
        bail!(
            "the distribution's compiler is too old: it is {version}, and {oldest} is the oldest that will do"
        );
    }
    Ok(release.to_owned())
}

/// `1.96.0` as numbers that compare.
fn numbers(version: &str) -> Vec<u32> {
    version
        .split('.')
        .map_while(|number| number.parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::release;

    #[test]
    fn old_compilers_are_refused() {
        let debian = "rustc 1.96.0 (ac68faa20 2026-05-25) (built from a source tarball)";
        assert_eq!(release(debian).expect("new enough"), "1.96.0");
        assert_eq!(
            release("rustc 1.88.0 (6b00bc388 2025-06-23)").expect("new enough"),
            "1.88.0"
        );
        for old in ["rustc 1.85.0 (4d91de4e4 2025-02-17)", "rustc 1.9.0", ""] {
            assert!(release(old).is_err(), "{old:?}");
        }
    }
}
