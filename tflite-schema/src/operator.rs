//! `Operator`: an operator code applied to tensors.

use crate::buffer::outside;
use crate::error::{Problem, ReadError};
use crate::table::Table;
use crate::{BuiltinOperator, OperatorCode, Options};

/// A view of the schema's `Operator`, with its code resolved.
#[derive(Clone, Debug, PartialEq)]
pub struct Operator<'a> {
    /// The operator's position in the file's `SubGraph.operators`.
    pub index: usize,
    /// The operator code that `Operator.opcode_index` refers to.
    pub code: OperatorCode<'a>,
    /// `Operator.inputs`: into the subgraph's tensors; `None` for an omitted optional input (−1 in the file).
    pub inputs: Vec<Option<usize>>,
    /// `Operator.outputs`: into the subgraph's tensors.
    pub outputs: Vec<usize>,
    /// `Operator.builtin_options`, the schema's defaults where absent.
    pub options: Options,
    /// `Operator.custom_options`, inside or outside of the FlatBuffer; FlexBuffers data by convention.
    pub custom_options: &'a [u8],
    /// `Operator.mutating_variable_inputs`: whether each input is state that the operator writes; empty for
    /// none.
    pub mutating_variable_inputs: Vec<bool>,
    /// `Operator.intermediates`: tensors with the quantization of inner values (LSTM); `None` as in `inputs`.
    pub intermediates: Vec<Option<usize>>,
}

impl<'a> Operator<'a> {
    /// Resolves `opcode_index`.
    pub(crate) fn code(
        table: &Table<'a, '_>,
        codes: &[OperatorCode<'a>],
    ) -> Result<OperatorCode<'a>, ReadError> {
        let field = table.field(0, "opcode_index")?;
        let index = field.index(codes.len())?;
        codes
            .get(index)
            .copied()
            .ok_or_else(|| field.error(Problem::Missing))
    }

    /// Reads the operator at `index` of a subgraph with `tensors` tensors, in a model with `subgraphs` subgraphs.
    pub(crate) fn read(
        index: usize,
        code: OperatorCode<'a>,
        table: &Table<'a, '_>,
        tensors: usize,
        subgraphs: usize,
    ) -> Result<Self, ReadError> {
        let options_type = table.field(3, "builtin_options_type")?;
        let options_field = table.field(4, "builtin_options")?;
        let options = Options::read(code.builtin, &options_type, &options_field)?;
        for &subgraph in options.subgraphs().iter().flatten() {
            if !usize::try_from(subgraph).is_ok_and(|subgraph| subgraph < subgraphs) {
                return Err(options_field.error(Problem::IndexOutOfRange {
                    index: i64::from(subgraph),
                    count: subgraphs,
                }));
            }
        }
        let custom_options = match outside(
            table,
            (9, "large_custom_options_offset"),
            (10, "large_custom_options_size"),
        )? {
            Some(bytes) => bytes,
            None => table.field(5, "custom_options")?.bytes()?,
        };
        Ok(Self {
            index,
            code,
            inputs: table.field(1, "inputs")?.optional_indices(tensors)?,
            outputs: table.field(2, "outputs")?.indices(tensors)?,
            options,
            custom_options,
            mutating_variable_inputs: table.field(7, "mutating_variable_inputs")?.vector()?,
            intermediates: table.field(8, "intermediates")?.optional_indices(tensors)?,
        })
    }

    /// Returns the operator's builtin number, [`BuiltinOperator::CUSTOM`] for a custom one.
    #[must_use]
    pub fn builtin(&self) -> BuiltinOperator {
        self.code.builtin
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_builder::*;
    use crate::{Element, Model};

    const ADD: i32 = BuiltinOperator::ADD.0;

    fn problem_of(operator: Fields) -> Problem {
        let error = Model::read(&one_operator(vec![vec![], vec![]], ADD, operator)).unwrap_err();
        assert!(
            matches!(
                error.element,
                Element::Operator {
                    subgraph: 0,
                    operator: 0,
                    ..
                }
            ),
            "{error}"
        );
        error.problem
    }

    #[test]
    fn an_input_may_be_left_out_and_an_output_may_not() {
        let bytes = one_operator(
            vec![vec![], vec![]],
            ADD,
            vec![(1, Ints(vec![0, -1])), (2, Ints(vec![1]))],
        );
        let model = Model::read(&bytes).unwrap();
        let operator = &model.subgraphs[0].operators[0];
        assert_eq!(
            (operator.inputs.as_slice(), operator.outputs.as_slice()),
            (&[Some(0), None][..], &[1][..])
        );
        assert_eq!(
            problem_of(vec![(2, Ints(vec![-1]))]),
            Problem::IndexOutOfRange {
                index: -1,
                count: 2
            }
        );
        assert_eq!(
            problem_of(vec![(1, Ints(vec![2]))]),
            Problem::IndexOutOfRange { index: 2, count: 2 }
        );
        assert_eq!(
            problem_of(vec![(8, Ints(vec![-2]))]),
            Problem::IndexOutOfRange {
                index: -2,
                count: 2
            }
        );
    }

    #[test]
    fn the_code_is_in_the_list() {
        assert_eq!(
            problem_of(vec![(0, Int(1))]),
            Problem::IndexOutOfRange { index: 1, count: 1 }
        );
    }

    #[test]
    fn custom_options_may_lie_outside() {
        let large = |offset, size| vec![(5, Bytes(vec![7])), (9, Long(offset)), (10, Long(size))];
        for (offset, size, expected) in [(0, 9, &[7][..]), (1, 9, &[7]), (4, 4, b"TFL3")] {
            let bytes = one_operator(vec![], ADD, large(offset, size));
            assert_eq!(
                Model::read(&bytes).unwrap().subgraphs[0].operators[0].custom_options,
                expected
            );
        }
        assert!(matches!(
            problem_of(large(u64::MAX, u64::MAX)),
            Problem::OutOfBounds {
                needed: u64::MAX,
                ..
            }
        ));
    }
}
