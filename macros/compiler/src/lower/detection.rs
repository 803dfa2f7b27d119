//! TFLite_Detection_PostProcess.

use tflite_schema::TensorType;
use tiny_model_kernels::op::{Detection, Suppression};

use super::Problem;
use super::flexbuffer::{Entry, FlexMap};
use super::node::{Node, Operand};
use crate::call::{Call, Type, Value};
use crate::diagnostics::model as text;
use crate::graph::{Element, TensorId};

/// Detections of a class where the options do not say.
const OF_A_CLASS: usize = 100;

pub(super) fn post_process(node: &mut Node<'_>) -> Result<(), Problem> {
    let (boxes, scores) = (node.input(0, "boxes")?, node.input(1, "scores")?);
    let anchors = node.input(2, "anchors")?;
    let (&[1, count, coordinates], &[1, of_scores, labels]) = (boxes.shape(), scores.shape())
    else {
        let says = "must be of one image, with three dimensions, as the scores";
        return Err(node.mismatch(boxes, "boxes", says));
    };
    if coordinates < 4 {
        return Err(node.mismatch(boxes, "boxes", "must have four coordinates each"));
    }
    if of_scores != count {
        let says = format!("must be those of {count} boxes");
        return Err(node.mismatch(scores, "scores", &says));
    }
    node.expect_shape(anchors, "anchors", &[count, 4])?;
    let how = how(node, [coordinates, labels])?;
    let outputs = outputs(node, &how)?;
    let inputs = [boxes, scores, anchors];
    let inputs = inputs.map(|x| as_floats(node, x));
    let inputs = inputs.into_iter().collect::<Result<_, _>>()?;
    let call = call(count, outputs[0].len() / 4, &how);
    node.emit_ids(call, inputs, &outputs)
}

/// The call for a number of boxes, with room for a number of detections.
fn call(boxes: usize, room: usize, how: &Detection) -> Call {
    let encoded = Value::structure(
        "op::Encoded",
        [
            ("boxes", Value::input(0)),
            ("scores", Value::input(1)),
            ("anchors", Value::input_as(2, [boxes, 4])),
        ],
    );
    let detections = Value::structure(
        "op::Detections",
        [
            ("boxes", Value::output_as([room, 4])),
            ("classes", Value::output_at(1)),
            ("scores", Value::output_at(2)),
            ("count", Value::output_at(3)),
        ],
    );
    // A candidate is five numbers.
    let scratch = Value::scratch(Type::Primitive("f32"), &[boxes, 5]);
    Call::new(
        "op::detection",
        [
            encoded,
            Value::Mutable(Box::new(detections)),
            scratch,
            Value::parameters(how).borrowed(),
        ],
    )
}

/// The operator's options, of which a custom operator has a FlexBuffer.
fn how(node: &Node<'_>, [coordinates, labels]: [usize; 2]) -> Result<Detection, Problem> {
    let place = node.place();
    let map = FlexMap::root(node.operator.custom_options);
    let map = map.ok_or_else(|| text::options(place))?;
    let value = |name: &str| -> Result<Entry, Problem> {
        let missing = || text::option(place, &format!("its options do not say `{name}`"));
        map.get(name).ok_or_else(missing)
    };
    let wrong =
        |name: &str, must: &str| text::option(place, &format!("its `{name}` must be {must}"));
    let count = |name: &str| {
        let count = usize::try_from(value(name)?.integer()).ok();
        let count = count.filter(|&count| count > 0 && u32::try_from(count).is_ok());
        count.ok_or_else(|| wrong(name, "a positive number"))
    };
    let real = |name: &str| Ok(value(name)?.real());
    let classes = count("num_classes")?;
    if labels < classes || labels > classes + 1 {
        let must = format!("{labels}, as there are scores, or one less, beside the background");
        return Err(wrong("num_classes", &must));
    }
    let overlap = real("nms_iou_threshold")?;
    if !(overlap > 0.0 && overlap <= 1.0) {
        return Err(wrong("nms_iou_threshold", "above 0, and 1 at most"));
    }
    let is_regular = map
        .get("use_regular_nms")
        .is_some_and(|value| value.integer() != 0);
    let suppression = match is_regular {
        true => Suppression::Regular {
            most: match map.get("detections_per_class") {
                None => OF_A_CLASS,
                Some(_) => count("detections_per_class")?,
            },
        },
        false => Suppression::Fast {
            classes: count("max_classes_per_detection")?.min(classes),
        },
    };
    let mut scales = [0.0; 4];
    for (scale, name) in scales
        .iter_mut()
        .zip(["y_scale", "x_scale", "h_scale", "w_scale"])
    {
        *scale = real(name)?;
    }
    Ok(Detection {
        coordinates,
        labels,
        classes,
        suppression,
        most: count("max_detections")?,
        score: real("nms_score_threshold")?,
        overlap,
        scales,
    })
}

/// The outputs, with room for all detections.
fn outputs<'a>(node: &Node<'a>, how: &Detection) -> Result<Vec<Operand<'a>>, Problem> {
    let outputs = node.outputs();
    let &[boxes, classes, scores, count] = outputs.as_slice() else {
        return Err(text::missing(node.place(), "fourth output"));
    };
    let told = match how.suppression {
        Suppression::Fast { classes } => how.most.saturating_mul(classes),
        Suppression::Regular { .. } => how.most,
    };
    node.settle(scores, &[1, told])?;
    let places = scores.len();
    if places < told {
        let says = format!("must have room for {told} detections");
        return Err(node.mismatch(scores, "output", &says));
    }
    node.expect_elements(boxes, &[1, places, 4])?;
    node.expect_elements(classes, &[1, places])?;
    node.expect_elements(count, &[1])?;
    Ok(outputs)
}

/// An input of floats, or of uint8 by DEQUANTIZE.
fn as_floats(node: &mut Node<'_>, x: Operand<'_>) -> Result<TensorId, Problem> {
    if x.tensor.ty != TensorType::UINT8 {
        node.expect_type(x, "input", TensorType::FLOAT32)?;
        return Ok(node.id(x));
    }
    let quantization = node.quantization(x)?;
    let real = node.between(x.shape(), Element::F32);
    node.emit_dequantized(quantization, node.id(x), real);
    Ok(real)
}
