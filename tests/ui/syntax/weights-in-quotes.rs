use tiny_model::tiny_model;

tiny_model!("models/keyword.tflite", weights = r#"".ext_flash""#);

fn main() {}
