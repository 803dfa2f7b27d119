//! Chooses the instruction set: `cfg(arch)` names the folder of `src/arch` that has the target's own loops, or is
//! `"portable"`.
//!
//! rustc's stable `target_feature` says nothing of the DSP extension, so it is derived from the
//! target: every Armv7E-M processor has it. On Armv8-M Mainline it is optional, and the `dsp`
//! feature of this crate or the flags of the build say so.

use std::env;

/// Armv8-M Mainline processors that LLVM takes to have the DSP extension.
const DSP_PROCESSORS: [&str; 4] = ["cortex-m33", "cortex-m35p", "cortex-m55", "cortex-m85"];

fn main() {
    // Folders of `src/arch`, and whether the target has that instruction set. It has at most one.
    let instruction_sets = [("dsp", has_dsp()), ("small", is_small())];
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(arch, values(\"portable\"))");
    for (name, _) in instruction_sets {
        println!("cargo::rustc-check-cfg=cfg(arch, values(\"{name}\"))");
    }
    let own = instruction_sets.iter().find(|(_, is_own)| *is_own);
    let arch = own.map_or("portable", |(name, _)| name);
    println!("cargo::rustc-cfg=arch=\"{arch}\"");
    // The assembler has to be told of the DSP extension where it is optional.
    println!("cargo::rustc-check-cfg=cfg(armv8m)");
    if env::var("TARGET").is_ok_and(|target| target.starts_with("thumbv8m")) {
        println!("cargo::rustc-cfg=armv8m");
    }
}

/// Armv6-M and Armv8-M Baseline: most instructions reach eight registers, products have 32 bits.
fn is_small() -> bool {
    let target = env::var("TARGET").unwrap_or_default();
    ["thumbv6m", "thumbv8m.base"]
        .iter()
        .any(|name| target.starts_with(name))
}

/// Armv7E-M, and Armv8-M Mainline with the DSP extension.
fn has_dsp() -> bool {
    let variable = |name| env::var(name).unwrap_or_default();
    let target = variable("TARGET");
    target.starts_with("thumbv7em")
        || (target.starts_with("thumbv8m.main")
            && (env::var_os("CARGO_FEATURE_DSP").is_some()
                || named(&variable("CARGO_ENCODED_RUSTFLAGS"))))
}

/// Returns whether the flags name the extension or a processor that has it.
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
