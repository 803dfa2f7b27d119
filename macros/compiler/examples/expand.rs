//! How long `tiny_model!` takes on a model: prints the median of some expansions, in microseconds of
//! processor time.

use std::hint::black_box;

use cpu_time::ProcessTime;
use proc_macro2::{Literal, TokenStream, TokenTree};
use tiny_model_compiler::{CallSite, expand};

const ROUNDS: usize = 9;

fn main() {
    let Some(path) = std::env::args().nth(1) else {
        eprintln!("name a model");
        std::process::exit(2);
    };
    let site = CallSite {
        manifest_dir: std::env::current_dir().ok(),
        source_dir: None,
        env: |_| None,
        runtime: TokenStream::new(),
    };
    let tokens = TokenStream::from(TokenTree::from(Literal::string(&path)));
    if expand(tokens.clone(), &site)
        .to_string()
        .contains("compile_error")
    {
        eprintln!("{path} does not compile");
        std::process::exit(1);
    }
    let mut micros = [0; ROUNDS].map(|_| {
        let start = ProcessTime::now();
        black_box(expand(black_box(tokens.clone()), &site));
        start.elapsed().as_micros()
    });
    micros.sort_unstable();
    println!("{}", micros[ROUNDS / 2]);
}
