//! TFLite_Detection_PostProcess as in TFLM: candidates are sorted, and then visited in order.

use alloc::vec::Vec;

use tiny_model_kernels::op::{Detection, Encoded, Suppression};

/// Returns boxes, classes, scores and their number.
pub fn detections(x: Encoded<'_>, how: &Detection) -> [Vec<f32>; 4] {
    let boxes = x.boxes.chunks(how.coordinates).zip(x.anchors);
    let boxes: Vec<[f32; 4]> = boxes
        .map(|(at, anchor)| decoded(at, *anchor, how))
        .collect();
    let background = how.labels - how.classes;
    let scores = x.scores.chunks(how.labels).map(|row| &row[background..]);
    let scores: Vec<&[f32]> = scores.collect();
    let (found, count, places) = match how.suppression {
        Suppression::Fast { classes } => {
            let best = scores.iter().map(|row| row[decreasing(row)[0]]);
            let selected = single_class(&boxes, &best.collect::<Vec<f32>>(), how.most, how);
            let of = |&at: &usize| {
                let order = decreasing(scores[at]).into_iter().take(classes);
                order.map(move |class| (at, class)).collect::<Vec<_>>()
            };
            let found: Vec<_> = selected.iter().flat_map(of).collect();
            (found, selected.len(), how.most * classes)
        }
        Suppression::Regular { most } => {
            let mut found = Vec::new();
            for class in 0..how.classes {
                let of_class: Vec<f32> = scores.iter().map(|row| row[class]).collect();
                let selected = single_class(&boxes, &of_class, most, how);
                found.extend(selected.into_iter().map(|at| (at, class)));
                found.sort_by(|&(a, of), &(b, by)| scores[b][by].total_cmp(&scores[a][of]));
                found.truncate(how.most);
            }
            let count = found.len();
            (found, count, how.most)
        }
    };
    let mut outputs = [4 * places, places, places].map(|len| alloc::vec![0.0; len]);
    for (place, &(at, class)) in found.iter().enumerate() {
        outputs[0][4 * place..][..4].copy_from_slice(&boxes[at]);
        outputs[1][place] = class as f32;
        outputs[2][place] = scores[at][class];
    }
    let [at, of, by] = outputs;
    [at, of, by, alloc::vec![count as f32]]
}

/// `DecodeCenterSizeBoxes` of one box.
fn decoded(at: &[f32], anchor: [f32; 4], how: &Detection) -> [f32; 4] {
    let side = |axis: usize| {
        let [centre, size] = [axis, axis + 2].map(|i| f64::from(at[i]) / f64::from(how.scales[i]));
        let length = f64::from(anchor[axis + 2]);
        let centre = (centre * length + f64::from(anchor[axis])) as f32;
        (centre, (0.5 * libm::exp(size) * length) as f32)
    };
    let ((y, height), (x, width)) = (side(0), side(1));
    [y - height, x - width, y + height, x + width]
}

/// `NonMaxSuppressionSingleClassHelper`: the boxes that are kept, the best first.
fn single_class(boxes: &[[f32; 4]], scores: &[f32], most: usize, how: &Detection) -> Vec<usize> {
    let order = decreasing(scores).into_iter();
    let mut left: Vec<usize> = order.filter(|&at| scores[at] >= how.score).collect();
    let mut selected = Vec::new();
    while selected.len() < most && !left.is_empty() {
        let best = left.remove(0);
        selected.push(best);
        left.retain(|&other| overlap(boxes[best], boxes[other]) <= how.overlap);
    }
    selected
}

/// `DecreasingArgSort`: equal values keep their order.
fn decreasing(values: &[f32]) -> Vec<usize> {
    let mut order = Vec::from_iter(0..values.len());
    order.sort_by(|&a, &b| values[b].total_cmp(&values[a]));
    order
}

/// `ComputeIntersectionOverUnion`
fn overlap(a: [f32; 4], b: [f32; 4]) -> f32 {
    let area = |[top, left, bottom, right]: [f32; 4]| (bottom - top) * (right - left);
    if area(a) <= 0.0 || area(b) <= 0.0 {
        return 0.0;
    }
    let side = |axis: usize| (a[axis + 2].min(b[axis + 2]) - a[axis].max(b[axis])).max(0.0);
    let intersection = side(0) * side(1);
    intersection / (area(a) + area(b) - intersection)
}
