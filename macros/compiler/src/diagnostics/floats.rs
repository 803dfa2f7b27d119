//! Sentences about the memory that full-integer quantization would save.

use super::thousands;
use crate::graph::Floats;

/// `2,816 bytes in place of 11,264`; `None` for a model without such floats.
pub fn as_int8(floats: Floats) -> Option<String> {
    let Floats { bytes, as_int8 } = floats;
    (bytes > 0).then(|| {
        format!(
            "{} bytes in place of {}",
            thousands(as_int8),
            thousands(bytes)
        )
    })
}

/// A sentence about the weights and the tensors in memory at the peak; `None` without floats.
pub fn quantized(weights: Floats, peak: Floats) -> Option<String> {
    let weights = as_int8(weights).map(|bytes| format!("weights of {bytes}"));
    let peak = as_int8(peak).map(|bytes| format!("tensors of {bytes} at the arena's peak"));
    let parts: Vec<String> = weights.into_iter().chain(peak).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_there_is_told() {
        let floats = Floats {
            bytes: 4_096,
            as_int8: 1_024,
        };
        let none = Floats::default();
        assert_eq!(quantized(none, none), None);
        assert_eq!(
            quantized(floats, floats).as_deref(),
            Some(
                "weights of 1,024 bytes in place of 4,096, tensors of 1,024 bytes in place of 4,096 at the arena's peak"
            )
        );
        assert_eq!(
            quantized(none, floats).as_deref(),
            Some("tensors of 1,024 bytes in place of 4,096 at the arena's peak")
        );
    }
}
