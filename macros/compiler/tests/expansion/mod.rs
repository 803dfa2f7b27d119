//! The expansion of `tiny_model!` for a model's file.
#![allow(dead_code, reason = "each test takes what it needs")]

use std::path::Path;

use proc_macro2::TokenStream;
use tiny_model_compiler::{CallSite, expand};

/// Options that lead to different code.
pub(crate) const OPTIONS: [&str; 4] = [
    "",
    "optimize = size, float16 = kept",
    "schedule = smallest",
    "schedule = smallest, input = rows",
];

/// Returns the expansion for all backends, or the errors with which it is refused.
pub(crate) fn expansion(model: &Path, options: &str) -> TokenStream {
    let site = CallSite {
        manifest_dir: model.parent().map(Path::to_path_buf),
        source_dir: None,
        env: |_| None,
        runtime: "::tiny_model".parse().expect("a path"),
    };
    let file = model.file_name().expect("a file");
    let call = format!("struct Net = {file:?}; {options}");
    expand(call.parse().expect("tokens"), &site)
}
