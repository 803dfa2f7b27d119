//! The same models by other engines.

use anyhow::{Context as _, Result};
use cargo_tiny_model::target::Target;
use serde::Deserialize;

use super::table::{cycles, table, thousands};
use crate::measurements::{MODELS, Measurements, SUITES};

/// Measured once, by the same counter as ours.
#[derive(Deserialize)]
pub(super) struct Peers {
    conditions: String,
    pub(super) models: Vec<Peer>,
    /// On the Cortex-M0+.
    m0: Vec<Peer>,
}

#[derive(Deserialize)]
pub(super) struct Peer {
    pub(super) model: String,
    reference_cycles: u64,
    cmsis_nn_cycles: u64,
    /// The best of the closed engines, on real silicon.
    closed_cycles: Option<u64>,
    arena_bytes: Option<u64>,
}

pub(super) fn section(measurements: &Measurements) -> Result<String> {
    let peers = peers()?;
    let m4 = peers.models.iter().map(|peer| {
        let arena = arena(measurements, peer)?;
        let [title, reference, cmsis_nn, ours] = engines(measurements, peer, Target::CortexM4)?;
        let closed = peer.closed_cycles.map_or(NONE.to_owned(), cycles);
        let [theirs, our_arena] = arena;
        Ok(vec![
            title, reference, cmsis_nn, closed, ours, theirs, our_arena,
        ])
    });
    let m4 = m4.collect::<Result<Vec<_>>>()?;
    let m0 = peers
        .m0
        .iter()
        .map(|peer| Ok(engines(measurements, peer, Target::CortexM0)?.to_vec()));
    let m0 = m0.collect::<Result<Vec<_>>>()?;
    let m4_columns = [
        "Cortex-M4",
        ">TFLM, cycles",
        ">TFLM + CMSIS-NN",
        ">best closed engine¹",
        ">tiny-model",
        ">TFLM, arena",
        ">tiny-model",
    ];
    let m0_columns = [
        "Cortex-M0+",
        ">TFLM, cycles",
        ">TFLM + CMSIS-NN",
        ">tiny-model",
    ];
    Ok(format!(
        "{}\n{}\n{}",
        table(&m4_columns, m4),
        table(&m0_columns, m0),
        peers.conditions
    ))
}

const NONE: &str = "–";

/// The model's name, and the cycles of TFLM, of TFLM with CMSIS-NN, and ours.
pub(super) fn engines(
    measurements: &Measurements,
    peer: &Peer,
    target: Target,
) -> Result<[String; 4]> {
    let model = MODELS.iter().find(|model| model.stem == peer.model);
    let model = model.with_context(|| {
        format!(
            "xtask/data/peers.json has {}, which is not measured",
            peer.model
        )
    })?;
    let suite = SUITES.iter().find(|suite| suite.target == target);
    let suite = suite.with_context(|| format!("nothing is measured on {target}"))?;
    Ok([
        model.title.to_owned(),
        cycles(peer.reference_cycles),
        cycles(peer.cmsis_nn_cycles),
        cycles(measurements.of(suite, model.stem)?.cost.cycles),
    ])
}

/// Bytes of TFLM's arena, and of ours.
pub(super) fn arena(measurements: &Measurements, peer: &Peer) -> Result<[String; 2]> {
    let ours = &measurements.of(&SUITES[0], &peer.model)?.cost;
    Ok([
        peer.arena_bytes.map_or(NONE.to_owned(), thousands),
        thousands(ours.arena_bytes as u64),
    ])
}

pub(super) fn peers() -> Result<Peers> {
    serde_json::from_str(include_str!("../../data/peers.json"))
        .context("xtask/data/peers.json is not as compared.rs reads it")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn peers_ran_models_that_are_measured() {
        let Peers { models, m0, .. } = peers().expect("peers");
        for (target, peers) in [(Target::CortexM4, models), (Target::CortexM0, m0)] {
            let suite = SUITES.iter().find(|suite| suite.target == target);
            let suite = suite.expect("a suite");
            for peer in peers {
                let mut models = suite.models();
                assert!(
                    models.any(|model| model.stem == peer.model),
                    "{target}: {}",
                    peer.model
                );
            }
        }
    }
}
