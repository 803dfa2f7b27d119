//! Damaged models: each is refused with an error, or compiles to a sound plan and to valid Rust.
//!
//! Whatever the bytes are, the compiler does not panic, and takes at most a second of processor time and
//! 200 MB of memory. The models are the project's own; each case has a few bit flips, a truncation, or
//! words that change places.

mod files;
#[path = "mutations/mutation.rs"]
mod mutation;
#[path = "arena/owners.rs"]
mod owners;
mod sound;

use std::alloc::System;
use std::cell::Cell;
use std::time::Duration;

use cap::Cap;
use cpu_time::ThreadTime;
use files::project;
use mutation::{Mutation, anywhere, in_place, numbers};
use owners::Owners;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use tiny_model_compiler::graph::Graph;
use tiny_model_compiler::{Compiled, Failure, Optimize, Program, codegen, compile};

/// Fails allocations above the limit, and with them the test.
#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

const CASES: u32 = 2_000;
const MEMORY: usize = 200_000_000;
const TIME: Duration = Duration::from_secs(1);

/// Returns the project's models, sorted by name.
fn models() -> Vec<Vec<u8>> {
    let folders = ["tests/models/data", "examples/models"].map(project);
    let paths = folders.iter().flat_map(|folder| files::models(folder));
    paths
        .map(|path| std::fs::read(path).expect("a model"))
        .collect()
}

/// Checks a model that compiles: its graph is sound, buffers that are in use together are disjoint and
/// inside the arena, and the functions are valid Rust.
fn is_sound(compiled: &Compiled) {
    sound::assert_sound(&compiled.graph);
    for program in &compiled.programs {
        program_is_sound(&compiled.graph, program);
    }
}

fn program_is_sound(graph: &Graph, Program { plan, steps, .. }: &Program) {
    assert!(plan.placed().all(|placed| placed.end() <= plan.arena));
    Owners::new(graph, plan).walk();
    for step in steps {
        syn::parse2::<syn::ItemFn>(codegen::function(step, None)).expect("a function");
    }
}

/// Counts the mutated models that pass the reader, and those that compile. Each model comes with the
/// offsets that mutations may change.
fn survivors(
    models: &[(Vec<u8>, Vec<usize>)],
    mutations: impl Strategy<Value = Vec<Mutation>>,
) -> [u32; 2] {
    let config = Config {
        cases: CASES,
        rng_seed: RngSeed::Fixed(0x7f17e),
        failure_persistence: None,
        ..Config::default()
    };
    let (read, working) = (Cell::new(0), Cell::new(0));
    TestRunner::new(config)
        .run(&(any::<Index>(), mutations), |(model, mutations)| {
            let (model, offsets) = model.get(models);
            let mut bytes = model.clone();
            for mutation in &mutations {
                mutation.apply(&mut bytes, offsets);
            }
            let start = ThreadTime::now();
            let compiled = compile(&bytes, Optimize::Speed);
            prop_assert!(start.elapsed() < TIME, "took {:?}", start.elapsed());
            read.set(read.get() + u32::from(!matches!(compiled, Err(Failure::Unreadable(_)))));
            if let Ok(compiled) = compiled {
                // The memory of the check does not count.
                ALLOCATOR.set_limit(usize::MAX).expect("no limit");
                is_sound(&compiled);
                limit_memory();
                working.set(working.get() + 1);
            }
            Ok(())
        })
        .expect("every case");
    [read.get(), working.get()]
}

/// Sets the limit; memory beyond it aborts the test.
fn limit_memory() {
    ALLOCATOR
        .set_limit(ALLOCATOR.allocated() + MEMORY)
        .expect("room for the limit");
}

#[test]
fn damaged_models_are_refused_or_work() {
    let models = models();
    assert!(models.len() > 100, "only {} models", models.len());
    let with = |offsets: fn(&[u8]) -> Vec<usize>| -> Vec<_> {
        let models = models.iter();
        models
            .map(|model| (model.clone(), offsets(model)))
            .collect()
    };
    let (all, numbers) = (with(|bytes| (0..bytes.len()).collect()), with(numbers));
    limit_memory();
    let one = anywhere().prop_map(|mutation| vec![mutation]);
    let several = prop::collection::vec(in_place(), 1..3);
    for (place, [read, working]) in [
        ("anywhere", survivors(&all, one)),
        ("in their numbers", survivors(&numbers, several)),
    ] {
        println!("of {CASES} models damaged {place} {read} are read, {working} compile");
        assert!(
            working > CASES / 20,
            "mutations hit too hard to get past the reader"
        );
        assert!(working < CASES * 9 / 10, "mutations hardly damage anything");
    }
}
