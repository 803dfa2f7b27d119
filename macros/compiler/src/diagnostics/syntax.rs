//! Mistakes in what stands between the delimiters of `tiny_model!`.

use std::fmt::Display;

use syn::Lit;

use super::{Message, closest};

/// Both forms, as examples.
const FORMS: &str = "\
write `tiny_model!(\"models/keyword.tflite\");` or
tiny_model! {
    pub struct Keyword = \"models/keyword.tflite\";
    arena <= 12 * 1024,
}";

/// What the values of choices are for.
const OPTIMIZE: &str = "\
write `optimize = speed` (the default) for the fewest cycles, or
`optimize = size` for the least code";
const SCHEDULE: &str = "\
write `schedule = fastest` (the default) for the fastest schedule that fits the budget, or
`schedule = smallest` for the one that takes the least RAM";
const INPUT: &str = "\
write `input = whole` (the default) to write the input into the arena, or
`input = rows` to feed it row by row";
const FLOAT16: &str = "\
write `float16 = widened` (the default) for the fewest cycles, or
`float16 = kept` to keep float16 weights at half the flash";

const SECTION: &str = "\
write `weights = \".ext_flash\"`, and name that section in the linker script";

/// `tiny_model!()`.
pub fn empty() -> Message {
    Message::new("`tiny_model!` needs the path of a model").help(FORMS)
}

/// Something else where the path should be.
pub fn not_a_path() -> Message {
    Message::new("expected the path of a model: a string literal")
        .note("a procedural macro sees tokens, not the values of constants; `concat!` and `env!` are understood")
        .help(FORMS)
}

/// A path of no characters.
pub fn empty_path() -> Message {
    Message::new("the path of the model is empty").help(FORMS)
}

/// `include_str!("path.txt")`.
pub fn unknown_macro(name: &str) -> Message {
    Message::new(format!("`{name}!` cannot be evaluated here"))
        .note("a procedural macro cannot expand other macros on stable Rust; `concat!` and `env!` are understood")
}

/// `env!()`.
pub fn env_without_name() -> Message {
    Message::new("`env!` needs the name of an environment variable")
        .help("write `env!(\"OUT_DIR\")`")
}

/// `env!("NO_SUCH_VARIABLE")`.
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

/// `enum Keyword = …`.
pub fn not_a_struct() -> Message {
    Message::new("expected `struct`").help(FORMS)
}

/// `struct Keyword<T> = …`.
pub fn generics(name: &impl Display) -> Message {
    Message::new(format!(
        "the model's type takes no generic parameters: remove them from `{name}`"
    ))
}

/// `struct Keyword { … }`, `struct Keyword;`, `struct Keyword: "…"`.
pub fn missing_path(name: &impl Display) -> Message {
    Message::new(format!(
        "expected `=` and the path of the model after `{name}`"
    ))
    .help(format!(
        "write `struct {name} = \"models/keyword.tflite\";`"
    ))
}

/// `#[cfg(…)]` on the struct in the macro.
pub fn cfg_inside() -> Message {
    Message::new("`cfg` does not work inside of `tiny_model!`")
        .help("put it in front of the macro: `#[cfg(…)] tiny_model! { … }`")
}

/// The named form without `;` after its path.
pub fn missing_semicolon() -> Message {
    Message::new("expected `;` after the path of the model")
        .help("write `pub struct Keyword = \"models/keyword.tflite\"; arena <= 12 * 1024`")
}

/// Something other than options after the path.
pub fn after_short_path() -> Message {
    Message::new("expected `,` and options, or nothing, after the path of the model")
        .help("write `tiny_model!(\"models/keyword.tflite\", arena <= 12 * 1024);`")
}

/// Something other than a comma after an option.
pub fn after_option() -> Message {
    Message::new("expected `,` or the end after an option")
}

/// `struct A = "a"; struct B = "b";`.
pub fn second_model() -> Message {
    Message::new("each `tiny_model!` declares one model")
        .help("write another `tiny_model!` for the next")
}

/// A literal or punctuation where an option should be.
pub fn not_an_option(names: &[&str]) -> Message {
    Message::new(format!("expected an option: one of {}", list(names)))
}

/// `arana <= 1024`.
pub fn unknown_option(name: &str, names: &[&str]) -> Message {
    let message = Message::new(format!(
        "unknown option `{name}`, expected one of {}",
        list(names)
    ));
    match closest(name, names.iter().copied()) {
        Some(meant) => message.help(format!("did you mean `{meant}`?")),
        None => message,
    }
}

/// `arena <= 1, arena <= 2`.
pub fn duplicate_option(name: &str) -> Message {
    Message::new(format!("the option `{name}` is given twice")).help("remove one of them")
}

/// `arena = 1024`.
pub fn wrong_operator(name: &str, operator: &str, value: Option<&str>) -> Message {
    Message::new(format!("expected `<=` after `{name}`, found `{operator}`"))
        .note(format!(
            "`{name}` is a budget: the build fails when the model needs more"
        ))
        .help(format!(
            "write `{name} <= {}`",
            value.unwrap_or("12 * 1024")
        ))
}

/// `arena 1024`, `arena`.
pub fn no_operator(name: &str) -> Message {
    Message::new(format!(
        "expected `<=` and a number of bytes after `{name}`"
    ))
    .help(format!("write `{name} <= 12 * 1024`"))
}

/// `arena <=`.
pub fn no_value(name: &str) -> Message {
    Message::new(format!("expected a number of bytes after `{name} <=`"))
        .help(format!("write `{name} <= 12 * 1024`"))
}

/// `optimize`, `optimize =`, `optimize <= size`.
pub fn no_choice(option: &str, values: &str, operator: Option<&str>) -> Message {
    let message = match operator {
        Some(operator) => format!("expected `=` after `{option}`, found `{operator}`"),
        None => format!("expected `=` and {values} after `{option}`"),
    };
    Message::new(message).help(choice(option))
}

/// `optimize = small`.
pub fn unknown_choice(option: &str, values: &str, value: &str) -> Message {
    Message::new(format!("`{option}` is {values}, found `{value}`")).help(choice(option))
}

/// `weights`, `weights =`, `weights <= ".ext_flash"`.
pub fn no_section(operator: Option<&str>) -> Message {
    Message::new(match operator {
        Some(operator) => format!("expected `=` after `weights`, found `{operator}`"),
        None => "expected `=` and the name of a link section after `weights`".to_owned(),
    })
    .help(SECTION)
}

/// `weights = EXT_FLASH`.
pub fn not_a_section() -> Message {
    Message::new("`weights` is the name of a link section: a string literal").help(SECTION)
}

/// `weights = ""`.
pub fn empty_section() -> Message {
    Message::new("the name of the link section is empty").help(SECTION)
}

/// `weights = ".ext\0flash"`.
pub fn odd_section(odd: char) -> Message {
    Message::new(format!(
        "the name of a link section has no character {odd:?}"
    ))
    .note("letters, digits and signs of ASCII but quotes and backslashes may be in it")
}

/// What the values of an option are for.
fn choice(option: &str) -> &'static str {
    match option {
        "schedule" => SCHEDULE,
        "input" => INPUT,
        "float16" => FLOAT16,
        _ => OPTIMIZE,
    }
}

/// `arena <= 12k`, `arena <= 1.5`.
pub fn not_bytes(literal: &Lit) -> Message {
    let message = Message::new("a budget is a whole number of bytes");
    match literal {
        Lit::Int(int) if int.suffix().to_lowercase().starts_with('k') => {
            message.help(format!("write `{} * 1024`", int.base10_digits()))
        }
        Lit::Int(int) if int.suffix().to_lowercase().starts_with('m') => {
            message.help(format!("write `{} * 1024 * 1024`", int.base10_digits()))
        }
        _ => message.help("write a number such as `12 * 1024`, or a constant of type `usize`"),
    }
}

/// `` `a`, `b` ``.
fn list(names: &[&str]) -> String {
    names
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// How functions of custom operators are given.
const CUSTOM: &str =
    "write the operator's name and a function: custom \"MyOperator\" = path::to::function";

/// `custom = f`, `custom MyOperator = f`.
pub fn no_custom_name() -> Message {
    Message::new("expected the name of a custom operator after `custom`: a string literal")
        .help(CUSTOM)
}

/// `custom "MyOperator"`.
pub fn no_function(operator: &str) -> Message {
    Message::new(format!(
        "expected `=` and the path of a function after `custom {operator:?}`"
    ))
    .help(CUSTOM)
}

/// `custom "MyOperator" = |x, y| …`.
pub fn not_a_function(operator: &str) -> Message {
    Message::new(format!(
        "what computes {operator:?} is the path of a function"
    ))
    .help(CUSTOM)
}

/// Two functions for one operator.
pub fn duplicate_custom(operator: &str) -> Message {
    Message::new(format!("the function of {operator:?} is given twice")).help("remove one of them")
}
