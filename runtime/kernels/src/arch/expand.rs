//! Macros around the code that the compiler generates for each backend: a target expands its own backend's part,
//! and its rustc never sees the others.
//!
//! The portable part is that of every instruction set without a backend of its own.

/// Items for the targets of the portable backend alone.
#[cfg(not(arch = "dsp"))]
#[macro_export]
macro_rules! portable {
    ($($item:tt)*) => { $($item)* };
}

/// Items for the targets of the portable backend alone: nothing here.
#[cfg(arch = "dsp")]
#[macro_export]
macro_rules! portable {
    ($($item:tt)*) => {};
}

/// Items for the targets of the DSP backend alone.
#[cfg(arch = "dsp")]
#[macro_export]
macro_rules! dsp {
    ($($item:tt)*) => { $($item)* };
}

/// Items for the targets of the DSP backend alone: nothing here.
#[cfg(not(arch = "dsp"))]
#[macro_export]
macro_rules! dsp {
    ($($item:tt)*) => {};
}
