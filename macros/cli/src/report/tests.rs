//! Tests of reports of the project's models.

use super::picture::{self, Block, Frame, blocks, length};
use super::*;

fn report_of(model: &str, schedule: &str) -> ModelReport {
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
const NETWORK: &str = "tests/models/data/residual_network.tflite";

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
    for model in [SMALL, NETWORK] {
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

/// Returns whether the record of `lower` states that it overlaps `upper`, and they meet in one step only.
fn is_over(record: &ModelRecord, lower: &Block, upper: &Block) -> bool {
    let upper_name = &record.memory[upper.memory].name;
    record.memory[lower.memory].over.contains(upper_name) && upper.last == lower.first
}

#[test]
fn labels_are_inside_their_rectangles_and_alone_there() {
    let mut labelled = 0;
    for model in [SMALL, NETWORK, "examples/models/hello_world.tflite"] {
        for schedule in ["fastest", "smallest"] {
            for record in &report_of(model, schedule).records {
                let frame = Frame::new(record);
                let labels = picture::labels(record, &frame);
                labelled += labels.len();
                let rectangles = Vec::from_iter(blocks(record).iter().map(|block| {
                    let (x, right) = (frame.x(block.first), frame.x(block.last + 1));
                    [x, frame.y(block.end), right, frame.y(block.start)]
                }));
                for (index, label) in labels.iter().enumerate() {
                    let [x, y, right, bottom] = label.area;
                    let long = if label.is_upright {
                        bottom - y
                    } else {
                        right - x
                    };
                    assert!(long > length(&label.text) - 0.001, "{label:?}");
                    let met = rectangles
                        .iter()
                        .filter(|area| areas_meet(area, &label.area));
                    let [[left, top, end, foot]] = *Vec::from_iter(met) else {
                        panic!("{label:?} is in several rectangles")
                    };
                    let is_inside = *left <= x && *top <= y && right <= *end && bottom <= *foot;
                    assert!(is_inside, "{label:?}");
                    let others = &labels[index + 1..];
                    assert!(
                        others
                            .iter()
                            .all(|other| !areas_meet(&other.area, &label.area))
                    );
                }
            }
        }
    }
    assert!(labelled > 60, "only {labelled} rectangles have names");
}

/// Returns whether two areas meet, each given by left, top, right and bottom.
fn areas_meet(a: &[f64; 4], b: &[f64; 4]) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

#[test]
fn steps_are_told_from_the_operators_of_the_file() {
    let report = report_of("tests/models/data/uint8_network.tflite", "fastest");
    let text = report.to_string();
    let record = &report.records[0];
    let moved = record
        .operators
        .iter()
        .find(|operator| operator.step != operator.index);
    let moved = moved.expect("a step that is another operator");
    let label = format!("{} {} (op {})", moved.step, moved.operator, moved.index);
    assert!(text.contains(&label), "{text}");
    assert!(picture::draw(record).contains(&label));
}

#[test]
fn models_on_floats_say_what_quantization_saves() {
    let report = report_of("tests/models/data/float_conv_2d_3x3_same.tflite", "fastest");
    let text = report.to_string();
    assert!(
        text.contains("full-integer quantization (int8) would make it weights of "),
        "{text}"
    );
    let whole = report_of(SMALL, "fastest").to_string();
    assert!(!whole.contains("quantization"), "{whole}");
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
