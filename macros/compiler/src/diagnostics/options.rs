//! Mistakes in the options of `tiny_model!`.

use syn::Lit;

use super::{Message, closest};
use crate::choices::OptionName;

/// The purpose of an option in a few words.
fn purpose(option: OptionName) -> &'static str {
    match option {
        OptionName::Arena => "the most bytes of RAM for the model's tensors",
        OptionName::Flash => "the most bytes of flash for its weights and tables",
        OptionName::Optimize => "what its code is made for",
        OptionName::Schedule => "in which order it computes",
        OptionName::Input => "how it gets its input",
        OptionName::Float16 => "how it keeps weights of float16",
        OptionName::Weights => "the link section of its weights and tables",
        OptionName::Custom => "the function of a custom operator",
    }
}

/// An example of an option.
fn usage(option: OptionName) -> &'static str {
    match option {
        OptionName::Arena => "write `arena <= 12 * 1024`",
        OptionName::Flash => "write `flash <= 48 * 1024`",
        OptionName::Optimize => {
            "\
write `optimize = speed` (the default) for the fewest cycles, or
`optimize = size` for the least code"
        }
        OptionName::Schedule => {
            "\
write `schedule = fastest` (the default) for the fastest schedule that fits the budget, or
`schedule = smallest` for the one that takes the least RAM"
        }
        OptionName::Input => {
            "\
write `input = whole` (the default) to write the input into the arena, or
`input = rows` to feed it row by row"
        }
        OptionName::Float16 => {
            "\
write `float16 = widened` (the default) for the fewest cycles, or
`float16 = kept` to keep float16 weights at half the flash"
        }
        OptionName::Weights => {
            "write `weights = \".ext_flash\"`, and name that section in the linker script"
        }
        OptionName::Custom => {
            "write the operator's name and a function: custom \"MyOperator\" = path::to::function"
        }
    }
}

/// Alternative words for each option.
const WORDS: [(OptionName, &[&str]); 8] = [
    (
        OptionName::Arena,
        &[
            "arena",
            "buffer",
            "dram",
            "heap",
            "mem",
            "memory",
            "ram",
            "scratch",
            "sram",
            "workspace",
        ],
    ),
    (OptionName::Flash, &["flash", "nvm", "progmem", "rom"]),
    (
        OptionName::Optimize,
        &["code", "level", "opt", "optimise", "optimization", "speed"],
    ),
    (
        OptionName::Schedule,
        &[
            "fastest",
            "order",
            "smallest",
            "stream",
            "streaming",
            "strips",
            "tiling",
        ],
    ),
    (OptionName::Input, &["feed", "row", "rows"]),
    (
        OptionName::Float16,
        &["f16", "float", "fp16", "half", "precision"],
    ),
    (
        OptionName::Weights,
        &["const", "constants", "data", "link", "placement", "section"],
    ),
    (
        OptionName::Custom,
        &["kernel", "op", "operator", "operators", "ops", "register"],
    ),
];

/// Returns the option that `name` probably means: by one of its alternative words, otherwise as a typo.
fn meant(name: &str) -> Option<OptionName> {
    let name = name.to_lowercase();
    let is_in = |words: &[&str]| name.split('_').any(|word| words.contains(&word));
    let by_word = WORDS.iter().find(|(_, words)| is_in(words));
    by_word.map(|(option, _)| *option).or_else(|| {
        let closest = closest(&name, OptionName::ALL.into_iter().map(OptionName::text))?;
        OptionName::of(closest)
    })
}

/// Something other than a comma after an option.
pub fn after_option() -> Message {
    Message::new("expected `,` or the end after an option")
}

/// A literal or punctuation where an option should be.
pub fn not_an_option() -> Message {
    Message::new(format!("expected an option: one of {}", list()))
}

/// An unknown name: `arana <= 1024`, `ram <= 1024`.
pub fn unknown_option(name: &str) -> Message {
    let message = Message::new(format!(
        "unknown option `{name}`, expected one of {}",
        list()
    ));
    if let Some(option) = meant(name) {
        return message.help(format!(
            "did you mean `{}`, {}?",
            option.text(),
            purpose(option)
        ));
    }
    let has = |word| name.to_lowercase().split('_').any(|part| part == word);
    if has("stack") {
        return message
            .note("no option bounds the stack: nothing the size of a tensor is on it")
            .help("`arena <= 12 * 1024` bounds the RAM for the model's tensors");
    }
    if has("size") {
        return message.help(
            "`arena <= 12 * 1024` bounds the RAM for the model's tensors,\n\
             `flash <= 48 * 1024` the flash for its weights and tables, and\n\
             `optimize = size` makes its code small",
        );
    }
    message
}

/// A repeated option: `arena <= 1, arena <= 2`.
pub fn duplicate_option(option: OptionName) -> Message {
    Message::new(format!("the option `{}` is given twice", option.text()))
        .help("remove one of them")
}

/// A budget with the wrong operator: `arena = 1024`.
pub fn wrong_operator(option: OptionName, operator: &str, value: Option<&str>) -> Message {
    let name = option.text();
    Message::new(format!("expected `<=` after `{name}`, found `{operator}`"))
        .note(format!(
            "`{name}` is a budget: the build fails when the model needs more"
        ))
        .help(budget(option, value))
}

/// A budget without an operator: `arena 1024`, `arena`.
pub fn no_operator(option: OptionName, value: Option<&str>) -> Message {
    Message::new(format!(
        "expected `<=` and a number of bytes after `{}`",
        option.text()
    ))
    .help(budget(option, value))
}

/// A budget without a value: `arena <=`.
pub fn no_value(option: OptionName) -> Message {
    Message::new(format!(
        "expected a number of bytes after `{} <=`",
        option.text()
    ))
    .help(usage(option))
}

/// The correct form of a budget with the user's value, otherwise an example.
fn budget(option: OptionName, value: Option<&str>) -> String {
    match value {
        Some(value) => format!("write `{} <= {value}`", option.text()),
        None => usage(option).to_owned(),
    }
}

/// A choice without `=` and a value: `optimize`, `optimize =`, `optimize <= size`.
pub fn no_choice(option: OptionName, values: &str, operator: Option<&str>) -> Message {
    let name = option.text();
    let message = match operator {
        Some(operator) => format!("expected `=` after `{name}`, found `{operator}`"),
        None => format!("expected `=` and {values} after `{name}`"),
    };
    Message::new(message).help(usage(option))
}

/// A choice with an unknown value: `optimize = small`.
pub fn unknown_choice(option: OptionName, values: &str, value: &str) -> Message {
    let name = option.text();
    Message::new(format!(
        "expected {values} after `{name} =`, found `{value}`"
    ))
    .help(usage(option))
}

/// A section without `=` and a name: `weights`, `weights =`, `weights <= ".ext_flash"`.
pub fn no_section(operator: Option<&str>) -> Message {
    Message::new(match operator {
        Some(operator) => format!("expected `=` after `weights`, found `{operator}`"),
        None => "expected `=` and the name of a link section after `weights`".to_owned(),
    })
    .help(usage(OptionName::Weights))
}

/// A section that is not a string literal: `weights = EXT_FLASH`.
pub fn not_a_section() -> Message {
    Message::new("expected the name of a link section after `weights =`: a string literal")
        .help(usage(OptionName::Weights))
}

/// An empty section name: `weights = ""`.
pub fn empty_section() -> Message {
    Message::new("the name of the link section is empty").help(usage(OptionName::Weights))
}

/// A section name with an invalid character: `weights = ".ext\0flash"`.
pub fn odd_section(odd: char) -> Message {
    Message::new(format!(
        "the name of a link section has no character {odd:?}"
    ))
    .note("it may contain the letters, digits and punctuation of ASCII, except quotes and backslashes")
}

/// A budget that is not a whole number: `arena <= 12k`, `arena <= 1.5`.
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

/// A custom operator whose name is not a string literal: `custom = f`, `custom MyOperator = f`. `name`
/// is the name, if it was understood.
pub fn no_custom_name(name: Option<&str>) -> Message {
    Message::new("expected the name of a custom operator after `custom`: a string literal")
        .help(function(name))
}

/// A custom operator without a function: `custom "MyOperator"`.
pub fn no_function(operator: &str) -> Message {
    Message::new(format!(
        "expected `=` and the path of a function after `custom {operator:?}`"
    ))
    .help(function(Some(operator)))
}

/// A custom operator with a value other than a path: `custom "MyOperator" = |x, y| …`.
pub fn not_a_function(operator: &str) -> Message {
    Message::new(format!(
        "expected the path of a function after `custom {operator:?} =`"
    ))
    .help(function(Some(operator)))
}

/// The correct form of the option for a custom operator, or an example.
fn function(operator: Option<&str>) -> String {
    match operator {
        Some(operator) => format!("write custom {operator:?} = path::to::function"),
        None => usage(OptionName::Custom).to_owned(),
    }
}

/// Two functions for the same custom operator.
pub fn duplicate_custom(operator: &str) -> Message {
    Message::new(format!("the function of {operator:?} is given twice")).help("remove one of them")
}

/// The names of all options: `` `a`, `b` ``.
fn list() -> String {
    OptionName::ALL
        .map(|option| format!("`{}`", option.text()))
        .join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_meant_by_other_words_too() {
        let meant = |name| meant(name).map(OptionName::text);
        for (name, option) in [
            ("ram", "arena"),
            ("SRAM", "arena"),
            ("max_ram", "arena"),
            ("tensor_arena_size", "arena"),
            ("memory", "arena"),
            ("arana", "arena"),
            ("rom", "flash"),
            ("flash_size", "flash"),
            ("opt_level", "optimize"),
            ("streaming", "schedule"),
            ("feed_rows", "input"),
            ("fp16", "float16"),
            ("link_section", "weights"),
            ("weight", "weights"),
            ("custom_op", "custom"),
        ] {
            assert_eq!(meant(name), Some(option), "{name}");
        }
        assert_eq!(meant("quantize"), None);
    }

    #[test]
    fn what_no_option_bounds_is_explained() {
        let text = unknown_option("stack_size").to_string();
        assert!(text.contains("no option bounds the stack"), "{text}");
        let text = unknown_option("size").to_string();
        let options = ["`arena <= ", "`flash <= ", "`optimize = size`"];
        assert!(options.iter().all(|option| text.contains(option)), "{text}");
    }

    #[test]
    fn every_option_has_words_and_is_said_how_to_write() {
        assert_eq!(WORDS.map(|(option, _)| option), OptionName::ALL);
        for option in OptionName::ALL {
            assert!(usage(option).contains(option.text()), "{}", option.text());
        }
    }
}
