use super::*;
use crate::graph::TensorId;

fn port(name: &str, signature: Option<&str>) -> Port {
    Port {
        tensor: TensorId(0),
        name: name.to_owned(),
        signature: signature.map(str::to_owned),
        labels: Vec::new(),
        shape: vec![1],
        quantization: None,
    }
}

fn named(kind: &str, ports: &[&str]) -> Vec<(String, String)> {
    let ports: Vec<Port> = ports.iter().map(|name| port(name, None)).collect();
    names(kind, &ports)
        .iter()
        .map(|n| (n.accessor.to_string(), n.field.to_string()))
        .collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected
        .iter()
        .map(|(a, b)| (a.to_string(), b.to_string()))
        .collect()
}

#[test]
fn one_port_needs_no_name() {
    assert_eq!(
        named("input", &["serving_default_x:0"]),
        pairs(&[("input", "input")])
    );
}

#[test]
fn several_ports_are_told_apart() {
    assert_eq!(
        named(
            "input",
            &["serving_default_image:0", "Input/2", "image", ""]
        ),
        pairs(&[
            ("input_image", "image"),
            ("input_2", "input_2"),
            ("input_image_2", "image_2"),
            ("input_3", "input_3"),
        ])
    );
}

#[test]
fn names_of_the_signature_come_first() {
    let ports = [
        port("StatefulPartitionedCall:1", Some("scores")),
        port("StatefulPartitionedCall:0", Some("output_0")),
        port("scores", None),
    ];
    let named = names("output", &ports);
    let named = named.iter().map(|n| n.accessor.to_string());
    assert_eq!(
        named.collect::<Vec<_>>(),
        ["output_scores", "output_0", "output_scores_2"]
    );
}

#[test]
fn digits_and_keywords_are_made_identifiers() {
    assert_eq!(
        named("output", &["StatefulPartitionedCall:0", "7", "type"]),
        pairs(&[
            (
                "output_stateful_partitioned_call",
                "stateful_partitioned_call"
            ),
            ("output_7", "output_7"),
            ("output_type", "type_"),
        ])
    );
}

#[test]
fn a_name_that_is_given_gets_a_number() {
    assert_eq!(
        named("output", &["a_2", "a", "a", "a", "output_a"]),
        pairs(&[
            ("output_a_2", "a_2"),
            ("output_a", "a"),
            ("output_a_3", "a_3"),
            ("output_a_4", "a_4"),
            ("output_a_5", "output_a_5"),
        ])
    );
}

/// Whatever a name can collide by: prefixes, suffixes, numbers, keywords, and characters that are left out.
const HOSTILE: [&str; 34] = [
    "",
    "_",
    "__",
    "0",
    "1",
    "2",
    "a",
    "A",
    "a:0",
    "a:1",
    "a_0",
    "a_1",
    "a_2",
    "a2",
    "a_a",
    "é",
    "日本",
    "serving_default_a:0",
    "output",
    "outputs",
    "Output",
    "output_a",
    "output_a_1",
    "output_1",
    "output_2",
    "a_nested",
    "a_labels",
    "output_a_nested",
    "a_nested_labels",
    "nested",
    "labels",
    "gen",
    "type",
    "Self",
];

/// No two of any three ports share a name, and every name is an identifier.
#[test]
fn names_are_unique() {
    for first in HOSTILE {
        for second in HOSTILE {
            for third in HOSTILE {
                assert_unique(&[first, second, third]);
            }
        }
    }
    assert_unique(&HOSTILE);
    assert_unique(&HOSTILE.repeat(3));
}

fn assert_unique(ports: &[&str]) {
    let given: Vec<Port> = ports.iter().map(|name| port(name, None)).collect();
    let names = names("output", &given);
    let all = |name: fn(&Names<'_>) -> String| names.iter().map(name).collect::<Vec<String>>();
    let methods = [
        all(|names| names.accessor.to_string()),
        all(|names| names.nested.to_string()),
    ];
    let constants = [
        all(|names| names.info.to_string()),
        all(|names| names.labels.to_string()),
    ];
    let fields = all(|names| names.field.to_string());
    for space in [methods.concat(), constants.concat(), fields] {
        let distinct: HashSet<&String> = space.iter().collect();
        assert_eq!(distinct.len(), space.len(), "{ports:?}: {space:?}");
        for name in space.iter().map(String::as_str) {
            let is_identifier = syn::parse_str::<Ident>(name).is_ok();
            assert!(
                is_identifier && !KEYWORDS.contains(&name),
                "{ports:?}: {name}"
            );
        }
    }
}

/// syn knows the keywords of the editions up to 2021.
#[test]
fn all_keywords_are_known() {
    for word in ["gen", "try", "async", "dyn", "self", "yield"] {
        assert_eq!(named("output", &["x", word])[1].1, format!("{word}_"));
    }
    for letters in KEYWORDS {
        let is_known = syn::parse_str::<Ident>(letters).is_err() || letters == "gen";
        assert!(is_known, "{letters} is no keyword");
    }
}

/// Many outputs of one name take no more than a number each.
#[test]
fn ten_thousand_names_are_one_after_the_other() {
    let ports: Vec<Port> = (0..10_000).map(|_| port("a", None)).collect();
    let last = names("output", &ports).pop().expect("names");
    assert_eq!(last.accessor, "output_a_9999");
}
