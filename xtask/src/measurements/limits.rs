//! What the figures must hold, whatever is blessed.

use anyhow::Result;
use cargo_tiny_model::choices::Choices;
use cargo_tiny_model::target::Target;
use tiny_model_compiler::Optimize;

use super::{Measured, Measurements, SUITES, Suite};

/// The most cycles of an inference.
struct Limit {
    target: Target,
    model: &'static str,
    cycles: u64,
}

/// On the Cortex-M4 below the best closed engines on the way to one cycle a multiply-accumulate; on the
/// Cortex-M0+ CMSIS-NN's cycles; on the Cortex-M3 60 % of TFLM's reference kernels on the Cortex-M4.
const LIMITS: [Limit; 16] = [
    on(Target::CortexM4, "resnet8_int8", 13_800_000),
    on(Target::CortexM4, "kws_int8", 3_500_000),
    on(Target::CortexM4, "vww_int8", 10_000_000),
    on(Target::CortexM4, "ad_int8", 360_000),
    on(Target::CortexM4, "person_detect_int8", 9_600_000),
    on(Target::CortexM4, "sww_int8", 1_200_000),
    on(Target::CortexM4, "micro_speech_int8", 800_000),
    on(Target::CortexM4, "hello_world_int8", 1_500),
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

/// The largest model of MLPerf Tiny: its kernels are limited in bytes too.
const LARGEST: &str = "vww_int8";
const SPEED_BYTES: usize = 20 * 1024;
const SIZE_BYTES: usize = 8 * 1024;

/// Made for size, a model takes at most so much longer than made for speed.
const SIZE_PERCENT: u64 = 115;

/// All that is over its limit, a line each.
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
    for (optimize, measured, most) in [
        (Optimize::Speed, speed, SPEED_BYTES),
        (Optimize::Size, size, SIZE_BYTES),
    ] {
        let has = measured.kernel_bytes;
        if has > most {
            exceeded.push(format!(
                "{LARGEST} for {optimize}: {has} bytes of kernels, at most {most}"
            ));
        }
    }
    if size.cost.cycles * 100 > speed.cost.cycles * SIZE_PERCENT {
        exceeded.push(format!(
            "{LARGEST} for size: {} cycles, for speed {}",
            size.cost.cycles, speed.cost.cycles
        ));
    }
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
