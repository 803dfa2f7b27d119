//! Models whose signature and metadata name what goes in and out.

#![deny(warnings, missing_docs)]

use tiny_model::{Arena, tiny_model};

tiny_model! {
    /// `sum` and `scores` of `image` and `gain`.
    pub struct Signed = "models/named/two_signatures.tflite";
}
tiny_model!("models/named/labels_by_metadata.tflite");
tiny_model!("models/named/labels_by_count.tflite");
tiny_model!("models/named/labels_of_another_count.tflite");
tiny_model!("models/named/labels_damaged.tflite");

#[test]
fn accessors_have_the_names_of_the_signature() {
    let mut arena = Arena::new();
    let mut model = Signed::new(&mut arena);
    *model.input_image() = [-13, -3, 7, 17];
    *model.input_gain() = [-3; 4];
    let outputs = model.run();
    // Zero point -3.
    assert_eq!(outputs.sum, &[-13, -3, 7, 17]);
    assert_eq!(outputs.scores, &[-3, -3, 7, 17]);
    assert_eq!(Signed::INPUT_IMAGE.name, "serving_default_args_0:0");
}

const LABELS: [&str; 3] = ["cat", "dog", "long-tailed tit"];

#[test]
fn labels_are_constants() {
    assert_eq!(LabelsByMetadata::LABELS, LABELS);
    assert_eq!(LabelsByCount::LABELS, LABELS);
}

/// What a type without labels of its own has.
trait Unlabelled {
    const LABELS: () = ();
}
impl Unlabelled for LabelsOfAnotherCount<'_> {}
impl Unlabelled for LabelsDamaged<'_> {}

#[test]
fn labels_that_do_not_fit_are_none() {
    // A constant of the type itself would be taken, and be no `()`.
    let () = LabelsOfAnotherCount::LABELS;
    let () = LabelsDamaged::LABELS;
    let mut arena = Arena::new();
    let mut model = LabelsDamaged::new(&mut arena);
    *model.input() = [-4, -3, 9];
    assert_eq!(model.run(), &[-3, -3, 9]);
}
