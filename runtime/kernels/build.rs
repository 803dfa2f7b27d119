//! Chooses the backend: `cfg(arch = "dsp")` or `cfg(arch = "portable")`, and says whether the core is
//! one of the smallest: `cfg(core = "small")`.
//!
//! rustc's stable `target_feature` says nothing of the DSP extension, so it is derived from the
//! target: every Armv7E-M processor has it. On Armv8-M Mainline it is optional, and the `dsp`
//! feature of this crate or the flags of the build say so.

use std::env;

/// Armv8-M Mainline processors that LLVM takes to have the DSP extension.
const DSP_PROCESSORS: [&str; 4] = ["cortex-m33", "cortex-m35p", "cortex-m55", "cortex-m85"];

fn main() {
    println!("cargo::rustc-check-cfg=cfg(arch, values(\"portable\", \"dsp\"))");
    println!("cargo::rerun-if-changed=build.rs");
    let arch = if has_dsp() { "dsp" } else { "portable" };
    println!("cargo::rustc-cfg=arch=\"{arch}\"");
    // The assembler has to be told of the extension where it is optional.
    println!("cargo::rustc-check-cfg=cfg(armv8m)");
    if env::var("TARGET").is_ok_and(|target| target.starts_with("thumbv8m")) {
        println!("cargo::rustc-cfg=armv8m");
    }
    println!("cargo::rustc-check-cfg=cfg(core, values(\"small\"))");
    if is_small() {
        println!("cargo::rustc-cfg=core=\"small\"");
    }
}

/// Armv6-M and Armv8-M Baseline: most instructions reach eight registers, products have 32 bits.
fn is_small() -> bool {
    let target = env::var("TARGET").unwrap_or_default();
    ["thumbv6m", "thumbv8m.base"]
        .iter()
        .any(|name| target.starts_with(name))
}

fn has_dsp() -> bool {
    let variable = |name| env::var(name).unwrap_or_default();
    let target = variable("TARGET");
    target.starts_with("thumbv7em")
        || (target.starts_with("thumbv8m.main")
            && (env::var_os("CARGO_FEATURE_DSP").is_some()
                || named(&variable("CARGO_ENCODED_RUSTFLAGS"))))
}

/// Whether the flags name the extension or a processor that has it.
fn named(flags: &str) -> bool {
    let mut values = flags.split('\x1f').filter_map(|flag| {
        let flag = flag.strip_prefix("-C").unwrap_or(flag);
        flag.trim_start().split_once('=')
    });
    values.any(|(name, value)| match name {
        "target-cpu" => DSP_PROCESSORS.iter().any(|cpu| value.starts_with(cpu)),
        "target-feature" => value.split(',').any(|feature| feature == "+dsp"),
        _ => false,
    })
}
