//! Damaged models that still compile are working models: rustc builds them, and they run to their
//! end on any input.

use std::fs;
use std::path::{Path, PathBuf};

use cargo_tiny_model::harness::{self, Built, Job};
use cargo_tiny_model::model::Model;
use cargo_tiny_model::target::Target;
use tiny_model_compiler::Optimize;

/// The number of damaged models that are run.
const MODELS: usize = 48;

/// The number of bits that are flipped, one after another, until a model compiles.
const TRIES: u64 = 400;

/// Returns conformance models, evenly distributed over their names.
fn originals() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/models/data");
    let entries = fs::read_dir(folder).expect("a folder of models");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "tflite")
    });
    paths.sort();
    let step = paths.len() / MODELS;
    paths.into_iter().step_by(step).take(MODELS).collect()
}

/// Returns the model with a flipped bit, such that it compiles to a different result.
fn damaged(original: &Path, folder: &Path) -> Option<Model> {
    let bytes = fs::read(original).expect("a model");
    let path = folder.join(original.file_name()?);
    let mut state = bytes.len() as u64;
    for _ in 0..TRIES {
        // Knuth's MMIX generator: the same bits in every run.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let bit = (state >> 33) as usize % (8 * bytes.len());
        let mut changed = bytes.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        fs::write(&path, changed).expect("written");
        if let Ok(model) = Model::read(&path, Target::Host, Optimize::Speed.into()).expect("a file")
        {
            return Some(model);
        }
    }
    None
}

#[test]
fn damaged_models_that_compile_work() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("damaged");
    fs::create_dir_all(&folder).expect("a folder");
    let models: Vec<Model> = originals()
        .iter()
        .filter_map(|original| damaged(original, &folder))
        .collect();
    assert!(
        models.len() > MODELS / 2,
        "only {} damaged models compile",
        models.len()
    );
    let references: Vec<&Model> = models.iter().collect();
    let built = harness::build(Target::Host, &references).expect("a build");
    for (model, built) in models.iter().zip(built) {
        let Built::Ready(program) = built else {
            panic!("{}: {built:?}", model.name())
        };
        let input: Vec<u8> = (0..2 * model.input_bytes())
            .map(|i| (37 * i + 11) as u8)
            .collect();
        let job = Job {
            input: &input,
            cases: 2,
            sequence: false,
        };
        let output = program
            .run(job)
            .unwrap_or_else(|error| panic!("{}: {error:#}", model.name()));
        assert_eq!(output.len(), 2 * model.output_bytes());
    }
}
