//! The generated package: a firmware for each model.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

use crate::model::{Model, Port};
use crate::toolchain::{workspace_dir, write_if_changed};

/// The file that a firmware writes its stack's depth to, as a little-endian u32.
pub(super) const STACK_FILE: &str = "stack.bin";

/// A firmware's name.
pub(super) fn name(model: &Model) -> String {
    format!("bench-{}", model.stem())
}

pub(super) fn write(folder: &Path, models: &[Model]) -> Result<()> {
    write_if_changed(&folder.join("Cargo.toml"), &manifest(models))?;
    let locked = workspace_dir().join("Cargo.lock");
    fs::copy(&locked, folder.join("Cargo.lock"))
        .with_context(|| format!("cannot copy {}", locked.display()))?;
    for model in models {
        write_if_changed(
            &folder.join(format!("src/{}.rs", name(model))),
            &firmware(model),
        )?;
    }
    Ok(())
}

fn manifest(models: &[Model]) -> String {
    let [runtime, support] =
        ["runtime", "tests/firmware-support"].map(|folder| workspace_dir().join(folder));
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
firmware-support = {{ path = {support:?}, default-features = false }}
tiny-model = {{ path = {runtime:?} }}

[profile.release]
opt-level = 3
lto = true
codegen-units = 1
debug = 1
"
    );
    for model in models {
        let name = name(model);
        let _ = write!(
            text,
            "\n[[bin]]\nname = {name:?}\npath = \"src/{name}.rs\"\n"
        );
    }
    text
}

/// The same bytes for every engine that is compared: value i of an input is
/// `(37 · i + 11) mod 256 − 128`.
fn firmware(model: &Model) -> String {
    let path = model.path.display().to_string();
    let fill = |port: &Port| format!("    fill(subject.{}());\n", port.accessor);
    let fills: String = model.inputs.iter().map(fill).collect();
    format!(
        "\
//! One inference of {path}, measured.
#![no_std]
#![no_main]

use core::panic::PanicInfo;

use cortex_m_rt::entry;
use firmware_support::{{File, count, exit, stack}};
use tiny_model::{{Arena, tiny_model}};

tiny_model! {{
    /// The model under test.
    pub struct Subject = {path:?};
}}

#[entry]
fn main() -> ! {{
    static mut ARENA: Arena<Subject> = Arena::new();
    let mut subject = Subject::new(ARENA);
    infer(&mut subject);
    prepare(&mut subject);
    let ((), depth) = stack::peak(|| count::count(|| infer(&mut subject)));
    let depth = depth.unwrap_or_default() as u32;
    let written = File::create(\"{STACK_FILE}\").and_then(|mut file| file.write(&depth.to_le_bytes()));
    exit(i32::from(written.is_err()))
}}

fn prepare(subject: &mut Subject) {{
{fills}}}

#[inline(never)]
fn infer(subject: &mut Subject) {{
    subject.run();
}}

fn fill<T: From<i8>>(input: &mut [T]) {{
    for (i, value) in input.iter_mut().enumerate() {{
        *value = T::from(((37 * i + 11) as u8 ^ 0x80).cast_signed());
    }}
}}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {{
    loop {{}}
}}
"
    )
}
