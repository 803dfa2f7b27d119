//! The macro responds to any file with code, or with an error that has a reason.
//!
//! It never panics, and takes at most five seconds of processor time and a gigabyte of memory.

#[path = "robust/change.rs"]
mod change;
mod files;
#[path = "shapes/forget.rs"]
mod forget;
#[path = "arena/owners.rs"]
mod owners;
mod sound;

use std::alloc::System;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use cap::Cap;
use change::{Change, changes};
use cpu_time::ThreadTime;
use files::project;
use forget::forget;
use owners::Owners;
use proc_macro2::TokenStream;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use tflite_schema::{Model, Subgraph, TensorType};
use tiny_model_compiler::lower::{self, Support, supported};
use tiny_model_compiler::{
    CallSite, Choices, Compiled, Failure, Float16, Input, Optimize, Schedule, codegen,
    compile_graph, expand,
};

/// Fails allocations above the limit, and with them the test.
#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, 1_000_000_000);

const CASES: u32 = 3_000;
const TIME: Duration = Duration::from_secs(5);

/// Sets of the macro's options.
const OPTIONS: [&str; 8] = [
    "",
    "schedule = smallest",
    "input = rows",
    "optimize = size",
    "float16 = kept",
    "arena <= 1, flash <= 1",
    "arena <= 300, schedule = smallest, optimize = size",
    "arena <= ARENA, flash <= FLASH, input = rows, weights = \".flash\"",
];

/// Sets of choices for a graph.
const CHOICES: [Choices; 4] = [
    Choices {
        optimize: Optimize::Speed,
        schedule: Schedule::Fastest,
        input: Input::Whole,
        float16: Float16::Widened,
        arena: None,
    },
    Choices {
        optimize: Optimize::Size,
        schedule: Schedule::Smallest,
        input: Input::Whole,
        float16: Float16::Kept,
        arena: None,
    },
    Choices {
        optimize: Optimize::Speed,
        schedule: Schedule::Fastest,
        input: Input::Rows,
        float16: Float16::Widened,
        arena: None,
    },
    Choices {
        optimize: Optimize::Speed,
        schedule: Schedule::Fastest,
        input: Input::Whole,
        float16: Float16::Widened,
        arena: Some(500),
    },
];

/// A model's name and bytes.
type Named = (String, Vec<u8>);

fn conformance() -> Vec<Named> {
    let paths = files::models(&project("tests/models/data")).into_iter();
    let named = |path: PathBuf| (files::name(&path), std::fs::read(path).expect("a model"));
    paths.map(named).collect()
}

/// Expands the macro. Fails if that takes too long.
fn expanded(path: &Path, options: &str) -> String {
    let site = CallSite {
        manifest_dir: None,
        source_dir: None,
        env: |_| None,
        runtime: TokenStream::new(),
    };
    let text = format!("struct Net = {path:?}; {options}");
    let tokens: TokenStream = text.parse().expect("tokens");
    let start = ThreadTime::now();
    let expansion = expand(tokens, &site).to_string();
    let took = start.elapsed();
    assert!(took < TIME, "{path:?} took {took:?} with `{options}`");
    expansion
}

#[test]
fn broken_files_are_answered_under_all_options() {
    let broken = files::models(&project("tests/models/broken"));
    assert!(broken.len() > 100, "only {} files", broken.len());
    for path in broken {
        for options in OPTIONS {
            let expansion = expanded(&path, options);
            let has_reason = expansion.contains("compile_error");
            let is_bug = expansion.contains("this is a bug");
            assert!(
                has_reason && !is_bug,
                "{path:?} with `{options}`: {expansion}"
            );
        }
    }
}

/// Compiles a model within the time limit and checks the result.
fn compiled(model: &Model<'_>, choices: Choices) -> Result<Compiled, Failure> {
    let start = ThreadTime::now();
    let graph = lower::graph(model, &[]).map_err(Failure::Problems);
    let compiled = graph.and_then(|graph| compile_graph(graph, choices, &[]));
    let took = start.elapsed();
    assert!(took < TIME, "took {took:?}");
    compiled
}

fn assert_sound(compiled: &Compiled) {
    sound::assert_sound(&compiled.graph);
    for program in &compiled.programs {
        Owners::new(&compiled.graph, &program.plan).walk();
        for step in &program.steps {
            syn::parse2::<syn::ItemFn>(codegen::function(step, None)).expect("a function");
        }
    }
}

/// Returns the error for a model in which all operators of a kind are changed.
fn refusal(bytes: &[u8], name: &str, change: impl Fn(&mut Model<'_>, usize)) -> String {
    let mut model = Model::read(bytes).expect("a model");
    let operators = model.subgraphs[0].operators.iter();
    let position = operators.clone().position(|operator| is(operator, name));
    change(&mut model, position.expect("an operator"));
    match lower::graph(&model, &[]) {
        Ok(_) => "accepted".to_owned(),
        Err(problems) => Failure::Problems(problems).to_string(),
    }
}

fn is(operator: &tflite_schema::Operator<'_>, name: &str) -> bool {
    let code = operator.code.to_string();
    code == name || operator.code.custom == name
}

/// Checks the numbers of tensors in the list of operators: one tensor more or fewer is refused.
#[test]
fn operators_have_as_many_tensors_as_they_take() {
    let models = conformance();
    for Support {
        name,
        inputs,
        outputs,
        ranks,
        ..
    } in supported()
    {
        let has_it = |(_, bytes): &&Named| {
            let model = Model::read(bytes).expect("a model");
            model.subgraphs[0]
                .operators
                .iter()
                .any(|operator| is(operator, name))
        };
        let (_, bytes) = models
            .iter()
            .find(has_it)
            .unwrap_or_else(|| panic!("no model has {name}"));
        let count = |role: &str, wrong: Option<usize>| {
            let Some(wrong) = wrong else { return };
            let text = refusal(bytes, name, |model, position| {
                let operator = &mut model.subgraphs[0].operators[position];
                match role {
                    "input" => {
                        let last = operator.inputs.last().copied().unwrap_or(Some(0));
                        operator.inputs.resize(wrong, last);
                    }
                    _ => {
                        let last = operator.outputs.last().copied().unwrap_or(0);
                        operator.outputs.resize(wrong, last);
                    }
                }
            });
            let told = text.contains("but takes") || text.contains("but gives");
            assert!(told, "{name} with {wrong} {role}s: {text}");
        };
        for (role, [least, most]) in [("input", *inputs), ("output", *outputs)] {
            count(role, least.checked_sub(1));
            count(role, most.checked_add(1));
        }
        let [least, most] = *ranks;
        for wrong in [least.checked_sub(1), most.checked_add(1)]
            .into_iter()
            .flatten()
        {
            let text = refusal(bytes, name, |model, position| {
                let subgraph = &mut model.subgraphs[0];
                for &id in subgraph.operators[position].inputs.iter().flatten() {
                    let tensor = &mut subgraph.tensors[id];
                    let length = tensor.shape.iter().product();
                    // A shape without a rank would be found out.
                    tensor.has_rank = true;
                    tensor.shape = vec![1; wrong];
                    let first = std::iter::repeat_n(length, wrong.min(1));
                    tensor.shape.splice(..wrong.min(1), first);
                }
            });
            assert!(
                text.contains("but must have"),
                "{name} of rank {wrong}: {text}"
            );
        }
    }
}

/// Tensors with a million channels and as many elements, and sizes that occur in no shape.
#[test]
fn large_tensors_are_compiled_in_time() {
    let models = conformance();
    for name in [
        "relu_same_quantization",
        "tanh_middle_scale",
        "add_same_shape",
        "mul_same_shape",
        "maximum_of_int16",
    ] {
        let (_, bytes) = models.iter().find(|(known, _)| known == name).expect(name);
        for shape in [
            vec![1, 1 << 20],
            vec![1 << 20],
            vec![1, 1, 1 << 10, 1 << 10],
            vec![1 << 20, 1],
        ] {
            let mut model = Model::read(bytes).expect("a model");
            for tensor in &mut model.subgraphs[0].tensors {
                tensor.shape.clone_from(&shape);
            }
            for choices in CHOICES {
                if let Err(failure) = compiled(&model, choices) {
                    assert!(
                        matches!(failure, Failure::NotByRows(_)),
                        "{name}: {failure}"
                    );
                }
            }
        }
    }
}

/// Shapes that the file leaves open, made from numbers that nobody means.
#[test]
fn open_shapes_are_made_of_any_numbers_or_refused() {
    for (name, bytes) in conformance() {
        for value in [0, -1, 3, 1 << 20, i32::MAX, i32::MIN] {
            let model = Model::read(&bytes).expect("a model");
            let numbers: Vec<u8> = i32::to_le_bytes(value).repeat(32);
            let mut model = model.clone();
            for subgraph in &mut model.subgraphs {
                forget(subgraph, false);
                for tensor in &mut subgraph.tensors {
                    let is_few = |data: &&[u8]| data.len() <= numbers.len();
                    let data = tensor.data.filter(is_few);
                    if let Some(data) = data.filter(|_| tensor.ty == TensorType::INT32) {
                        tensor.data = numbers.get(..data.len());
                    }
                }
            }
            let result = catch_unwind(|| compiled(&model, CHOICES[0]).map(|c| assert_sound(&c)));
            assert!(result.is_ok(), "{name} of {value}");
        }
    }
}

/// Chains of three hundred operators, none of which a pass removes.
#[test]
fn long_chains_are_compiled_in_time() {
    let models = conformance();
    for name in [
        "conv_2d_1x1_one_channel",
        "max_pool_2d_3x3_same",
        "add_of_itself",
    ] {
        let (_, bytes) = models.iter().find(|(known, _)| known == name).expect(name);
        let mut model = Model::read(bytes).expect("a model");
        repeat(&mut model.subgraphs[0], LINKS);
        for choices in CHOICES {
            if let Err(failure) = compiled(&model, choices) {
                assert!(
                    matches!(failure, Failure::NotByRows(_)),
                    "{name}: {failure}"
                );
            }
        }
    }
}

const LINKS: usize = 300;

/// Makes a chain from the only operator of a model: each copy reads the output of the one before.
fn repeat(subgraph: &mut Subgraph<'_>, times: usize) {
    let (first, last) = (subgraph.inputs[0], subgraph.outputs[0]);
    let shapes = [first, last].map(|id| &subgraph.tensors[id].shape);
    assert_eq!(shapes[0], shapes[1], "links fit");
    let operator = subgraph.operators.pop().expect("an operator");
    let mut x = first;
    for _ in 0..times {
        let mut link = operator.clone();
        for input in link
            .inputs
            .iter_mut()
            .filter(|input| **input == Some(first))
        {
            *input = Some(x);
        }
        x = subgraph.tensors.len();
        subgraph.tensors.push(subgraph.tensors[last].clone());
        link.outputs = vec![x];
        subgraph.operators.push(link);
    }
    subgraph.outputs = vec![x];
}

/// Changes the tables of sound models so that they contradict each other.
#[test]
fn changed_tables_are_refused_or_work() {
    let models = conformance();
    let config = Config {
        cases: CASES,
        rng_seed: RngSeed::Fixed(0x20b057),
        failure_persistence: None,
        ..Config::default()
    };
    let working = std::cell::Cell::new(0);
    let case = (any::<Index>(), changes(), any::<Index>());
    TestRunner::new(config)
        .run(&case, |(model, changes, choices)| {
            let (_, bytes) = model.get(&models);
            let mut model = Model::read(bytes).expect("a model");
            changes
                .iter()
                .for_each(|change: &Change| change.apply(&mut model));
            if let Ok(compiled) = compiled(&model, *choices.get(&CHOICES)) {
                assert_sound(&compiled);
                working.set(working.get() + 1);
            }
            Ok(())
        })
        .expect("every case");
    let working = working.get();
    println!("{working} of {CASES} changed models compile");
    assert!(working > CASES / 20, "changes hit too hard");
    assert!(working < CASES * 9 / 10, "changes hardly change anything");
}
