//! A call with the names of its arguments and constants in their place.

use super::frame::Frame;
use super::step::Given;
use crate::call::{Data, Value};

impl Frame<'_, '_> {
    /// The value with the names of what is borrowed in place of arguments, and of constants in place of their values.
    pub(super) fn resolve(&mut self, value: Value) -> Value {
        let mut all = |values: Vec<Value>| -> Vec<Value> {
            values
                .into_iter()
                .map(|value| self.resolve(value))
                .collect()
        };
        match value {
            Value::List(values) => Value::List(all(values)),
            Value::Tuple(values) => Value::Tuple(all(values)),
            Value::Call(path, generics, values) => Value::Call(path, generics, all(values)),
            Value::Struct(path, fields) => {
                let fields = fields.into_iter();
                let fields = fields.map(|(name, value)| (name, self.resolve(value)));
                Value::Struct(path, fields.collect())
            }
            Value::Method(value, name, values) => {
                let value = Box::new(self.resolve(*value));
                let values = values.into_iter().map(|value| self.resolve(value));
                Value::Method(value, name, values.collect())
            }
            Value::Given(function, ty, values) => {
                let values = all(values);
                let name = format!("{}{}", self.scope, self.name()).to_ascii_uppercase();
                self.given = Some(Given {
                    name,
                    ty: ty.clone(),
                    function,
                });
                Value::Given(function, ty, values)
            }
            Value::Closure(names, value) => Value::Closure(names, Box::new(self.resolve(*value))),
            Value::Reference(value) => self.resolve(*value).borrowed(),
            Value::Mutable(value) => Value::Mutable(Box::new(self.resolve(*value))),
            Value::Data(data) => self.constant(*data),
            Value::Marker(marker) => {
                let name = Value::Local(marker.name.clone());
                self.markers.push(*marker);
                name
            }
            Value::Argument(argument) => self.argument(argument),
            plain => plain,
        }
    }

    fn constant(&mut self, data: Data) -> Value {
        let value = self.resolve(data.value);
        let name = Value::Local(data.name.clone());
        self.data.push(Data { value, ..data });
        name
    }
}
