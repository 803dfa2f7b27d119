//! `QuantizationParameters`: the real values that integers represent.

use crate::error::{Problem, ReadError};
use crate::table::Table;

/// A view of the schema's `QuantizationParameters`: `real = scale · (integer − zero_point)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantization {
    /// `QuantizationParameters.scale`: one for the tensor, or one for each index of `quantized_dimension`.
    pub scale: Vec<f32>,
    /// `QuantizationParameters.zero_point`: one per scale.
    pub zero_point: Vec<i64>,
    /// `QuantizationParameters.quantized_dimension` as written. With one scale it is meaningless, and in real files
    /// outside of the tensor's rank.
    pub quantized_dimension: i32,
    /// `QuantizationParameters.details_type`: 0 for the scheme above, otherwise a custom, blockwise or multi-axis one.
    pub details_type: u8,
}

impl Quantization {
    /// Returns `None` where scales or zero points are missing, which TFLM and LiteRT treat as a tensor without
    /// quantization (the converter writes only `min` and `max` for floats).
    pub(crate) fn read(table: &Table<'_, '_>) -> Result<Option<Self>, ReadError> {
        let scale: Vec<f32> = table.field(2, "scale")?.vector()?;
        let zero_points = table.field(3, "zero_point")?;
        let zero_point: Vec<i64> = zero_points.vector()?;
        let details_type = table.field(4, "details_type")?.or(0)?;
        if (scale.is_empty() || zero_point.is_empty()) && details_type == 0 {
            return Ok(None);
        }
        if scale.len() != zero_point.len() {
            let problem = Problem::ZeroPointCount {
                scales: scale.len(),
                zero_points: zero_point.len(),
            };
            return Err(zero_points.error(problem));
        }
        let quantized_dimension = table.field(6, "quantized_dimension")?.or(0)?;
        Ok(Some(Self {
            scale,
            zero_point,
            quantized_dimension,
            details_type,
        }))
    }
}
