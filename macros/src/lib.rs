//! The procedural macro of tiny-model: a shim over tiny-model-compiler, and the only crate that names `proc_macro`.
#![forbid(unsafe_code)]

use std::path::{Path, PathBuf};

use proc_macro::{Span, TokenStream, TokenTree};
use tiny_model_compiler::{CallSite, expand};

/// Expands `tiny_model!` with the path of the runtime crate in front of its arguments:
/// `declare! { $crate "model.tflite" }`.
///
/// A procedural macro knows neither the crate's name in the user's crate, nor whether the user depends on it at all:
/// another crate may re-export the macro. `macro_rules!` knows its own crate.
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
    // rustc names files relative to its own working directory, which under cargo is the workspace's.
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
