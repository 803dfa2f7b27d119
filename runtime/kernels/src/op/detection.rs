//! TFLite_Detection_PostProcess: decodes boxes from their encodings and anchors, and selects the best of
//! them, each with its class, such that none overlaps a better one too much.
//!
//! Semantics: TFLM's `detection_postprocess.cc` on floats, its sums and products one by one; boxes are
//! decoded in f64, as there. TFLM sorts the candidates and iterates over them; this kernel repeatedly takes
//! the best of the remaining candidates, the first of equals, which has the same result and needs no
//! indices. For a box without an area, where TFLM fails at run time, this kernel continues: no box overlaps
//! that one. For several classes of a detection, where TFLM writes beyond its outputs, the semantics are
//! LiteRT's. Entries after the last detection are 0.

/// How many classes of a box are considered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suppression {
    /// Boxes compete by their best class; each box that is kept reports its best `classes` classes.
    Fast {
        /// Classes of a detection.
        classes: usize,
    },
    /// The boxes of each class compete.
    Regular {
        /// The largest number of detections of a class.
        most: usize,
    },
}

/// The parameters of the operator.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Detection {
    /// Values of an encoded box, of which the first four are used.
    pub coordinates: usize,
    /// Scores of a box.
    pub labels: usize,
    /// Classes of a box: the last of its scores. The scores before them may be the background.
    pub classes: usize,
    /// The competition between overlapping boxes.
    pub suppression: Suppression,
    /// The largest number of boxes in the output.
    pub most: usize,
    /// The smallest score of a detection.
    pub score: f32,
    /// The intersection over union of two boxes above which the worse one is dropped.
    pub overlap: f32,
    /// Divisors of the encodings: y, x, height, width.
    pub scales: [f32; 4],
}

/// The inputs: the encoding, the scores and the anchor of each box.
#[derive(Debug, Clone, Copy)]
pub struct Encoded<'a> {
    /// `[boxes][coordinates]`
    pub boxes: &'a [f32],
    /// `[boxes][labels]`
    pub scores: &'a [f32],
    /// `[boxes]`: y, x, height, width.
    pub anchors: &'a [[f32; 4]],
}

/// The outputs.
#[derive(Debug)]
pub struct Detections<'a> {
    /// The smallest and largest y and x of each box: `y x y x`.
    pub boxes: &'a mut [[f32; 4]],
    /// The class of each box.
    pub classes: &'a mut [f32],
    /// The score of each box.
    pub scores: &'a mut [f32],
    /// Number of detections.
    pub count: &'a mut [f32],
}

/// A decoded box and the score by which it competes; NaN after it is removed.
pub type Candidate = [f32; 5];

/// A detection.
#[derive(Debug, Clone, Copy)]
struct Found {
    at: [f32; 4],
    class: usize,
    score: f32,
}

/// Finds the detections; `scratch` has one element per box.
#[inline(never)]
pub fn detection(
    x: Encoded<'_>,
    y: &mut Detections<'_>,
    scratch: &mut [Candidate],
    how: &Detection,
) {
    y.boxes.fill([0.0; 4]);
    y.classes.fill(0.0);
    y.scores.fill(0.0);
    let encoded = x.boxes.chunks_exact(how.coordinates.max(1)).zip(x.anchors);
    for (candidate, (encoded, anchor)) in scratch.iter_mut().zip(encoded) {
        if let Some(&encoded) = encoded.first_chunk() {
            let [top, left, bottom, right] = how.decode(encoded, *anchor);
            *candidate = [top, left, bottom, right, 0.0];
        }
    }
    let count = match how.suppression {
        Suppression::Fast { classes } => fast(x, y, scratch, how, classes),
        Suppression::Regular { most } => regular(x, y, scratch, how, most),
    };
    y.count.fill(count as f32);
}

/// Finds the detections in one round for all classes.
fn fast(
    x: Encoded<'_>,
    y: &mut Detections<'_>,
    scratch: &mut [Candidate],
    how: &Detection,
    classes: usize,
) -> usize {
    for (candidate, scores) in scratch.iter_mut().zip(how.rows(x.scores)) {
        let best = next_class(scores, None);
        candidate[4] = how.competing(best.map(|(_, score)| score));
    }
    let mut count = 0_usize;
    while count < how.most {
        let Some((at, found)) = take(scratch, how.overlap) else {
            break;
        };
        let scores = how.rows(x.scores).nth(at).unwrap_or_default();
        let mut class = None;
        for column in 0..classes {
            class = next_class(scores, class);
            let Some((index, score)) = class else { break };
            let place = classes.wrapping_mul(count).wrapping_add(column);
            let end = place.wrapping_add(1);
            y.insert(
                place,
                end,
                Found {
                    class: index,
                    score,
                    ..found
                },
            );
        }
        count = count.wrapping_add(1);
    }
    count
}

/// Finds the detections in one round per class, and keeps the best of all rounds in their order.
fn regular(
    x: Encoded<'_>,
    y: &mut Detections<'_>,
    scratch: &mut [Candidate],
    how: &Detection,
    most: usize,
) -> usize {
    let mut count = 0_usize;
    for class in 0..how.classes {
        for (candidate, scores) in scratch.iter_mut().zip(how.rows(x.scores)) {
            candidate[4] = how.competing(scores.get(class).copied());
        }
        for _ in 0..most {
            let Some((_, found)) = take(scratch, how.overlap) else {
                break;
            };
            let kept = y.scores.get(..count).unwrap_or_default();
            let place = kept.iter().filter(|&&kept| kept >= found.score).count();
            count = count.wrapping_add(1).min(how.most);
            y.insert(place, count, Found { class, ..found });
        }
    }
    count
}

/// Removes the best candidate and all candidates that it overlaps.
fn take(scratch: &mut [Candidate], overlap: f32) -> Option<(usize, Found)> {
    let mut best: Option<(usize, Candidate)> = None;
    for (at, candidate) in scratch.iter().enumerate() {
        let is_better = match best {
            None => !candidate[4].is_nan(),
            Some((_, best)) => candidate[4] > best[4],
        };
        if is_better {
            best = Some((at, *candidate));
        }
    }
    let (at, best) = best?;
    for (other, candidate) in scratch.iter_mut().enumerate() {
        if other == at || intersection_over_union(&best, candidate) > overlap {
            candidate[4] = f32::NAN;
        }
    }
    let [top, left, bottom, right, score] = best;
    let found = Found {
        at: [top, left, bottom, right],
        class: 0,
        score,
    };
    Some((at, found))
}

/// Returns the best class of a box after `before`, the first of equals.
fn next_class(scores: &[f32], before: Option<(usize, f32)>) -> Option<(usize, f32)> {
    let mut best: Option<(usize, f32)> = None;
    for (index, &score) in scores.iter().enumerate() {
        let is_left = match before {
            None => true,
            Some((at, of)) => score < of || (score == of && index > at),
        };
        let is_better = match best {
            None => true,
            Some((_, best)) => score > best,
        };
        if is_left && is_better {
            best = Some((index, score));
        }
    }
    best
}

/// Returns the intersection over union of two boxes, or 0 where one of them has no area.
fn intersection_over_union(one: &Candidate, other: &Candidate) -> f32 {
    let area = |&[top, left, bottom, right, _]: &Candidate| (bottom - top) * (right - left);
    let areas = [area(one), area(other)];
    if areas[0] <= 0.0 || areas[1] <= 0.0 {
        return 0.0;
    }
    let larger = |a: f32, b: f32| if a < b { b } else { a };
    let smaller = |a: f32, b: f32| if b < a { b } else { a };
    let height = smaller(one[2], other[2]) - larger(one[0], other[0]);
    let width = smaller(one[3], other[3]) - larger(one[1], other[1]);
    let intersection = larger(height, 0.0) * larger(width, 0.0);
    intersection / (areas[0] + areas[1] - intersection)
}

impl Detections<'_> {
    /// Inserts a detection at `place`; the ones from `place` to `end` move by one, and the last is
    /// dropped.
    fn insert(&mut self, place: usize, end: usize, found: Found) {
        push_in(self.boxes.get_mut(place..end), found.at);
        push_in(self.classes.get_mut(place..end), found.class as f32);
        push_in(self.scores.get_mut(place..end), found.score);
    }
}

/// Inserts a value at the start; the last value is dropped.
fn push_in<T>(values: Option<&mut [T]>, mut next: T) {
    for value in values.into_iter().flatten() {
        next = core::mem::replace(value, next);
    }
}

impl Detection {
    /// Returns the scores of the classes of each box.
    fn rows<'a>(&self, scores: &'a [f32]) -> impl Iterator<Item = &'a [f32]> {
        let background = self.labels.saturating_sub(self.classes);
        let rows = scores.chunks_exact(self.labels.max(1));
        rows.map(move |row| row.get(background..).unwrap_or_default())
    }

    /// Returns the score by which a box competes.
    fn competing(&self, score: Option<f32>) -> f32 {
        match score {
            Some(score) if score >= self.score => score,
            _ => f32::NAN,
        }
    }

    /// Decodes a box `top left bottom right` from its encoding and its anchor.
    fn decode(&self, encoded: [f32; 4], anchor: [f32; 4]) -> [f32; 4] {
        let [y, x, height, width] = encoded.map(f64::from);
        let [y_scale, x_scale, height_scale, width_scale] = self.scales.map(f64::from);
        let [anchor_y, anchor_x, anchor_height, anchor_width] = anchor.map(f64::from);
        let centre_y = (y / y_scale * anchor_height + anchor_y) as f32;
        let centre_x = (x / x_scale * anchor_width + anchor_x) as f32;
        let half_height = (0.5 * libm::exp(height / height_scale) * anchor_height) as f32;
        let half_width = (0.5 * libm::exp(width / width_scale) * anchor_width) as f32;
        [
            centre_y - half_height,
            centre_x - half_width,
            centre_y + half_height,
            centre_x + half_width,
        ]
    }
}
