//! The limits that the figures must meet, even if they are blessed.

use anyhow::{Context as _, Result};
use cargo_tiny_model::choices::Choices;
use cargo_tiny_model::target::Target;
use tiny_model_compiler::Optimize;

use super::suites::{ROWS, SMALLEST, SPEED};
use super::{Measured, Measurements, SUITES, Suite};

/// The largest number of cycles of an inference.
struct Limit {
    target: Target,
    model: &'static str,
    cycles: u64,
}

/// On the Cortex-M4 the limits are below the cycles of the best closed engines, towards one cycle per
/// multiply-accumulate; on the Cortex-M0+ they are CMSIS-NN's cycles; on the Cortex-M3 60 % of TFLM's
/// reference kernels on the Cortex-M4.
const LIMITS: [Limit; 17] = [
    on(Target::CortexM4, "resnet8_int8", 13_800_000),
    on(Target::CortexM4, "kws_int8", 3_500_000),
    on(Target::CortexM4, "vww_int8", 5_800_000),
    on(Target::CortexM4, "ad_int8", 360_000),
    on(Target::CortexM4, "person_detect_int8", 9_600_000),
    on(Target::CortexM4, "sww_int8", 1_200_000),
    on(Target::CortexM4, "micro_speech_int8", 800_000),
    on(Target::CortexM4, "hello_world_int8", 1_500),
    on(Target::CortexM4, "mnist_lstm_int8", 400_000),
    on(Target::CortexM3, "resnet8_int8", 93_210_000),
    on(Target::CortexM3, "kws_int8", 35_880_000),
    on(Target::CortexM3, "vww_int8", 83_676_000),
    on(Target::CortexM3, "person_detect_int8", 79_446_000),
    on(Target::CortexM0, "ad_int8", 2_360_000),
    on(Target::CortexM0, "sww_int8", 12_800_000),
    on(Target::CortexM0, "micro_speech_int8", 3_350_000),
    on(Target::CortexM0, "hello_world_int8", 10_600),
];

const fn on(target: Target, model: &'static str, cycles: u64) -> Limit {
    Limit {
        target,
        model,
        cycles,
    }
}

/// The largest model of MLPerf Tiny, with limits on the bytes of its kernels too, and on all flash of
/// firmware that only runs it; optimized for speed it has the cycles of [`LIMITS`]. Without its dead
/// channels, and with scratch as the available room allows, its layers have more shapes than 8 KB of code
/// can specialize; the removed weights are 30 times as large as that code.
const LARGEST: &str = "vww_int8";
/// For speed and for size: the largest number of bytes of kernels and of firmware.
const BYTES: [(Optimize, usize, usize); 2] = [
    (Optimize::Speed, 20 * 1024, 64 * 1024),
    (Optimize::Size, 11 * 1024, 60 * 1024),
];

/// The largest time of a model optimized for size, relative to the same model optimized for speed.
const SIZE_PERCENT: u64 = 115;

/// The largest number of bytes of arena and state on the Cortex-M4 with the default options, with the
/// smallest schedule, and with that schedule fed by rows; and the largest number of cycles that
/// streaming makes of 100 cycles.
const MEMORY: [(&str, [Option<usize>; 3], u64); 6] = [
    ("vww_int8", [Some(40_000), Some(40_000), Some(22_000)], 108),
    (
        "resnet8_int8",
        [Some(36_000), Some(20_000), Some(18_000)],
        108,
    ),
    ("kws_int8", [Some(10_000), Some(7_000), Some(6_500)], 108),
    (
        "person_detect_int8",
        [Some(40_000), Some(26_000), Some(20_000)],
        108,
    ),
    ("sww_int8", [Some(6_000), Some(6_000), None], 108),
    ("ad_int8", [Some(1_900), Some(800), None], 108),
];

/// The options that [`MEMORY`] limits.
const WAYS: [Choices; 3] = [SPEED, SMALLEST, ROWS];

/// Returns the models that exceed the limits of memory, or of cycles for less memory.
fn exceeded_memory(measurements: &Measurements) -> Result<Vec<String>> {
    let mut exceeded = Vec::new();
    for (model, limits, percent) in MEMORY {
        let fastest = made(measurements, SPEED, model)?.cost.cycles;
        for (choices, limit) in WAYS.into_iter().zip(limits) {
            let Some(limit) = limit else { continue };
            let cost = &made(measurements, choices, model)?.cost;
            let bytes = cost.arena_bytes + cost.state_bytes;
            if bytes > limit {
                exceeded.push(format!(
                    "{model} ({choices}): {bytes} bytes, at most {limit}"
                ));
            }
            if cost.cycles * 100 > fastest * percent {
                let cycles = cost.cycles;
                exceeded.push(format!(
                    "{model} ({choices}): {cycles} cycles, at most {percent} % of {fastest}"
                ));
            }
        }
    }
    Ok(exceeded)
}

fn made<'m>(measurements: &'m Measurements, choices: Choices, model: &str) -> Result<&'m Measured> {
    let is = |suite: &&Suite| suite.target == Target::CortexM4 && suite.choices == choices;
    let suite = SUITES.iter().find(is).unwrap_or(&SUITES[0]);
    measurements.of(suite, model)
}

/// Returns all exceeded limits, one per line.
fn exceeded(measurements: &Measurements) -> Result<Vec<String>> {
    let mut exceeded = Vec::new();
    for Limit {
        target,
        model,
        cycles,
    } in LIMITS
    {
        let has = of(measurements, target, Optimize::Speed, model)?
            .cost
            .cycles;
        if has > cycles {
            exceeded.push(format!(
                "{model} on {target}: {has} cycles, at most {cycles}"
            ));
        }
    }
    let made = |optimize| of(measurements, Target::CortexM4, optimize, LARGEST);
    let (speed, size) = (made(Optimize::Speed)?, made(Optimize::Size)?);
    for (optimize, kernels, firmware) in BYTES {
        let Measured {
            cost, kernel_bytes, ..
        } = made(optimize)?;
        let flash = cost.flash_firmware_bytes.context("firmware was built")?;
        let limits = [
            ("kernels", *kernel_bytes, kernels),
            ("firmware", flash, firmware),
        ];
        for (what, has, most) in limits {
            if has > most {
                exceeded.push(format!(
                    "{LARGEST} for {optimize}: {has} bytes of {what}, at most {most}"
                ));
            }
        }
    }
    if size.cost.cycles * 100 > speed.cost.cycles * SIZE_PERCENT {
        exceeded.push(format!(
            "{LARGEST} for size: {} cycles, for speed {}",
            size.cost.cycles, speed.cost.cycles
        ));
    }
    exceeded.extend(exceeded_memory(measurements)?);
    Ok(exceeded)
}

fn of<'m>(
    measurements: &'m Measurements,
    target: Target,
    optimize: Optimize,
    model: &str,
) -> Result<&'m Measured> {
    let choices = Choices::from(optimize);
    let is = |suite: &&Suite| suite.target == target && suite.choices == choices;
    let suite = SUITES.iter().find(is).unwrap_or(&SUITES[0]);
    measurements.of(suite, model)
}

#[test]
fn figures_are_within_their_limits() {
    let recorded = Measurements::read().expect("committed figures");
    let exceeded = exceeded(&recorded).expect("all models are recorded");
    assert!(exceeded.is_empty(), "{}", exceeded.join("\n"));
}
