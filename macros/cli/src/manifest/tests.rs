//! Tests of valid manifests, and of mistakes in them.

use std::path::Path;

use super::*;

fn entry(name: &str, tags: &str) -> String {
    format!(
        r#"{{"name": "{name}", "model": "a.tflite", "tags": [{tags}], "cases": 2, "in": "a.in", "out": "a.out",
            "inputs": [{{"name": "x", "shape": [1, 3], "dtype": "INT8", "scale": 0.5, "zero_point": 0, "nbytes": 3}}],
            "outputs": [{{"name": "y", "shape": [2], "dtype": "FLOAT32", "nbytes": 8}}], "licence": "none"}}"#
    )
}

fn parse(entries: &[String]) -> Result<Manifest> {
    Manifest::parse(
        &format!(r#"{{"models": [{}]}}"#, entries.join(",")),
        Path::new("folder"),
    )
}

fn error<T>(result: Result<T>) -> String {
    format!("{:#}", result.err().expect("an error"))
}

#[test]
fn paths_start_from_the_folder_and_defaults_are_the_exact_ones() {
    let manifest = parse(&[entry("a", "")]).expect("a manifest");
    let entry = &manifest.entries[0];
    assert_eq!(entry.model, Path::new("folder/a.tflite"));
    assert_eq!((entry.sequence, entry.tolerance), (false, 0.0));
    assert_eq!(entry.outputs[0].dtype, Dtype::Float32);
}

#[test]
fn a_filter_is_a_whole_tag_or_a_part_of_a_name() {
    let entries = [
        entry("resnet", r#""cnn", "mlperf""#),
        entry("lstm", r#""cnn-like""#),
        entry("my_cnn", ""),
    ];
    let names = |filter| -> Vec<String> {
        let selected = parse(&entries)
            .and_then(|manifest| manifest.select(filter))
            .expect("some entry");
        selected
            .entries
            .into_iter()
            .map(|entry| entry.name)
            .collect()
    };
    assert_eq!(names(Some("cnn")), ["resnet", "my_cnn"]);
    assert_eq!(names(Some("ls")), ["lstm"]);
    assert_eq!(names(None).len(), 3);
    let nothing = parse(&entries).and_then(|manifest| manifest.select(Some("mlp")));
    assert_eq!(
        error(nothing),
        "no entry has the tag `mlp`, or `mlp` in its name; the tags are cnn, cnn-like, mlperf"
    );
}

#[test]
fn mistakes_in_the_file_are_named() {
    assert_eq!(
        error(parse(&[entry("a", ""), entry("a", "")])),
        "two entries are named `a`"
    );
    let text = entry("a", "").replace("cases", "case");
    assert!(error(parse(&[text])).starts_with("missing field `cases` at line "));
    let text = entry("a", "").replace("INT8", "INT9");
    assert!(error(parse(&[text])).starts_with("unknown variant `INT9`, expected one of `INT8`, "));
    let missing = error(Manifest::read(Path::new("nowhere")));
    assert!(missing.starts_with(
        "cannot read nowhere/manifest.json; golden vectors are in a folder with a manifest.json: "
    ));
}

#[test]
fn files_are_compared_with_what_the_entry_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, bytes: usize| {
        fs::write(folder.path().join(name), vec![0; bytes]).expect("written")
    };
    write("a.in", 6);
    write("a.out", 15);
    let text = entry("a", "").replace(r#""shape": [1, 3]"#, r#""shape": [1, 4]"#);
    let text = format!(r#"{{"models": [{text}]}}"#);
    let manifest = Manifest::parse(&text, folder.path()).expect("a manifest");
    let text = error(manifest.check());
    let lines: Vec<&str> = text.lines().collect();
    let path = folder.path().display();
    assert_eq!(
        lines[0],
        "`a` states 3 bytes for the tensor `x`, not those of Int8 values of shape [1, 4]"
    );
    assert!(lines[1].starts_with(&format!("`a` needs {path}/a.tflite: ")));
    assert_eq!(
        lines[2],
        format!("`a` needs 16 bytes in {path}/a.out (2 cases of 8 output bytes); it has 15")
    );
    assert_eq!(lines.len(), 3);
}
