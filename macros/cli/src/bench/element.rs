//! Elements of inputs, which a firmware creates from bytes.

use tiny_model_compiler::graph::Element;

/// Returns the firmware's function from an `i8` to an element. A quantized `u8` is the same real number as the `i8`
/// where the zero points differ by 128, as converters choose them.
pub(super) fn from_i8(element: Element) -> &'static str {
    match element {
        Element::I8 => "i8::from",
        Element::U8 => "|byte| byte.cast_unsigned() ^ 0x80",
        Element::Bool => "|byte| tiny_model::Bool::from(byte < 0)",
        Element::I16 => "i16::from",
        Element::I32 => "i32::from",
        Element::U32 => "|byte| u32::from(byte.cast_unsigned() ^ 0x80)",
        Element::I64 => "|byte| tiny_model::I64::from(i64::from(byte))",
        Element::F32 => "f32::from",
    }
}
