//! TFLM's outputs for the examples' models, as a folder that `parity` reads.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context as _, Result};
use cargo_tiny_model::manifest;
use cargo_tiny_model::toolchain::{work_dir, workspace_dir};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// The contents of `fashion_mnist_test200.json`.
#[derive(Deserialize)]
struct Scores {
    scores: Vec<[i8; 10]>,
}

/// The contents of `hello_world.json`: the output for each input, from −128 on.
#[derive(Deserialize)]
struct Sines {
    outputs: Vec<i8>,
}

/// The vectors of one model.
struct Vectors {
    model: &'static str,
    cases: usize,
    inputs: Vec<u8>,
    outputs: Vec<u8>,
}

/// Writes the folder on the first call; returns its path.
pub(crate) fn folder() -> Result<PathBuf> {
    // Tests of one process call this concurrently, and read the files that the first of them
    // writes.
    static WRITTEN: Mutex<Option<PathBuf>> = Mutex::new(None);
    let mut written = WRITTEN.lock().unwrap_or_else(PoisonError::into_inner);
    match written.as_ref() {
        Some(folder) => Ok(folder.clone()),
        None => Ok(written.insert(write()?).clone()),
    }
}

fn write() -> Result<PathBuf> {
    let folder = work_dir().join("answers");
    fs::create_dir_all(&folder)?;
    let entries = [fashion()?, hello_world()?]
        .iter()
        .map(|vectors| vectors.write(&folder))
        .collect::<Result<Vec<Value>>>()?;
    let manifest = json!({ "models": entries }).to_string();
    fs::write(folder.join(manifest::FILE), manifest)?;
    Ok(folder)
}

/// Photographs of 784 pixels each; the model's int8 values are pixels with the top bit flipped.
fn fashion() -> Result<Vectors> {
    const PIXELS: usize = 28 * 28;
    let Scores { scores } = read("fashion_mnist_test200.json")?;
    let photographs = models().join("fashion_mnist_test200.bin");
    let photographs =
        fs::read(&photographs).with_context(|| format!("cannot read {}", photographs.display()))?;
    let pixels = photographs.iter().take(scores.len() * PIXELS);
    Ok(Vectors {
        model: "fashion_mnist",
        cases: scores.len(),
        inputs: pixels.map(|pixel| pixel ^ 0x80).collect(),
        outputs: scores.concat().into_iter().map(i8::cast_unsigned).collect(),
    })
}

fn hello_world() -> Result<Vectors> {
    let Sines { outputs } = read("hello_world.json")?;
    Ok(Vectors {
        model: "hello_world",
        cases: outputs.len(),
        inputs: (i8::MIN..=i8::MAX).map(i8::cast_unsigned).collect(),
        outputs: outputs.into_iter().map(i8::cast_unsigned).collect(),
    })
}

impl Vectors {
    /// Writes the files, and returns the manifest's entry.
    fn write(&self, folder: &Path) -> Result<Value> {
        let tensor = |name: &str, bytes: &[u8]| {
            let each = bytes.len() / self.cases.max(1);
            json!([{ "name": name, "shape": [1, each], "dtype": "INT8", "nbytes": each }])
        };
        let files = ["in", "out"].map(|side| format!("{}.{side}.bin", self.model));
        for (file, bytes) in files.iter().zip([&self.inputs, &self.outputs]) {
            fs::write(folder.join(file), bytes)?;
        }
        let [input, output] = files;
        Ok(json!({
            "name": self.model,
            "model": models().join(self.model).with_extension("tflite"),
            "cases": self.cases,
            "in": input,
            "out": output,
            "inputs": tensor("input", &self.inputs),
            "outputs": tensor("output", &self.outputs),
        }))
    }
}

fn models() -> PathBuf {
    workspace_dir().join("examples/models")
}

fn read<T: DeserializeOwned>(file: &str) -> Result<T> {
    let path = models().join(file);
    let text =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is not as expected", path.display()))
}

#[cfg(test)]
mod tests {
    use cargo_tiny_model::parity;
    use cargo_tiny_model::target::Target;

    #[test]
    fn the_examples_answer_as_tflm_did() {
        let report = parity::run(&parity::Args {
            folder: super::folder().expect("the committed answers"),
            target: Target::Host,
            choices: cargo_tiny_model::choices::Choices::default(),
            filter: None,
            json: None,
        })
        .expect("the models run");
        assert!(report.passed(), "{report}");
        let compared = report.records().into_iter().map(|record| record.bytes);
        assert_eq!(Vec::from_iter(compared), [Some(200 * 10), Some(256)]);
    }
}
