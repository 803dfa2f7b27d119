//! The operators that the passes leave: tests that passes apply, and that they do not apply where they
//! would not be exact. The models' golden vectors check that nothing else changes.

mod sound;

use std::path::Path;

use tiny_model_compiler::{Compiled, Optimize, backend, compile};

/// Returns a model of `tests/models/data` after the passes.
fn compiled(name: &str) -> Compiled {
    let models = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/models/data"
    ));
    let bytes = std::fs::read(models.join(name).with_extension("tflite")).expect("a model");
    let compiled = compile(&bytes, Optimize::Speed).expect("a supported model");
    sound::assert_sound(&compiled.graph);
    compiled
}

/// Asserts which steps of each model are left. One operator of the file may become several steps.
fn assert_left(expected: &[(&str, &str)]) {
    for (model, operators) in expected {
        let graph = compiled(model).graph;
        let left: Vec<&str> = graph
            .operators
            .iter()
            .map(|operator| operator.name)
            .collect();
        assert_eq!(left.join(" "), *operators, "{model}");
    }
}

#[test]
fn views_vanish() {
    assert_left(&[
        ("view_of_a_view", "CONV_2D"),
        ("view_and_source_are_outputs", "CONV_2D"),
        ("view_of_the_input_is_an_output", "RELU"),
        ("view_is_output_and_read_later", "CONV_2D FULLY_CONNECTED"),
        ("channel_shuffle", "CONV_2D TRANSPOSE CONV_2D"),
    ]);
}

#[test]
fn whole_copies_vanish() {
    assert_left(&[
        ("concatenation_one_input", ""),
        ("pad_nothing", ""),
        ("padv2_nothing", ""),
        ("slice_everything", ""),
        ("split_one_part", ""),
        ("strided_slice_everything", ""),
        ("transpose_identity", ""),
        ("transpose_of_ones_only", ""),
        ("slice_middle", "SLICE"),
        ("strided_slice_reversed", "STRIDED_SLICE"),
        ("transpose_2d", "TRANSPOSE"),
    ]);
}

#[test]
fn state_is_read_and_written_where_it_lies() {
    assert_left(&[
        ("accumulator", "ADD ASSIGN_VARIABLE"),
        ("swapped_variables", "READ_VARIABLE ASSIGN_VARIABLE ADD"),
        (
            "read_before_and_after",
            "READ_VARIABLE ASSIGN_VARIABLE ADD ADD",
        ),
        (
            "assigned_twice",
            "ADD ASSIGN_VARIABLE READ_VARIABLE ASSIGN_VARIABLE ADD",
        ),
        (
            "window_kept_short",
            "CONCATENATION CONCATENATION STRIDED_SLICE CONV_2D",
        ),
        (
            "window_kept_whole",
            "STRIDED_SLICE CONCATENATION CONCATENATION DEPTHWISE_CONV_2D",
        ),
    ]);
}

#[test]
fn constants_are_computed() {
    assert_left(&[
        ("constant_padded_and_joined", "CONCATENATION CONCATENATION"),
        ("constant_requantized", "ADD"),
        ("constant_through_arithmetic", "SUB"),
        ("constant_through_views", "MUL"),
        ("float_constant_quantized", "ADD"),
    ]);
}

#[test]
fn constant_outputs_are_written_by_a_run() {
    assert_left(&[("constant_output", "RELU COPY")]);
}

#[test]
fn padding_becomes_a_part_of_the_window() {
    assert_left(&[
        ("pad_before_conv_2d", "CONV_2D"),
        ("pad_before_conv_2d_dilated", "CONV_2D"),
        ("pad_before_conv_2d_same_stride_2", "CONV_2D"),
        (
            "pad_before_depthwise_conv_2d_multiplier_2",
            "DEPTHWISE_CONV_2D",
        ),
        ("pad_before_conv_2d_int16", "CONV_2D"),
        ("pad_before_depthwise_conv_2d_int16", "DEPTHWISE_CONV_2D"),
        ("uint8_pad_before_conv_2d", "QUANTIZE CONV_2D QUANTIZE"),
        (
            "uint8_pad_before_depthwise_conv_2d",
            "QUANTIZE DEPTHWISE_CONV_2D QUANTIZE",
        ),
        ("pad_twice_before_conv_2d", "CONV_2D"),
        ("padv2_before_conv_2d_zero_point_as_value", "CONV_2D"),
    ]);
}

#[test]
fn padding_stays_where_others_see_it_or_no_window_has_it() {
    assert_left(&[
        ("pad_before_average_pool_2d", "PAD PAD AVERAGE_POOL_2D"),
        ("pad_before_conv_2d_batch", "PAD PAD CONV_2D"),
        ("pad_before_conv_2d_channels", "PAD PAD CONV_2D"),
        ("pad_before_conv_2d_is_output", "PAD PAD CONV_2D"),
        ("pad_before_two_convolutions", "PAD PAD CONV_2D CONV_2D"),
        ("padv2_before_conv_2d_other_value", "PADV2 PADV2 CONV_2D"),
    ]);
}

#[test]
fn activations_join_what_they_follow() {
    assert_left(&[
        ("activation_after_conv_2d", "CONV_2D"),
        ("chain_of_curves", "TANH"),
        ("quantize_same", ""),
        ("requantized_there_and_back", "QUANTIZE"),
        // The table is not a clamp.
        ("rescaling_activation_after_conv_2d", "CONV_2D RELU"),
        // Other operators read the tensor between the two.
        (
            "curve_before_and_after_its_other_reader",
            "TANH LOGISTIC MUL",
        ),
        ("output_read_later", "CONV_2D RELU CONV_2D"),
    ]);
}

#[test]
fn parts_lie_in_the_whole() {
    assert_left(&[
        ("concatenation_batch", ""),
        ("concatenation_height_by_minus_three", ""),
        ("pack_axis_0", ""),
        ("split_height", ""),
        ("split_then_layers_then_join_of_rows", "CONV_2D CONV_2D"),
        ("unpack_axis_0", ""),
    ]);
    // Only the input and the output are in the arena, with the larger patch of a convolution.
    let rows = compiled("split_then_layers_then_join_of_rows");
    let plan = &rows.program(&backend::Portable).plan;
    assert_eq!(plan.arena, 64 + 256 + plan.largest_scratch());
}

#[test]
fn parts_are_copied_where_they_cannot_lie_in_the_whole() {
    assert_left(&[
        // Elements of the parts alternate in the whole.
        ("concatenation_channels", "CONCATENATION CONCATENATION"),
        // The second part would not begin at a word.
        ("concatenation_one_dimension", "CONCATENATION"),
        // A tensor can lie in one place only.
        (
            "concatenation_of_one_tensor_twice",
            "CONCATENATION CONCATENATION",
        ),
    ]);
}

#[test]
fn decided_choices_are_none() {
    assert_left(&[
        ("if_decided", "RELU"),
        ("if_decided_by_a_constant", "RELU"),
        ("if_twice", "FULLY_CONNECTED IF IF ADD"),
    ]);
}

/// Checks the only operator that runs subgraphs: the number of values that it reads and writes, and the
/// steps that are left in its subgraphs.
fn assert_inside(model: &str, [reads, writes]: [usize; 2], left: [&str; 2]) {
    let graph = compiled(model).graph;
    let mut controls = graph
        .operators
        .iter()
        .filter(|operator| operator.control().is_some());
    let operator = controls.next().expect("IF or WHILE");
    assert_eq!(
        [operator.inputs.len(), operator.outputs().count()],
        [reads, writes],
        "{model}"
    );
    let subgraphs = operator.control().expect("IF or WHILE").subgraphs();
    let inside = subgraphs.map(|inner| {
        let operators = inner.graph.operators.iter().map(|operator| operator.name);
        operators.collect::<Vec<_>>().join(" ")
    });
    assert_eq!(inside, left, "{model}");
}

#[test]
fn subgraphs_take_and_give_what_is_needed() {
    // The weights are constants of both branches.
    assert_inside(
        "if_captured_weights",
        [2, 1],
        ["FULLY_CONNECTED", "FULLY_CONNECTED"],
    );
    assert_inside("if_unread_output", [2, 1], ["TANH", "ADD TANH"]);
    // A value computed from constants is a constant.
    assert_inside("if_without_inputs", [1, 1], ["COPY", "COPY"]);
    // The weights and the number of turns are constants of both subgraphs.
    assert_inside(
        "while_captured_weights",
        [2, 2],
        ["LESS", "FULLY_CONNECTED ADD"],
    );
    // Only the condition reads the number of turns; variables change places.
    assert_inside("while_int8", [4, 3], ["LESS", "ADD"]);
}

#[test]
fn what_nobody_reads_goes() {
    assert_left(&[
        ("branch_that_nobody_reads", "RELU"),
        ("split_with_an_unread_part", "MUL"),
    ]);
}
