//! What rustc says when a model does not fit, as it says it.

use std::fs;

use anyhow::{Context as _, Result, bail};
use cargo_tiny_model::toolchain::{work_dir, workspace_dir};
use serde::Deserialize;

use crate::cargo::cargo;

const SOURCE: &str = "\
//! Firmware whose model does not fit.

use tiny_model::tiny_model;

tiny_model! {
    /// Tells ten kinds of clothes apart in grey photographs of 28×28 pixels.
    pub struct Fashion = \"models/fashion_mnist.tflite\";
    arena <= 4 * 1024,
}
";

/// A line of Cargo's messages.
#[derive(Deserialize)]
struct Message {
    message: Option<Diagnostic>,
}

#[derive(Deserialize)]
struct Diagnostic {
    level: String,
    rendered: String,
}

pub(super) fn section() -> Result<String> {
    let rendered = rendered()?;
    // rustc indents empty lines.
    let lines: Vec<_> = rendered.trim_end().lines().map(str::trim_end).collect();
    Ok(format!("```text\n{}\n```", lines.join("\n")))
}

/// The error of a package in a folder of its own; its paths are relative to that.
fn rendered() -> Result<String> {
    let root = workspace_dir();
    let folder = work_dir().join("does-not-fit");
    for part in ["src", "models"] {
        fs::create_dir_all(folder.join(part))?;
    }
    let manifest = format!(
        "[package]\nname = \"does-not-fit\"\nedition = \"2024\"\npublish = false\n\n\
         [dependencies]\ntiny-model.path = {:?}\n\n[workspace]\n",
        root.join("runtime")
    );
    fs::write(folder.join("Cargo.toml"), manifest)?;
    fs::write(folder.join("src/lib.rs"), SOURCE)?;
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
    let model = "models/fashion_mnist.tflite";
    fs::copy(root.join("examples").join(model), folder.join(model))?;

    let output = cargo(&["check", "--quiet", "--message-format=json", "--target-dir"])
        .arg(work_dir().join("checks"))
        .current_dir(&folder)
        .output()
        .context("cannot start cargo")?;
    let stdout = String::from_utf8_lossy(&output.stdout);
    let errors = stdout
        .lines()
        .filter_map(|line| serde_json::from_str::<Message>(line).ok()?.message)
        .find(|message| message.level == "error");
    match errors {
        Some(error) => Ok(error.rendered),
        None => bail!(
            "a model that does not fit compiled, or cargo failed:\n{}",
            String::from_utf8_lossy(&output.stderr)
        ),
    }
}
