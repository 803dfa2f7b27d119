//! What TFLM has kernels for, and whether it is all there.

use tiny_model_compiler::lower::{Types, supported};

/// TFLM's builtin operators with the types that it registers each of, from its sources at commit 90b983c2.
const TABLE: &str = include_str!("tflm.tsv");

/// What `any` stands for in the table.
const ANY: [&str; 8] = [
    "int8", "uint8", "bool", "int16", "int32", "uint32", "int64", "float32",
];

/// How much of the table is there.
pub(super) fn sentence() -> String {
    let (all, missing) = (TABLE.lines().count(), missing());
    let theirs = format!("TFLM's {all} builtin operators in every type that TFLM has kernels for");
    match missing.is_empty() {
        true => format!("tiny-model supports all of {theirs}, and more types."),
        false => format!(
            "tiny-model supports {theirs}, except for these: {}.",
            missing.join(", ")
        ),
    }
}

/// The operators and types of the table that are not supported.
fn missing() -> Vec<String> {
    TABLE.lines().flat_map(missing_of).collect()
}

/// Those of a line of the table.
fn missing_of(line: &str) -> Vec<String> {
    let (name, types) = line.split_once('\t').unwrap_or((line, ""));
    let Some(found) = supported().find(|operator| operator.name == name) else {
        return vec![name.to_owned()];
    };
    let rows: Vec<String> = found.types.iter().map(Types::to_string).collect();
    let types = types.split(", ").filter(|types| !types.is_empty());
    let types = types.flat_map(|types| combinations(name, types));
    let types = types.filter(|types| !rows.contains(types));
    types.map(|types| format!("{name} of {types}")).collect()
}

/// As [`Types`] are shown.
fn combinations(operator: &str, types: &str) -> Vec<String> {
    match (types, operator) {
        ("any", "SHAPE") => ANY.map(to_int32).to_vec(),
        ("any", _) => ANY.map(str::to_owned).to_vec(),
        (one, _) => vec![one.to_owned()],
    }
}

fn to_int32(ty: &str) -> String {
    match ty {
        "int32" => ty.to_owned(),
        _ => format!("{ty} → int32"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operator_of_tflms_is_there_in_every_type() {
        assert_eq!(TABLE.lines().count(), 100);
        assert_eq!(missing(), [""; 0]);
    }
}
