//! Puts a model where build scripts put what they make, for `declaration.rs`.

use std::path::Path;
use std::{env, fs};

fn main() {
    let model = "models/data/conv_2d_1x1.tflite";
    println!("cargo::rerun-if-changed={model}");
    let folder = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::copy(model, Path::new(&folder).join("copied.tflite")).expect("the model can be copied");
}
