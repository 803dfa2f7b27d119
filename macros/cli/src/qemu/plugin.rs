//! The plugin that counts instructions: `qemu-plugin/`, compiled when it is first needed.

use std::fs;
use std::io::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use anyhow::{Context as _, Result};
use tempfile::NamedTempFile;

use super::{Counts, Region, version};
use crate::elf::Elf;
use crate::target::Board;
use crate::toolchain::{capture, work_dir};

/// The major versions of QEMU whose plugin interface is the one that the plugin is written for.
const SUPPORTED: std::ops::RangeInclusive<u32> = 6..=8;

/// The files of a run: the one that it leaves its counts in, and the parts, which it reads.
pub(super) struct Report {
    counts: NamedTempFile,
    parts: NamedTempFile,
}

impl Report {
    /// The counts of the run that ended.
    pub(super) fn read(&self) -> Result<Counts> {
        let text = fs::read_to_string(self.counts.path())?;
        serde_json::from_str(&text)
            .with_context(|| format!("the counting plugin left no counts, but: {text:?}"))
    }
}

/// Makes the run count; `None`, and a note on standard error, where QEMU is too new for the plugin.
pub(super) fn attach(
    command: &mut Command,
    board: &Board,
    elf: &Elf,
    region: &Region,
    parts: &[(Range<u64>, usize)],
) -> Result<Option<Report>> {
    let region = match region {
        Region::Between(start, stop) => {
            format!(
                "start={:x},stop={:x}",
                address(elf, start)?,
                address(elf, stop)?
            )
        }
        Region::Calls(function) => format!("func={:x}", address(elf, function)?),
    };
    let Some(library) = library()? else {
        return Ok(None);
    };
    let report = Report {
        counts: NamedTempFile::new_in(work_dir())?,
        parts: write(parts)?,
    };
    let option = format!(
        "{},model={},quiet=on,{region},parts={},out={}",
        escape(&library),
        board.timing,
        escape(report.parts.path()),
        escape(report.counts.path())
    );
    command.args(["-plugin", &option]);
    Ok(Some(report))
}

/// The file of the parts: `start end part` a line.
fn write(parts: &[(Range<u64>, usize)]) -> Result<NamedTempFile> {
    let mut file = NamedTempFile::new_in(work_dir())?;
    for (Range { start, end }, part) in parts {
        writeln!(file, "{start:x} {end:x} {part}")?;
    }
    Ok(file)
}

fn address(elf: &Elf, name: &str) -> Result<u64> {
    elf.address(name)
        .with_context(|| format!("there is nothing to count: the program has no symbol `{name}`"))
}

/// A path in an option, where commas are doubled.
fn escape(path: &Path) -> String {
    path.display().to_string().replace(',', ",,")
}

/// The compiled plugin.
fn library() -> Result<Option<PathBuf>> {
    static LIBRARY: Mutex<Option<Option<PathBuf>>> = Mutex::new(None);
    let mut library = LIBRARY.lock().unwrap_or_else(PoisonError::into_inner);
    if library.is_none() {
        let version = version()?;
        *library = Some(
            if major(&version).is_some_and(|major| SUPPORTED.contains(&major)) {
                Some(compile()?)
            } else {
                eprintln!(
                    "instructions are not counted: the plugin is written for QEMU {SUPPORTED:?}, not {version}"
                );
                None
            },
        );
    }
    Ok(library.clone().flatten())
}

/// The major version in `QEMU emulator version 7.2.22 (Debian …)`.
fn major(version: &str) -> Option<u32> {
    version
        .split_once("version ")?
        .1
        .split('.')
        .next()?
        .parse()
        .ok()
}

/// Compiles the plugin, unless it was since its source last changed.
fn compile() -> Result<PathBuf> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("qemu-plugin");
    let files = ["m4cycles.c", "qemu_plugin_min.h"].map(|name| source.join(name));
    let library = work_dir().join("libm4cycles.so");
    let built = changed(&library).ok();
    if built.is_some() && files.iter().all(|file| changed(file).ok() < built) {
        return Ok(library);
    }
    eprintln!("compiling the plugin that counts instructions");
    fs::create_dir_all(work_dir())?;
    // Replaced whole: an emulator that runs right now keeps the old one.
    let new = NamedTempFile::new_in(work_dir())?.into_temp_path();
    let mut cc = Command::new("cc");
    cc.args([
        "-O2",
        "-std=gnu11",
        "-shared",
        "-fPIC",
        "-fvisibility=hidden",
        "-o",
    ])
    .arg(&new)
    .arg(&files[0]);
    capture(&mut cc)
        .context("the counting plugin does not compile; it needs a C compiler named `cc`")?;
    new.persist(&library)?;
    Ok(library)
}

fn changed(path: &Path) -> Result<SystemTime> {
    Ok(fs::metadata(path)?.modified()?)
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn finds_the_major_version() {
        assert_eq!(
            major("QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18+b3)"),
            Some(7)
        );
        assert_eq!(major("QEMU emulator version 10.0.2"), Some(10));
        assert_eq!(major("something else"), None);
    }
}
