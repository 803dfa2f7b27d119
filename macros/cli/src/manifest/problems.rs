//! The possible problems of an entry and its files.

use std::fs;
use std::path::Path;

use super::{Entry, Tensor};

/// Returns all problems of an entry, each a line that starts with its name.
pub(super) fn of(entry: &Entry) -> Vec<String> {
    let mut problems = Vec::new();
    if entry.cases == 0 {
        problems.push("has no cases".to_owned());
    }
    if entry.tolerance < 0.0 || entry.tolerance.is_nan() {
        problems.push(format!(
            "has the tolerance {}, which is not 0 or more",
            entry.tolerance
        ));
    }
    problems.extend(entry.inputs.iter().chain(&entry.outputs).filter_map(tensor));
    problems.extend(missing(&entry.model));
    problems.extend(vectors(&entry.input, entry.cases, &entry.inputs, "input"));
    problems.extend(vectors(
        &entry.output,
        entry.cases,
        &entry.outputs,
        "output",
    ));
    problems
        .into_iter()
        .map(|problem| format!("`{}` {problem}", entry.name))
        .collect()
}

fn tensor(tensor: &Tensor) -> Option<String> {
    let Tensor {
        name,
        shape,
        dtype,
        nbytes,
    } = tensor;
    let bytes = shape
        .iter()
        .try_fold(dtype.size(), |bytes, &length| bytes.checked_mul(length));
    (bytes != Some(*nbytes)).then(|| {
        format!("states {nbytes} bytes for the tensor `{name}`, not those of {dtype:?} values of shape {shape:?}")
    })
}

fn missing(path: &Path) -> Option<String> {
    fs::File::open(path)
        .err()
        .map(|error| format!("needs {}: {error}", path.display()))
}

fn vectors(path: &Path, cases: usize, tensors: &[Tensor], kind: &str) -> Option<String> {
    let size = match fs::metadata(path) {
        Ok(metadata) => metadata.len(),
        Err(error) => return Some(format!("needs {}: {error}", path.display())),
    };
    let each: usize = tensors.iter().map(|tensor| tensor.nbytes).sum();
    let expected = each.saturating_mul(cases) as u64;
    (size != expected).then(|| {
        format!(
            "needs {expected} bytes in {} ({cases} cases of {each} {kind} bytes); it has {size}",
            path.display()
        )
    })
}
