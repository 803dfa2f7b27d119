//! Mistakes in the arguments of `tiny_model!`.

use std::fmt::Display;

use super::Message;

/// Examples of both forms of the macro.
const FORMS: &str = "\
write `tiny_model!(\"models/keyword.tflite\");` or
tiny_model! {
    pub struct Keyword = \"models/keyword.tflite\";
    arena <= 12 * 1024,
}";

/// `tiny_model!()`.
pub fn empty() -> Message {
    Message::new("`tiny_model!` needs the path of a model").help(FORMS)
}

/// Something other than a string literal in the place of the path: `tiny_model!(PATH)`.
pub fn not_a_path() -> Message {
    Message::new("expected the path of a model: a string literal")
        .note("a procedural macro sees tokens, not the values of constants; `concat!` and `env!` are understood")
        .help(FORMS)
}

/// An empty path: `tiny_model!("")`.
pub fn empty_path() -> Message {
    Message::new("the path of the model is empty").help(FORMS)
}

/// A macro that cannot be evaluated: `include_str!("path.txt")`.
pub fn unknown_macro(name: &str) -> Message {
    Message::new(format!("`{name}!` cannot be evaluated here"))
        .note("a procedural macro cannot expand other macros on stable Rust; `concat!` and `env!` are understood")
}

/// `env!` without a name: `env!()`.
pub fn env_without_name() -> Message {
    Message::new("`env!` needs the name of an environment variable")
        .help("write `env!(\"OUT_DIR\")`")
}

/// An environment variable that is not set: `env!("NO_SUCH_VARIABLE")`.
pub fn unset(name: &str) -> Message {
    let message = Message::new(format!("the environment variable `{name}` is not set"));
    if name == "OUT_DIR" {
        return message
            .help("cargo sets it only for packages with a build script: add a `build.rs`");
    }
    message.help(format!(
        "set it before the build, or in `build.rs` by `cargo::rustc-env={name}=…`"
    ))
}

/// A file name without a letter: `---.tflite`.
pub fn no_name(path: &str) -> Message {
    Message::new(format!("cannot make a type's name from `{path}`"))
        .help(format!("name the type: `pub struct Keyword = \"{path}\";`"))
}

/// Another item than a struct: `enum Keyword = "models/keyword.tflite"`. `declared` is the name and
/// path, if they were understood.
pub fn not_a_struct(declared: Option<&str>) -> Message {
    let message = Message::new("expected `struct`");
    match declared {
        Some(declared) => message.help(format!("write `struct {declared};`")),
        None => message.help(FORMS),
    }
}

/// Generic parameters: `struct Keyword<T> = …`.
pub fn generics(name: &impl Display) -> Message {
    Message::new(format!(
        "the model's type takes no generic parameters: remove them from `{name}`"
    ))
}

/// A struct without `=` and a path: `struct Keyword { … }`, `struct Keyword;`, `struct Keyword: "…"`.
pub fn missing_path(name: &impl Display) -> Message {
    Message::new(format!(
        "expected `=` and the path of the model after `{name}`"
    ))
    .help(format!(
        "write `struct {name} = \"models/keyword.tflite\";`"
    ))
}

/// `#[cfg(…)]` on the struct in the macro.
pub fn cfg_inside(cfg: &impl Display) -> Message {
    Message::new("`cfg` does not work inside of `tiny_model!`").help(format!(
        "put it in front of the macro: `{cfg} tiny_model! {{ … }}`"
    ))
}

/// The named form without `;` after its path.
pub fn missing_semicolon(declared: &str, options: &str) -> Message {
    Message::new("expected `;` after the path of the model")
        .help(format!("write `{declared}; {options}`"))
}

/// Something other than options after the path.
pub fn after_short_path(path: &impl Display, options: &str) -> Message {
    Message::new("expected `,` and options, or nothing, after the path of the model")
        .help(format!("write `tiny_model!({path}, {options});`"))
}

/// More than one model: `struct A = "a"; struct B = "b";`.
pub fn second_model() -> Message {
    Message::new("each `tiny_model!` declares one model")
        .help("write another `tiny_model!` for the next")
}
