//! A compiler for every target, found or installed.
//!
//! Usually rustup downloads the target's standard library. Where it cannot (a closed network with only a
//! package mirror), the distribution's compiler builds `core` from the distribution's copy of its source;
//! Cargo and the linker are still rustup's.

mod distribution;
mod rustup;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context as _, Result, anyhow};

use self::distribution::Distribution;
pub use crate::folders::{build_dir, machine_dir, work_dir};
use crate::folders::{cargo, workspace, write_if_changed};
use crate::target::{Board, Target};

/// The separator of flags in `CARGO_ENCODED_RUSTFLAGS`, which allows flags with spaces.
const FLAG_SEPARATOR: &str = "\u{1f}";

/// The optimization of all firmware, regardless of its package's profile: with one setting and one
/// [`build_dir`], `core` and the dependencies are built once.
const FIRMWARE_PROFILE: [(&str, &str); 5] = [
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "3"),
    ("CARGO_PROFILE_RELEASE_LTO", "fat"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "1"),
    ("CARGO_PROFILE_RELEASE_PANIC", "abort"),
    ("CARGO_PROFILE_RELEASE_DEBUG", "1"),
];

/// A compiler that builds for one target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toolchain {
    target: Target,
    board: Option<Board>,
    /// rustc's name of the target.
    triple: String,
    compiler: Compiler,
}

/// The origin of a compiler.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Compiler {
    /// The one on the path, which has the target's standard library.
    Default,
    /// The distribution's, which builds `core` from source.
    Distribution(Distribution),
}

impl Toolchain {
    /// Finds a compiler for the target, and installs missing parts; reports this on standard error.
    ///
    /// # Errors
    /// Returns an error if nothing on this machine can build for the target or be installed; the message
    /// describes the attempts and the manual steps.
    pub fn ensure(target: Target) -> Result<Self> {
        static FOUND: Mutex<BTreeMap<&str, Compiler>> = Mutex::new(BTreeMap::new());

        let Some(board) = target.board() else {
            return Ok(Self {
                target,
                board: None,
                triple: rustup::host()?,
                compiler: Compiler::Default,
            });
        };
        // The lock is held while installing, so that threads of one process install once.
        let mut found = FOUND.lock().unwrap_or_else(PoisonError::into_inner);
        let compiler = match found.get(board.triple) {
            Some(compiler) => compiler.clone(),
            None => {
                let compiler = find(&OwnCompilers, board.triple)
                    .with_context(|| format!("no compiler for {target} ({})", board.triple))?;
                found.insert(board.triple, compiler.clone());
                compiler
            }
        };
        Ok(Self {
            target,
            board: Some(board),
            triple: board.triple.to_owned(),
            compiler,
        })
    }

    /// Returns the same compiler, for the memory of another board with the target's processor.
    #[must_use]
    pub fn on(self, board: Option<Board>) -> Self {
        Self { board, ..self }
    }

    /// Returns the target.
    #[must_use]
    pub fn target(&self) -> Target {
        self.target
    }

    /// Returns the compiler's version line.
    ///
    /// # Errors
    /// Returns an error if it does not run.
    pub fn version(&self) -> Result<String> {
        match &self.compiler {
            Compiler::Default => rustup::version(),
            Compiler::Distribution(distribution) => distribution.version(),
        }
    }

    /// Returns the folder of the packages that the standard library needs, where it is built from
    /// source.
    #[must_use]
    pub fn library_packages(&self) -> Option<PathBuf> {
        match &self.compiler {
            Compiler::Default => None,
            Compiler::Distribution(distribution) => Some(distribution.library_packages()),
        }
    }

    /// Returns `cargo COMMAND --release` for the target, run in `workspace`, with artifacts under
    /// `target_dir`.
    ///
    /// Firmware is linked with `cortex-m-rt`'s script and the board's memory; the caller adds packages
    /// and other options. Settings of the user's environment that would change the result are overridden.
    ///
    /// # Errors
    /// Returns an error if the board's linker script cannot be written.
    pub fn cargo(&self, command: &str, workspace: &Path, target_dir: &Path) -> Result<Command> {
        let mut cargo = cargo();
        cargo
            .current_dir(workspace)
            .args([command, "--release", "--target-dir"])
            .arg(target_dir)
            // Passed for the host too: the user's project may be firmware, with another default.
            .args(["--target", &self.triple]);
        let Some(board) = self.board else {
            // Flags in the user's configuration are for the user's programs.
            cargo.env("CARGO_ENCODED_RUSTFLAGS", "");
            return Ok(cargo);
        };
        let scripts = work_dir().join("memory").join(board.memory_name());
        write_if_changed(&scripts.join("memory.x"), &board.memory_x())?;
        let flags = [
            "-Clink-arg=-Tlink.x".to_owned(),
            format!("-L{}", scripts.display()),
        ];
        cargo
            .env("CARGO_ENCODED_RUSTFLAGS", flags.join(FLAG_SEPARATOR))
            .envs(FIRMWARE_PROFILE);
        if let Compiler::Distribution(distribution) = &self.compiler {
            distribution.apply(&mut cargo, &self.triple);
        }
        Ok(cargo)
    }

    /// Returns the path of a program that [`cargo`](Self::cargo)` build` writes.
    #[must_use]
    pub fn program(&self, target_dir: &Path, name: &str) -> PathBuf {
        target_dir.join(&self.triple).join("release").join(name)
    }
}

/// Returns the root of tiny-model's own workspace, for its tests and commands.
///
/// # Panics
/// Panics if Cargo did not start the process in that workspace.
#[must_use]
pub fn workspace_dir() -> PathBuf {
    workspace().expect("Cargo runs this in tiny-model's workspace")
}

/// Lets rustup retry a download that failed before.
///
/// # Errors
/// Returns an error if the note of the failed download cannot be removed.
pub fn forget_failed_downloads() -> Result<()> {
    rustup::forget()
}

/// The actions on a machine that lead to a compiler; tests implement them for machines that do not
/// exist.
trait CompilerSource {
    /// Returns whether the default compiler has the target's `core`.
    fn has(&self, triple: &str) -> Result<bool>;
    /// Downloads `core` with rustup.
    fn download(&self, triple: &str) -> Result<()>;
    /// Returns the distribution's compiler, if it is present with its source.
    fn distribution(&self) -> Result<Distribution>;
    /// Installs or unpacks the distribution's compiler and source.
    fn get_distribution(&self) -> Result<Distribution>;
}

/// Finds the cheapest compiler for `triple`: an existing one, then rustup, then the distribution.
fn find(machine: &impl CompilerSource, triple: &str) -> Result<Compiler> {
    if machine.has(triple)? {
        return Ok(Compiler::Default);
    }
    let Err(download) = machine.download(triple) else {
        return Ok(Compiler::Default);
    };
    let distribution = machine
        .distribution()
        .or_else(|_| machine.get_distribution());
    let distribution = distribution.map_err(|error| {
        anyhow!(
            "\n- rustup: {download:#}\n- the distribution's compiler: {error:#}\n\
             Run `rustup target add {triple}` where there is a network, then this again."
        )
    })?;
    eprintln!("using {distribution} for {triple}");
    Ok(Compiler::Distribution(distribution))
}

struct OwnCompilers;

impl CompilerSource for OwnCompilers {
    fn has(&self, triple: &str) -> Result<bool> {
        rustup::has(triple)
    }

    fn download(&self, triple: &str) -> Result<()> {
        rustup::download(triple)
    }

    fn distribution(&self) -> Result<Distribution> {
        Distribution::find()
    }

    fn get_distribution(&self) -> Result<Distribution> {
        Distribution::get()
    }
}

#[cfg(test)]
mod tests;
