//! Firmware that tests build: the files of packages in `tests/firmware`.

use std::fs;

use anyhow::{Context as _, Result};
use cargo_tiny_model::toolchain::workspace_dir;

/// The program that the README begins with.
pub(super) fn program() -> Result<String> {
    Ok(block("rust", &file("cortex-m/src/main.rs")?))
}

/// The other files of the package.
pub(super) fn package() -> Result<String> {
    let names = [
        ("Cargo.toml", "toml"),
        (".cargo/config.toml", "toml"),
        ("memory.x", "ld"),
    ];
    let blocks = names.map(|(name, language)| {
        let content = file(&format!("cortex-m/{name}"))?;
        Ok(format!("`{name}`:\n\n{}", block(language, &content)))
    });
    Ok(blocks.into_iter().collect::<Result<Vec<_>>>()?.join("\n\n"))
}

/// The part of Embassy's program that differs.
pub(super) fn embassy() -> Result<String> {
    part("embassy/src/main.rs", "#[embassy_executor::main]")
}

/// The part of RTIC's program that differs.
pub(super) fn rtic() -> Result<String> {
    part("rtic/src/main.rs", "#[local]")
}

/// A file from a line on, as far left as it goes.
fn part(name: &str, from: &str) -> Result<String> {
    let text = file(name)?;
    let lines = text.lines().skip_while(|line| line.trim_start() != from);
    let indent = text
        .lines()
        .find_map(|line| line.find(from))
        .with_context(|| format!("{name} has no `{from}`"))?;
    // A line that is not so far right ends the module that the part is in.
    let lines = lines.map_while(|line| match line.get(indent..) {
        Some(part) if line[..indent].trim().is_empty() => Some(part),
        _ => line.is_empty().then_some(""),
    });
    Ok(block("rust", &lines.collect::<Vec<_>>().join("\n")))
}

fn file(name: &str) -> Result<String> {
    let path = workspace_dir().join("tests/firmware").join(name);
    fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
}

fn block(language: &str, text: &str) -> String {
    format!("```{language}\n{}\n```", text.trim_end())
}
