//! Which TFLM the conformance models follow, which of them do not, and why.

use std::collections::{BTreeMap, BTreeSet};

use super::operators::Proof;
use super::table::table;

/// What reasons begin with where TFLM lacks a kernel, which says nothing about semantics.
const LACKS: &str = "TFLM has no ";

/// The wheels of the goldens: the one place that says which.
const WHEELS: &str = include_str!("../../../tests/models/requirements.txt");

/// A row for each reason, with the operators that all of its models exercise.
pub(super) fn section(proofs: &[Proof]) -> String {
    let followed = proofs
        .iter()
        .filter(|proof| proof.entry.reference != "tflm");
    let (lacking, differing): (Vec<&Proof>, _) =
        followed.partition(|proof| reason(proof).starts_with(LACKS));
    let mut rows: BTreeMap<&str, Vec<&Proof>> = BTreeMap::new();
    for proof in &differing {
        rows.entry(reason(proof)).or_default().push(proof);
    }
    let answered = proofs.len() - differing.len() - lacking.len();
    let rows = rows
        .into_iter()
        .map(|(why, proofs)| vec![common(&proofs), why.to_owned(), proofs.len().to_string()]);
    format!(
        "`tests/models` has {} conformance models. {answered} of them have TFLM's answers, which are those of {};\n\
         tiny-model does not follow newer sources of TFLM where they round otherwise. {} models are of operators or types that TFLM\n\
         has no kernel for, and have the answers of {}. The following models have LiteRT's answers, too:\n\n{}",
        proofs.len(),
        wheel("tflite-micro"),
        lacking.len(),
        wheel("ai-edge-litert"),
        table(&["operator", "why LiteRT is followed", ">models"], rows)
    )
}

/// A wheel and its version, as the documents name them.
fn wheel(name: &str) -> String {
    let mut lines = WHEELS.lines().filter_map(|line| line.split_once("=="));
    let version = lines.find_map(|(of, version)| (of == name).then_some(version));
    format!("the wheel `{name}` {}", version.unwrap_or("of any version"))
}

fn reason(proof: &Proof) -> &str {
    proof.entry.note.as_deref().unwrap_or_default()
}

/// The operators that all of them exercise.
fn common(proofs: &[&Proof]) -> String {
    let names = |proof: &&Proof| -> BTreeSet<&'static str> {
        let names = proof.operators.iter().map(|(name, _)| *name);
        names.collect()
    };
    let mut names = proofs.iter().map(names);
    let first = names.next().unwrap_or_default();
    let common = names.fold(first, |common, names| &common & &names);
    match common.len() {
        0 => "several".to_owned(),
        _ => Vec::from_iter(common).join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::super::operators::proofs;
    use super::wheel;

    #[test]
    fn the_wheels_of_the_goldens_have_a_version() {
        for name in ["tflite-micro", "ai-edge-litert"] {
            assert!(
                wheel(name).ends_with(|last: char| last.is_ascii_digit()),
                "{name}"
            );
        }
    }

    #[test]
    fn who_does_not_follow_tflm_says_why() {
        let proofs = proofs().expect("the conformance models");
        let silent = proofs
            .iter()
            .filter(|proof| proof.entry.reference != "tflm" && super::reason(proof).is_empty());
        let silent: Vec<&str> = silent.map(|proof| proof.entry.model.as_str()).collect();
        assert_eq!(silent, [""; 0], "give them a note");
    }
}
