//! Reports of models of the project.

use super::picture::{self, Block, blocks};
use super::*;

fn report_of(model: &str, schedule: &str) -> Report {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(model);
    let args = Args {
        models: vec![path],
        target: Target::CortexM4,
        choices: Choices {
            schedule: schedule.parse().expect("a schedule"),
            ..Choices::default()
        },
        json: None,
        svg: None,
    };
    run(&args).expect("a model that compiles")
}

const SMALL: &str = "examples/models/fashion_mnist.tflite";

#[test]
fn the_text_reads_well() {
    insta::assert_snapshot!("text", report_of(SMALL, "fastest"));
    insta::assert_snapshot!("text_of_a_stream", report_of(SMALL, "smallest"));
}

#[test]
fn the_record_is_data() {
    let report = report_of("examples/models/hello_world.tflite", "fastest");
    let json = serde_json::to_string_pretty(&report.records).expect("JSON");
    insta::assert_snapshot!("json", json);
}

#[test]
fn the_picture_shows_the_arena() {
    let report = report_of(SMALL, "smallest");
    let [record] = report.records.as_slice() else {
        panic!("one model");
    };
    insta::assert_snapshot!("picture", picture::draw(record));
}

#[test]
fn rectangles_meet_only_where_an_output_lies_over_its_input() {
    let mut over = 0;
    for model in [SMALL, "tests/models/data/residual_network.tflite"] {
        for schedule in ["fastest", "smallest"] {
            for record in &report_of(model, schedule).records {
                let blocks = blocks(record);
                assert!(blocks.iter().all(|block| block.end <= record.arena_bytes));
                for (index, a) in blocks.iter().enumerate() {
                    for b in &blocks[index + 1..] {
                        if meet(a, b) {
                            assert!(is_over(record, a, b) || is_over(record, b, a));
                            over += 1;
                        }
                    }
                }
            }
        }
    }
    assert!(over > 0, "no output lies over its input");
}

fn meet(a: &Block, b: &Block) -> bool {
    a.first <= b.last && b.first <= a.last && a.start < b.end && b.start < a.end
}

/// Whether `lower` says that it lies over `upper`, and they meet in one step only.
fn is_over(record: &Record, lower: &Block, upper: &Block) -> bool {
    let upper_name = &record.memory[upper.memory].name;
    record.memory[lower.memory].over.contains(upper_name) && upper.last == lower.first
}

#[test]
fn names_are_escaped() {
    assert_eq!(
        picture::escape("<a href='x'>&\"\u{1}"),
        "&lt;a href=&#39;x&#39;&gt;&amp;&quot;\u{fffd}"
    );
}

#[test]
fn a_picture_is_of_one_model() {
    let args = Args {
        models: vec!["a.tflite".into(), "b.tflite".into()],
        target: Target::CortexM4,
        choices: Choices::default(),
        json: None,
        svg: Some("arena.svg".into()),
    };
    let error = run(&args).err().map(|error| error.to_string());
    assert!(error.is_some_and(|text| text.contains("one model at a time")));
}
