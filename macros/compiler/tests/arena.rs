//! The arena: no tensor is overwritten before it is read, and real models take no more than their
//! largest live set and scratch.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use tiny_model_compiler::graph::{Graph, TensorId};
use tiny_model_compiler::schedule::Plan;
use tiny_model_compiler::{Backend, Compiled, Optimize, Program, compile};

/// The most bytes that tensors alone may take, by model: what no schedule that keeps whole tensors
/// in the file's order can go below.
const LIMITS: [(&str, usize); 5] = [
    ("vww_int8", 55_296),
    ("resnet8_int8", 49_152),
    ("kws_int8", 16_000),
    ("ad_int8", 768),
    ("sww_int8", 6_656),
];

/// The most scratch of the portable kernels.
const SCRATCH: usize = 4 * 1024;

/// The most that any backend's arena is larger than the portable one.
const BACKEND: usize = 6 * 1024;

#[test]
fn mlperf_tiny_takes_no_more_than_its_live_tensors() {
    let Some(zoo) = std::env::var_os("TINY_MODEL_ZOO").map(PathBuf::from) else {
        // Past the test harness, which hides what passing tests print.
        let _ = writeln!(
            std::io::stderr(),
            "LEFT OUT: set TINY_MODEL_ZOO to the folder of real models to check their arenas"
        );
        return;
    };
    for (name, limit) in LIMITS {
        let bytes = std::fs::read(zoo.join(name).with_extension("tflite")).expect("a model");
        let compiled = compile(&bytes, Optimize::Speed).expect("a supported model");
        let plan = &compiled.program(Backend::Portable).plan;
        for program in &compiled.programs {
            let (backend, arena) = (program.backend, program.plan.arena);
            println!("{name}: {arena} bytes on the {backend} backend");
            assert!(
                arena <= plan.arena + BACKEND,
                "{name}: {arena} bytes of arena on the {backend} backend, {} on the portable one",
                plan.arena
            );
        }
        let scratch = plan.largest_scratch();
        println!(
            "{name}: arena {}, scratch at most {scratch}, limit {limit}",
            plan.arena
        );
        assert!(scratch <= SCRATCH, "{name}: {scratch} bytes of scratch");
        assert!(
            plan.arena <= limit + scratch,
            "{name}: {} bytes of arena",
            plan.arena
        );
    }
}

/// What each byte of the arena is: a byte of the outermost tensor around the one that was written
/// last. Checks a plan by walking through a run, with nothing of the planner but its offsets.
struct Owners<'a> {
    graph: &'a Graph,
    plan: &'a Plan,
    bytes: Vec<Option<(TensorId, usize)>>,
}

impl<'a> Owners<'a> {
    fn new(graph: &'a Graph, Program { plan, .. }: &'a Program) -> Self {
        Self {
            graph,
            plan,
            bytes: vec![None; plan.arena],
        }
    }

    fn range(&self, tensor: TensorId) -> std::ops::Range<usize> {
        let start = self.plan.offset(tensor).expect("a place");
        start..start + self.graph.tensor(tensor).bytes()
    }

    /// What the bytes of a tensor are where nothing else was written to them.
    fn own(&self, tensor: TensorId) -> impl Iterator<Item = Option<(TensorId, usize)>> + use<> {
        let (mut outermost, mut first) = (tensor, 0);
        while let Some(part) = self.graph.parts.get(&outermost) {
            first += part.offset;
            outermost = part.whole;
        }
        let length = self.graph.tensor(tensor).bytes();
        (first..first + length).map(move |byte| Some((outermost, byte)))
    }

    fn write(&mut self, tensor: TensorId) {
        let (range, own) = (self.range(tensor), self.own(tensor));
        self.bytes[range]
            .iter_mut()
            .zip(own)
            .for_each(|(byte, own)| *byte = own);
    }

    fn scribble(&mut self, step: usize) {
        let scratch = self.plan.scratch[step];
        self.bytes[scratch.offset..scratch.end()].fill(None);
    }

    fn assert_intact(&self, tensor: TensorId, when: &str) {
        if self.graph.tensor(tensor).constant.is_none() {
            let range = self.range(tensor);
            let intact = self.bytes[range].iter().copied().eq(self.own(tensor));
            assert!(
                intact,
                "`{}` is overwritten {when}",
                self.graph.tensor(tensor).name
            );
        }
    }

    fn walk(mut self) {
        let graph = self.graph;
        graph.inputs.iter().for_each(|port| self.write(port.tensor));
        graph
            .inputs
            .iter()
            .for_each(|port| self.assert_intact(port.tensor, "by another input"));
        for (step, operator) in graph.operators.iter().enumerate() {
            // A kernel writes its scratch and its output while it still reads its inputs.
            self.scribble(step);
            let started = graph.operators[..step]
                .iter()
                .any(|o| o.output == operator.output);
            if started {
                self.assert_intact(operator.output, "between the steps that write it");
            }
            self.write(operator.output);
            for &input in &operator.inputs {
                self.assert_intact(input, &format!("before step {step} has read it"));
            }
        }
        graph
            .outputs
            .iter()
            .for_each(|port| self.assert_intact(port.tensor, "before the end"));
    }
}

/// All models of a folder that compile.
fn compiled(folder: &Path) -> Vec<Compiled> {
    let entries = std::fs::read_dir(folder).expect("a folder of models");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let models = paths.filter(|path| path.extension().is_some_and(|e| e == "tflite"));
    models
        .filter_map(|path| compile(&std::fs::read(path).expect("a model"), Optimize::Speed).ok())
        .collect()
}

#[test]
fn no_tensor_is_overwritten_and_no_arena_could_be_less() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let mut folders = vec![root.join("tests/models/data"), root.join("examples/models")];
    folders.extend(std::env::var_os("TINY_MODEL_ZOO").map(PathBuf::from));
    let models: Vec<Compiled> = folders.iter().flat_map(|folder| compiled(folder)).collect();
    assert!(models.len() > 400, "only {} models", models.len());
    for Compiled {
        graph, programs, ..
    } in &models
    {
        for program in programs {
            Owners::new(graph, program).walk();
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
