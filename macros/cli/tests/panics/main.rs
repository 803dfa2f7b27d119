//! The firmware of integer models has no panics, whatever its optimization.
//!
//! One program runs a cover of the conformance models: each kernel that any of them calls, with each schedule. It
//! is built with every profile of a list, and linked with nothing else except `cortex-m-rt`. The linker drops
//! unreferenced functions, so a function of `core` that starts a panic is present only if some path may reach it.

mod cover;
mod firmware;
mod profile;

use cargo_tiny_model::target::Target;

use firmware::Firmware;
use profile::Profile;

/// Builds the firmware with each of the profiles, and examines it.
fn has_no_panic(target: Target, profiles: &[Profile]) {
    let firmware = Firmware::new(target);
    let found: Vec<String> = profiles
        .iter()
        .filter_map(|profile| {
            let findings = firmware.build(profile);
            (!findings.is_clean()).then(|| format!("{target}, {profile}:\n{findings}"))
        })
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn cortex_m4_by_every_profile() {
    has_no_panic(Target::CortexM4, &Profile::all());
}

#[test]
fn cortex_m0_by_every_level() {
    let checked = [Profile::DEFAULT.checked()];
    let profiles = Profile::of_levels().into_iter().chain(checked);
    has_no_panic(Target::CortexM0, &profiles.collect::<Vec<_>>());
}

#[test]
fn other_processors_by_the_default() {
    for target in [Target::CortexM3, Target::CortexM33] {
        has_no_panic(target, &[Profile::DEFAULT]);
    }
}

/// Without optimization the checks remain, and are found: otherwise the other tests could miss them too.
#[test]
fn what_is_not_optimized_panics() {
    let findings = Firmware::new(Target::CortexM4).build(&Profile {
        level: "0",
        ..Profile::DEFAULT
    });
    assert!(!findings.panics.is_empty());
    assert!(
        findings
            .places
            .iter()
            .any(|place| place.contains("runtime/kernels/src/")),
        "{findings}"
    );
}
