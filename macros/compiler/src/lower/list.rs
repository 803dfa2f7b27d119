//! Items of lists that are tensors: what the converter makes of `TensorListSetItem` where it lowers lists.
//!
//! It concatenates the rows before an item, the item, and the rows behind it. How many rows that are is known in each
//! turn of a WHILE only, though their sum never changes. The whole is what DYNAMIC_UPDATE_SLICE computes, of fixed shapes:
//!
//! ```text
//! CONCATENATION(SLICE(list, [0, 0…], [i, −1…]), item, SLICE(list, [i + 1, 0…], [−1, −1…]))
//! ```

use tflite_schema::{
    BuiltinOperator as Op, Operator, OperatorCode, Options, Subgraph, Tensor, TensorType,
};

/// Replaces every such concatenation, and removes what was computed for it alone.
pub(super) fn set_items(subgraph: &mut Subgraph<'_>) {
    for position in (0..subgraph.operators.len()).rev() {
        if let Some(item) = SetItem::of(subgraph, position) {
            item.replace(subgraph, position);
        }
    }
}

/// A concatenation that sets an item of a list.
struct SetItem {
    list: usize,
    item: usize,
    /// The index as a vector of one number, and zeros for all other dimensions.
    start: [usize; 2],
    /// What is computed for the concatenation, the last first.
    parts: Vec<usize>,
}

impl SetItem {
    fn of(subgraph: &Subgraph<'_>, position: usize) -> Option<Self> {
        let [head, item, tail] = along_rows(subgraph.operators.get(position)?)?;
        let [before, begin, size] = inputs(subgraph, head, Op::SLICE)?;
        let [list, first, rest] = inputs(subgraph, tail, Op::SLICE)?;
        let item_is_a_row = subgraph.tensors.get(item)?.shape.first() == Some(&1);
        let is_one_list = before == list && item_is_a_row;
        let slices_are_whole = are_all(subgraph, begin, 0) && are_all(subgraph, rest, -1);
        if !is_one_list || !slices_are_whole {
            return None;
        }
        let [index, whole] = along_rows(producer(subgraph, size)?)?;
        let [next, zeros] = along_rows(producer(subgraph, first)?)?;
        let [at, _] = inputs(subgraph, index, Op::RESHAPE)?;
        let [behind, _] = inputs(subgraph, next, Op::RESHAPE)?;
        let [a, b] = inputs(subgraph, behind, Op::ADD)?;
        let is_next = (a == at && are_all(subgraph, b, 1)) || (b == at && are_all(subgraph, a, 1));
        let others_fit = are_all(subgraph, whole, -1) && are_all(subgraph, zeros, 0);
        (is_next && others_fit).then(|| Self {
            list,
            item,
            start: [index, zeros],
            parts: vec![tail, head, first, next, size],
        })
    }

    fn replace(&self, subgraph: &mut Subgraph<'_>, position: usize) {
        let start = subgraph.tensors.len();
        let like = &subgraph.tensors[self.start[1]];
        subgraph.tensors.push(Tensor {
            shape: vec![like.elements() + 1],
            data: None,
            ..like.clone()
        });
        let concatenation = subgraph.operators[position].clone();
        subgraph.operators[position] = Operator {
            code: OperatorCode {
                builtin: Op::DYNAMIC_UPDATE_SLICE,
                ..concatenation.code
            },
            inputs: [self.list, self.item, start].map(Some).to_vec(),
            options: Options::None,
            ..concatenation.clone()
        };
        let of_start = Operator {
            inputs: self.start.map(Some).to_vec(),
            outputs: vec![start],
            ..concatenation
        };
        subgraph.operators.insert(position, of_start);
        for &part in &self.parts {
            let is_read = subgraph.outputs.contains(&part)
                || subgraph
                    .operators
                    .iter()
                    .any(|operator| operator.inputs.contains(&Some(part)));
            if !is_read {
                let outputs = [part];
                subgraph
                    .operators
                    .retain(|operator| operator.outputs != outputs);
            }
        }
    }
}

/// The inputs of a CONCATENATION along the first dimension.
fn along_rows<const N: usize>(operator: &Operator<'_>) -> Option<[usize; N]> {
    match &operator.options {
        Options::Concatenation(options) if options.axis == 0 => {}
        _ => return None,
    }
    all(operator)
}

/// The inputs of the operator of a kind that computes a tensor.
fn inputs<const N: usize>(subgraph: &Subgraph<'_>, tensor: usize, kind: Op) -> Option<[usize; N]> {
    let operator = producer(subgraph, tensor)?;
    (operator.builtin() == kind).then(|| all(operator))?
}

/// All inputs of an operator, which has so many.
fn all<const N: usize>(operator: &Operator<'_>) -> Option<[usize; N]> {
    let inputs: Option<Vec<usize>> = operator.inputs.iter().copied().collect();
    inputs?.try_into().ok()
}

fn producer<'s, 'a>(subgraph: &'s Subgraph<'a>, tensor: usize) -> Option<&'s Operator<'a>> {
    let mut operators = subgraph.operators.iter();
    operators.find(|operator| operator.outputs == [tensor])
}

/// Returns whether a tensor is a constant of int32 with one value everywhere.
fn are_all(subgraph: &Subgraph<'_>, tensor: usize, value: i32) -> bool {
    let tensor = subgraph.tensors.get(tensor);
    let data = tensor.filter(|tensor| tensor.ty == TensorType::INT32);
    data.and_then(|tensor| tensor.data).is_some_and(|data| {
        let mut values = data.as_chunks().0.iter();
        values.all(|&bytes| i32::from_le_bytes(bytes) == value)
    })
}
