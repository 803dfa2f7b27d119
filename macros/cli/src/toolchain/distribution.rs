//! The distribution's compiler, which builds `core` for any target from the distribution's copy of its source.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, anyhow, bail};

use super::rustup;
use crate::capture::capture;
use crate::packages::{self, Bundle, Version, tell_refusal};

/// The path of Debian's compiler; another one may come first on `PATH`.
const RUSTC: &str = "/usr/bin/rustc";

/// A compiler and the source of its library, the newest compiler first.
const BUNDLES: [Bundle; 2] = [
    bundle(&["rustc-web", "rust-web-src"], "rustc-web"),
    bundle(&["rustc", "rust-src"], "rustc"),
];

const fn bundle(packages: &'static [&'static str], source: &'static str) -> Bundle {
    Bundle {
        packages,
        source,
        program: "usr/bin/rustc",
        // The compiler finds its library and its source relative to its own path.
        data: &[],
        prefers: |_| false,
    }
}

/// A compiler with the source of its standard library, and a linker for Arm.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Distribution {
    rustc: PathBuf,
    version: String,
    /// The source of the standard library.
    library: PathBuf,
    linker: PathBuf,
}

impl Distribution {
    /// Finds a compiler among installed and unpacked ones.
    pub(super) fn find() -> Result<Self> {
        let unpacked = BUNDLES.iter().filter_map(Bundle::unpacked);
        let mut reasons = Vec::new();
        for rustc in std::iter::once(PathBuf::from(RUSTC)).chain(unpacked) {
            match Self::at(rustc) {
                Ok(found) => return Ok(found),
                Err(error) => reasons.push(format!("{error:#}")),
            }
        }
        Err(anyhow!(reasons.join("; ")))
    }

    /// Returns the compiler at a path, if it is usable.
    fn at(rustc: PathBuf) -> Result<Self> {
        let version = capture(Command::new(&rustc).arg("-V"))?;
        let version = release(&version)?;
        let sysroot = capture(Command::new(&rustc).args(["--print", "sysroot"]))?;
        let library = Path::new(&sysroot).join("lib/rustlib/src/rust/library");
        if !library.join("core").is_dir() {
            bail!(
                "{} comes without the source of its standard library ({})",
                rustc.display(),
                library.display()
            );
        }
        Ok(Self {
            rustc,
            version,
            library,
            linker: rustup::linker()?,
        })
    }

    /// Gets the compiler from the distribution's packages: installed, or unpacked into a folder of the
    /// tools.
    pub(super) fn get() -> Result<Self> {
        let mut reasons = Vec::new();
        for bundle in &BUNDLES {
            let got = packages::install(bundle.packages).and_then(|()| Self::at(RUSTC.into()));
            let got = got.or_else(|installed| {
                tell_refusal(bundle.packages[0], &installed);
                reasons.push(format!("{installed:#}"));
                Self::at(bundle.unpack(Version::Any)?)
            });
            match got {
                Ok(found) => return Ok(found),
                Err(unpacked) => reasons.push(format!("{unpacked:#}")),
            }
        }
        Err(anyhow!(reasons.join("; ")))
    }

    /// Returns the version line.
    pub(super) fn version(&self) -> Result<String> {
        capture(Command::new(&self.rustc).arg("-V"))
    }

    /// Returns the folder of the packages that the standard library needs.
    pub(super) fn library_packages(&self) -> PathBuf {
        self.library.join("vendor")
    }

    /// Configures Cargo to build with this compiler.
    pub(super) fn apply(&self, cargo: &mut Command, triple: &str) {
        let linker = format!(
            "CARGO_TARGET_{}_LINKER",
            triple.to_uppercase().replace(['-', '.'], "_")
        );
        cargo
            .arg("-Zbuild-std=core,alloc")
            .env("RUSTC", &self.rustc)
            // Building `core` is an unstable feature of Cargo; no other unstable feature is used.
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

/// Returns the release in a compiler's version line, unless it is older than the project allows.
fn release(version: &str) -> Result<String> {
    let oldest = env!("CARGO_PKG_RUST_VERSION");
    let release = version.split(' ').nth(1).unwrap_or_default();
    if numbers(release) < numbers(oldest) {
        bail!(
            "the distribution's compiler is too old: it is {version}, and {oldest} is the oldest supported"
        );
    }
    Ok(release.to_owned())
}

/// Returns `1.96.0` as numbers that can be compared.
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
