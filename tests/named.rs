//! Models whose signature and metadata name their inputs and outputs.

#![deny(warnings, missing_docs)]

use tiny_model::{Arena, tiny_model};

tiny_model! {
    /// Computes `sum` and `scores` of `image` and `gain`.
    pub struct Signed = "models/named/two_signatures.tflite";
}
tiny_model!("models/named/labels_by_metadata.tflite");
tiny_model!("models/named/labels_by_count.tflite");
tiny_model!("models/named/labels_of_another_count.tflite");
tiny_model!("models/named/labels_damaged.tflite");
tiny_model!("models/named/hostile_names.tflite");

#[test]
fn accessors_have_the_names_of_the_signature() {
    let mut arena = Arena::new();
    let mut model = Signed::new(&mut arena);
    *model.input_image() = [-13, -3, 7, 17];
    *model.input_gain() = [-3; 4];
    let outputs = model.run();
    // The zero point is -3.
    assert_eq!(outputs.sum, &[-13, -3, 7, 17]);
    assert_eq!(outputs.scores, &[-3, -3, 7, 17]);
    assert_eq!(Signed::INPUT_IMAGE.name, "serving_default_args_0:0");
}

#[test]
fn names_that_collide_are_told_apart() {
    let mut arena = Arena::new();
    let mut model = HostileNames::new(&mut arena);
    model.input_a().fill(-3);
    model.input_a_nested_1().fill(1);
    model.input_gen_nested()[1][2] = -3;
    // The zero point is -3.
    let outputs = model.run();
    assert_eq!(outputs.a, &[1; 6]);
    assert_eq!(outputs.gen_.len(), outputs.self_.len());
    assert_ne!(outputs.a_2.as_ptr(), outputs.a_5.as_ptr());
    assert_eq!(model.output_a_nested(), &[[1; 3]; 2]);
    assert_eq!(HostileNames::OUTPUT_A_LABELS, LABELS);
    assert_eq!(HostileNames::OUTPUT_A_LABELS_3.name, "a_labels");
    assert_eq!(HostileNames::OUTPUT_A_1.name, "output_a");
}

const LABELS: [&str; 3] = ["cat", "dog", "long-tailed tit"];

#[test]
fn labels_are_constants() {
    assert_eq!(LabelsByMetadata::LABELS, LABELS);
    assert_eq!(LabelsByCount::LABELS, LABELS);
}

/// The `LABELS` of a type without labels of its own.
trait Unlabelled {
    const LABELS: () = ();
}
impl Unlabelled for LabelsOfAnotherCount {}
impl Unlabelled for LabelsDamaged {}

#[test]
fn labels_that_do_not_fit_are_none() {
    // A constant of the type itself would take precedence, and would not be `()`.
    let () = LabelsOfAnotherCount::LABELS;
    let () = LabelsDamaged::LABELS;
    let mut arena = Arena::new();
    let mut model = LabelsDamaged::new(&mut arena);
    *model.input() = [-4, -3, 9];
    assert_eq!(model.run(), &[-3, -3, 9]);
}
