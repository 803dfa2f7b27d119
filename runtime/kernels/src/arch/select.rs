//! The table of all that an instruction set may replace, and the folder that supplies it.
//!
//! A row is a function or a constant of `portable`, and the instruction sets that supply one of their own under the
//! same name and of the same type. An instruction set that a row does not name takes the portable one.

// The folder of the target's instruction set. Unit tests take the template, which supplies every row.
#[cfg(arch = "dsp")]
use super::dsp as own;
#[cfg(arch = "small")]
use super::small as own;
#[cfg(test)]
use super::template as own;

macro_rules! select {
    ($($name:ident: $($arch:literal)*;)*) => { $(
        #[cfg(any(test, $(arch = $arch),*))]
        pub(crate) use own::$name;
        #[cfg(not(any(test, $(arch = $arch),*)))]
        pub(crate) use super::portable::$name;

        // Builds only if both are of one type, and keeps the portable one, which is not called, from being dead code.
        #[cfg(any(test, $(arch = $arch),*))]
        const _: () = {
            let _ = [super::portable::$name, own::$name];
        };
    )* };
}

select! {
    add:                "dsp";
    copy:               "dsp";
    dot:                       "small";
    dots:               "dsp";
    dots_of_bytes:      "dsp";
    lanes:              "dsp";
    maximum_of_lanes:   "dsp";
    move_bytes_on:      "dsp";
    move_on:            "dsp";
    mul:                "dsp";
    sum_of_blocks:      "dsp";
    sum_of_lanes:       "dsp";
    HAS_LONG_PRODUCTS:         "small";
}
