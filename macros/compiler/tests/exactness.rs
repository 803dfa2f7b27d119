//! Passes are exact: before and after them, a random graph computes the same outputs for every input. A
//! naive interpreter that shares no loop with the compiler or the kernels computes them.

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
use tiny_model_compiler::graph::{Graph, Kind};
use tiny_model_compiler::passes;

const CASES: u32 = 6_000;

fn step() -> impl Strategy<Value = Step> {
    let zeros = prop_oneof![Just([0; 2]), any::<[u8; 2]>(), any::<[u8; 2]>()];
    let operands = (any::<[Index; 2]>(), any::<bool>());
    let numbers = (0..Builder::KINDS, operands, any::<[u8; 4]>(), zeros);
    numbers.prop_map(|(kind, (operands, follows), numbers, zeros)| Step {
        kind,
        operands,
        follows,
        numbers,
        zeros,
    })
}

/// A graph of up to eleven steps with one or two outputs, and two inputs for it.
fn case() -> impl Strategy<Value = (Graph, [Vec<u8>; 2])> {
    let steps = prop::collection::vec(step(), 1..12);
    let outputs = prop::collection::vec(any::<Index>(), 0..2);
    let shape = [1..=2usize, 1..=4, 1..=4, 1..=9];
    (shape, steps, outputs).prop_flat_map(|(shape, steps, outputs)| {
        let length: usize = shape.iter().product();
        let graph = Builder::graph(shape, &steps, &outputs);
        let bytes = || prop::collection::vec(any::<u8>(), length);
        (Just(graph), [bytes(), bytes()])
    })
}

/// Returns whether a tensor that is still written has fewer channels than before.
fn is_narrower(before: &Graph, after: &Graph) -> bool {
    let mut written = after.operators.iter().map(|operator| operator.output);
    written.any(|id| {
        let before = before.tensors.get(id.0);
        before.is_some_and(|before| before.shape.last() > after.tensor(id).shape.last())
    })
}

/// Returns whether a step has an operand with one value for all channels of a pixel and other values for other
/// pixels.
fn has_mask(graph: &Graph) -> bool {
    let mut kinds = graph.operators.iter().map(|operator| &operator.kind);
    kinds.any(|kind| match kind {
        Kind::Zip(zip) => {
            let mut strides = zip
                .strides
                .iter()
                .filter_map(|strides| strides.split_last());
            strides.any(|(&last, outer)| last == 0 && outer.iter().any(|&stride| stride > 0))
        }
        _ => false,
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
    let (before, after, narrower) = (Cell::new(0), Cell::new(0), Cell::new(0));
    let (joined, masked) = (Cell::new(0), Cell::new(0));
    TestRunner::new(config)
        .run(&case(), |(graph, inputs)| {
            let rewritten = passes::run(graph.clone());
            let whole = passes::join(&rewritten);
            sound::assert_sound(&rewritten);
            for input in &inputs {
                let [expected, outputs] =
                    [&graph, &rewritten].map(|graph| interpreter::run(graph, input));
                prop_assert_eq!(&expected, &outputs);
                if let Some(graph) = &whole {
                    sound::assert_sound(graph);
                    prop_assert_eq!(expected, interpreter::run(graph, input));
                }
            }
            joined.set(joined.get() + u32::from(whole.is_some()));
            before.set(before.get() + graph.operators.len());
            after.set(after.get() + rewritten.operators.len());
            let is_narrower = is_narrower(&graph, &rewritten);
            narrower.set(narrower.get() + u32::from(is_narrower));
            masked.set(masked.get() + u32::from(is_narrower && has_mask(&rewritten)));
            Ok(())
        })
        .expect("every case");
    let (before, after) = (before.get(), after.get());
    println!("{before} operators became {after}");
    assert!(after < before * 2 / 3, "passes hardly do anything");
    assert!(after > before / 10, "passes leave nothing to compare");
    let joined = joined.get();
    println!("{joined} of {CASES} graphs lost copies");
    assert!(joined > CASES / 40, "tensors are hardly ever joined");
    let narrower = narrower.get();
    println!("{narrower} of {CASES} graphs lost channels");
    assert!(narrower > CASES / 20, "channels hardly ever go");
    let masked = masked.get();
    println!("{masked} of them multiply or add one value to all channels of a pixel");
    assert!(
        masked > CASES / 1_000,
        "masks hardly ever meet channels that go"
    );
}
