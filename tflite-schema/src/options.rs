//! `Operator.builtin_options`: one typed struct for each options table of the schema.

mod tables;

pub use tables::*;

use crate::error::{Problem, ReadError};
use crate::field::Field;
use crate::scalar::Scalar;

/// A field of an options table.
pub(crate) trait Value: Sized {
    /// Reads the field; returns `default` where it is absent.
    fn read(field: Field<'_, '_>, default: Self) -> Result<Self, ReadError>;
}

impl<T: Scalar> Value for T {
    fn read(field: Field<'_, '_>, default: Self) -> Result<Self, ReadError> {
        field.or(default)
    }
}

impl<T: Scalar> Value for Vec<T> {
    fn read(field: Field<'_, '_>, default: Self) -> Result<Self, ReadError> {
        if field.is_absent() {
            Ok(default)
        } else {
            field.vector()
        }
    }
}

impl Value for String {
    fn read(field: Field<'_, '_>, default: Self) -> Result<Self, ReadError> {
        if field.is_absent() {
            Ok(default)
        } else {
            field.string().map(str::to_owned)
        }
    }
}

/// Declares the options structs, the enum [`Options`] of them, and the operators of each. The macro lists for each
/// table its variant and struct, its number in the schema's union `BuiltinOptions`, and its operators; for each
/// field its slot in the table, name, type and default.
macro_rules! options {
    ($(
        $Variant:ident($Struct:ident) = $number:literal for $($OPERATOR:ident)|+ {
            $($(#[$doc:meta])* $slot:literal $field:ident: $ty:ty = $default:expr,)*
        }
    )*) => {
        /// The options of an operator: the struct that belongs to its code.
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum Options {
            /// The operator has no options with fields, or none that this crate reads (custom options are
            /// bytes).
            None,
            $(
                #[doc = concat!("Operators: ", $("[`", stringify!($OPERATOR), "`](crate::BuiltinOperator::", stringify!($OPERATOR), ") ",)+)]
                $Variant($Struct),
            )*
        }

        impl Options {
            /// Reads the options of `operator` from the union of `kind` and `value`.
            pub(crate) fn read(
                operator: crate::BuiltinOperator,
                kind: &Field<'_, '_>,
                value: &Field<'_, '_>,
            ) -> Result<Self, ReadError> {
                match operator {
                    $($(crate::BuiltinOperator::$OPERATOR)|+ => {
                        check_type(kind, $number)?;
                        let table = value.table(stringify!($Struct))?;
                        Ok(Self::$Variant($Struct {
                            $($field: Value::read(table.field($slot, stringify!($field))?, $default)?,)*
                        }))
                    })*
                    _ => Ok(Self::None),
                }
            }
        }

        $(
            #[doc = concat!("The schema's `", stringify!($Struct), "`.")]
            #[derive(Clone, Debug, PartialEq)]
            pub struct $Struct {
                $(
                    $(#[$doc])*
                    #[doc = concat!("Slot ", stringify!($slot), ", default `", stringify!($default), "`.")]
                    pub $field: $ty,
                )*
            }

            impl Default for $Struct {
                /// The schema's defaults, which an absent table stands for.
                fn default() -> Self {
                    Self { $($field: $default,)* }
                }
            }
        )*
    };
}

use options;

/// Checks that the union's type is the operator's own, or 0 for an absent table.
fn check_type(kind: &Field<'_, '_>, expected: u8) -> Result<(), ReadError> {
    match kind.or(0u8)? {
        0 => Ok(()),
        found if found == expected => Ok(()),
        found => Err(kind.error(Problem::OptionsType { expected, found })),
    }
}

impl Options {
    /// Returns the subgraphs that the operator calls, as written in the file; the reader checks
    /// them.
    #[must_use]
    pub fn subgraphs(&self) -> [Option<i32>; 2] {
        match self {
            Self::If(IfOptions {
                then_subgraph_index: a,
                else_subgraph_index: b,
            })
            | Self::While(WhileOptions {
                cond_subgraph_index: a,
                body_subgraph_index: b,
            }) => [Some(*a), Some(*b)],
            Self::CallOnce(options) => [Some(options.init_subgraph_index), None],
            _ => [None, None],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_builder::*;
    use crate::{Activation, BuiltinOperator, Model, Padding};

    fn read(code: BuiltinOperator, operator: Fields) -> Result<Options, ReadError> {
        let bytes = one_operator(vec![], code.0, operator);
        Ok(Model::read(&bytes)?.subgraphs[0].operators[0]
            .options
            .clone())
    }

    fn problem_of(code: BuiltinOperator, operator: Fields) -> Problem {
        read(code, operator).unwrap_err().problem
    }

    #[test]
    fn absent_tables_have_the_defaults_of_the_schema() {
        let conv = Options::Conv2D(Conv2DOptions::default());
        assert_eq!(read(BuiltinOperator::CONV_2D, vec![]).unwrap(), conv);
        assert_eq!(
            read(
                BuiltinOperator::CONV_2D,
                vec![(3, Byte(1)), (4, Table(vec![]))]
            )
            .unwrap(),
            conv
        );
        assert_eq!(Conv2DOptions::default().dilation_w_factor, 1);
        let Options::Add(add) = read(BuiltinOperator::ADD, vec![]).unwrap() else {
            panic!("not AddOptions")
        };
        assert!(add.pot_scale_int16);
        assert_eq!(read(BuiltinOperator::PAD, vec![]).unwrap(), Options::None);
    }

    #[test]
    fn fields_are_read_from_their_slots() {
        let table = vec![
            (0, Byte(1)),
            (1, Int(2)),
            (2, Int(3)),
            (3, Byte(3)),
            (4, Int(4)),
            (5, Int(5)),
            (6, Byte(2)),
        ];
        let expected = Conv2DOptions {
            padding: Padding::Valid,
            stride_w: 2,
            stride_h: 3,
            fused_activation_function: Activation::Relu6,
            dilation_w_factor: 4,
            dilation_h_factor: 5,
            quantized_bias_type: crate::TensorType::INT32,
        };
        let options = read(
            BuiltinOperator::CONV_2D,
            vec![(3, Byte(1)), (4, Table(table))],
        )
        .unwrap();
        assert_eq!(options, Options::Conv2D(expected));
        let shape = vec![(0, Ints(vec![1, -1]))];
        let options = read(
            BuiltinOperator::RESHAPE,
            vec![(3, Byte(17)), (4, Table(shape))],
        )
        .unwrap();
        assert_eq!(
            options,
            Options::Reshape(ReshapeOptions {
                new_shape: vec![1, -1]
            })
        );
    }

    #[test]
    fn foreign_tables_and_unknown_values_are_errors() {
        let foreign = problem_of(
            BuiltinOperator::CONV_2D,
            vec![(3, Byte(5)), (4, Table(vec![]))],
        );
        assert_eq!(
            foreign,
            Problem::OptionsType {
                expected: 1,
                found: 5
            }
        );
        let unknown = problem_of(
            BuiltinOperator::CONV_2D,
            vec![(3, Byte(1)), (4, Table(vec![(0, Byte(2))]))],
        );
        assert_eq!(unknown, Problem::UnknownValue(2));
    }

    #[test]
    fn called_subgraphs_exist() {
        for index in [1, -1] {
            let call = vec![(3, Byte(103)), (4, Table(vec![(0, Int(index))]))];
            let expected = Problem::IndexOutOfRange {
                index: index.into(),
                count: 1,
            };
            assert_eq!(problem_of(BuiltinOperator::CALL_ONCE, call), expected);
        }
        let body = vec![(3, Byte(93)), (4, Table(vec![(1, Int(7))]))];
        assert_eq!(
            problem_of(BuiltinOperator::WHILE, body),
            Problem::IndexOutOfRange { index: 7, count: 1 }
        );
    }
}
