//! `OperatorCode`: the operators that a model uses.

use core::fmt;

use crate::BuiltinOperator;
use crate::error::{Problem, ReadError};
use crate::table::Table;

/// A view of the schema's `OperatorCode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperatorCode<'a> {
    /// The larger of `builtin_code` and `deprecated_builtin_code`: the deprecated field is a byte that holds 127 for
    /// every operator above it, and files older than the new field have only the deprecated one.
    pub builtin: BuiltinOperator,
    /// `OperatorCode.custom_code`: the name of a [`BuiltinOperator::CUSTOM`] operator, otherwise empty.
    pub custom: &'a str,
    /// `OperatorCode.version`.
    pub version: i32,
}

impl<'a> OperatorCode<'a> {
    pub(crate) fn read(table: &Table<'a, '_>) -> Result<Self, ReadError> {
        let deprecated: i8 = table.field(0, "deprecated_builtin_code")?.or(0)?;
        let builtin = BuiltinOperator(
            table
                .field(3, "builtin_code")?
                .or(0)?
                .max(i32::from(deprecated)),
        );
        let custom_code = table.field(1, "custom_code")?;
        let custom = custom_code.string()?;
        if builtin == BuiltinOperator::CUSTOM && custom.is_empty() {
            return Err(custom_code.error(Problem::Missing));
        }
        Ok(Self {
            builtin,
            custom,
            version: table.field(2, "version")?.or(1)?,
        })
    }
}

impl fmt::Display for OperatorCode<'_> {
    /// Formats as `CONV_2D`, or ``CUSTOM `SignalWindow` ``.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.builtin == BuiltinOperator::CUSTOM {
            write!(f, "{} `{}`", self.builtin, self.custom)
        } else {
            self.builtin.fmt(f)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_builder::*;
    use crate::{Element, Model};

    fn model_with(code: Fields) -> Vec<u8> {
        model(vec![(1, Tables(vec![code])), (2, Tables(vec![vec![]]))])
    }

    #[test]
    fn the_larger_number_is_the_code() {
        for (deprecated, new, expected) in [
            (3, None, 3),
            (127, Some(150), 150),
            (3, Some(0), 3),
            (-1, Some(-7), -1),
        ] {
            let fields = [Some((0, Byte(deprecated))), new.map(|new| (3, Int(new)))]
                .into_iter()
                .flatten()
                .collect();
            let bytes = model_with(fields);
            assert_eq!(
                Model::read(&bytes).unwrap().operator_codes[0].builtin.0,
                expected
            );
        }
    }

    #[test]
    fn a_custom_operator_has_a_name() {
        let bytes = model_with(vec![(0, Byte(32)), (1, Str("SignalWindow"))]);
        let model = Model::read(&bytes).unwrap();
        assert_eq!(model.operator_codes[0].to_string(), "CUSTOM `SignalWindow`");
        assert_eq!(model.operator_codes[0].version, 1);
        let error = Model::read(&model_with(vec![(0, Byte(32))])).unwrap_err();
        assert_eq!(
            (error.problem, error.element),
            (Problem::Missing, Element::OperatorCode(0))
        );
    }
}
