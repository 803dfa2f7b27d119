//! The main example: photographs of clothes, classified by a real network on an emulated Cortex-M4.

use std::io::{self, Write as _};
use std::time::Duration;

use anyhow::{Result, bail};
use cargo_tiny_model::elf::Elf;
use cargo_tiny_model::qemu::{self, Counts, Options, Region};
use cargo_tiny_model::target::Target;

use crate::examples;

const TARGET: Target = Target::CortexM4;

/// The function that classifies one photograph.
const CLASSIFY: &str = "fashion::classify";

pub(crate) fn run() -> Result<()> {
    qemu::ensure()?;
    eprintln!("building examples/fashion for {TARGET}");
    let firmware = examples::build("fashion", TARGET)?;
    eprintln!("running it on an emulated {TARGET}\n");
    let options = Options {
        count: Some(Region::Calls(CLASSIFY.to_owned())),
        timeout: Duration::from_secs(600),
        ..Options::default()
    };
    let outcome = qemu::run_with(TARGET, &firmware, &options, &mut show)?;
    if outcome.status != 0 {
        bail!("the firmware ended with status {}", outcome.status);
    }
    let sizes = Elf::read(&firmware)?.sizes();
    println!(
        "firmware: {} bytes of flash, {} bytes of RAM besides the stack",
        sizes.flash(),
        sizes.ram()
    );
    if let Some(counts) = outcome.counts {
        tell(&counts);
    }
    Ok(())
}

/// Prints the firmware's output as it arrives, and ignores a closed terminal.
fn show(output: &[u8]) {
    let mut terminal = io::stdout().lock();
    let _ = terminal.write_all(output).and_then(|()| terminal.flush());
}

fn tell(counts: &Counts) {
    let per_photograph = |total: u64| total / counts.regions.max(1);
    println!(
        "processor: {} instructions per photograph, {} modeled cycles (zero wait states)",
        per_photograph(counts.insns),
        per_photograph(counts.cycles),
    );
}
