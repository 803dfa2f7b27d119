//! The plugin that counts instructions: `qemu-plugin/`, compiled on first use.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context as _, Result};
use tempfile::NamedTempFile;

use super::emulator::Emulator;
use super::{Counts, Region};
use crate::capture::capture;
use crate::elf::Elf;
use crate::folders::{machine_dir, write_if_changed};
use crate::target::Board;

/// The plugin's source, and the declarations of QEMU's interface that it uses.
const SOURCE: [(&str, &str); 2] = [
    ("m4cycles.c", include_str!("../../qemu-plugin/m4cycles.c")),
    (
        "qemu_plugin_min.h",
        include_str!("../../qemu-plugin/qemu_plugin_min.h"),
    ),
];

/// The files of a run: the counts, which it writes, and the parts, which it reads.
pub(super) struct PluginReport {
    counts: NamedTempFile,
    parts: NamedTempFile,
}

impl PluginReport {
    /// Reads the counts of a finished run.
    pub(super) fn read(&self) -> Result<Counts> {
        let text = fs::read_to_string(self.counts.path())?;
        serde_json::from_str(&text)
            .with_context(|| format!("the counting plugin wrote no counts but {text:?}"))
    }
}

/// Adds the plugin to a run; returns `None`, with a note on standard error, where QEMU is too new
/// for the plugin.
pub(super) fn attach(
    command: &mut Command,
    emulator: &Emulator,
    board: &Board,
    elf: &Elf,
    region: &Region,
    parts: &[(Range<u64>, usize)],
) -> Result<Option<PluginReport>> {
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
    if !emulator.counts() {
        emulator.tell_that_it_does_not_count();
        return Ok(None);
    }
    let library = library()?;
    let report = PluginReport {
        counts: NamedTempFile::new()?,
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

/// Writes the file of the parts: one line `start end part` per range.
fn write(parts: &[(Range<u64>, usize)]) -> Result<NamedTempFile> {
    let mut file = NamedTempFile::new()?;
    for (Range { start, end }, part) in parts {
        writeln!(file, "{start:x} {end:x} {part}")?;
    }
    Ok(file)
}

fn address(elf: &Elf, name: &str) -> Result<u64> {
    elf.address(name)
        .with_context(|| format!("there is nothing to count: the program has no symbol `{name}`"))
}

/// Escapes a path in an option, where commas are doubled.
fn escape(path: &Path) -> String {
    path.display().to_string().replace(',', ",,")
}

/// Returns the compiled plugin.
fn library() -> Result<PathBuf> {
    static LIBRARY: Mutex<Option<PathBuf>> = Mutex::new(None);
    let mut library = LIBRARY.lock().unwrap_or_else(PoisonError::into_inner);
    match library.as_ref() {
        Some(library) => Ok(library.clone()),
        None => Ok(library.insert(compile()?).clone()),
    }
}

/// Compiles the plugin, unless this source has been compiled.
fn compile() -> Result<PathBuf> {
    let mut hasher = DefaultHasher::new();
    SOURCE.hash(&mut hasher);
    let folder = machine_dir()
        .join("plugin")
        .join(format!("{:016x}", hasher.finish()));
    let library = folder.join("libm4cycles.so");
    if library.is_file() {
        return Ok(library);
    }
    eprintln!("compiling the plugin that counts instructions");
    for (name, text) in SOURCE {
        write_if_changed(&folder.join(name), text)?;
    }
    // The file is renamed when it is complete, because another process may look for it
    // concurrently.
    let new = NamedTempFile::new_in(&folder)?.into_temp_path();
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
    .arg(folder.join(SOURCE[0].0));
    capture(&mut cc)
        .context("the counting plugin does not compile; it needs a C compiler named `cc`")?;
    new.persist(&library)?;
    Ok(library)
}
