//! Passes are exact: before and after them, a random graph computes the same outputs for every input. A
//! naive interpreter that shares no loop with the compiler or the kernels computes them.

mod arms;
mod builder;
mod elements;
mod interpreter;
#[path = "../sound/mod.rs"]
mod sound;

use std::cell::RefCell;
use std::collections::BTreeSet;

use builder::{Builder, Step};
use interpreter::Interpreter;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::strategy::Union;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use tiny_model_compiler::graph::{Element, Graph, Kind};
use tiny_model_compiler::passes;

/// Which graphs are built.
#[derive(Debug, Clone, Copy)]
struct Graphs {
    cases: u32,
    /// How many of the kinds of steps.
    steps: usize,
    /// Types of the elements of the input, each by its weight.
    elements: &'static [(u32, Element)],
}

/// Graphs of int8, which has most passes.
const OF_INT8: Graphs = Graphs {
    cases: 6_000,
    steps: Builder::OF_INT8,
    elements: &[(1, Element::I8)],
};

/// Graphs in all kinds of numbers, and from one to another.
const OF_ALL: Graphs = Graphs {
    cases: 12_000,
    steps: Builder::ALL,
    elements: &[
        (3, Element::I8),
        (3, Element::I16),
        (3, Element::F32),
        (1, Element::I32),
    ],
};

/// What passes did to all graphs.
#[derive(Debug, Default)]
struct Tally {
    /// Operators.
    before: usize,
    after: usize,
    /// Graphs that lost copies.
    joined: u32,
    /// Graphs that lost channels.
    narrower: u32,
    /// Those of them that multiply or add one value to all channels of a pixel.
    masked: u32,
    arms: BTreeSet<String>,
}

fn step(kinds: usize) -> impl Strategy<Value = Step> {
    let zeros = prop_oneof![Just([0; 2]), any::<[u8; 2]>(), any::<[u8; 2]>()];
    let operands = (any::<[Index; 2]>(), any::<bool>());
    let numbers = (0..kinds, operands, any::<[u8; 4]>(), zeros);
    numbers.prop_map(|(kind, (operands, follows), numbers, zeros)| Step {
        kind,
        operands,
        follows,
        numbers,
        zeros,
    })
}

/// A graph of up to eleven steps with one or two outputs, and two inputs for it.
fn case(graphs: Graphs) -> impl Strategy<Value = (Graph, [Vec<u8>; 2])> {
    let steps = prop::collection::vec(step(graphs.steps), 1..12);
    let outputs = prop::collection::vec(any::<Index>(), 0..2);
    let shape = [1..=2usize, 1..=4, 1..=4, 1..=9];
    let elements = graphs.elements.iter();
    let element = Union::new_weighted(elements.map(|&(n, of)| (n, Just(of))).collect());
    (shape, element, steps, outputs).prop_flat_map(|(shape, element, steps, outputs)| {
        let length: usize = shape.iter().product();
        let graph = Builder::graph((shape, element), &steps, &outputs);
        let bytes = move || {
            let bytes = prop::collection::vec(any::<u8>(), length);
            bytes.prop_map(move |bytes| {
                let elements = bytes.iter().map(|&byte| elements::element(element, byte));
                elements.flatten().collect()
            })
        };
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

/// Runs graphs before and after all passes. Fails where an output differs.
fn compare(graphs: Graphs) -> Tally {
    let config = Config {
        cases: graphs.cases,
        rng_seed: RngSeed::Fixed(0xe7ac7),
        failure_persistence: None,
        ..Config::default()
    };
    let tally = RefCell::new(Tally::default());
    TestRunner::new(config)
        .run(&case(graphs), |(graph, inputs)| {
            let rewritten = passes::run(graph.clone());
            let whole = passes::join(&rewritten);
            let all: Vec<&Graph> = [Some(&rewritten), whole.as_ref()]
                .into_iter()
                .flatten()
                .collect();
            all.iter().for_each(|graph| sound::assert_sound(graph));
            let mut before = Interpreter::new(&graph);
            let mut after: Vec<_> = all.into_iter().map(Interpreter::new).collect();
            // One input after the other: state is kept.
            for input in &inputs {
                let expected = before.run(&[input]);
                for after in &mut after {
                    prop_assert_eq!(&expected, &after.run(&[input]));
                }
            }
            let is_narrower = is_narrower(&graph, &rewritten);
            let mut tally = tally.borrow_mut();
            tally.before += graph.operators.len();
            tally.after += rewritten.operators.len();
            tally.joined += u32::from(whole.is_some());
            tally.narrower += u32::from(is_narrower);
            tally.masked += u32::from(is_narrower && has_mask(&rewritten));
            tally.arms.extend(arms::of_graph(&graph));
            Ok(())
        })
        .expect("every case");
    let tally = tally.into_inner();
    let Tally { before, after, .. } = tally;
    println!("{before} operators became {after}");
    assert!(after > before / 10, "passes leave nothing to compare");
    tally
}

#[test]
fn graphs_of_int8_compute_the_same_after_all_passes() {
    let tally = compare(OF_INT8);
    let cases = OF_INT8.cases;
    let (before, after) = (tally.before, tally.after);
    assert!(after < before * 2 / 3, "passes hardly do anything");
    println!("{} of {cases} graphs lost copies", tally.joined);
    assert!(tally.joined > cases / 40, "tensors are hardly ever joined");
    println!("{} of {cases} graphs lost channels", tally.narrower);
    assert!(tally.narrower > cases / 20, "channels hardly ever go");
    println!(
        "{} of them multiply or add one value to all channels of a pixel",
        tally.masked
    );
    assert!(
        tally.masked > cases / 1_000,
        "masks hardly ever meet channels that go"
    );
}

#[test]
fn graphs_of_all_numbers_compute_the_same_after_all_passes() {
    let tally = compare(OF_ALL);
    let (before, after) = (tally.before, tally.after);
    assert!(after < before * 3 / 4, "passes hardly do anything");
    let all: BTreeSet<String> = arms::ALL.iter().map(|&arm| arm.into()).collect();
    let missing: Vec<_> = all.difference(&tally.arms).collect();
    assert!(missing.is_empty(), "no graph has {missing:?}");
    let unlisted: Vec<_> = tally.arms.difference(&all).collect();
    assert!(unlisted.is_empty(), "the list of arms lacks {unlisted:?}");
}
