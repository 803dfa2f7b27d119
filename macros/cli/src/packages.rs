//! Programs of the distribution's packages, for Debian and its derivatives.
//!
//! The usual way is to install them. Where that is impossible, because it would remove other packages or
//! requires root, they are unpacked into a folder of the tools, and run from there. The system's packages are
//! the user's: the tools never remove or change one.

mod apt;
mod launcher;
mod plan;
mod status;
mod system;
mod unpack;

use std::path::PathBuf;

use anyhow::Result;

use self::apt::Apt;
pub(crate) use self::system::install;
use crate::folders::machine_dir;

/// A program in packages, and the way to run it where it is unpacked. Paths are relative to the root of the
/// packages.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bundle {
    /// The packages by apt's names; their dependencies are included.
    pub(crate) packages: &'static [&'static str],
    /// The source that they are built from: its packages only work with those of the same version, so
    /// installed packages of that source do not count.
    pub(crate) source: &'static str,
    /// The program.
    pub(crate) program: &'static str,
    /// Options that give the program the paths of its data: a word, and a path after it.
    pub(crate) data: &'static [(&'static str, &'static str)],
    /// Whether a version of the first package is preferred to the one that apt selects.
    pub(crate) prefers: fn(version: &str) -> bool,
}

/// The versions of a bundle that are accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    /// Every version, preferred ones first.
    Any,
    /// Only preferred versions.
    Preferred,
}

impl Bundle {
    /// Returns the unpacked program, if it exists; it may be outdated, and no longer work.
    pub(crate) fn unpacked(&self) -> Option<PathBuf> {
        Some(launcher::path(self, &unpack::folder(&home(), self))).filter(|path| path.is_file())
    }

    /// Unpacks the program, with the libraries that the system lacks; reports every step on standard error.
    /// [`Version::Preferred`] fetches only [preferred](Self::prefers) versions.
    ///
    /// # Errors
    /// Returns an error if the packages cannot be fetched, or the program does not run.
    pub(crate) fn unpack(&self, version: Version) -> Result<PathBuf> {
        unpack::unpack(self, version, &home(), &Apt::new(home().join("apt")))
    }
}

/// Reports on standard error why a package is not installed, with the last line of apt's reasons, before it is
/// unpacked.
pub(crate) fn tell_refusal(package: &str, error: &anyhow::Error) {
    let cause = error.root_cause().to_string();
    let reason = cause.lines().next_back().unwrap_or_default().trim();
    eprintln!("{package} cannot be installed ({reason}); trying to unpack it");
}

/// Returns the folder of all unpacked packages.
fn home() -> PathBuf {
    machine_dir().join("packages")
}

#[cfg(test)]
mod tests;
