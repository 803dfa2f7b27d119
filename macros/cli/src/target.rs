//! The machines that models can run on: this host, and five emulated Cortex-M boards.

use std::fmt;

use tiny_model_compiler::backend::{Backend, Dsp, Portable};

/// The target of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, clap::ValueEnum)]
pub enum Target {
    /// This machine.
    Host,
    /// Armv6-M: no divide, no DSP, 16 KiB of RAM.
    CortexM0,
    /// Armv7-M: no DSP.
    CortexM3,
    /// Armv7E-M with DSP instructions.
    CortexM4,
    /// Armv7E-M with DSP instructions, the same code as for the Cortex-M4.
    CortexM7,
    /// Armv8-M Mainline with the optional DSP extension.
    CortexM33,
}

/// An emulated board and the rustc target of its processor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Board {
    /// rustc's name of the target; floats are passed in integer registers on all of them.
    pub triple: &'static str,
    /// QEMU's name of the board.
    pub machine: &'static str,
    /// The timing model of the counting plugin that fits best (`m0`, `m3` or `m4`).
    pub timing: &'static str,
    /// The memory of code and constants; the vector table is at its start.
    pub flash: Memory,
    /// The memory of data and stack.
    pub ram: Memory,
}

/// A range of the address space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory {
    /// First address.
    pub origin: u32,
    /// Length in bytes.
    pub length: u32,
}

const KIB: u32 = 1024;
const MIB: u32 = 1024 * KIB;

/// The two external SRAMs of the MPS2 boards with an Armv7-M processor.
const MPS2_FLASH: Memory = Memory {
    origin: 0,
    length: 4 * MIB,
};
const MPS2_RAM: Memory = Memory {
    origin: 0x2000_0000,
    length: 4 * MIB,
};

impl Target {
    /// Every target, the host first.
    pub const ALL: [Self; 6] = [
        Self::Host,
        Self::CortexM0,
        Self::CortexM3,
        Self::CortexM4,
        Self::CortexM7,
        Self::CortexM33,
    ];

    /// Returns the name on the command line: `host`, `cortex-m4`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::CortexM0 => "cortex-m0",
            Self::CortexM3 => "cortex-m3",
            Self::CortexM4 => "cortex-m4",
            Self::CortexM7 => "cortex-m7",
            Self::CortexM33 => "cortex-m33",
        }
    }

    /// Returns the board on which models are measured: the target's board, except for Armv6-M, whose
    /// own is too small for most models. The larger board's Cortex-M3 runs every Armv6-M
    /// instruction, and the timing model stays that of the smaller processor.
    #[must_use]
    pub const fn measuring_board(self) -> Option<Board> {
        match (self, self.board()) {
            (Self::CortexM0, Some(board)) => Some(Board {
                machine: "mps2-an385",
                flash: MPS2_FLASH,
                ram: MPS2_RAM,
                ..board
            }),
            (_, board) => board,
        }
    }

    /// Returns the board of the target; `None` for the host.
    #[must_use]
    pub const fn board(self) -> Option<Board> {
        match self {
            Self::Host => None,
            Self::CortexM0 => Some(Board {
                triple: "thumbv6m-none-eabi",
                machine: "microbit",
                timing: "m0",
                flash: Memory {
                    origin: 0,
                    length: 256 * KIB,
                },
                ram: Memory {
                    origin: 0x2000_0000,
                    length: 16 * KIB,
                },
            }),
            Self::CortexM3 => Some(Board {
                triple: "thumbv7m-none-eabi",
                machine: "mps2-an385",
                timing: "m3",
                flash: MPS2_FLASH,
                ram: MPS2_RAM,
            }),
            Self::CortexM4 => Some(Board {
                triple: "thumbv7em-none-eabi",
                machine: "mps2-an386",
                timing: "m4",
                flash: MPS2_FLASH,
                ram: MPS2_RAM,
            }),
            Self::CortexM7 => Some(Board {
                triple: "thumbv7em-none-eabi",
                machine: "mps2-an500",
                timing: "m4",
                flash: MPS2_FLASH,
                ram: MPS2_RAM,
            }),
            // The processor starts in the secure state; these are the secure aliases of the SRAMs.
            Self::CortexM33 => Some(Board {
                triple: "thumbv8m.main-none-eabi",
                machine: "mps2-an505",
                timing: "m4",
                flash: Memory {
                    origin: 0x1000_0000,
                    length: 4 * MIB,
                },
                ram: Memory {
                    origin: 0x3800_0000,
                    length: 4 * MIB,
                },
            }),
        }
    }
}

impl Target {
    /// Returns the backend that the runtime chooses for the target's triple.
    #[must_use]
    pub const fn backend(self) -> &'static dyn Backend {
        match self {
            Self::Host | Self::CortexM0 | Self::CortexM3 => &Portable,
            // The Cortex-M33's extension is optional: our programs turn the feature `dsp` on.
            Self::CortexM4 | Self::CortexM7 | Self::CortexM33 => &Dsp,
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Board {
    /// Returns the name of the folder for programs linked for this memory: boards with the same
    /// name run the same program.
    #[must_use]
    pub fn memory_name(&self) -> String {
        format!(
            "{}-{}k-{}k",
            self.triple,
            self.flash.length / KIB,
            self.ram.length / KIB
        )
    }

    /// Returns the linker's memory map, the `memory.x` of `cortex-m-rt`.
    #[must_use]
    pub fn memory_x(&self) -> String {
        format!(
            "MEMORY\n{{\n  FLASH : ORIGIN = {:#010x}, LENGTH = {}K\n  RAM   : ORIGIN = {:#010x}, LENGTH = {}K\n}}\n",
            self.flash.origin,
            self.flash.length / KIB,
            self.ram.origin,
            self.ram.length / KIB,
        )
    }
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum as _;

    use super::*;

    #[test]
    fn names_are_those_of_the_command_line() {
        for target in Target::ALL {
            assert_eq!(Target::from_str(target.name(), false), Ok(target));
        }
    }

    #[test]
    fn memory_follows_from_its_name() {
        let boards = Target::ALL
            .iter()
            .flat_map(|target| [target.board(), target.measuring_board()])
            .flatten();
        let boards = Vec::from_iter(boards);
        for a in &boards {
            for b in &boards {
                assert!(a.memory_name() != b.memory_name() || a.memory_x() == b.memory_x());
            }
        }
    }

    #[test]
    fn code_does_not_depend_on_where_it_is_measured() {
        for target in Target::ALL {
            let origins = |board: Board| (board.triple, board.flash.origin, board.ram.origin);
            assert_eq!(
                target.measuring_board().map(origins),
                target.board().map(origins)
            );
        }
    }

    #[test]
    fn the_examples_are_linked_for_the_same_memory() {
        let file = crate::toolchain::workspace_dir().join("examples/memory/memory.x");
        let board = Target::CortexM4.board().expect("a board");
        assert_eq!(
            std::fs::read_to_string(file).expect("a memory map"),
            board.memory_x()
        );
    }
}
