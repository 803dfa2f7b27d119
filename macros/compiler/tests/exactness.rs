//! Passes are exact: a random graph computes the same before and after them, for every input, by a
//! naive interpreter that shares no loop with the compiler or the kernels.

#[path = "exactness/builder.rs"]
mod builder;
#[path = "exactness/interpreter.rs"]
mod interpreter;
mod sound;

use std::cell::Cell;

use builder::{Builder, Step};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use tiny_model_compiler::graph::Graph;
use tiny_model_compiler::passes;

const CASES: u32 = 4_000;

fn step() -> impl Strategy<Value = Step> {
    let numbers = any::<[Index; 2]>();
    (0..Builder::KINDS, numbers, any::<[u8; 4]>()).prop_map(|(kind, operands, numbers)| Step {
        kind,
        operands,
        numbers,
    })
}

/// A graph of up to eleven steps with one to three outputs, and two inputs to it.
fn case() -> impl Strategy<Value = (Graph, [Vec<u8>; 2])> {
    let steps = prop::collection::vec(step(), 1..12);
    let outputs = prop::collection::vec(any::<Index>(), 0..3);
    let shape = [1..=2usize, 1..=4, 1..=4, 1..=3];
    (shape, steps, outputs).prop_flat_map(|(shape, steps, outputs)| {
        let length: usize = shape.iter().product();
        let graph = Builder::graph(shape, &steps, &outputs);
        let bytes = || prop::collection::vec(any::<u8>(), length);
        (Just(graph), [bytes(), bytes()])
    })
}

#[test]
fn graphs_compute_the_same_after_all_passes() {
    let config = Config {
        cases: CASES,
        rng_seed: RngSeed::Fixed(0xe7ac7),
        failure_persistence: None,
        ..Config::default()
    };
    let (before, after) = (Cell::new(0), Cell::new(0));
    TestRunner::new(config)
        .run(&case(), |(graph, inputs)| {
            let rewritten = passes::run(graph.clone());
            sound::assert_sound(&rewritten);
            for input in &inputs {
                let [expected, outputs] =
                    [&graph, &rewritten].map(|graph| interpreter::run(graph, input));
                prop_assert_eq!(expected, outputs);
            }
            before.set(before.get() + graph.operators.len());
            after.set(after.get() + rewritten.operators.len());
            Ok(())
        })
        .expect("every case");
    let (before, after) = (before.get(), after.get());
    println!("{before} operators became {after}");
    assert!(after < before * 2 / 3, "passes hardly do anything");
    assert!(after > before / 10, "passes leave nothing to compare");
}
