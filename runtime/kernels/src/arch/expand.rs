//! What the compiler wrote for every backend: each target expands its own backend's part.

/// Expands its items on targets of one backend; the other targets' rustc never sees them.
macro_rules! backend {
    ($name:ident, $arch:literal, $d:tt) => {
        /// Items for the targets of this backend alone.
        #[cfg(arch = $arch)]
        #[macro_export]
        macro_rules! $name {
                            ($d($d item:tt)*) => { $d($d item)* };
                        }

        /// Items for the targets of another backend: nothing here.
        #[cfg(not(arch = $arch))]
        #[macro_export]
        macro_rules! $name {
            ($d($d item:tt)*) => {};
        }
    };
}

backend!(portable, "portable", $);
backend!(dsp, "dsp", $);
