//! The generated package, with a firmware for each model.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;
use tiny_model_compiler::Optimize;

use super::element::from_i8;
use super::operators::{self, Steps};
use crate::folders::write_if_changed;
use crate::harness::package::id;
use crate::model::{Model, Port};
use crate::support;
use crate::target::Target;

/// The file to which a firmware writes its stack's depth, as a little-endian u32.
pub(super) const STACK_FILE: &str = "stack.bin";

/// A program to build.
pub(super) struct BenchProgram {
    /// The unique name.
    pub(super) name: String,
    pub(super) source: String,
}

impl BenchProgram {
    /// Returns the program of one measured inference, with firmware as a user writes it.
    pub(super) fn new(model: &Model) -> Self {
        Self {
            name: format!("bench-{}", id(model)),
            source: firmware(model, &declaration(model)),
        }
    }

    /// Returns the program of one measured inference with the operators' functions separate.
    pub(super) fn apart(model: &Model, target: Target) -> Result<(Self, Steps)> {
        let name = format!("bench-{}-{}", id(model), target.backend().name());
        let (declaration, steps) = operators::generate(model, target, &name)?;
        let source = firmware(model, &declaration);
        Ok((Self { name, source }, steps))
    }
}

/// Writes the package. Unchanged files stay untouched, so that nothing is rebuilt unnecessarily.
pub(super) fn write(folder: &Path, programs: &[BenchProgram], optimize: Optimize) -> Result<()> {
    let manifest = manifest(programs, optimize);
    write_if_changed(&folder.join("Cargo.toml"), &manifest)?;
    support::write(folder)?;
    for BenchProgram { name, source } in programs {
        write_if_changed(&folder.join(format!("src/{name}.rs")), source)?;
    }
    Ok(())
}

fn manifest(programs: &[BenchProgram], optimize: Optimize) -> String {
    let dependencies = support::dependencies(false, ", default-features = false");
    let mut text = format!(
        "\
# Made by `cargo tiny-model bench`: a firmware for each model.
[package]
name = \"tiny-model-bench\"
version = \"0.0.0\"
edition = \"2024\"
publish = false
autobins = false

[workspace]

[dependencies]
cortex-m-rt = \"0.7\"
{dependencies}
"
    );
    if optimize == Optimize::Size {
        // The profile of a user's firmware that has to be small.
        for package in ["tiny-model-bench", "tiny-model-kernels"] {
            let _ = write!(
                text,
                "\n[profile.release.package.{package}]\nopt-level = \"s\"\n"
            );
        }
    }
    for BenchProgram { name, .. } in programs {
        let _ = write!(
            text,
            "\n[[bin]]\nname = {name:?}\npath = \"src/{name}.rs\"\n"
        );
    }
    text
}

pub(super) fn declaration(model: &Model) -> String {
    let path = model.path.display().to_string();
    let choices = model.choices;
    format!(
        "\
tiny_model::tiny_model! {{
    /// The model under test.
    pub struct Subject = {path:?};
    {choices},
}}"
    )
}

/// The code with which a firmware gives a model its input: the type of the data outside of the
/// arena, its initial value, and the statements that prepare and run.
struct Feeding {
    frame: String,
    zeros: String,
    prepare: String,
    infer: String,
}

impl Feeding {
    fn new(model: &Model) -> Self {
        let Some(row) = model.row else {
            let fill = |port: &Port| {
                let value = from_i8(port.element);
                format!("    fill(subject.{}(), 0, {value});\n", port.accessor)
            };
            return Self {
                frame: "[[i8; 0]; 0]".to_owned(),
                zeros: "[]".to_owned(),
                prepare: model.inputs.iter().map(fill).collect(),
                infer: match model.may_end_run {
                    true => "    while subject.run().is_none() {}\n".to_owned(),
                    false => "    subject.run();\n".to_owned(),
                },
            };
        };
        Self {
            frame: format!("[{}; Subject::ROWS]", row.ty()),
            zeros: format!("[{}; Subject::ROWS]", row.zeros()),
            prepare: format!(
                "    for (y, row) in frame.iter_mut().enumerate() {{
        fill(row, y * {}, {});
    }}
    subject.restart();
",
                row.values,
                from_i8(row.element)
            ),
            infer: "    for row in frame {
        let _ = subject.feed(row);
    }
    let _ = subject.finish();
"
            .to_owned(),
        }
    }
}

/// Returns the program. The inputs are the same bytes for every engine in a comparison: value i of
/// an input is `(37 · i + 11) mod 256 − 128`, of uint8 128 more.
fn firmware(model: &Model, declaration: &str) -> String {
    let path = model.path.display().to_string();
    let Model { arena, flash, .. } = model;
    let Feeding {
        frame,
        zeros,
        prepare,
        infer,
    } = Feeding::new(model);
    format!(
        "\
//! One inference of {path}, measured.
#![no_std]
#![no_main]

use core::panic::PanicInfo;

use cortex_m_rt::entry;
use firmware_support::{{File, count, exit, stack}};
use tiny_model::{{Arena, Model}};

{declaration}

// The reported sizes are those of the backend that runs.
const _: () = assert!(Subject::ARENA_BYTES == {arena} && Subject::FLASH_BYTES == {flash});

#[entry]
fn main() -> ! {{
    static mut ARENA: Arena<Subject> = Arena::new();
    static mut FRAME: Frame = {zeros};
    let mut subject = Subject::new(ARENA);
    infer(&mut subject, FRAME);
    prepare(&mut subject, FRAME);
    let ((), depth) = stack::peak(|| count::count(|| infer(&mut subject, FRAME)));
    let depth = depth.unwrap_or_default() as u32;
    let written = File::create(\"{STACK_FILE}\").and_then(|mut file| file.write(&depth.to_le_bytes()));
    exit(i32::from(written.is_err()))
}}

/// The data of a camera.
type Frame = {frame};

#[allow(unused_variables)]
fn prepare(subject: &mut Subject, frame: &mut Frame) {{
{prepare}}}

#[inline(never)]
#[allow(unused_variables)]
fn infer(subject: &mut Subject, frame: &Frame) {{
{infer}}}

fn fill<T>(input: &mut [T], first: usize, from_i8: impl Fn(i8) -> T) {{
    for (i, value) in input.iter_mut().enumerate() {{
        *value = from_i8(((37 * (first + i) + 11) as u8 ^ 0x80).cast_signed());
    }}
}}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {{
    loop {{}}
}}
"
    )
}
