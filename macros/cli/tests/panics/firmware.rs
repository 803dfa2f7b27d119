//! A program of models alone.

use std::fs;
use std::path::{Path, PathBuf};

use cargo_tiny_model::elf::{Elf, Findings};
use cargo_tiny_model::target::Target;
use cargo_tiny_model::toolchain::{Toolchain, workspace_dir};

use crate::cover::{self, Subject};
use crate::profile::Profile;

/// The package of a target's program.
pub(crate) struct Firmware {
    toolchain: Toolchain,
    package: PathBuf,
}

impl Firmware {
    /// Writes the package of a cover of the conformance models.
    pub(crate) fn new(target: Target) -> Self {
        let (subjects, parts) = cover::of(target.backend());
        println!("{target}: {} models have all {parts} parts", subjects.len());
        let package = folder().join(target.name());
        write(&package.join("Cargo.toml"), &manifest());
        write(&package.join("src/main.rs"), &program(&subjects));
        fs::copy(
            workspace_dir().join("Cargo.lock"),
            package.join("Cargo.lock"),
        )
        .expect("copied");
        let toolchain = Toolchain::ensure(target)
            .unwrap_or_else(|error| panic!("{error:#}"))
            .on(target.measuring_board());
        Self { toolchain, package }
    }

    /// Builds it, and looks for what integer firmware must not have in it.
    pub(crate) fn build(&self, profile: &Profile) -> Findings {
        let target_dir = folder().join("build");
        let mut cargo = self
            .toolchain
            .cargo("build", &self.package, &target_dir)
            .expect("a command");
        cargo.arg("--quiet").envs(profile.variables());
        assert!(cargo.status().expect("cargo").success(), "{profile}");
        let program = self.toolchain.program(&target_dir, "models-alone");
        Elf::read(&program).expect("the firmware").scan()
    }
}

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_TARGET_TMPDIR"), "/panics"))
}

/// Leaves alone what says the same, so that nothing is built again without need.
fn write(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return;
    }
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("written");
}

fn manifest() -> String {
    let runtime = workspace_dir().join("runtime");
    format!(
        "\
# Made by a test of the command line: models alone.
[package]
name = \"models-alone\"
version = \"0.0.0\"
edition = \"2024\"
publish = false

[workspace]

[dependencies]
cortex-m-rt = \"0.7\"
# Armv8-M alone looks at the feature; the board's Cortex-M33 has the extension.
tiny-model = {{ path = {runtime:?}, features = [\"dsp\"] }}
"
    )
}

fn program(subjects: &[Subject]) -> String {
    let modules: String = subjects.iter().enumerate().map(module).collect();
    let runs: String = (0..subjects.len())
        .map(|index| format!("    model_{index}::run();\n"))
        .collect();
    format!(
        "\
//! Models alone.
#![no_std]
#![no_main]

use core::panic::PanicInfo;

use cortex_m_rt::entry;

#[entry]
fn main() -> ! {{
{runs}    loop {{}}
}}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {{
    loop {{}}
}}
{modules}"
    )
}

/// One model: every function of it that a user calls. What it computes matters to the optimizer alone.
fn module((index, subject): (usize, &Subject)) -> String {
    let path = subject.path.display().to_string();
    let choices = subject.choices;
    let infer = match subject.row {
        None => "let _ = black_box(subject.run());".to_owned(),
        Some(row) => format!(
            "let _ = subject.feed(&black_box([0; {row}]));
        let _ = black_box(subject.finish());
        subject.restart();"
        ),
    };
    format!(
        "
mod model_{index} {{
    use core::hint::black_box;

    use tiny_model::{{Arena, tiny_model}};

    tiny_model! {{
        pub struct Subject = {path:?};
        {choices},
    }}

    #[inline(never)]
    pub fn run() {{
        static mut ARENA: Arena<Subject> = Arena::new();
        // SAFETY: `main` calls this once.
        let arena = unsafe {{ &mut *(&raw mut ARENA) }};
        let mut subject = Subject::new(arena);
        {infer}
        black_box(subject.arena().bytes());
    }}
}}
"
    )
}
