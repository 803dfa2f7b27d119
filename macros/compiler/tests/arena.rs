//! The arena: no tensor is overwritten before it is read, each arena is proven to be the smallest for
//! its order of computation, and real models stay within fixed limits.

mod files;
#[path = "arena/owners.rs"]
mod owners;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use files::project;
use owners::Owners;
use tiny_model_compiler::graph::Graph;
use tiny_model_compiler::schedule::{Plan, Scheduled};
use tiny_model_compiler::{Choices, Compiled, Input, Schedule, backend, compile};

/// The most bytes of arena and state on the DSP backend: by default, with the smallest schedule, and
/// with the smallest schedule fed by rows.
const LIMITS: [(&str, usize, usize, Option<usize>); 6] = [
    ("vww_int8", 40_000, 40_000, Some(22_000)),
    ("resnet8_int8", 36_000, 20_000, Some(18_000)),
    ("kws_int8", 10_000, 7_000, Some(6_500)),
    ("person_detect_int8", 40_000, 26_000, Some(20_000)),
    ("sww_int8", 6_000, 6_000, None),
    ("ad_int8", 1_900, 800, None),
];

/// The most bytes by which the portable backend's arena may be larger.
const PORTABLE: usize = 1024;

const SMALLEST: Choices = choices(Schedule::Smallest, Input::Whole);
const BY_ROWS: Choices = choices(Schedule::Smallest, Input::Rows);

const fn choices(schedule: Schedule, input: Input) -> Choices {
    Choices {
        optimize: tiny_model_compiler::Optimize::Speed,
        schedule,
        input,
        float16: tiny_model_compiler::Float16::Widened,
        arena: None,
    }
}

#[test]
fn real_models_take_little() {
    let Some(zoo) = std::env::var_os("TINY_MODEL_ZOO").map(PathBuf::from) else {
        // Bypasses the test harness, which hides the output of passing tests.
        let _ = writeln!(
            std::io::stderr(),
            "LEFT OUT: set TINY_MODEL_ZOO to the folder of real models to check their arenas"
        );
        return;
    };
    let mut over = Vec::new();
    for (name, whole, smallest, rows) in LIMITS {
        let bytes = std::fs::read(zoo.join(name).with_extension("tflite")).expect("a model");
        let cases = [
            (Choices::default(), Some(whole)),
            (SMALLEST, Some(smallest)),
            (BY_ROWS, rows),
        ];
        for (choices, limit) in cases {
            let Some(limit) = limit else { continue };
            let compiled = compile(&bytes, choices).expect("a supported model");
            let [portable, dsp] = backend::ALL.map(|backend| {
                let plan = &compiled.program(backend).plan;
                plan.arena + plan.state()
            });
            println!("{name} {choices:?}: {dsp}, portable {portable}, at most {limit}");
            if dsp > limit || portable > limit + PORTABLE {
                over.push(format!(
                    "{name} {choices:?}: {dsp}, portable {portable}, at most {limit}"
                ));
            }
        }
    }
    assert!(over.is_empty(), "{}", over.join("\n"));
}

/// Returns all models of a folder that compile.
fn compiled(folder: &Path, choices: Choices) -> Vec<Compiled> {
    let paths = files::models(folder).into_iter();
    paths
        .filter_map(|path| compile(&std::fs::read(path).expect("a model"), choices).ok())
        .collect()
}

/// Returns all models. Panics if there are fewer than `least`.
fn models(choices: Choices, least: usize) -> Vec<Compiled> {
    let mut folders = ["tests/models/data", "examples/models"]
        .map(project)
        .to_vec();
    folders.extend(std::env::var_os("TINY_MODEL_ZOO").map(PathBuf::from));
    let models = folders.iter().flat_map(|folder| compiled(folder, choices));
    let models: Vec<Compiled> = models.collect();
    assert!(models.len() >= least, "only {} models", models.len());
    models
}

#[test]
fn no_tensor_is_overwritten_and_no_arena_could_be_less() {
    for Compiled {
        graph, programs, ..
    } in &models(Choices::default(), 400)
    {
        for program in programs {
            walk(graph, &program.nested, &program.plan);
            let plan = &program.plan;
            assert!(
                plan.is_proven(),
                "an arena of {} bytes is not proven to be the least: that may be {}",
                plan.arena,
                plan.bound
            );
        }
    }
}

/// Walks through a run of a graph and of all subgraphs in it, whose memory is scratch.
fn walk(graph: &Graph, nested: &[Option<Box<[Scheduled; 2]>>], plan: &Plan) {
    Owners::new(graph, plan).walk();
    for (step, (operator, nested)) in graph.operators.iter().zip(nested).enumerate() {
        let (Some(control), Some(both)) = (operator.control(), nested) else {
            assert!(operator.control().is_none());
            continue;
        };
        for (inner, nested) in control.subgraphs().into_iter().zip(both.iter()) {
            assert!(nested.plan.arena <= plan.scratch[step].size());
            assert!(nested.plan.bound <= nested.plan.arena && nested.plan.state_bytes == 0);
            walk(&inner.graph, &nested.nested, &nested.plan);
        }
    }
}

#[test]
fn no_row_is_overwritten() {
    for (choices, least) in [(SMALLEST, 200), (BY_ROWS, 30)] {
        let mut streams = 0;
        for Compiled {
            graph, programs, ..
        } in &models(choices, least)
        {
            for program in programs {
                Owners::new(graph, &program.plan).walk();
                streams += usize::from(program.plan.stream.is_some());
            }
        }
        println!("{streams} programs stream with {choices:?}");
        assert!(streams > 10, "hardly any model streams");
    }
}

/// A conformance model.
fn model(name: &str, choices: Choices) -> Compiled {
    let path = project("tests/models/data").join(name);
    let bytes = std::fs::read(path.with_extension("tflite")).expect("a model");
    compile(&bytes, choices).expect("a supported model")
}

#[test]
fn a_model_of_uint8_takes_no_more_than_one_of_int8() {
    for choices in [Choices::default(), SMALLEST, BY_ROWS] {
        let [uint8, int8] = ["uint8_network", "mobile_network"].map(|name| model(name, choices));
        for backend in backend::ALL {
            let [uint8, int8] = [&uint8, &int8].map(|model| model.program(backend).plan.arena);
            assert!(uint8 <= int8, "{uint8} > {int8} bytes, {choices:?}");
        }
    }
}

#[test]
fn a_convolution_of_int16_writes_over_its_input() {
    let model = model("conv_2d_int16_3x3", Choices::default());
    for program in &model.programs {
        let [port] = model.graph.inputs.as_slice() else {
            panic!("the model has one input");
        };
        let tensors = [port.tensor, model.graph.outputs[0].tensor];
        let [x, y] = tensors.map(|id| {
            let start = program.plan.offset(id).expect("a place");
            start..start + model.graph.tensor(id).bytes()
        });
        assert!(x.start < y.end && y.start < x.end, "{x:?} and {y:?}");
        assert!(program.plan.arena < x.len() + y.len());
    }
}
