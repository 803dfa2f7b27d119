//! Programs of the distribution's packages: Debian and its relatives.
//!
//! The plain way is to install them. Where that cannot be had, because they would push out others or because
//! only root may, they are unpacked into a folder of our own, and run from there. The system's packages are the
//! user's: no way here removes or changes one.

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

/// A program that packages have, and how it runs where it is unpacked. Paths are relative to the root of the
/// packages.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bundle {
    /// The packages, as apt names them; what they depend on comes along.
    pub(crate) packages: &'static [&'static str],
    /// The source that they are built from: its packages only work with those of the same version, so those
    /// that the system has do not count.
    pub(crate) source: &'static str,
    /// The program.
    pub(crate) program: &'static str,
    /// Options that tell it where its data is: a word, and a path after it.
    pub(crate) data: &'static [(&'static str, &'static str)],
    /// Which versions of the first package are preferred to the one that apt takes by itself.
    pub(crate) prefers: fn(version: &str) -> bool,
}

/// Which versions of a bundle are of use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    /// Every one, those that are preferred first.
    Any,
    /// One that is preferred.
    Preferred,
}

impl Bundle {
    /// The unpacked program, if it is there; it may be from another time, and not work any more.
    pub(crate) fn unpacked(&self) -> Option<PathBuf> {
        Some(launcher::path(self, &unpack::folder(&home(), self))).filter(|path| path.is_file())
    }

    /// Unpacks the program, with the libraries that the system lacks; tells of every step on standard error.
    /// [`Version::Preferred`] fetches no version but a [preferred](Self::prefers) one.
    ///
    /// # Errors
    /// When the packages cannot be fetched, or the program does not run.
    pub(crate) fn unpack(&self, version: Version) -> Result<PathBuf> {
        unpack::unpack(self, version, &home(), &Apt::new(home().join("apt")))
    }
}

/// Tells on standard error why a package is not installed, the last line of apt's reasons, before it is unpacked.
pub(crate) fn tell_refusal(package: &str, error: &anyhow::Error) {
    let cause = error.root_cause().to_string();
    let reason = cause.lines().next_back().unwrap_or_default().trim();
    eprintln!("{package} cannot be installed ({reason}); trying to unpack it");
}

/// The folder of everything that is unpacked.
fn home() -> PathBuf {
    machine_dir().join("packages")
}

#[cfg(test)]
mod tests;
