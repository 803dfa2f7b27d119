//! The common part of the programs of `cargo tiny-model`: they read cases from a file, run a model,
//! and write its outputs to a file.
//!
//! A program is started in a folder with the words `MODEL CASES INSTANCES`: the position of the model in the
//! program, the number of cases in `in.bin`, and `one-instance` or `fresh-instances`. It writes `out.bin`. Both
//! files hold raw little-endian values: for each case in order, for each input (output) in order.
//!
//! Tensors are never copied as a whole: values pass through a small buffer between file and arena.
#![no_std]
#![forbid(unsafe_code)]

mod value;

#[cfg(target_os = "none")]
use cortex_m as _; // It provides the critical section.
use firmware_support::{Error, File, args, console};

pub use firmware_support::{self, main};
pub use static_cell::ConstStaticCell;
pub use value::Value;

/// Bytes of the buffer; a multiple of every value's size.
const BUFFER: usize = 256;

/// The request of the command line.
pub struct Job {
    /// Position of the model in the program.
    pub model: usize,
    /// The cases to run.
    pub cases: Cases,
}

/// The cases of a job, one after another.
pub struct Cases {
    input: File,
    output: File,
    left: usize,
    sequence: bool,
}

impl Job {
    /// Reads the command line and opens the files; ends the program on an error.
    pub fn read() -> Self {
        let mut buffer = [0; BUFFER];
        let Some(mut words) = args(&mut buffer) else {
            fail("the command line", "is too long")
        };
        let mut number = || words.next().and_then(|word| word.parse().ok());
        let (Some(model), Some(left)) = (number(), number()) else {
            fail("the command line", "lacks a number")
        };
        let sequence = words.next() == Some("one-instance");
        let input = File::open("in.bin").unwrap_or_else(|error| fail_file("in.bin", error));
        let output = File::create("out.bin").unwrap_or_else(|error| fail_file("out.bin", error));
        Self {
            model,
            cases: Cases {
                input,
                output,
                left,
                sequence,
            },
        }
    }
}

impl Cases {
    /// Returns whether one instance of the model has to run all cases.
    pub fn are_a_sequence(&self) -> bool {
        self.sequence
    }

    /// Advances to the next case, if there is one.
    pub fn advance(&mut self) -> bool {
        let more = self.left > 0;
        self.left = self.left.saturating_sub(1);
        more
    }

    /// Reads the next input.
    pub fn read<T: Value>(&mut self, values: &mut [T]) {
        let mut buffer = [0; BUFFER];
        for values in values.chunks_mut(BUFFER / size_of::<T>()) {
            let bytes = &mut buffer[..size_of_val(values)];
            self.input
                .read(bytes)
                .unwrap_or_else(|error| fail_file("in.bin", error));
            for (value, bytes) in values.iter_mut().zip(bytes.chunks_exact(size_of::<T>())) {
                *value = T::from_bytes(bytes);
            }
        }
    }

    /// Writes the next output.
    pub fn write<T: Value>(&mut self, values: &[T]) {
        let mut buffer = [0; BUFFER];
        for values in values.chunks(BUFFER / size_of::<T>()) {
            let bytes = &mut buffer[..size_of_val(values)];
            for (value, bytes) in values.iter().zip(bytes.chunks_exact_mut(size_of::<T>())) {
                value.to_bytes(bytes);
            }
            self.output
                .write(bytes)
                .unwrap_or_else(|error| fail_file("out.bin", error));
        }
    }

    /// Writes `bytes` zeros in place of the outputs of a run that ended early.
    pub fn write_none(&mut self, bytes: usize) {
        for _ in 0..bytes {
            self.write(&[0u8]);
        }
    }
}

/// Ends the program with a message, which the tool shows.
fn fail(what: &str, how: &str) -> ! {
    for text in [what, " ", how, "\n"] {
        console::print(text);
    }
    firmware_support::exit(1)
}

fn fail_file(name: &str, error: Error) -> ! {
    firmware_support::println!("{name} {error}");
    firmware_support::exit(1)
}
