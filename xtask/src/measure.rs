//! The cost of a model at build time: `cargo check`, and the macro's expansion alone.

mod check;
mod expansion;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Result, bail};
use cargo_tiny_model::toolchain::workspace_dir;

use crate::test::ZOO;

/// The largest model with limits, 333 KB.
const MODEL: &str = "vww_int8.tflite";

/// A figure with its limit.
struct Row {
    what: &'static str,
    measured: String,
    limit: String,
    holds: bool,
}

pub(crate) fn run() -> Result<()> {
    let model = model()?;
    println!("model: {}", model.display());
    let check = check::measure(&model)?;
    let rows = [
        Row {
            what: "cargo check with the model, processor time more than without",
            measured: seconds(check.more),
            limit: "1 s".to_owned(),
            holds: check.more < Duration::from_secs(1),
        },
        Row {
            what: "cargo check with the model, peak memory of a process",
            measured: format!("{} MB", check.peak_bytes / 1_000_000),
            limit: "300 MB".to_owned(),
            holds: check.peak_bytes < 300_000_000,
        },
        expansion(
            "expansion alone, as cargo builds macros (opt-level 0)",
            &model,
            0,
        )?,
        expansion("expansion alone, optimized (opt-level 3)", &model, 3)?,
    ];
    for Row {
        what,
        measured,
        limit,
        holds,
    } in &rows
    {
        let verdict = if *holds { "" } else { "  OVER" };
        println!("{what:<64} {measured:>9}  limit {limit}{verdict}");
    }
    if rows.iter().all(|row| row.holds) {
        Ok(())
    } else {
        bail!("over the limit on this machine")
    }
}

fn model() -> Result<PathBuf> {
    if let Some(zoo) = crate::test::zoo()? {
        return Ok(zoo.join(MODEL));
    }
    eprintln!(
        "LEFT OUT: the limits are for a model of 333 KB, {MODEL} in the folder that {ZOO} names; \
         this is a smaller one"
    );
    Ok(workspace_dir().join("examples/models/fashion_mnist.tflite"))
}

fn expansion(what: &'static str, model: &std::path::Path, opt_level: u8) -> Result<Row> {
    let time = expansion::measure(model, opt_level)?;
    Ok(Row {
        what,
        measured: seconds(time),
        limit: "100 ms".to_owned(),
        holds: time < Duration::from_millis(100),
    })
}

fn seconds(time: Duration) -> String {
    format!("{} ms", time.as_millis())
}
