//! A board: semihosting, calls to the emulator with the breakpoint instruction.
//!
//! Semihosting for AArch32 and AArch64, version 2: a call has a number, and a block of words as parameters.
#![allow(unsafe_code)]

use core::cell::Cell;
use core::sync::atomic::{AtomicUsize, Ordering};

use cortex_m_semihosting::{nr, syscall};

/// `SYS_EXIT_EXTENDED`, which takes a status; the semihosting crate does not define it.
const EXIT_EXTENDED: usize = 0x20;

/// `ADP_Stopped_ApplicationExit`: the program ended normally.
const APPLICATION_EXIT: usize = 0x2_0026;

/// The result of a failed call.
const FAILED: usize = usize::MAX;

/// The file name that stands for the terminal.
const TERMINAL: &str = ":tt";

/// An open file, as the emulator knows it.
pub(crate) struct Handle(usize);

impl Handle {
    pub(crate) fn open(path: &str) -> Option<Self> {
        open(path, nr::open::R_BINARY).map(Self)
    }

    pub(crate) fn create(path: &str) -> Option<Self> {
        open(path, nr::open::W_TRUNC_BINARY).map(Self)
    }

    pub(crate) fn length(&self) -> Option<usize> {
        // SAFETY: the block is the one parameter of FLEN, a file; the call touches no memory.
        let length = unsafe { syscall(nr::FLEN, &[self.0]) };
        (length != FAILED).then_some(length)
    }

    /// Reads at least one byte unless the file is at its end; returns the number of bytes.
    pub(crate) fn read(&mut self, buffer: &mut [u8]) -> Option<usize> {
        // SAFETY: the block is the parameters of READ; the call writes at most `len` bytes from the pointer on,
        // which are the buffer, borrowed for writing.
        let missing = unsafe {
            syscall(
                nr::READ,
                &[self.0, buffer.as_mut_ptr() as usize, buffer.len()],
            )
        };
        buffer.len().checked_sub(missing)
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> bool {
        write(self.0, bytes)
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        // SAFETY: the block is the one parameter of CLOSE, a file that is not used afterwards; the call
        // touches no memory.
        unsafe { syscall(nr::CLOSE, &[self.0]) };
    }
}

fn open(path: &str, mode: usize) -> Option<usize> {
    // The call requires a zero byte after the path.
    let mut name = [0_u8; 256];
    let (place, _end) = name
        .split_last_chunk_mut::<1>()
        .map(|(place, end)| (place, end))?;
    place
        .get_mut(..path.len())?
        .copy_from_slice(path.as_bytes());
    // SAFETY: the block is the parameters of OPEN; the call reads the path and the zero byte after it, all of
    // which lie in `name`.
    let file = unsafe { syscall(nr::OPEN, &[name.as_ptr() as usize, mode, path.len()]) };
    (file != FAILED).then_some(file)
}

fn write(file: usize, bytes: &[u8]) -> bool {
    // SAFETY: the block is the parameters of WRITE; the call reads `len` bytes from the pointer on, which are
    // `bytes`.
    let missing = unsafe { syscall(nr::WRITE, &[file, bytes.as_ptr() as usize, bytes.len()]) };
    missing == 0
}

pub(crate) fn print(bytes: &[u8]) {
    /// The terminal's file once it is open; 0 before, which is not the number of a file.
    static FILE: AtomicUsize = AtomicUsize::new(0);

    if FILE.load(Ordering::Relaxed) == 0 {
        FILE.store(
            open(TERMINAL, nr::open::W_TRUNC).unwrap_or(0),
            Ordering::Relaxed,
        );
    }
    write(FILE.load(Ordering::Relaxed), bytes);
}

pub(crate) fn exit(status: i32) -> ! {
    loop {
        // SAFETY: the block is the parameters of EXIT_EXTENDED, a reason and a status; the program ends here.
        unsafe { syscall(EXIT_EXTENDED, &[APPLICATION_EXIT, status as usize]) };
    }
}

/// Writes all words of the command line, separated by spaces; returns the length in bytes.
pub(crate) fn command_line(buffer: &mut [u8]) -> Option<usize> {
    let block = [
        Cell::new(buffer.as_mut_ptr() as usize),
        Cell::new(buffer.len()),
    ];
    // SAFETY: the block is the parameters of GET_CMDLINE, in cells because the call writes the length to it; it
    // writes at most `len` bytes from the pointer on, which are the buffer, borrowed for writing.
    let result = unsafe { syscall(nr::GET_CMDLINE, &block) };
    let [_, length] = block;
    (result == 0).then_some(length.get())
}
