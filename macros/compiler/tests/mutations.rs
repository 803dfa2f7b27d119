//! Damaged models: each is refused with an error or compiles to a sound plan and to Rust.
//!
//! Never a panic, more than a second of processor time, or more than 200 MB of memory, whatever the
//! bytes. The models are the project's own; each case is some bit flips, a truncation, or words that
//! change places.

mod sound;

use std::alloc::System;
use std::cell::Cell;
use std::path::PathBuf;
use std::time::Duration;

use cap::Cap;
use cpu_time::ThreadTime;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use tiny_model_compiler::{Compiled, compile};

/// Fails the allocation, and so the test, above the limit.
#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

const CASES: u32 = 2_000;
const MEMORY: usize = 200_000_000;
const TIME: Duration = Duration::from_secs(1);

/// A change of a file.
#[derive(Debug, Clone)]
enum Mutation {
    FlipBits(Vec<(Index, u8)>),
    Truncate(Index),
    SwapWords(Index, Index),
    SetWord(Index, u32),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let word = prop_oneof![
        any::<u32>(),
        0..64u32,
        Just(u32::MAX),
        Just(i32::MIN as u32)
    ];
    prop_oneof![
        4 => prop::collection::vec((any::<Index>(), 0..8u8), 1..3).prop_map(Mutation::FlipBits),
        1 => any::<Index>().prop_map(Mutation::Truncate),
        2 => (any::<Index>(), any::<Index>()).prop_map(|(a, b)| Mutation::SwapWords(a, b)),
        3 => (any::<Index>(), word).prop_map(|(at, word)| Mutation::SetWord(at, word)),
    ]
}

impl Mutation {
    fn apply(&self, bytes: &mut Vec<u8>) {
        let words = bytes.len() / 4;
        match self {
            Self::FlipBits(flips) => {
                for (at, bit) in flips {
                    *at.get_mut(bytes) ^= 1 << bit;
                }
            }
            Self::Truncate(length) => bytes.truncate(length.index(bytes.len())),
            Self::SwapWords(a, b) => {
                let (a, b) = (4 * a.index(words), 4 * b.index(words));
                for i in 0..4 {
                    bytes.swap(a + i, b + i);
                }
            }
            Self::SetWord(at, word) => {
                let at = 4 * at.index(words);
                bytes[at..at + 4].copy_from_slice(&word.to_le_bytes());
            }
        }
    }
}

/// The project's models, in the order of their names.
fn models() -> Vec<Vec<u8>> {
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let folders = ["tests/models/data", "examples/models"].map(|folder| root.join(folder));
    let mut paths: Vec<PathBuf> = folders
        .iter()
        .flat_map(|folder| std::fs::read_dir(folder).expect("a folder of models"))
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "tflite")
        })
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| std::fs::read(path).expect("a model"))
        .collect()
}

/// What must hold for a model that compiles: its graph is sound, buffers in use together are disjoint
/// and in the arena, and the functions are Rust.
fn is_sound(compiled: &Compiled) {
    sound::assert_sound(&compiled.graph);
    let plan = &compiled.plan;
    let placed: Vec<_> = plan.tensors.iter().flatten().chain(&plan.scratch).collect();
    for (index, buffer) in placed.iter().enumerate() {
        assert!(buffer.end() <= plan.arena);
        for other in &placed[..index] {
            assert!(
                !buffer.collides(other),
                "{buffer:?} collides with {other:?}"
            );
        }
    }
    for step in &compiled.steps {
        syn::parse2::<syn::ItemFn>(step.function.clone()).expect("a function");
    }
}

#[test]
fn damaged_models_are_refused_or_work() {
    let models = models();
    assert!(models.len() > 100, "only {} models", models.len());
    ALLOCATOR
        .set_limit(ALLOCATOR.allocated() + MEMORY)
        .expect("room for the limit");
    let config = Config {
        cases: CASES,
        rng_seed: RngSeed::Fixed(0x7f17e),
        failure_persistence: None,
        ..Config::default()
    };
    let strategy = (any::<Index>(), prop::collection::vec(mutation(), 1..2));
    let mut runner = TestRunner::new(config);
    let working = Cell::new(0);
    runner
        .run(&strategy, |(model, mutations)| {
            let mut bytes = model.get(&models).clone();
            for mutation in &mutations {
                if bytes.len() >= 8 {
                    mutation.apply(&mut bytes);
                }
            }
            let start = ThreadTime::now();
            if let Ok(compiled) = compile(&bytes) {
                is_sound(&compiled);
                working.set(working.get() + 1);
            }
            prop_assert!(start.elapsed() < TIME, "took {:?}", start.elapsed());
            Ok(())
        })
        .expect("every case");
    let working = working.get();
    println!("{working} of {CASES} damaged models still compile");
    assert!(
        working > CASES / 20,
        "mutations hit too hard to get past the reader"
    );
    assert!(working < CASES * 9 / 10, "mutations hardly damage anything");
}
