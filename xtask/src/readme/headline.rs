//! The few figures of the front page.

use anyhow::Result;
use cargo_tiny_model::target::Target;

use super::compared::{arena, engines, peers};
use super::table::{table, thousands};
use crate::measurements::{Measurements, SUITES};

/// What the titles of the models that the front page shows begin with.
const SHOWN: &str = "MLPerf Tiny ";

pub(super) fn section(measurements: &Measurements) -> Result<String> {
    let columns = [
        SHOWN.trim_end(),
        ">cycles, TFLM + CMSIS-NN",
        ">cycles, tiny-model",
        ">arena, TFLM",
        ">arena, tiny-model",
        ">differing bytes",
    ];
    let peers = peers()?;
    let mut rows = Vec::new();
    for peer in &peers.models {
        let [title, _, theirs, ours] = engines(measurements, peer, Target::CortexM4)?;
        let Some(name) = title.strip_prefix(SHOWN) else {
            continue;
        };
        let [their_arena, our_arena] = arena(measurements, peer)?;
        let compared = measurements.of(&SUITES[0], &peer.model)?.compared_bytes;
        rows.push(vec![
            name.to_owned(),
            theirs,
            ours,
            their_arena,
            our_arena,
            format!("0 of {}", thousands(compared as u64)),
        ]);
    }
    Ok(table(&columns, rows))
}
