use quote::quote;
use syn::Visibility;

use super::*;
use crate::choices::{Float16, Optimize, OptionName, Resource};

fn site() -> CallSite {
    CallSite {
        manifest_dir: None,
        source_dir: None,
        env: |name| (name == "OUT_DIR").then(|| "/out".to_owned()),
        runtime: quote!(::tiny_model),
    }
}

fn declaration(tokens: TokenStream) -> Declaration {
    parse(tokens, &site()).unwrap_or_else(|report| panic!("{:?}", report.headlines()))
}

/// The first lines of the errors, and the name of the type that is declared despite them.
fn mistakes(tokens: TokenStream) -> (Vec<String>, Option<String>) {
    match parse(tokens, &site()) {
        Ok(_) => panic!("no mistake"),
        Err(report) => (
            report.headlines(),
            report.item.map(|item| item.name.to_string()),
        ),
    }
}

fn mistake(tokens: TokenStream) -> String {
    mistakes(tokens).0.join(" | ")
}

#[test]
fn the_short_form_names_the_type_after_the_file() {
    for (path, name) in [
        ("models/keyword.tflite", "Keyword"),
        ("vww_96_int8.tflite", "Vww96Int8"),
        ("person-detect.v2.tflite", "PersonDetectV2"),
        ("2d-net.tflite", "Model2dNet"),
        ("../größe.tflite", "Größe"),
        ("noextension", "Noextension"),
    ] {
        let parsed = declaration(quote!(#path));
        assert_eq!(parsed.item.name, name);
        assert!(matches!(parsed.item.visibility, Visibility::Public(_)));
        assert_eq!(parsed.path.value, path);
    }
    for path in ["---.tflite", "self.tflite"] {
        assert_eq!(
            mistake(quote!(#path)),
            format!("cannot make a type's name from `{path}`")
        );
    }
}

#[test]
fn the_short_form_takes_options() {
    let parsed = declaration(quote!(
        "keyword.tflite",
        flash <= cfg::FLASH - 1,
        arena <= 2 * 1024,
    ));
    assert_eq!(
        parsed.options.arena.and_then(|budget| budget.value),
        Some(2048)
    );
    let flash = parsed
        .options
        .flash
        .map(|budget| (budget.resource, budget.value));
    assert_eq!(flash, Some((Resource::Flash, None)));
}

#[test]
fn speed_is_the_default() {
    for (tokens, expected) in [
        (quote!("net.tflite"), Optimize::Speed),
        (quote!("net.tflite", optimize = speed), Optimize::Speed),
        (
            quote!("net.tflite", optimize = size, arena <= 4),
            Optimize::Size,
        ),
    ] {
        assert_eq!(declaration(tokens).options.choices().optimize, expected);
    }
}

#[test]
fn float16_is_widened_or_kept() {
    for (tokens, expected) in [
        (quote!("net.tflite"), Float16::Widened),
        (quote!("net.tflite", float16 = kept), Float16::Kept),
    ] {
        assert_eq!(declaration(tokens).options.choices().float16, expected);
    }
}

#[test]
fn weights_have_a_section() {
    let parsed = declaration(quote!("net.tflite", weights = ".ext_flash", arena <= 4));
    let section = parsed.options.weights.map(|section| section.value());
    assert_eq!(section.as_deref(), Some(".ext_flash"));
    assert!(declaration(quote!("net.tflite")).options.weights.is_none());
}

#[test]
fn the_named_form_keeps_the_head() {
    let parsed = declaration(quote! {
        /// Spots keywords.
        #[derive(Debug)]
        pub(crate) struct Spotter = "keyword.tflite";
        arena <= 1024,
    });
    assert_eq!(parsed.item.attributes.len(), 2);
    assert!(matches!(parsed.item.visibility, Visibility::Restricted(_)));
    assert_eq!(parsed.item.name, "Spotter");
    assert!(parsed.options.arena.is_some() && parsed.options.flash.is_none());

    let private = declaration(quote!(struct Spotter = "keyword.tflite";));
    assert!(matches!(private.item.visibility, Visibility::Inherited));
}

#[test]
fn concat_and_env_are_evaluated() {
    let parsed = declaration(quote!(::core::concat!(
        env!("OUT_DIR"),
        concat!("/v", 2, '-', 1.5, true, "_net"),
        ".tflite",
    )));
    assert_eq!(parsed.path.value, "/out/v2-1.5true_net.tflite");
    assert_eq!(parsed.path.shown, "$OUT_DIR/v2-1.5true_net.tflite");
    assert_eq!(parsed.path.env_vars, ["OUT_DIR"]);
    assert_eq!(parsed.item.name, "V215trueNet");
}

#[test]
fn what_is_no_path_is_a_mistake() {
    for (tokens, headline) in [
        (quote!(), "`tiny_model!` needs the path of a model"),
        (quote!(""), "the path of the model is empty"),
        (quote!(5), "expected the path of a model: a string literal"),
        (
            quote!(PATH),
            "expected the path of a model: a string literal",
        ),
        (
            quote!(concat!("a", PATH)),
            "expected the path of a model: a string literal",
        ),
        (quote!(,), "expected the path of a model: a string literal"),
        (
            quote!(include_str!("path")),
            "`include_str!` cannot be evaluated here",
        ),
        (
            quote!(env!()),
            "`env!` needs the name of an environment variable",
        ),
        (
            quote!(env!("HOME_OF_MODELS")),
            "the environment variable `HOME_OF_MODELS` is not set",
        ),
    ] {
        assert_eq!(mistakes(tokens), (vec![headline.to_owned()], None));
    }
}

#[test]
fn mistakes_after_the_name_still_declare_it() {
    for (tokens, headline) in [
        (
            quote!(struct Net<T> = "a.tflite";),
            "the model's type takes no generic parameters: remove them from `Net`",
        ),
        (
            quote!(
                struct Net;
            ),
            "expected `=` and the path of the model after `Net`",
        ),
        (
            quote!(struct Net = "a.tflite"),
            "expected `;` after the path of the model",
        ),
        (
            quote!(struct Net = "a.tflite", arena <= 4),
            "expected `;` after the path of the model",
        ),
        (
            quote!(struct Net = include_str!("a");),
            "`include_str!` cannot be evaluated here",
        ),
        (
            quote!("net.tflite"; arena <= 4),
            "expected `,` and options, or nothing, after the path of the model",
        ),
        (
            quote!("net.tflite" arena <= 4),
            "expected `,` and options, or nothing, after the path of the model",
        ),
        (
            quote!("net.tflite", arana <= 4),
            "unknown option `arana`, expected one of `arena`, `flash`, `optimize`, `schedule`, `input`, `float16`, `weights`, `custom`",
        ),
        (
            quote!("net.tflite", arena <= 4, arena <= 4),
            "the option `arena` is given twice",
        ),
        (
            quote!("net.tflite", arena = 4),
            "expected `<=` after `arena`, found `=`",
        ),
        (
            quote!("net.tflite", arena: 4),
            "expected `<=` after `arena`, found `:`",
        ),
        (
            quote!("net.tflite", arena == 4),
            "expected `<=` after `arena`, found `==`",
        ),
        (
            quote!("net.tflite", arena 4),
            "expected `<=` and a number of bytes after `arena`",
        ),
        (
            quote!("net.tflite", arena),
            "expected `<=` and a number of bytes after `arena`",
        ),
        (
            quote!("net.tflite", arena <=),
            "expected a number of bytes after `arena <=`",
        ),
        (
            quote!("net.tflite", arena <= 4 flash <= 4),
            "expected `,` or the end after an option",
        ),
        (
            quote!("net.tflite", arena <= 4k),
            "a budget is a whole number of bytes",
        ),
        (
            quote!("net.tflite", 4),
            "expected an option: one of `arena`, `flash`, `optimize`, `schedule`, `input`, `float16`, `weights`, `custom`",
        ),
        (
            quote!("net.tflite",,),
            "expected an option: one of `arena`, `flash`, `optimize`, `schedule`, `input`, `float16`, `weights`, `custom`",
        ),
        (
            quote!("net.tflite", optimize),
            "expected `=` and `speed` or `size` after `optimize`",
        ),
        (
            quote!("net.tflite", optimize =, arena <= 4),
            "expected `=` and `speed` or `size` after `optimize`",
        ),
        (
            quote!("net.tflite", optimize <= size),
            "expected `=` after `optimize`, found `<=`",
        ),
        (
            quote!("net.tflite", optimize == size),
            "expected `=` after `optimize`, found `==`",
        ),
        (
            quote!("net.tflite", optimize = "s"),
            "expected `speed` or `size` after `optimize =`, found `\"s\"`",
        ),
        (
            quote!("net.tflite", weights),
            "expected `=` and the name of a link section after `weights`",
        ),
        (
            quote!("net.tflite", weights <= ".ext_flash"),
            "expected `=` after `weights`, found `<=`",
        ),
        (
            quote!("net.tflite", weights = EXT_FLASH),
            "expected the name of a link section after `weights =`: a string literal",
        ),
        (
            quote!("net.tflite", weights = 5),
            "expected the name of a link section after `weights =`: a string literal",
        ),
        (
            quote!("net.tflite", weights = ""),
            "the name of the link section is empty",
        ),
        (
            quote!("net.tflite", weights = ".ext\0flash"),
            "the name of a link section has no character '\\0'",
        ),
        (
            quote!("net.tflite", weights = "\".ext_flash\""),
            "the name of a link section has no character '\"'",
        ),
        (
            quote!("net.tflite", weights = ".a", weights = ".b"),
            "the option `weights` is given twice",
        ),
        (
            quote!("net.tflite", optimize = size, optimize = size),
            "the option `optimize` is given twice",
        ),
        (
            quote!(struct Net = "a.tflite"; struct Two = "b.tflite";),
            "each `tiny_model!` declares one model",
        ),
    ] {
        let source = tokens.to_string();
        assert_eq!(
            mistakes(tokens),
            (vec![headline.to_owned()], Some("Net".to_owned())),
            "{source}"
        );
    }
}

#[test]
fn mistakes_in_the_head_are_named() {
    assert_eq!(
        mistake(quote!(pub enum Net = "a.tflite";)),
        "expected `struct`"
    );
    assert_eq!(
        mistake(quote!(#[cfg(test)] struct Net = "a.tflite";)),
        "`cfg` does not work inside of `tiny_model!`"
    );
}

#[test]
fn each_option_has_its_own_mistake() {
    let (headlines, _) = mistakes(quote!("net.tflite", arana <= 4, flash = 4, arena <= 2 2,));
    assert_eq!(headlines.len(), 3, "{headlines:?}");
}

/// The texts of all errors.
fn texts(tokens: TokenStream) -> String {
    let report = parse(tokens, &site()).err();
    report.unwrap_or_default().into_tokens().to_string()
}

#[test]
fn helps_quote_what_the_user_wrote() {
    for (tokens, quoted) in [
        (
            quote!(pub(crate) struct Net = "nets/a.tflite", arena <= 4, input = rows),
            &[
                "pub (crate) struct Net = ",
                "nets/a.tflite",
                "; arena <= 4 , input = rows`",
            ][..],
        ),
        (
            quote!("nets/a.tflite"; flash <= LIMIT),
            &["nets/a.tflite", ", flash <= LIMIT);`"],
        ),
        (
            quote!(pub enum Net = "nets/a.tflite";),
            &["write `struct Net = ", "nets/a.tflite"],
        ),
        (
            quote!(#[cfg(test)] struct Net = "a.tflite";),
            &["# [cfg (test)] tiny_model!"],
        ),
        (quote!("net.tflite", flash 4096), &["write `flash <= 4096`"]),
        (
            quote!("net.tflite", custom Fft = fft),
            &["Fft", "= path::to::function"],
        ),
    ] {
        let texts = texts(tokens);
        for quoted in quoted {
            assert!(texts.contains(quoted), "{quoted} is not in {texts}");
        }
    }
}

#[test]
fn the_grammar_has_all_options() {
    let grammar = include_str!("../syntax.rs");
    for option in OptionName::ALL {
        let name = option.text();
        assert!(grammar.contains(&format!("\"{name}\"")), "{name}");
    }
}
