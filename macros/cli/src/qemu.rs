//! Runs programs: firmware on emulated boards, with semihosting as the interface to this machine, and
//! host programs in the same way.

mod emulator;
mod failure;
mod plugin;
mod process;

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, anyhow, bail};

use crate::elf::Elf;
use crate::target::{Board, Target};

#[cfg(test)]
pub(crate) use self::emulator::BUNDLE;
use self::emulator::Emulator;

/// The settings of a run.
#[derive(Clone, Debug)]
pub struct Options {
    /// The words of the program's command line after its name. Semihosting joins them with spaces, so a
    /// word with a space is rejected.
    pub args: Vec<String>,
    /// The folder that relative paths in the program start from; by default that of this process.
    pub directory: Option<PathBuf>,
    /// The longest run time of the program.
    pub timeout: Duration,
    /// The part of the program in which instructions are counted; not possible on the host.
    pub count: Option<Region>,
    /// The address ranges that are counted separately, each with the number of its part. Code in no
    /// range counts for the part that ran before it; a region begins in part 0.
    pub parts: Vec<(Range<u64>, usize)>,
    /// The board to run on; by default the target's own.
    pub board: Option<Board>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            args: Vec::new(),
            directory: None,
            timeout: Duration::from_secs(60),
            count: None,
            parts: Vec::new(),
            board: None,
        }
    }
}

/// The part of a program whose instructions are counted. Symbols are named as in the source (`fashion::classify`)
/// or as the linker knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Region {
    /// From each execution of the first symbol, which is counted, to the second, which is not.
    Between(String, String),
    /// Every call of a function, including its callees.
    Calls(String),
}

impl Default for Region {
    /// Returns the markers that `firmware_support::count` sets.
    fn default() -> Self {
        Self::Between("count_start".to_owned(), "count_stop".to_owned())
    }
}

/// The results of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The whole standard output, with invalid UTF-8 replaced.
    pub stdout: String,
    /// The exit status.
    pub status: i32,
    /// The requested counts; `None` on the host, and where QEMU cannot load the counting plugin.
    pub counts: Option<Counts>,
}

/// The counts of the processor's operations inside the region, over all its passes.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
pub struct Counts {
    /// Passes through the region.
    pub regions: u64,
    /// Instructions, exact.
    pub insns: u64,
    /// Cycles by the processor's timing model, zero wait states.
    pub cycles: u64,
    /// Load instructions.
    pub loads: u64,
    /// Store instructions.
    pub stores: u64,
    /// Multiply-accumulate instructions.
    pub macs: u64,
    /// The parts of [`Options::parts`]; together they are the whole.
    #[serde(default)]
    pub parts: Vec<Part>,
}

/// The counts of one part of a program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
pub struct Part {
    /// Instructions, exact.
    pub insns: u64,
    /// Cycles by the processor's timing model, zero wait states.
    pub cycles: u64,
}

/// Finds a QEMU that counts instructions, or gets one from the distribution's packages, installed or unpacked
/// into a folder of the tools. Reports this on standard error, and returns the program. A QEMU that only runs
/// programs is accepted if no other is available.
///
/// # Errors
/// Returns an error if there is none and none can be installed; the message describes the attempts and the manual
/// steps.
pub fn ensure() -> Result<PathBuf> {
    Ok(Emulator::ensure(true)?.program)
}

/// Runs a program for the target to its end: on its emulated board, or on this machine for the host.
///
/// # Errors
/// Returns the errors of [`run_with`].
pub fn run(target: Target, program: &Path, options: &Options) -> Result<Outcome> {
    run_with(target, program, options, &mut |_| ())
}

/// Runs a program like [`run`], and passes every piece of output to `on_output` as it arrives.
///
/// # Errors
/// Returns an error if the program does not end by itself: it does not start, exceeds the time limit, locks
/// up (a fault without a handler) or is killed by a signal. The message ends with the last of its output. A
/// program that ends with a status other than 0 is not an error.
pub fn run_with(
    target: Target,
    program: &Path,
    options: &Options,
    on_output: &mut dyn FnMut(&[u8]),
) -> Result<Outcome> {
    if let Some(word) = options
        .args
        .iter()
        .find(|word| word.contains(char::is_whitespace))
    {
        bail!(
            "firmware cannot be given the argument {word:?}: semihosting separates arguments by spaces"
        );
    }
    let program = std::path::absolute(program)?;
    match options.board.or(target.board()) {
        Some(board) => run_board(&board, &program, options, on_output),
        None => run_host(&program, options, on_output),
    }
}

fn run_host(
    program: &Path,
    options: &Options,
    on_output: &mut dyn FnMut(&[u8]),
) -> Result<Outcome> {
    let mut command = Command::new(program);
    command.args(&options.args);
    let run = process::run(command, options, on_output)?;
    let status = failure::status(&run, None)
        .map_err(|failure| anyhow!("{} {failure}", program.display()))?;
    Ok(Outcome {
        stdout: run.stdout,
        status,
        counts: None,
    })
}

fn run_board(
    board: &Board,
    program: &Path,
    options: &Options,
    on_output: &mut dyn FnMut(&[u8]),
) -> Result<Outcome> {
    let emulator = Emulator::ensure(options.count.is_some())?;
    let elf = Elf::read(program)?;
    let mut command = Command::new(&emulator.program);
    command
        .args([
            "-machine",
            board.machine,
            "-display",
            "none",
            "-monitor",
            "none",
            "-serial",
            "none",
        ])
        .args([
            "-chardev",
            "stdio,id=out",
            "-semihosting-config",
            &semihosting(program, &options.args),
        ])
        .arg("-kernel")
        .arg(program);
    let report = match &options.count {
        Some(region) => {
            plugin::attach(&mut command, &emulator, board, &elf, region, &options.parts)?
        }
        None => None,
    };
    let run = process::run(command, options, on_output)?;
    let status = failure::status(&run, Some(&elf))
        .map_err(|failure| anyhow!("{} {failure}", program.display()))?;
    let counts = report
        .as_ref()
        .map(plugin::PluginReport::read)
        .transpose()?;
    Ok(Outcome {
        stdout: run.stdout,
        status,
        counts,
    })
}

/// Returns the semihosting option: output to the standard output, and the command line, in which commas are
/// doubled.
fn semihosting(program: &Path, args: &[String]) -> String {
    let name = program.file_name().unwrap_or_default().to_string_lossy();
    let mut option = String::from("enable=on,target=native,chardev=out");
    for word in std::iter::once(name.as_ref()).chain(args.iter().map(String::as_str)) {
        option.push_str(",arg=");
        option.push_str(&word.replace(',', ",,"));
    }
    option
}
