//! TFLite_Detection_PostProcess.

use alloc::vec::Vec;

use tiny_model_kernels::op::{Detection, Detections, Encoded, Suppression, detection};

use crate::oracle::detection::detections;
use crate::{Draw, Verdict, compare};

pub(crate) fn case(draw: &mut Draw) -> Verdict {
    let [boxes, classes] = [9, 4].map(|most| draw.size(1..=most));
    let (labels, coordinates) = (classes + draw.size(0..=1), draw.size(4..=5));
    let most = draw.size(1..=7);
    let suppression = match draw.one_in(2) {
        true => Suppression::Fast {
            classes: draw.size(1..=classes),
        },
        false => Suppression::Regular {
            most: draw.size(1..=4),
        },
    };
    let how = Detection {
        coordinates,
        labels,
        classes,
        suppression,
        most,
        score: draw.pick(&[-1.0, 0.25, 0.5]),
        overlap: draw.pick(&[0.1, 0.5, 1.0]),
        scales: [8.0, 8.0, 4.0, 4.0],
    };
    // Only a few values, so that scores are equal and boxes overlap.
    let mut reals = |count: usize, least: i32, most: i32| {
        let values = (0..count).map(|_| draw.int(least..=most) as f32 / 4.0);
        values.collect::<Vec<f32>>()
    };
    let (encodings, scores) = (
        reals(boxes * coordinates, -8, 8),
        reals(boxes * labels, -4, 4),
    );
    let anchors = reals(boxes * 4, 1, 6);
    let x = Encoded {
        boxes: &encodings,
        scores: &scores,
        anchors: anchors.as_chunks().0,
    };
    let expected = detections(x, &how);
    let places = expected[1].len();
    let mut at = alloc::vec![[f32::NAN; 4]; places];
    let [mut of, mut by] = [0, 1].map(|_| alloc::vec![f32::NAN; places]);
    let mut count = [f32::NAN];
    let mut y = Detections {
        boxes: &mut at,
        classes: &mut of,
        scores: &mut by,
        count: &mut count,
    };
    detection(x, &mut y, &mut alloc::vec![[f32::NAN; 5]; boxes], &how);
    let found = [at.as_flattened(), &of, &by, &count].concat();
    compare(
        &found,
        &expected.concat(),
        &(how, encodings, scores, anchors),
    )
}
