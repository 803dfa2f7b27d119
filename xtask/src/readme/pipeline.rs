//! The way of a model from its file to firmware, as SVG: what the steps hand on, and the steps between.

use std::fmt::Write as _;

/// What a step takes and another one gives.
struct Stage {
    name: &'static str,
    what: &'static str,
}

/// From one stage to the next. The first is a crate, the last the compiler, and the others are folders of ours.
struct PipelineStep {
    name: &'static str,
    /// What it does, in two lines.
    does: [&'static str; 2],
}

const fn stage(name: &'static str, what: &'static str) -> Stage {
    Stage { name, what }
}

const STAGES: [Stage; 8] = [
    stage("model.tflite", "bytes of any origin"),
    stage("Model", "verified views"),
    stage("Graph", "the compiler's terms"),
    stage("Graph", "fewer operators"),
    stage("Kernels", "a call per operator"),
    stage("Plan", "a place per tensor"),
    stage("Rust tokens", "the declared type"),
    stage("firmware", "no interpreter"),
];

const STEPS: [PipelineStep; 7] = [
    PipelineStep {
        name: "tflite-schema",
        does: ["reads, and bounds", "what files claim"],
    },
    PipelineStep {
        name: "lower",
        does: ["checks operators", "and their types"],
    },
    PipelineStep {
        name: "passes",
        does: ["rewrite exactly:", "no byte changes"],
    },
    PipelineStep {
        name: "backend",
        does: ["takes kernels,", "packs weights"],
    },
    PipelineStep {
        name: "schedule",
        does: ["orders operators,", "plans the arena"],
    },
    PipelineStep {
        name: "codegen",
        does: ["writes calls of", "generic kernels"],
    },
    PipelineStep {
        name: "rustc",
        does: ["compiles one", "backend's code"],
    },
];

/// Stages in a row of the picture.
const ROW: usize = 4;
/// Pixels around everything.
const MARGIN: f64 = 16.0;
/// Pixels of a stage's box.
const BOX: [f64; 2] = [136.0, 44.0];
/// Pixels between boxes, for a step's texts.
const GAP: f64 = 122.0;
/// Pixels from the left of the second row to its first box.
const INDENT: f64 = GAP;
/// Pixels from a row's upper edge to the next row's.
const DOWN: f64 = 124.0;
/// Pixels above the first row.
const TOP: f64 = 40.0;
/// Pixels of the whole picture.
const SIZE: [f64; 2] = [
    2.0 * MARGIN + INDENT + ROW as f64 * BOX[0] + (ROW - 1) as f64 * GAP,
    TOP + DOWN + BOX[1] + 48.0,
];

const STYLE: &str = "<style>
text { font: 11px sans-serif; fill: #222; text-anchor: middle }
.name { font-size: 13px; font-weight: bold }
.step { font-weight: bold; fill: #07518f }
.ground { fill: #fff }
.macro { fill: #eef4fb; stroke: #9cc5ef }
.stage { fill: #fff; stroke: #555 }
.way { fill: none; stroke: #555; stroke-width: 1.5 }
.head { fill: #555 }
@media (prefers-color-scheme: dark) {
text { fill: #eee }
.step { fill: #8fc7ff }
.ground { fill: #181818 }
.macro { fill: #1c2733; stroke: #27527d }
.stage { fill: #181818; stroke: #bbb }
.way { stroke: #bbb }
.head { fill: #bbb }
}
</style>
";

/// The picture.
pub(super) fn draw() -> String {
    let [width, height] = SIZE;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         role=\"img\" aria-label=\"{}\">\n{STYLE}",
        spoken()
    );
    svg += "<rect class=\"ground\" width=\"100%\" height=\"100%\"/>\n";
    around_the_macro(&mut svg);
    for (index, stage) in STAGES.iter().enumerate() {
        let [x, y] = corner(index);
        let center = x + BOX[0] / 2.0;
        let [width, height] = BOX;
        // Writing to a `String` cannot fail.
        let _ = writeln!(
            svg,
            "<rect class=\"stage\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"6\"/>"
        );
        text(&mut svg, "name", [center, y + 18.0], stage.name);
        text(&mut svg, "what", [center, y + 34.0], stage.what);
    }
    for (index, step) in STEPS.iter().enumerate() {
        arrow(&mut svg, index, step);
    }
    svg + "</svg>\n"
}

/// The picture in words.
fn spoken() -> String {
    let mut words = STAGES[0].name.to_owned();
    for (step, stage) in STEPS.iter().zip(&STAGES[1..]) {
        words += &format!(", by {} {}", step.name, stage.name);
    }
    words
}

/// The upper left corner of a stage's box.
fn corner(index: usize) -> [f64; 2] {
    let (row, column) = (index / ROW, index % ROW);
    let x = MARGIN + INDENT + column as f64 * (BOX[0] + GAP);
    [x, TOP + row as f64 * DOWN]
}

/// What runs inside of the macro: from after the file to before rustc.
fn around_the_macro(svg: &mut String) {
    let left = corner(0)[0] + BOX[0] + 4.0;
    let right = corner(ROW - 1)[0] + BOX[0] + 10.0;
    let (last, top, middle) = (corner(STAGES.len() - 2), 12.0, TOP + BOX[1] + 24.0);
    let (end, bottom) = (last[0] + BOX[0] + 10.0, SIZE[1] - 12.0);
    let _ = writeln!(
        svg,
        "<path class=\"macro\" d=\"M{left} {top}H{right}V{}H{end}V{bottom}H{MARGIN}V{middle}H{left}Z\"/>",
        middle + 12.0
    );
    text(
        svg,
        "step",
        [(left + right) / 2.0, top + 16.0],
        "tiny_model! at compile time",
    );
    let backends = "from select on, once for each backend";
    text(svg, "what", [(MARGIN + end) / 2.0, bottom - 8.0], backends);
}

/// The way from a stage to the next one, and what happens on it.
fn arrow(svg: &mut String, index: usize, step: &PipelineStep) {
    let ([from, from_y], [to, to_y]) = (corner(index), corner(index + 1));
    let middle = to_y + BOX[1] / 2.0;
    let start = if from_y == to_y {
        format!("M{} {middle}", from + BOX[0])
    } else {
        // Around the corner: below the last box of a row, to the left, and down.
        let (x, below) = (from + BOX[0] / 2.0, from_y + BOX[1]);
        let between = below + 30.0;
        format!("M{x} {below}V{between}H{}V{middle}", MARGIN + 8.0)
    };
    let _ = writeln!(
        svg,
        "<path class=\"way\" d=\"{start}H{}\"/><path class=\"head\" d=\"M{to} {middle}l-9 -4.5v9z\"/>",
        to - 6.0
    );
    let center = to - GAP / 2.0;
    text(svg, "step", [center, middle - 7.0], step.name);
    for (line, does) in step.does.into_iter().enumerate() {
        text(
            svg,
            "does",
            [center, middle + 15.0 + 13.0 * line as f64],
            does,
        );
    }
}

fn text(svg: &mut String, class: &str, [x, y]: [f64; 2], text: &str) {
    let _ = writeln!(
        svg,
        "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{text}</text>"
    );
}

#[cfg(test)]
mod tests {
    use cargo_tiny_model::toolchain::workspace_dir;

    use super::*;

    #[test]
    fn every_step_is_there() {
        let [first, folders @ .., _rustc] = &STEPS;
        assert!(workspace_dir().join(first.name).is_dir());
        for step in folders {
            let folder = workspace_dir().join("macros/compiler/src").join(step.name);
            assert!(folder.is_dir(), "{}", folder.display());
        }
        assert_eq!(STEPS.len() + 1, STAGES.len());
    }

    /// Characters of common fonts are at most this wide, in small texts and in names.
    #[test]
    fn texts_have_room() {
        const CHARACTER: [f64; 2] = [6.2, 9.0];
        for Stage { name, what } in &STAGES {
            assert!(name.len() as f64 * CHARACTER[1] < BOX[0], "{name}");
            assert!(what.len() as f64 * CHARACTER[0] < BOX[0], "{what}");
        }
        for line in STEPS.iter().flat_map(|step| step.does) {
            assert!(line.len() as f64 * CHARACTER[0] < GAP, "{line}");
        }
        assert!(!draw().contains('&'), "texts would have to be escaped");
    }
}
