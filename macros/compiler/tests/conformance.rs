//! Every conformance model and every supported real model compiles to a sound graph; no broken model
//! compiles.

mod files;
mod sound;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use files::{models, name, project};
use tiny_model_compiler::{Failure, Optimize, compile};

/// Real models that compile: all except those with operators of audio front ends.
const SUPPORTED: [&str; 29] = [
    "ad_floatio_int8",
    "ad_hybrid",
    "ad_int8",
    "dtln_int8",
    "hello_world_int8",
    "hey_jarvis_v2",
    "hey_jarvis_v2_logits",
    "keyword_svdf_int8",
    "keyword_svdf_int8_all",
    "kws_hybrid",
    "kws_int8",
    "mcunet_vww_int8",
    "micro_speech_int8",
    "mnist_lstm_f32",
    "mnist_lstm_int8",
    "network_tester_int8",
    "okay_nabu_v1",
    "okay_nabu_v1_logits",
    "okay_nabu_v2",
    "okay_nabu_v2_logits",
    "person_detect_int8",
    "resnet8_f32",
    "resnet8_int8",
    "simple_add_int8",
    "sine_f32",
    "sww_int8",
    "vad_v2",
    "vad_v2_logits",
    "vww_int8",
];

/// Compiles a model and checks the result.
fn result(path: &Path) -> Result<(), Failure> {
    let compiled = compile(&std::fs::read(path).expect("a model"), Optimize::Speed)?;
    sound::assert_sound(&compiled.graph);
    Ok(())
}

#[test]
fn conformance_models_compile() {
    let models = models(&project("tests/models/data"));
    assert!(models.len() > 400, "only {} models", models.len());
    let refused: Vec<String> = models
        .iter()
        .filter_map(|path| {
            let error = result(path).err()?;
            Some(format!("{}: {error}", path.display()))
        })
        .collect();
    assert!(
        refused.is_empty(),
        "{} models are refused:\n{}",
        refused.len(),
        refused.join("\n\n")
    );
}

#[test]
fn broken_models_are_refused() {
    let models = models(&project("tests/models/broken"));
    assert!(models.len() > 80, "only {} models", models.len());
    let accepted: Vec<&PathBuf> = models.iter().filter(|path| result(path).is_ok()).collect();
    assert!(accepted.is_empty(), "accepted: {accepted:?}");
}

#[test]
fn real_models_compile_or_say_why_not() {
    let Some(zoo) = std::env::var_os("TINY_MODEL_ZOO").map(PathBuf::from) else {
        // Bypasses the test harness, which hides the output of passing tests.
        let text = "LEFT OUT: set TINY_MODEL_ZOO to the folder of real models to compile them";
        let _ = writeln!(std::io::stderr(), "{text}");
        return;
    };
    let mut compiled = Vec::new();
    for path in models(&zoo) {
        match result(&path) {
            Ok(()) => compiled.push(name(&path)),
            Err(Failure::Problems(problems)) => assert!(!problems.is_empty(), "{path:?}"),
            Err(failure) => panic!("{path:?} is sound, but: {failure}"),
        }
    }
    assert_eq!(compiled, SUPPORTED);
}
