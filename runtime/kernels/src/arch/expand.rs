//! What the compiler wrote for every backend: each target expands its own backend's part, and its
//! rustc never sees the others.

/// Items for the targets of the portable backend alone.
#[cfg(arch = "portable")]
#[macro_export]
macro_rules! portable {
    ($($item:tt)*) => { $($item)* };
}

/// Items for the targets of the portable backend alone: nothing here.
#[cfg(not(arch = "portable"))]
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
