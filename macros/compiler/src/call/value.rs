//! Expressions.

use std::borrow::Cow;

use super::{Argument, Generic, Parameter, Stored, Type, bytes};

/// The name of a function, type or constant, below the runtime's crate: `op::float::Range::ALL`.
pub type Path = Cow<'static, str>;

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// An integer of any type.
    Integer(i64),
    /// An f32.
    Real(f32),
    /// A truth value.
    Bool(bool),
    /// A text.
    Text(String),
    /// Elements of the type that is expected, by their little-endian bytes.
    Elements(Vec<u8>),
    /// A constant, a function, or a struct without fields.
    Path(Path),
    /// An array.
    List(Vec<Value>),
    /// A tuple.
    Tuple(Vec<Value>),
    /// A struct with named fields.
    Struct(Path, Vec<(&'static str, Value)>),
    /// A call of a function, or a struct whose fields have no names.
    Call(Path, Vec<Generic>, Vec<Value>),
    /// A call of a method.
    Method(Box<Value>, &'static str, Vec<Value>),
    /// A field.
    Field(Box<Value>, &'static str),
    /// An element of an array.
    Element(Box<Value>, usize),
    /// A function of parameters with these names.
    Closure(&'static [&'static str], Box<Value>),
    /// A local name.
    Local(Cow<'static, str>),
    /// A reference.
    Reference(Box<Value>),
    /// A mutable reference.
    Mutable(Box<Value>),
    /// A constant of the operator, by its name.
    Data(Box<Data>),
    /// A type of the operator's own that has no fields, by its name.
    Marker(Box<Marker>),
    /// A call of a function of the user's, by its position, with its type.
    Given(usize, Type, Vec<Value>),
    /// A tensor or scratch of the operator.
    Argument(Argument),
}

/// A constant of an operator, with a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// Its name: `WEIGHTS`.
    pub name: Cow<'static, str>,
    /// Its type.
    pub ty: Type,
    /// Its value.
    pub value: Value,
    /// Whether it has an address: a table lies in flash once.
    pub is_static: bool,
    /// Bytes of the tables in it.
    pub flash: usize,
}

/// A type without fields, which says in generic code what the code is made for.
#[derive(Debug, Clone, PartialEq)]
pub struct Marker {
    /// Its name: `Layer`.
    pub name: Cow<'static, str>,
    /// The trait of the runtime that it has.
    pub implements: Path,
    /// The trait's constant.
    pub constant: Data,
}

impl Data {
    /// A constant that is no table.
    pub(crate) fn new(name: impl Into<Cow<'static, str>>, ty: Type, value: Value) -> Self {
        Self {
            name: name.into(),
            ty,
            value,
            is_static: false,
            flash: 0,
        }
    }
}

impl Value {
    /// A call of a function of the runtime, whose generic parameters follow from its arguments.
    pub fn call<const N: usize>(function: impl Into<Path>, arguments: [Self; N]) -> Self {
        Self::Call(function.into(), Vec::new(), arguments.into())
    }

    /// A struct of the runtime.
    pub fn structure<const N: usize>(
        path: impl Into<Path>,
        fields: [(&'static str, Self); N],
    ) -> Self {
        Self::Struct(path.into(), fields.into())
    }

    /// A call of a method.
    pub fn method<const N: usize>(self, name: &'static str, arguments: [Self; N]) -> Self {
        Self::Method(Box::new(self), name, arguments.into())
    }

    /// A local name.
    pub fn local(name: impl Into<Cow<'static, str>>) -> Self {
        Self::Local(name.into())
    }

    /// A reference to it.
    pub fn borrowed(self) -> Self {
        Self::Reference(Box::new(self))
    }

    /// An array of lengths or strides.
    pub fn numbers(numbers: &[usize]) -> Self {
        Self::List(numbers.iter().map(Parameter::value).collect())
    }

    /// An array of axes, each with its length and stride.
    pub fn axes(axes: &[(usize, usize)]) -> Self {
        let axis =
            |&(length, stride): &(usize, usize)| Self::Tuple(vec![length.value(), stride.value()]);
        Self::List(axes.iter().map(axis).collect())
    }

    /// The constant with the loops of a reduction over axes that are kept and axes that are reduced, with the lengths
    /// of input and output.
    pub fn reduction(
        name: &'static str,
        [inputs, outputs]: [usize; 2],
        [kept, reduced]: [&[(usize, usize)]; 2],
    ) -> Self {
        // One turn in place where there is no axis.
        let [kept, reduced] = [kept, reduced].map(|axes| match axes {
            [] => &[(1, 0)],
            axes => axes,
        });
        Self::constant(
            name,
            Type::of("op::Reduce", [inputs, outputs, kept.len(), reduced.len()]),
            Self::call("op::Reduce::new", [kept, reduced].map(Self::axes)),
        )
    }

    /// An array of values.
    pub fn list<P: Parameter>(values: &[P]) -> Self {
        Self::List(values.iter().map(Parameter::value).collect())
    }

    /// A constant that is no table.
    pub fn constant(name: &'static str, ty: Type, value: Self) -> Self {
        Self::Data(Box::new(Data::new(name, ty, value)))
    }

    /// A table of the type, by its little-endian bytes.
    pub fn table(name: impl Into<Cow<'static, str>>, ty: Type, bytes: Vec<u8>) -> Self {
        let flash = bytes.len();
        Self::tables(name, ty, Self::Elements(bytes), flash)
    }

    /// A table that is an array of these dimensions.
    pub fn array<T: Stored>(
        name: impl Into<Cow<'static, str>>,
        dims: &[usize],
        values: &[T],
    ) -> Self {
        Self::table(name, T::ty().array(dims), bytes(values))
    }

    /// A struct with tables of so many bytes in it, of which there is one copy.
    pub fn tables(name: impl Into<Cow<'static, str>>, ty: Type, value: Self, flash: usize) -> Self {
        Self::Data(Box::new(Data {
            is_static: true,
            flash,
            ..Data::new(name, ty, value)
        }))
    }

    /// The constant that holds the parameters of a kernel.
    pub fn parameters<P: Parameter>(value: &P) -> Self {
        Self::named("PARAMETERS", value)
    }

    /// A constant that is a parameter of a kernel.
    pub fn named<P: Parameter>(name: &'static str, value: &P) -> Self {
        Self::constant(name, P::ty(), value.value())
    }

    /// A type of this name, which has a trait of one constant.
    pub fn marker<P: Parameter>(
        name: impl Into<Cow<'static, str>>,
        implements: impl Into<Path>,
        (constant, value): (&'static str, &P),
    ) -> Self {
        Self::Marker(Box::new(Marker {
            name: name.into(),
            implements: implements.into(),
            constant: Data::new(constant, P::ty(), value.value()),
        }))
    }
}

impl From<Argument> for Value {
    fn from(operand: Argument) -> Self {
        Self::Argument(operand)
    }
}
