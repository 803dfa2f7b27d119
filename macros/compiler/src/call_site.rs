//! The call site of the macro.

use std::path::PathBuf;

use proc_macro2::TokenStream;

/// The call site of the macro: everything that the compiler knows about its environment.
#[derive(Debug, Clone)]
pub struct CallSite {
    /// The package's folder; `None` without cargo.
    pub manifest_dir: Option<PathBuf>,
    /// The folder of the source file that calls the macro; `None` if rustc does not provide it.
    pub source_dir: Option<PathBuf>,
    /// Looks up an environment variable of the build.
    pub env: fn(&str) -> Option<String>,
    /// The path of the runtime crate, independent of its name in the user's crate.
    pub runtime: TokenStream,
}
