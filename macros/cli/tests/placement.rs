//! Weights and arena in separate memories, in the firmware that `tests/placement` links with two more
//! memories.

use std::ops::Range;

use cargo_tiny_model::elf::{Elf, Symbol};
use cargo_tiny_model::qemu::{self, Options};
use cargo_tiny_model::target::Target;
use cargo_tiny_model::toolchain::{Toolchain, build_dir, workspace_dir};

/// The names of data in the generated code.
const DATA: [&str; 5] = ["WEIGHTS", "BIAS", "PARAMETERS", "TABLE", "X"];

#[test]
fn weights_and_arena_lie_where_they_are_told_to() {
    for target in [Target::CortexM3, Target::CortexM4] {
        let toolchain = Toolchain::ensure(target).unwrap_or_else(|error| panic!("{error:#}"));
        let mut cargo = toolchain
            .cargo("build", &workspace_dir(), &build_dir())
            .expect("a command");
        cargo.args(["--locked", "--quiet", "--package", "placement"]);
        assert!(cargo.status().expect("cargo").success(), "{target}");
        let program = toolchain.program(&build_dir(), "placement");

        let outcome = qemu::run(target, &program, &Options::default())
            .unwrap_or_else(|error| panic!("{target}: {error:#}"));
        assert_eq!(outcome.status, 0, "{target}: {}", outcome.stdout);
        let bytes = outcome
            .stdout
            .strip_prefix("4 of 4 equal, ")
            .and_then(|rest| rest.strip_suffix(" bytes of weights\n"))
            .and_then(|bytes| bytes.parse().ok())
            .unwrap_or_else(|| panic!("{target}: {}", outcome.stdout));

        let elf = Elf::read(&program).expect("the firmware");
        weights_are_in(&elf, &section(&elf, "ext_flash"), bytes);
        arena_is_in(&elf, &section(&elf, "dtcm"));
    }
}

/// Returns the addresses of a section of the linker fragment.
fn section(elf: &Elf, name: &str) -> Range<u64> {
    let [start, end] = ["start", "end"].map(|edge| {
        let symbol = format!("__{edge}_{name}");
        elf.address(&symbol).unwrap_or_else(|| panic!("{symbol}"))
    });
    start..end
}

fn weights_are_in(elf: &Elf, section: &Range<u64>, bytes: u64) {
    assert!(section.end - section.start >= bytes, "{section:x?} {bytes}");
    let data = elf.symbols().iter().filter(|symbol| is_data(symbol));
    let mut placed = 0;
    for symbol in data {
        assert!(section.contains(&symbol.address), "{symbol:x?}");
        placed += symbol.size;
    }
    assert!(placed >= bytes, "{placed} of {bytes} bytes have names");
}

fn arena_is_in(elf: &Elf, section: &Range<u64>) {
    let arena = elf
        .symbols()
        .iter()
        .find(|symbol| symbol.name == "placement::ARENA")
        .expect("an arena");
    assert!(section.contains(&arena.address), "{arena:x?}");
    assert!(arena.address + arena.size <= section.end, "{arena:x?}");
    // The arena is zeroed in place: flash has no initial values for it.
    assert!(elf.sizes().data < arena.size, "{:?}", elf.sizes());
}

fn is_data(symbol: &Symbol) -> bool {
    symbol.name.starts_with("placement::network::")
        && symbol
            .name
            .rsplit("::")
            .next()
            .is_some_and(|last| DATA.contains(&last))
}
