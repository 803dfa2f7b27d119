//! The procedural macro of tiny-model: a shim over tiny-model-compiler, and the only place that names `proc_macro`.
#![forbid(unsafe_code)]

use std::path::{Path, PathBuf};

use proc_macro::{Span, TokenStream, TokenTree};
use tiny_model_compiler::{CallSite, expand};

/// `tiny_model!` after the name of the runtime's crate: `declare! { $crate "model.tflite" }`.
///
/// A procedural macro does not know what its user calls the crate, and whether the user depends on it at all: the macro
/// may be the re-export of another crate. `macro_rules!` knows.
#[proc_macro]
pub fn declare(tokens: TokenStream) -> TokenStream {
    let mut tokens = tokens.into_iter();
    let runtime = tokens.next();
    let tokens = TokenStream::from_iter(tokens);
    let site = call_site(runtime, &tokens);
    expand(tokens.into(), &site).into()
}

fn call_site(runtime: Option<TokenTree>, tokens: &TokenStream) -> CallSite {
    // The call itself is in the runtime's source.
    let first = tokens.clone().into_iter().next();
    // rustc names files relative to its own working directory, which is the workspace's under cargo.
    let source = first
        .map_or_else(Span::call_site, |token| token.span())
        .local_file()
        .and_then(|file| std::path::absolute(file).ok());
    CallSite {
        manifest_dir: variable("CARGO_MANIFEST_DIR").map(PathBuf::from),
        source_dir: source.as_deref().and_then(Path::parent).map(Path::to_owned),
        env: variable,
        runtime: TokenStream::from_iter(runtime).into(),
    }
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
