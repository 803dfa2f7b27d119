//! The same models by TensorFlow Lite Micro.

use anyhow::{Context as _, Result};
use serde::Deserialize;

use super::table::{cycles, table, thousands};
use crate::measurements::{MODELS, Measurements};

/// Measured once, by the same counter as ours.
#[derive(Deserialize)]
struct Peers {
    conditions: String,
    models: Vec<Peer>,
}

#[derive(Deserialize)]
struct Peer {
    model: String,
    reference_cycles: u64,
    cmsis_nn_cycles: u64,
    arena_bytes: Option<u64>,
}

pub(super) fn section(measurements: &Measurements) -> Result<String> {
    let peers = peers()?;
    let row = |peer: &Peer| {
        let model = MODELS
            .iter()
            .find(|model| model.stem == peer.model)
            .with_context(|| {
                format!(
                    "xtask/data/peers.json has {}, which is not measured",
                    peer.model
                )
            })?;
        let cost = &measurements.of(model.stem)?.cost;
        Ok(vec![
            model.title.to_owned(),
            cycles(peer.reference_cycles),
            cycles(peer.cmsis_nn_cycles),
            cycles(cost.cycles),
            peer.arena_bytes.map_or("–".to_owned(), thousands),
            thousands(cost.arena_bytes as u64),
        ])
    };
    let rows = peers.models.iter().map(row).collect::<Result<Vec<_>>>()?;
    let columns = [
        "model",
        ">TFLM, cycles",
        ">TFLM + CMSIS-NN",
        ">tiny-model",
        ">TFLM, arena",
        ">tiny-model",
    ];
    Ok(format!("{}\n{}", table(&columns, rows), peers.conditions))
}

fn peers() -> Result<Peers> {
    serde_json::from_str(include_str!("../../data/peers.json"))
        .context("xtask/data/peers.json is not as compared.rs reads it")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn peers_ran_models_that_are_measured() {
        for peer in peers().expect("peers").models {
            assert!(
                MODELS.iter().any(|model| model.stem == peer.model),
                "{}",
                peer.model
            );
        }
    }
}
