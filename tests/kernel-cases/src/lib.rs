//! Random cases for every kernel against naive oracles: the same on the host and in firmware, so that
//! each backend is tested on the processors that it is for.
//!
//! A case is a function of a seed: it draws a shape and parameters, packs weights with the kernels'
//! own packers, runs the kernel and compares. `cargo run -p kernel-cases -- KERNEL SEED 1` repeats
//! one case; without arguments it lists the kernels. `macros/cli/tests/kernels_on_boards.rs` runs
//! the cases in firmware, `tests/host.rs` on the host.
//!
//! To add a kernel:
//!
//! 1. Write `cases/KERNEL.rs` (`cases/dsp/KERNEL.rs`, if the kernel is public only in `arch::dsp`)
//!    with `pub(crate) fn case(draw: &mut Draw) -> Verdict`.
//! 2. Draw everything from [`Draw`]; derive `Debug` for the drawn values.
//! 3. Run the kernel, call the oracle in [`oracle`], and end with [`compare`], or with
//!    [`Verdict::Declined`] where the packer rejects the weights.
//! 4. List it in [`cases::kernels`] with the name of the kernel's function; `tests/registry.rs`
//!    fails until then.
//! 5. Break the kernel by hand and see the case fail.
#![no_std]

extern crate alloc;

pub mod cases;
mod draw;
mod gates;
mod memory;
pub mod oracle;
mod shared;
mod strips;
mod verdict;
mod weighted;

pub use draw::Draw;
pub use verdict::{Verdict, compare};

/// A kernel and its random cases.
#[derive(Debug, Clone, Copy)]
pub struct Kernel {
    /// The name of its function, followed by a `/` and the variant where there are several.
    pub name: &'static str,
    /// Runs a drawn case.
    pub case: fn(&mut Draw) -> Verdict,
}

/// The result of a batch of cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Cases whose outputs equal the oracle's.
    pub equal: u32,
    /// Cases whose weights the packer rejected.
    pub declined: u32,
    /// The seed and the description of the first wrong case, which ends the batch.
    pub wrong: Option<(u32, alloc::string::String)>,
}

impl Kernel {
    /// Runs cases from the seed `first` on until `count` of them were compared, or more than that
    /// were rejected. `before` is called with each seed.
    pub fn run(&self, first: u32, count: u32, mut before: impl FnMut(u32)) -> Batch {
        let mut batch = Batch {
            equal: 0,
            declined: 0,
            wrong: None,
        };
        for seed in first.. {
            if batch.equal == count || batch.declined > count {
                break;
            }
            before(seed);
            match (self.case)(&mut Draw::new(seed)) {
                Verdict::Equal => batch.equal += 1,
                Verdict::Declined => batch.declined += 1,
                Verdict::Differs(how) => {
                    batch.wrong = Some((seed, how));
                    break;
                }
            }
        }
        batch
    }
}
