//! A graph as text, for those who look at what the compiler does.

use std::fmt;

use super::{counted, shape, tensor_name, thousands};
use crate::graph::{Control, Element, Graph, Operator, TensorId};

/// Most entries of a list that are shown one by one.
const FEW: usize = 8;

impl fmt::Display for Graph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, "")
    }
}

impl Graph {
    /// Writes the graph, each line after `indent`.
    fn write(&self, f: &mut fmt::Formatter<'_>, indent: &str) -> fmt::Result {
        for port in &self.inputs {
            writeln!(f, "{indent}input {}", self.declared(port.tensor))?;
        }
        for (&id, first) in &self.state {
            let flash = thousands(first.flash() as u64);
            writeln!(
                f,
                "{indent}state {}, {flash} bytes of flash",
                self.declared(id)
            )?;
        }
        for operator in &self.operators {
            self.write_operator(f, operator, indent)?;
        }
        for (&id, part) in &self.parts {
            let (whole, offset) = (part.whole.0, thousands(part.offset as u64));
            writeln!(
                f,
                "{indent}part %{} lies in %{whole} from byte {offset} on",
                id.0
            )?;
        }
        for port in &self.outputs {
            writeln!(f, "{indent}output {}", self.declared(port.tensor))?;
        }
        Ok(())
    }

    fn write_operator(
        &self,
        f: &mut fmt::Formatter<'_>,
        operator: &Operator,
        indent: &str,
    ) -> fmt::Result {
        let outputs = operator.outputs().map(|id| self.declared(id));
        let inputs = operator.inputs.iter().chain(&operator.state);
        let inputs = inputs.map(|&id| self.used(id));
        writeln!(
            f,
            "{indent}{} = {} {}({}), {} MACs",
            outputs.collect::<Vec<_>>().join(", "),
            operator.name,
            operator.index,
            inputs.collect::<Vec<_>>().join(", "),
            thousands(operator.kind.macs()),
        )?;
        let Some(control) = operator.control() else {
            return writeln!(
                f,
                "{indent}    {}",
                shortened(&format!("{:?}", operator.kind))
            );
        };
        let subgraphs = control.subgraphs().into_iter().zip(Control::roles(control));
        for (inner, role) in subgraphs {
            writeln!(
                f,
                "{indent}    {role} of the operator's inputs {:?}:",
                inner.takes
            )?;
            inner.graph.write(f, &format!("{indent}        "))?;
        }
        Ok(())
    }

    /// ``%3 `conv`: i8 1x4x4x8``
    fn declared(&self, id: TensorId) -> String {
        let tensor = self.tensor(id);
        let name = tensor_name(&tensor.name).replace('`', "'");
        let (element, shape) = (tensor.element, shape(&tensor.shape));
        format!("%{} `{name}`: {element} {shape}", id.0)
    }

    /// `%3`, or with the size of a constant `%3: 12 bytes`
    fn used(&self, id: TensorId) -> String {
        match &self.tensor(id).constant {
            Some(bytes) => format!("%{}: {}", id.0, counted(bytes.len(), "byte")),
            None => format!("%{}", id.0),
        }
    }
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::I8 => "i8",
            Self::U8 => "u8",
            Self::Bool => "bool",
            Self::I16 => "i16",
            Self::I32 => "i32",
            Self::U32 => "u32",
            Self::I64 => "i64",
            Self::F32 => "f32",
        })
    }
}

/// The text of a value with the lengths of its long lists in place of their entries.
fn shortened(text: &str) -> String {
    let mut shortened = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('[') {
        let (before, list) = rest.split_at(start);
        let end = end(list);
        let entries = entries(&list[1..end - 1]);
        shortened.push_str(before);
        if entries > FEW {
            shortened.push_str(&format!("[{} values]", thousands(entries as u64)));
            rest = &list[end..];
        } else {
            shortened.push('[');
            rest = &list[1..];
        }
    }
    shortened + rest
}

/// The first byte after a list that a text begins with.
fn end(list: &str) -> usize {
    let mut depth = 0_usize;
    for (at, character) in list.char_indices() {
        match character {
            '[' => depth += 1,
            ']' if depth == 1 => return at + 1,
            ']' => depth -= 1,
            _ => {}
        }
    }
    list.len()
}

/// Entries of a list, those of lists inside of it not counted.
fn entries(inside: &str) -> usize {
    let (mut depth, mut commas) = (0_usize, 0);
    for character in inside.chars() {
        match character {
            '[' | '{' | '(' => depth += 1,
            ']' | '}' | ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => commas += 1,
            _ => {}
        }
    }
    match inside {
        "" => 0,
        _ => commas + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_are_their_lengths() {
        let text = format!("{:?}", (vec![7; 9], [1, 2], vec![vec![0; 3]; 10], "a [b"));
        let short = r#"([9 values], [1, 2], [10 values], "a [b")"#;
        assert_eq!(shortened(&text), short);
        assert_eq!(
            shortened("Call { values: [f(1, 2)] }"),
            "Call { values: [f(1, 2)] }"
        );
    }
}
