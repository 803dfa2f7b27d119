//! The choice of the QEMU that runs the boards: the one on the path, an unpacked one, or one that is
//! installed first.

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, Once, PoisonError};

use anyhow::{Context as _, Result, anyhow};

use crate::capture::capture;
use crate::packages::{self, Bundle, Version, tell_refusal};

const QEMU: &str = "qemu-system-arm";

/// The major versions of QEMU whose plugin interface the counting plugin supports.
const COUNTING: RangeInclusive<u32> = 6..=8;

/// The packages of QEMU.
pub(crate) const BUNDLE: Bundle = Bundle {
    packages: &[QEMU],
    source: "qemu",
    program: "usr/bin/qemu-system-arm",
    data: &[("-L", "usr/share/qemu")],
    prefers: |version| {
        // Debian's versions have an epoch before the colon.
        let version = version
            .split_once(':')
            .map_or(version, |(_, version)| version);
        leading_number(version).is_some_and(|major| COUNTING.contains(&major))
    },
};

/// A QEMU that runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Emulator {
    pub(super) program: PathBuf,
    /// The first line of its `--version` output.
    version: String,
}

impl Emulator {
    /// Finds an emulator, or gets one. With `counting` it prefers one that counts instructions, and falls back
    /// to one that only runs programs.
    ///
    /// # Errors
    /// Returns an error if there is none; the message describes the attempts and the manual steps.
    pub(super) fn ensure(counting: bool) -> Result<Self> {
        static FOUND: Mutex<[Option<Emulator>; 2]> = Mutex::new([None, None]);

        // The lock is held while installing, so that threads of one process install once.
        let mut found = FOUND.lock().unwrap_or_else(PoisonError::into_inner);
        let found = &mut found[usize::from(counting)];
        match found {
            Some(emulator) => Ok(emulator.clone()),
            None => Ok(found.insert(choose(&OwnEmulators, counting)?).clone()),
        }
    }

    /// Returns the emulator at a path, if it runs.
    fn new(program: &Path) -> Result<Self> {
        let version = capture(Command::new(program).arg("--version"))?;
        Ok(Self {
            program: program.to_owned(),
            version: version.lines().next().unwrap_or_default().to_owned(),
        })
    }

    /// Returns whether this emulator can load the counting plugin.
    pub(super) fn counts(&self) -> bool {
        major(&self.version).is_some_and(|major| COUNTING.contains(&major))
    }

    /// Reports once on standard error that instructions are not counted.
    pub(super) fn tell_that_it_does_not_count(&self) {
        static TOLD: Once = Once::new();
        let (first, last) = (COUNTING.start(), COUNTING.end());
        TOLD.call_once(|| {
            eprintln!(
                "instructions are not counted: the plugin is written for QEMU {first} to {last}, and {} is {}",
                self.program.display(),
                self.version
            );
        });
    }
}

/// The actions on a machine that lead to an emulator. Tests implement them for machines that do not
/// exist.
trait EmulatorSource {
    /// Returns the emulator on the path.
    fn on_path(&self) -> Result<Emulator>;
    /// Returns an emulator that was unpacked before.
    fn unpacked(&self) -> Result<Emulator>;
    /// Installs the distribution's emulator into the system.
    fn install(&self) -> Result<()>;
    /// Unpacks the distribution's emulator, preferably one that counts.
    fn unpack(&self, version: Version) -> Result<Emulator>;
}

/// Chooses the cheapest emulator: an existing one, then the system's packages, then unpacked ones.
fn choose(machine: &impl EmulatorSource, counting: bool) -> Result<Emulator> {
    let good = |emulator: &Emulator| !counting || emulator.counts();
    let on_path = machine.on_path();
    let mut there = Vec::new();
    for found in [on_path, machine.unpacked()].into_iter().flatten() {
        if good(&found) {
            return Ok(found);
        }
        there.push(found);
    }
    let mut tried = String::new();
    if there.is_empty() {
        match machine.install().and_then(|()| machine.on_path()) {
            Ok(installed) if good(&installed) => return Ok(installed),
            Ok(installed) => there.push(installed),
            Err(error) => {
                tell_refusal(QEMU, &error);
                tried = format!("\n- installed: {error:#}");
            }
        }
    }
    let Some(runs) = there.into_iter().next() else {
        return machine.unpack(Version::Any).map_err(|error| {
            anyhow!(
                "QEMU for Arm boards is missing{tried}\n- unpacked: {error:#}\n\
                 Install it by hand so that `{QEMU}` is on the path, then run this again."
            )
        });
    };
    // An emulator that only runs programs is accepted; it reports this when a run requests counts.
    Ok(machine.unpack(Version::Preferred).unwrap_or(runs))
}

struct OwnEmulators;

impl EmulatorSource for OwnEmulators {
    fn on_path(&self) -> Result<Emulator> {
        Emulator::new(Path::new(QEMU))
    }

    fn unpacked(&self) -> Result<Emulator> {
        Emulator::new(&BUNDLE.unpacked().context("none was unpacked")?)
    }

    fn install(&self) -> Result<()> {
        packages::install(BUNDLE.packages)
    }

    fn unpack(&self, version: Version) -> Result<Emulator> {
        Emulator::new(&BUNDLE.unpack(version)?)
    }
}

/// Returns the major version in `QEMU emulator version 7.2.22 (Debian …)`.
fn major(version: &str) -> Option<u32> {
    leading_number(version.split_once("version ")?.1)
}

fn leading_number(text: &str) -> Option<u32> {
    text.split(|c: char| !c.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests;
