//! Which QEMU runs the boards: the one on the path, one that was unpacked, or one that is installed first.

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, Once, PoisonError};

use anyhow::{Context as _, Result, anyhow};

use crate::capture::capture;
use crate::packages::{self, Bundle, Version, tell_refusal};

const QEMU: &str = "qemu-system-arm";

/// The major versions of QEMU whose plugin interface is the one that the counting plugin is written for.
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
    /// Its line about its version.
    version: String,
}

impl Emulator {
    /// Finds one, or gets one. One that counts instructions is looked for where that is wanted; where none is to
    /// be had, one that runs programs will do.
    ///
    /// # Errors
    /// When there is none; the message says what was tried, and what to do.
    pub(super) fn ensure(counting: bool) -> Result<Self> {
        static FOUND: Mutex<[Option<Emulator>; 2]> = Mutex::new([None, None]);

        // Held while installing, so that threads of one process install once.
        let mut found = FOUND.lock().unwrap_or_else(PoisonError::into_inner);
        let found = &mut found[usize::from(counting)];
        match found {
            Some(emulator) => Ok(emulator.clone()),
            None => Ok(found.insert(choose(&ThisMachine, counting)?).clone()),
        }
    }

    /// The emulator that the program is, if it runs.
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

    /// Says so on standard error, once.
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

/// The questions to a machine that lead to an emulator. Tests answer them for machines that do not exist.
trait Machine {
    /// The one on the path.
    fn on_path(&self) -> Result<Emulator>;
    /// One that was unpacked before.
    fn unpacked(&self) -> Result<Emulator>;
    /// Installs the distribution's into the system.
    fn install(&self) -> Result<()>;
    /// Unpacks the distribution's, those that count first.
    fn unpack(&self, version: Version) -> Result<Emulator>;
}

/// The cheapest way to an emulator: what is there, then the system's packages, then unpacked ones.
fn choose(machine: &impl Machine, counting: bool) -> Result<Emulator> {
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
    // One that only runs programs will do: it says so when it is to count.
    Ok(machine.unpack(Version::Preferred).unwrap_or(runs))
}

struct ThisMachine;

impl Machine for ThisMachine {
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

/// The major version in `QEMU emulator version 7.2.22 (Debian …)`.
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
