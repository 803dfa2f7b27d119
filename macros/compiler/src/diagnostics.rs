//! Every text that a user of `tiny_model!` can see, with one file for each phase.
//!
//! A diagnostic says what is wrong, where it is (operator, tensor, byte, file), and how to fix it. Its
//! first line stands alone: editors and `--message-format=short` show only that line. Each diagnostic
//! has a test: in `tests/ui`, named after the mistake; in `tests/package.rs`, if it depends on the
//! package; or beside the text.

pub mod budget;
pub mod file;
pub mod floats;
mod graph;
pub mod model;
pub mod options;
pub mod rows;
pub mod schedule;
pub mod syntax;

mod closest;
mod message;
mod table;

pub use closest::closest;
pub use message::{Message, thousands};
pub use table::{Align, Table};

/// The compiler itself panicked with the message `panic`.
pub fn bug(panic: &str) -> Message {
    Message::new(format!(
        "this is a bug in tiny_model, not a mistake of yours: {panic}"
    ))
    .help(format!(
        "please report it, with the model if you can, at {}/issues",
        env!("CARGO_PKG_REPOSITORY")
    ))
}

/// Most characters of a tensor's name that are shown.
const LONGEST_NAME: usize = 120;

/// Returns a tensor's name to show: the first of the names that the converter joined when it fused
/// layers, cut after `LONGEST_NAME` characters.
pub fn tensor_name(name: &str) -> String {
    let (first, others) = match name.split_once(';') {
        Some((first, _)) => (first, ";…"),
        None => (name, ""),
    };
    match first.char_indices().nth(LONGEST_NAME) {
        Some((end, _)) => format!("{}…", &first[..end]),
        None => format!("{first}{others}"),
    }
}

/// A number with its noun: `1 row`, `2 rows`.
pub fn counted(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {what}{plural}", thousands(number as u64))
}

/// A shape for tables: `1x48x48x8`, or `scalar`.
pub fn shape(shape: &[usize]) -> String {
    if shape.is_empty() {
        return "scalar".to_owned();
    }
    shape
        .iter()
        .map(usize::to_string)
        .collect::<Vec<_>>()
        .join("x")
}

/// A shape for documentation: `1×28×28×1`, or `scalar`.
pub fn dimensions(shape: &[usize]) -> String {
    match shape {
        [] => "scalar".to_owned(),
        dims => self::shape(dims).replace('x', "×"),
    }
}

/// A port with its shape: `` `image` (1×28×28×1) ``, or with a signature `` `image` (1×28×28×1), the
/// tensor `serving_default_image:0` ``.
pub fn port(port: &crate::graph::Port) -> String {
    let name = |name: &str| tensor_name(name).replace('`', "'");
    let (tensor, shape) = (name(&port.name), dimensions(&port.shape));
    match &port.signature {
        Some(signature) if *signature != port.name => {
            format!("`{}` ({shape}), the tensor `{tensor}`", name(signature))
        }
        _ => format!("`{tensor}` ({shape})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fused_layers_are_named_by_the_first() {
        assert_eq!(
            tensor_name("model/relu/Relu;model/conv/Conv2D"),
            "model/relu/Relu;…"
        );
        assert_eq!(tensor_name("image"), "image");
    }

    #[test]
    fn long_names_are_cut() {
        let longest = "é".repeat(LONGEST_NAME);
        assert_eq!(tensor_name(&longest), longest);
        assert_eq!(tensor_name(&"é".repeat(100_000)), format!("{longest}…"));
        assert_eq!(tensor_name(&format!("{longest}é;x")), format!("{longest}…"));
    }
}
