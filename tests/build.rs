//! Copies a model to the folder of build scripts' output, for `declaration.rs`.

use std::path::Path;
use std::{env, fs};

fn main() {
    let model = "models/data/conv_2d_1x1.tflite";
    println!("cargo::rerun-if-changed={model}");
    let folder = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::copy(model, Path::new(&folder).join("copied.tflite")).expect("the model can be copied");
}
