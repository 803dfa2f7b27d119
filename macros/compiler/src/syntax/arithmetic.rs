//! Arithmetic on integer literals, so that the macro can check a budget such as `12 * 1024` and report
//! it with a table.

use syn::{BinOp, Expr, Lit};

use crate::diagnostics::options as text;
use crate::report::error_at;

/// Suffixes of rustc's integer literals.
const SUFFIXES: [&str; 13] = [
    "", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize",
];

/// Returns the value of an expression, or `None` if it consists of more than `+ - * / <<` and
/// parentheses on integer literals, or if it overflows: then rustc evaluates it and gives the better
/// error.
///
/// # Errors
/// A literal that is not a whole number of bytes: `12k`, `1.5`.
pub(super) fn evaluate(expr: &Expr) -> syn::Result<Option<u64>> {
    match expr {
        Expr::Group(group) => evaluate(&group.expr),
        Expr::Paren(paren) => evaluate(&paren.expr),
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(int) if SUFFIXES.contains(&int.suffix()) => {
                Ok(int.base10_digits().parse().ok())
            }
            _ => Err(error_at(literal, text::not_bytes(&literal.lit))),
        },
        Expr::Binary(binary) => {
            let (Some(left), Some(right)) = (evaluate(&binary.left)?, evaluate(&binary.right)?)
            else {
                return Ok(None);
            };
            Ok(match binary.op {
                BinOp::Add(_) => left.checked_add(right),
                BinOp::Sub(_) => left.checked_sub(right),
                BinOp::Mul(_) => left.checked_mul(right),
                BinOp::Div(_) => left.checked_div(right),
                BinOp::Shl(_) => u32::try_from(right)
                    .ok()
                    .and_then(|right| left.checked_mul(1u64.checked_shl(right)?)),
                _ => None,
            })
        }
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Result<Option<u64>, String> {
        let expr = syn::parse_str(text).expect("an expression");
        evaluate(&expr).map_err(|error| error.to_string())
    }

    #[test]
    fn arithmetic_on_literals_has_a_value() {
        for (text, expected) in [
            ("1_024", 1024),
            ("0x400", 1024),
            ("12 * 1024usize", 12 * 1024),
            ("64 * 1024 - 2 * (8 + 8)", 65_504),
            ("1 << 15", 32_768),
            ("100 / 3", 33),
            ("2 + 3 * 4", 14),
        ] {
            assert_eq!(value(text), Ok(Some(expected)), "{text}");
        }
    }

    #[test]
    fn the_rest_is_left_to_rustc() {
        for text in [
            "RAM",
            "cfg::RAM - 4",
            "RAM - 1024 * 8",
            "size_of::<u8>()",
            "1 - 2",
            "1 / 0",
            "1 << 64",
            "2 << 63",
            "7 % 4",
            "4 as usize",
            "99999999999999999999",
        ] {
            assert_eq!(value(text), Ok(None), "{text}");
        }
    }

    #[test]
    fn literals_that_are_no_bytes_are_mistakes() {
        for text in ["12k", "1.5 * 1024", "\"12\"", "RAM - 8KiB"] {
            assert!(value(text).is_err(), "{text}");
        }
    }
}
