//! The generated package: a manifest, a module per model, and a program per group.

use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;

use anyhow::Result;

use super::group::Group;
use crate::folders::write_if_changed;
use crate::model::{Model, Port};
use crate::support;

/// Returns the name of the model's module: a recognizable, unique identifier.
pub(crate) fn id(model: &Model) -> String {
    let stem = model
        .path
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .to_ascii_lowercase();
    let stem: String = stem
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect();
    let prefix = if stem.starts_with(|c: char| c.is_ascii_alphabetic()) {
        ""
    } else {
        "model_"
    };
    let mut hasher = DefaultHasher::new();
    model.path.hash(&mut hasher);
    let suffix = model.choices.suffix();
    format!("{prefix}{stem}_{:08x}{suffix}", hasher.finish() as u32)
}

/// Returns the path of a model's module in the package.
pub(super) fn model_file(id: &str) -> String {
    format!("src/models/{id}.rs")
}

/// Writes the package of these groups. Unchanged files stay untouched, and so do those of other groups, so that
/// nothing is rebuilt unnecessarily.
pub(super) fn write(folder: &Path, models: &[&Model], groups: &[Group]) -> Result<()> {
    write_if_changed(&folder.join("Cargo.toml"), &manifest(groups))?;
    support::write(folder)?;
    for group in groups {
        write_if_changed(
            &folder.join(format!("src/bin/{}.rs", group.name)),
            &program(models, group),
        )?;
        for &member in &group.members {
            let model = models[member];
            write_if_changed(&folder.join(model_file(&id(model))), &module(model))?;
        }
    }
    Ok(())
}

fn manifest(groups: &[Group]) -> String {
    let dependencies = support::dependencies(true, "");
    let mut text = format!(
        "\
# Made by `cargo tiny-model`: programs that run models on cases from files.
[package]
name = \"tiny-model-programs\"
version = \"0.0.0\"
edition = \"2024\"
publish = false
autobins = false

[workspace]

[dependencies]
{dependencies}

# The profile of the host's programs, which have to build fast, and to detect sums that overflow. Firmware has the
# profile of all firmware.
[profile.release]
opt-level = 1
debug = 1
debug-assertions = true
"
    );
    for Group { name, .. } in groups {
        let _ = write!(
            text,
            "\n[[bin]]\nname = {name:?}\npath = \"src/bin/{name}.rs\"\n"
        );
    }
    text
}

/// Returns the module that declares a model and runs it.
fn module(model: &Model) -> String {
    let path = model.path.display().to_string();
    let choices = model.choices;
    let calls = |method: &str, ports: &[Port]| -> String {
        let call = |port: &Port| format!("    cases.{method}(subject.{}());\n", port.accessor);
        ports.iter().map(call).collect()
    };
    let writes = calls("write", &model.outputs);
    let reads = match model.row {
        None if model.may_end_run => {
            let none = format!("cases.write_none({})", model.output_bytes());
            calls("read", &model.inputs)
                + &format!("    if subject.run().is_none() {{\n        return {none};\n    }}\n")
        }
        None => calls("read", &model.inputs) + "    subject.run();\n",
        Some(row) => format!(
            "    for _ in 0..Subject::ROWS {{\n        \
             let mut row = {};\n        \
             cases.read(&mut row);\n        \
             assert!(subject.feed(&row).is_ok());\n    \
             }}\n    \
             assert!(subject.finish().is_ok());\n",
            row.zeros()
        ),
    };
    format!(
        "\
//! {path}, on the cases of a job.

use tiny_model::__private::Slot;
use tiny_model::{{Arena, Borrowed, Model as _, tiny_model}};
use tiny_model_harness::Cases;

tiny_model! {{
    /// The model under test.
    pub struct Subject = {path:?};
    {choices},
}}

/// Runs all cases on one instance, or each on a new instance in an arena filled with a pattern.
pub fn run(arena: &mut Arena<Subject>, cases: &mut Cases) {{
    if cases.are_a_sequence() {{
        let mut subject = Subject::new(arena);
        while cases.advance() {{
            case(&mut subject, cases);
        }}
    }} else {{
        while cases.advance() {{
            arena.memory().get_mut::<Slot<[u8; Subject::ARENA_BYTES], 0>>().fill(0xa5);
            case(&mut Subject::new(arena), cases);
        }}
    }}
}}

fn case(subject: &mut Subject<Borrowed<'_>>, cases: &mut Cases) {{
{reads}{writes}}}
"
    )
}

/// Returns the program of a group: the job selects one of its models.
fn program(models: &[&Model], group: &Group) -> String {
    let ids: Vec<String> = group
        .members
        .iter()
        .map(|&member| id(models[member]))
        .collect();
    let modules: String = ids
        .iter()
        .map(|id| format!("#[path = \"../models/{id}.rs\"]\nmod {id};\n"))
        .collect();
    let arms: String = ids
        .iter()
        .enumerate()
        .map(|(index, id)| format!("        {index} => {id}::run(arena.lend(), &mut cases),\n"))
        .collect();
    let (last, others) = ids.split_last().expect("a group has models");
    let pairs: String = others
        .iter()
        .map(|id| format!("(\n    {id}::Subject, "))
        .collect();
    let ends = ")".repeat(others.len());
    format!(
        "\
//! Runs one of these models on the cases of a job.
#![cfg_attr(target_os = \"none\", no_std, no_main)]

{modules}
use tiny_model::Arena;
use tiny_model_harness::{{ConstStaticCell, Job}};

tiny_model_harness::main!(run);

/// The models share one arena.
type Models = {pairs}{last}::Subject{ends};

static ARENA: ConstStaticCell<Arena<Models>> = ConstStaticCell::new(Arena::new());

fn run() -> i32 {{
    let arena = ARENA.take();
    let Job {{ model, mut cases }} = Job::read();
    match model {{
{arms}        _ => return 1,
    }}
    0
}}
"
    )
}

#[cfg(test)]
mod tests;
