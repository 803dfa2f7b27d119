//! The arena of real models: the largest live set, and scratch.

use std::path::PathBuf;

use tiny_model_compiler::compile;

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

#[test]
fn mlperf_tiny_takes_no_more_than_its_live_tensors() {
    let Some(zoo) = std::env::var_os("TINY_MODEL_ZOO").map(PathBuf::from) else {
        println!("LEFT OUT: set TINY_MODEL_ZOO to the folder of real models to check their arenas");
        return;
    };
    for (name, limit) in LIMITS {
        let bytes = std::fs::read(zoo.join(name).with_extension("tflite")).expect("a model");
        let plan = compile(&bytes).expect("a supported model").plan;
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
