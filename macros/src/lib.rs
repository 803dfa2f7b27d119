//! The procedural macro of tiny-model: a shim over tiny-model-compiler.
