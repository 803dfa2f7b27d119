//! The sizes of real models after the removal of channels that no output depends on.

use std::io::Write as _;
use std::path::PathBuf;

use tiny_model_compiler::graph::{Graph, Kind};
use tiny_model_compiler::{Optimize, backend, compile};

/// The most multiply-accumulates and int8 weights of a model after the passes.
const LIMITS: [(&str, u64, usize); 1] = [("vww_int8", 3_730_000, 30_000)];

/// The most bytes of constants of the first model on the DSP backend.
const CONSTANTS: [(Optimize, usize); 2] = [(Optimize::Speed, 43_500), (Optimize::Size, 45_500)];

#[test]
fn dead_channels_are_not_computed() {
    let Some(zoo) = std::env::var_os("TINY_MODEL_ZOO").map(PathBuf::from) else {
        // Bypasses the test harness, which hides the output of passing tests.
        let _ = writeln!(
            std::io::stderr(),
            "LEFT OUT: set TINY_MODEL_ZOO to the folder of real models to count their channels"
        );
        return;
    };
    for (name, macs, weights) in LIMITS {
        let bytes = std::fs::read(zoo.join(name).with_extension("tflite")).expect("a model");
        let graph = compile(&bytes, Optimize::Speed)
            .expect("a supported model")
            .graph;
        let left = weights_of(&graph);
        println!("{name}: {} MACs, {left} weights", graph.macs());
        assert!(graph.macs() <= macs, "{name}: {} MACs", graph.macs());
        assert!(left <= weights, "{name}: {left} weights");
        for (optimize, most) in CONSTANTS {
            let compiled = compile(&bytes, optimize).expect("a supported model");
            let flash = compiled.program(&backend::Dsp).flash();
            println!("{name} for {optimize}: {flash} bytes of constants");
            assert!(flash <= most, "{name} for {optimize}: {flash} bytes");
        }
    }
}

fn weights_of(graph: &Graph) -> usize {
    let weights = |kind: &Kind| match kind {
        Kind::Layer(layer) => layer.weights(),
        _ => 0,
    };
    let operators = graph.operators.iter();
    operators.map(|operator| weights(&operator.kind)).sum()
}
