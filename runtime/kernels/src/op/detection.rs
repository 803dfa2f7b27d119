//! TFLite_Detection_PostProcess: boxes from their encodings and anchors, and the best of them, each with its
//! class, none that overlaps a better one much.
//!
//! Semantics: TFLM's `detection_postprocess.cc` on floats, its sums and products one by one; boxes are
//! decoded in f64, as there. TFLM sorts candidates and goes through them; here the best that is left is
//! taken again and again, the first of equals, which is the same and needs no indices. Where TFLM fails at
//! run time, for a box without an area, this goes on: no box overlaps that one. Where TFLM writes beyond its
//! outputs, for several classes of a detection, LiteRT is followed. Places beyond the detections are 0.

/// How many of the classes of a box are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suppression {
    /// Boxes compete by their best class; of each that stays so many classes are told.
    Fast {
        /// The classes of a detection.
        classes: usize,
    },
    /// The boxes of each class compete.
    Regular {
        /// Detections of a class.
        most: usize,
    },
}

/// What it needs besides its tensors.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Detection {
    /// Values of an encoded box, of which the first four count.
    pub coordinates: usize,
    /// Scores of a box.
    pub labels: usize,
    /// Those of them that are classes: the last. Before them may be the background.
    pub classes: usize,
    /// How overlapping boxes are told from each other.
    pub suppression: Suppression,
    /// Most boxes that are told.
    pub most: usize,
    /// The least score of a detection.
    pub score: f32,
    /// The intersection over the union of two boxes above which the worse is left out.
    pub overlap: f32,
    /// What encodings are divided by: y, x, height, width.
    pub scales: [f32; 4],
}

/// What it reads: of each box its encoding, its scores and its anchor.
#[derive(Debug, Clone, Copy)]
pub struct Encoded<'a> {
    /// `[boxes][coordinates]`
    pub boxes: &'a [f32],
    /// `[boxes][labels]`
    pub scores: &'a [f32],
    /// `[boxes]`: y, x, height, width.
    pub anchors: &'a [[f32; 4]],
}

/// What it writes.
#[derive(Debug)]
pub struct Detections<'a> {
    /// Least and largest y and x: `y x y x`.
    pub boxes: &'a mut [[f32; 4]],
    /// Of each box.
    pub classes: &'a mut [f32],
    /// Of each box.
    pub scores: &'a mut [f32],
    /// Number of detections.
    pub count: &'a mut [f32],
}

/// A decoded box and the score by which it competes; NaN once it is out.
pub type Candidate = [f32; 5];

/// A detection.
#[derive(Debug, Clone, Copy)]
struct Found {
    at: [f32; 4],
    class: usize,
    score: f32,
}

/// Finds the detections; `scratch` has room for each box.
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

/// One round for all classes.
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

/// A round for each class; the best of all are kept, in their order.
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

/// Takes the best candidate out, and all that it overlaps.
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

/// Of a box's classes the best after the one before, the first of equals.
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

/// 0 where one of them has no area.
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
    /// Puts a detection at a place; those from there on move on, up to an end.
    fn insert(&mut self, place: usize, end: usize, found: Found) {
        push_in(self.boxes.get_mut(place..end), found.at);
        push_in(self.classes.get_mut(place..end), found.class as f32);
        push_in(self.scores.get_mut(place..end), found.score);
    }
}

/// Puts a value first; the last falls out.
fn push_in<T>(values: Option<&mut [T]>, mut next: T) {
    for value in values.into_iter().flatten() {
        next = core::mem::replace(value, next);
    }
}

impl Detection {
    /// The classes' scores of each box.
    fn rows<'a>(&self, scores: &'a [f32]) -> impl Iterator<Item = &'a [f32]> {
        let background = self.labels.saturating_sub(self.classes);
        let rows = scores.chunks_exact(self.labels.max(1));
        rows.map(move |row| row.get(background..).unwrap_or_default())
    }

    /// What a box competes by.
    fn competing(&self, score: Option<f32>) -> f32 {
        match score {
            Some(score) if score >= self.score => score,
            _ => f32::NAN,
        }
    }

    /// A box `top left bottom right` from its encoding and its anchor.
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
