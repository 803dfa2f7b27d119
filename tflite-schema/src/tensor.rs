//! `Tensor`: shape, type, quantization and, for a constant, its bytes.

use crate::error::{Problem, ReadError};
use crate::field::Field;
use crate::table::Table;
use crate::{Buffer, Quantization, TensorType};

/// The largest tensor in bytes: the largest signed 32-bit size.
const MAX_BYTES: usize = i32::MAX as usize;

/// A view of the schema's `Tensor`.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor<'a> {
    /// `Tensor.name`, empty where absent.
    pub name: &'a str,
    /// `Tensor.shape`; empty for a scalar, and for a tensor whose rank is unknown (see `has_rank`).
    pub shape: Vec<usize>,
    /// `Tensor.shape_signature`: `shape` with −1 for dimensions that were unknown to the converter; empty where
    /// all were known.
    pub shape_signature: Vec<i32>,
    /// `Tensor.has_rank`: distinguishes a scalar from an unknown rank in files new enough to set
    /// it.
    pub has_rank: bool,
    /// `Tensor.type`.
    pub ty: TensorType,
    /// `Tensor.buffer`: into [`Model::buffers`](crate::Model::buffers). 0 for a tensor without constant data.
    pub buffer: usize,
    /// The constant's bytes; `None` for a tensor that is computed, an input or a variable. Unless `is_sparse`,
    /// their number is [`byte_size`](Self::byte_size) where it is known.
    pub data: Option<&'a [u8]>,
    /// `Tensor.quantization`.
    pub quantization: Option<Quantization>,
    /// `Tensor.is_variable`: state that persists between invocations.
    pub is_variable: bool,
    /// Whether `Tensor.sparsity` is present: `data` is then a compressed form.
    pub is_sparse: bool,
}

impl<'a> Tensor<'a> {
    /// Reads the tensor. `name` is read before, so that every error has it.
    pub(crate) fn read(
        name: &'a str,
        table: &Table<'a, '_>,
        buffers: &[Buffer<'a>],
    ) -> Result<Self, ReadError> {
        let shape_field = table.field(0, "shape")?;
        let ty = table.field(1, "type")?.or(TensorType::FLOAT32)?;
        let buffer_field = table.field(2, "buffer")?;
        // Buffer 0 stands for no buffer, even where the file has none.
        let buffer = buffer_field.index(buffers.len().max(1))?;
        let external = table.field(10, "external_buffer")?;
        if external.or(0u32)? != 0 {
            return Err(external.error(Problem::ExternalFile));
        }
        let tensor = Self {
            name,
            shape: shape(&shape_field, ty)?,
            shape_signature: table.field(7, "shape_signature")?.vector()?,
            has_rank: table.field(8, "has_rank")?.or(false)?,
            ty,
            buffer,
            data: buffers
                .get(buffer)
                .map(|buffer| buffer.data)
                .filter(|data| buffer != 0 && !data.is_empty()),
            quantization: Quantization::read(
                &table
                    .field(4, "quantization")?
                    .table("QuantizationParameters")?,
            )?,
            is_variable: table.field(5, "is_variable")?.or(false)?,
            is_sparse: !table.field(6, "sparsity")?.is_absent(),
        };
        tensor.check_constant(&buffer_field)?;
        Ok(tensor)
    }

    /// Checks that a dense constant of a type of fixed size has exactly the bytes that its shape
    /// needs.
    fn check_constant(&self, buffer: &Field<'_, '_>) -> Result<(), ReadError> {
        let found = self.data.map(<[u8]>::len);
        match (found, self.byte_size()) {
            (Some(found), Some(expected)) if found != expected && !self.is_sparse => Err(buffer
                .error(Problem::ConstantSize {
                    expected,
                    found,
                    ty: self.ty,
                })),
            _ => Ok(()),
        }
    }

    /// Returns the number of elements, 1 for a scalar.
    #[must_use]
    pub fn elements(&self) -> usize {
        self.shape
            .iter()
            .fold(1, |elements, &size| elements.saturating_mul(size))
    }

    /// Returns the size in bytes, with sub-byte elements packed, at most 2³¹ − 1; `None` where the type
    /// has no fixed size.
    #[must_use]
    pub fn byte_size(&self) -> Option<usize> {
        self.ty
            .bits()
            .map(|bits| self.elements().saturating_mul(bits).div_ceil(8))
    }
}

/// Reads the dimensions: none is negative, and their product in bytes is within [`MAX_BYTES`]. The product excludes
/// zeros, so that parts of a shape can be multiplied without overflow too.
fn shape(field: &Field<'_, '_>, ty: TensorType) -> Result<Vec<usize>, ReadError> {
    let bits = ty.bits().unwrap_or(8);
    let mut elements = 1usize;
    let mut shape = Vec::new();
    for (axis, size) in field.vector::<i32>()?.into_iter().enumerate() {
        let size = usize::try_from(size)
            .map_err(|_| field.error(Problem::NegativeDimension { axis, size }))?;
        elements = elements
            .checked_mul(size.max(1))
            .filter(|elements| {
                elements
                    .checked_mul(bits)
                    .is_some_and(|bits| bits.div_ceil(8) <= MAX_BYTES)
            })
            .ok_or_else(|| field.error(Problem::TooLarge))?;
        shape.push(size);
    }
    Ok(shape)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_builder::*;
    use crate::{Element, Model, What};

    /// Returns the error of a model whose only tensor has the name `x` and these fields.
    fn error_of(fields: Fields) -> ReadError {
        let tensor = [fields, vec![(3, Str("x"))]].concat();
        let error = Model::read(&one_operator(vec![tensor], 0, vec![])).unwrap_err();
        assert_eq!(
            error.element,
            Element::Tensor {
                subgraph: 0,
                tensor: 0,
                name: "x".into()
            }
        );
        error
    }

    #[test]
    fn dimensions_are_checked() {
        let negative = error_of(vec![(0, Ints(vec![1, -4]))]);
        assert_eq!(
            negative.what,
            What {
                table: "Tensor",
                field: "shape"
            }
        );
        assert_eq!(
            negative.problem,
            Problem::NegativeDimension { axis: 1, size: -4 }
        );
        let text = negative.to_string();
        assert!(
            text.starts_with("Tensor.shape of tensor 0 `x` in subgraph 0 at byte "),
            "{text}"
        );
        assert!(text.ends_with(": dimension 1 is -4"), "{text}");
        for shape in [
            vec![1 << 29],
            vec![i32::MAX; 9],
            vec![i32::MAX, i32::MAX, 0],
        ] {
            assert_eq!(error_of(vec![(0, Ints(shape))]).problem, Problem::TooLarge);
        }
    }

    #[test]
    fn the_largest_tensor_is_read() {
        let tensor = vec![(0, Ints(vec![i32::MAX])), (1, Byte(TensorType::INT8.0))];
        let bytes = one_operator(vec![tensor], 0, vec![]);
        let model = Model::read(&bytes).unwrap();
        assert_eq!(model.subgraphs[0].tensors[0].byte_size(), Some(MAX_BYTES));
    }

    #[test]
    fn constants_have_the_size_of_their_shape() {
        let tensor =
            |size, ty: TensorType| vec![(0, Ints(vec![size])), (1, Byte(ty.0)), (2, Int(1))];
        for (size, ty) in [
            (1, TensorType::FLOAT32),
            (4, TensorType::INT8),
            (7, TensorType::INT4),
            (9, TensorType::STRING),
        ] {
            let bytes = one_operator(vec![tensor(size, ty)], 0, vec![]);
            assert_eq!(
                Model::read(&bytes).unwrap().subgraphs[0].tensors[0].data,
                Some(&[1, 2, 3, 4][..]),
                "{ty}"
            );
        }
        assert_eq!(
            error_of(tensor(5, TensorType::INT16)).problem,
            Problem::ConstantSize {
                expected: 10,
                found: 4,
                ty: TensorType::INT16
            }
        );
        assert_eq!(
            error_of(vec![(2, Int(2))]).problem,
            Problem::IndexOutOfRange { index: 2, count: 2 }
        );
        assert_eq!(error_of(vec![(10, Int(1))]).problem, Problem::ExternalFile);
    }

    #[test]
    fn quantization_needs_scales_and_as_many_zero_points() {
        let quantized = |scale: Vec<f32>, zero_point: Vec<i64>| {
            vec![(
                4,
                Table(vec![
                    (2, Floats(scale)),
                    (3, Longs(zero_point)),
                    (6, Int(3)),
                ]),
            )]
        };
        let read = |fields| {
            let bytes = one_operator(vec![fields], 0, vec![]);
            Model::read(&bytes).unwrap().subgraphs[0].tensors[0]
                .quantization
                .clone()
        };
        assert_eq!(read(vec![]), None);
        assert_eq!(read(quantized(vec![0.5], vec![])), None);
        let expected = Quantization {
            scale: vec![0.5, 2.0],
            zero_point: vec![-128, 0],
            quantized_dimension: 3,
            details_type: 0,
        };
        assert_eq!(
            read(quantized(vec![0.5, 2.0], vec![-128, 0])),
            Some(expected)
        );
        assert_eq!(
            error_of(quantized(vec![0.5, 2.0], vec![0])).problem,
            Problem::ZeroPointCount {
                scales: 2,
                zero_points: 1
            }
        );
    }
}
