//! The counting plugin against loops counted by hand, on every board.

mod firmware;

use cargo_tiny_model::elf::Elf;
use cargo_tiny_model::qemu::{self, Counts, Options, Part, Region};
use cargo_tiny_model::target::Target;

/// The cycles of a loop under each timing model.
struct Cycles {
    /// Armv7-M and Armv8-M: a taken branch refills a pipeline of three stages, consecutive loads
    /// overlap.
    m4: u64,
    /// Armv6-M: a taken branch costs one cycle more, nothing overlaps.
    m0: u64,
}

#[test]
fn loops_counted_by_hand() {
    for target in Target::ALL {
        let Some(board) = target.board() else {
            continue;
        };
        let program = firmware::build(target, "hand_counted");
        let check = |region: Region, expected: Counts, cycles: Cycles| {
            let cycles = if board.timing == "m0" {
                cycles.m0
            } else {
                cycles.m4
            };
            let expected = Counts { cycles, ..expected };
            let options = Options {
                count: Some(region.clone()),
                ..Options::default()
            };
            let outcome =
                qemu::run(target, &program, &options).unwrap_or_else(|error| panic!("{error:#}"));
            assert_eq!(
                (outcome.status, outcome.counts),
                (0, Some(expected)),
                "{target}: {region:?}"
            );
        };

        // 2 for the setup, then 1,000 rounds of 7. A branch that is not taken costs one cycle, and
        // 999 are taken.
        check(
            between("add"),
            Counts {
                regions: 1,
                insns: 2 + 7000,
                ..Counts::default()
            },
            Cycles {
                m4: 2 + 7000 + 2 * 999,
                m0: 2 + 7000 + 999,
            },
        );
        // 100 rounds of 6. Three consecutive loads and stores take 1 + 3 cycles, or 2 each on
        // Armv6-M.
        check(
            between("memory"),
            Counts {
                regions: 1,
                insns: 600,
                loads: 200,
                stores: 100,
                ..Counts::default()
            },
            Cycles {
                m4: 700 + 2 * 99,
                m0: 900 + 99,
            },
        );
        // 10 rounds of 5: bl 3, push of two 3, pop of two with the pc 5, subs 1, bne 1.
        check(
            between("calls"),
            Counts {
                regions: 1,
                insns: 50,
                loads: 10,
                stores: 10,
                ..Counts::default()
            },
            Cycles {
                m4: 130 + 2 * 9,
                m0: 130 + 9,
            },
        );
        // The same calls, without counting their callers.
        check(
            Region::Calls("called".to_owned()),
            Counts {
                regions: 10,
                insns: 20,
                loads: 10,
                stores: 10,
                ..Counts::default()
            },
            Cycles { m4: 80, m0: 80 },
        );
    }
}

#[test]
fn a_called_function_is_told_from_its_callers() {
    for target in Target::ALL {
        let Some(board) = target.board() else {
            continue;
        };
        let program = firmware::build(target, "hand_counted");
        let elf = Elf::read(&program).expect("a program");
        let called = elf.address("called").expect("a symbol");
        // A push of two and a pop of two with the pc, 2 bytes each.
        let called = called..called + 4;
        let caller = elf.address("calls_start").expect("a symbol");
        let caller = caller..elf.address("calls_stop").expect("a symbol");
        let options = Options {
            count: Some(between("calls")),
            parts: vec![(caller, 0), (called, 1)],
            ..Options::default()
        };
        let outcome =
            qemu::run(target, &program, &options).unwrap_or_else(|error| panic!("{error:#}"));
        let counts = outcome.counts.expect("counts");
        // bl, subs and bne ten times; the last bne is not taken.
        let [caller, called] = match board.timing {
            "m0" => [50 + 9, 80],
            _ => [50 + 2 * 9, 80],
        };
        let part = |insns, cycles| Part { insns, cycles };
        assert_eq!(
            counts.parts,
            [part(30, caller), part(20, called)],
            "{target}"
        );
        assert_eq!((counts.insns, counts.cycles), (50, caller + called));
    }
}

fn between(name: &str) -> Region {
    Region::Between(format!("{name}_start"), format!("{name}_stop"))
}
