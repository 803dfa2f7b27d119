//! Elements of all types as numbers: every value of up to 32 bits is an f64.

use tiny_model_compiler::graph::Element;

/// Returns the numbers that bytes stand for.
pub(crate) fn numbers(element: Element, bytes: &[u8]) -> Vec<f64> {
    let elements = bytes.chunks_exact(element.size());
    elements.map(|bytes| number(element, bytes)).collect()
}

fn number(element: Element, bytes: &[u8]) -> f64 {
    let half = || bytes.try_into().expect("two bytes");
    let word = || bytes.try_into().expect("four bytes");
    match element {
        Element::I8 => f64::from(bytes[0] as i8),
        Element::U8 | Element::Bool => f64::from(bytes[0]),
        Element::I16 => f64::from(i16::from_le_bytes(half())),
        Element::I32 => f64::from(i32::from_le_bytes(word())),
        Element::F32 => f64::from(f32::from_le_bytes(word())),
        Element::U32 | Element::I64 => panic!("{element:?} is not built"),
    }
}

/// Returns the bytes that stand for numbers. What is not a number is always the same.
pub(crate) fn bytes(element: Element, numbers: &[f64]) -> Vec<u8> {
    let of = |&number: &f64| match element {
        Element::I8 => vec![number as i8 as u8],
        Element::U8 | Element::Bool => vec![number as u8],
        Element::I16 => (number as i16).to_le_bytes().to_vec(),
        Element::I32 => (number as i32).to_le_bytes().to_vec(),
        Element::F32 if number.is_nan() => f32::NAN.to_le_bytes().to_vec(),
        Element::F32 => (number as f32).to_le_bytes().to_vec(),
        Element::U32 | Element::I64 => panic!("{element:?} is not built"),
    };
    numbers.iter().flat_map(of).collect()
}

/// Returns the bytes of an element of any type that a random byte stands for.
pub(crate) fn element(element: Element, byte: u8) -> Vec<u8> {
    let value = f64::from(byte as i8);
    let number = match element {
        Element::I16 => value * 211.0,
        Element::I32 => value * 70_001.0,
        // No sum of products of such numbers is exact.
        Element::F32 => value * 0.1,
        Element::Bool => f64::from(byte % 2),
        _ => value,
    };
    bytes(element, &[number])
}
