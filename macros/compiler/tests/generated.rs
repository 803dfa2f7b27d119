//! The generated source of small models, read as source: one of each kind that the code of models has.
//!
//! The model card is left out, and long byte strings are replaced by their length.

mod expansion;
mod files;

use expansion::expansion;
use files::project;
use proc_macro2::{Group, Literal, TokenStream, TokenTree};
use syn::LitByteStr;

/// The longest byte string that is shown.
const LONGEST: usize = 8;

/// The items that a model expands to on a backend.
fn items(model: &str, options: &str, backend: &str) -> TokenStream {
    let path = project("tests/models").join(model).with_extension("tflite");
    let file: syn::File = syn::parse2(expansion(&path, options)).expect("items");
    let items = file.items.into_iter().find_map(|item| match item {
        syn::Item::Macro(item) if item.mac.path.segments.last()?.ident == backend => {
            Some(item.mac.tokens)
        }
        _ => None,
    });
    items.expect("a program for the backend")
}

/// The tokens with the length of each long byte string in its place.
fn shortened(tokens: TokenStream) -> TokenStream {
    let short = |token| match token {
        TokenTree::Group(group) => {
            let inner = shortened(group.stream());
            Group::new(group.delimiter(), inner).into()
        }
        TokenTree::Literal(literal) => short_literal(literal).into(),
        other => other,
    };
    tokens.into_iter().map(short).collect()
}

fn short_literal(literal: Literal) -> Literal {
    let token = TokenTree::Literal(literal.clone()).into();
    match syn::parse2::<LitByteStr>(token) {
        Ok(bytes) if bytes.value().len() > LONGEST => {
            Literal::byte_string(format!("{} bytes", bytes.value().len()).as_bytes())
        }
        _ => literal,
    }
}

/// The source without the model card.
fn without_card(source: &str) -> String {
    const CARD: &str = "    /**\n# Model card";
    const END: &str = "*/\n";
    let (before, card) = source.split_once(CARD).expect("a model card");
    let (_, after) = card.split_once(END).expect("the card's end");
    format!("{before}{after}")
}

/// Compares a model's code with its snapshot: the model is a path in `tests/models`.
fn assert_source(name: &str, model: &str, options: &str, backend: &str) {
    let items = shortened(items(model, options, backend));
    let file = syn::parse2(items).expect("items");
    let source = without_card(&prettyplease::unparse(&file));
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, source));
}

#[test]
fn rows_that_are_fed() {
    let options = "schedule = smallest, input = rows";
    assert_source("rows", "data/diamond", options, "portable");
}

#[test]
fn state() {
    assert_source("state", "data/accumulator", "", "portable");
}

#[test]
fn a_choice() {
    assert_source("if", "data/if_int8", "", "portable");
}

#[test]
fn a_loop() {
    assert_source("while", "data/while_layer", "", "dsp");
}

#[test]
fn several_outputs() {
    assert_source("outputs", "data/two_outputs", "", "dsp");
}

#[test]
fn floats() {
    let model = "data/float_pad_conv_relu6_mean";
    assert_source("float", model, "", "portable");
}

#[test]
fn numbers_of_16_bits() {
    assert_source("int16", "data/conv_2d_int16_3x3", "", "dsp");
}

#[test]
fn numbers_without_sign() {
    assert_source("uint8", "data/uint8_conv_2d_3x3", "", "portable");
}

#[test]
fn weights_of_4_bits() {
    assert_source("int4", "data/conv_2d_int4_3x3", "", "dsp");
}

#[test]
fn a_custom_operator() {
    let options = r#"custom "Spread" = operators::spread"#;
    assert_source("custom", "custom/spread", options, "portable");
}

#[test]
fn both_backends() {
    for backend in ["portable", "dsp"] {
        let model = "data/activation_after_conv_2d";
        assert_source(&format!("backends-{backend}"), model, "", backend);
    }
}

#[test]
fn parts_of_a_concatenation() {
    assert_source("parts", "data/concatenation_batch", "", "dsp");
}

#[test]
fn outputs_over_inputs() {
    assert_source("in-place", "data/long_skip", "", "dsp");
}
