use tiny_model::tiny_model;

tiny_model!("../../models/broken/git_lfs_pointer.tflite");

fn main() {}
