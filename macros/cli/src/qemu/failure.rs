//! The description of why a program did not end by itself.

use std::fmt::Write as _;

use super::process::{Ending, Run};
use crate::elf::Elf;

/// Lines of output that a message includes.
const LAST_LINES: usize = 12;

/// Returns the status of a program that ended by itself.
///
/// # Errors
/// Returns the event that ended it otherwise, as a phrase after the program's name, with the last
/// of its output.
pub(super) fn status(run: &Run, elf: Option<&Elf>) -> Result<i32, String> {
    let mut text = match run.ending {
        Ending::Status(_) if run.stderr.starts_with("qemu-system-arm: ") => {
            "could not be run".to_owned()
        }
        Ending::Status(status) => return Ok(status),
        Ending::TimedOut => "did not end in time".to_owned(),
        Ending::Signal => match lockup(&run.stderr) {
            Some(pc) => format!("locked up{}: a fault without a handler", place(pc, elf)),
            None => "was ended by a signal".to_owned(),
        },
    };
    append_last(&mut text, "its last output", &run.stdout);
    append_last(&mut text, "on standard error", &run.stderr);
    Err(text)
}

/// Returns the program counter, if QEMU reports that the processor locked up.
fn lockup(stderr: &str) -> Option<u64> {
    let dump = stderr.split_once("Lockup")?.1;
    let digits = dump.split_once("R15=")?.1.get(..8)?;
    u64::from_str_radix(digits, 16).ok()
}

fn place(pc: u64, elf: Option<&Elf>) -> String {
    match elf.and_then(|elf| elf.symbol_at(pc)) {
        Some(symbol) => format!(" in {} (at {pc:#010x})", symbol.name),
        None => format!(" at {pc:#010x}"),
    }
}

fn append_last(text: &mut String, title: &str, output: &str) {
    let lines: Vec<_> = output.lines().collect();
    if lines.is_empty() {
        return;
    }
    let _ = write!(text, "\n{title}:");
    for line in &lines[lines.len().saturating_sub(LAST_LINES)..] {
        let _ = write!(text, "\n  {line}");
    }
}
