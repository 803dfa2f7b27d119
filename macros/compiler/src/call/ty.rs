//! Types of tensors, tables and parameters.

use super::Path;

/// A type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// A type of the language: `i8`.
    Primitive(&'static str),
    /// A type of the runtime, with its generic parameters.
    Named(Path, Vec<Generic>),
    /// An array of so many elements.
    Array(Box<Type>, usize),
    /// Elements, of a number that is not known here.
    Slice(Box<Type>),
    /// A reference.
    Reference(Box<Type>),
    /// A mutable reference.
    Mutable(Box<Type>),
    /// A function of arguments of these types.
    Function(Vec<Type>),
    /// The type of nothing.
    Unit,
}

/// A generic parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Generic {
    /// A number.
    Number(usize),
    /// A truth value.
    Bool(bool),
    /// A type.
    Type(Type),
    /// A type that follows from others. Numbers are inferred only since Rust 1.89.
    Inferred,
    /// A lifetime that does not end.
    Static,
}

impl Type {
    /// A type of the runtime without generic parameters.
    pub fn named(path: impl Into<Path>) -> Self {
        Self::Named(path.into(), Vec::new())
    }

    /// A type of the runtime with generic parameters of one kind.
    pub fn of<G: Into<Generic>, const N: usize>(path: impl Into<Path>, generics: [G; N]) -> Self {
        Self::Named(path.into(), generics.map(Into::into).into())
    }

    /// A row-major array of elements: `[[i8; 3]; 2]` for the dimensions `[2, 3]`.
    pub fn array(self, dims: &[usize]) -> Self {
        let inner = |inner, &length| Self::Array(Box::new(inner), length);
        dims.iter().rev().fold(self, inner)
    }

    /// Bytes of an array of numbers; `None` for other types.
    pub fn bytes(&self) -> Option<usize> {
        match self {
            Self::Array(element, length) => Some(element.bytes()? * length),
            Self::Primitive("i8" | "u8" | "bool") => Some(1),
            Self::Primitive("i16" | "u16") => Some(2),
            Self::Primitive("i32" | "u32" | "f32") => Some(4),
            _ => None,
        }
    }

    /// A reference to the type.
    pub fn borrowed(self) -> Self {
        Self::Reference(Box::new(self))
    }

    /// A mutable reference to the type.
    pub fn borrowed_mut(self) -> Self {
        Self::Mutable(Box::new(self))
    }
}

/// Generic parameters that are numbers.
pub fn generics<const N: usize>(numbers: [usize; N]) -> Vec<Generic> {
    numbers.map(Generic::Number).into()
}

impl From<usize> for Generic {
    fn from(number: usize) -> Self {
        Self::Number(number)
    }
}

impl From<Type> for Generic {
    fn from(ty: Type) -> Self {
        Self::Type(ty)
    }
}
