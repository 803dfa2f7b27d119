//! Colors for light and dark backgrounds.

/// The style sheet of a picture.
pub(super) const STYLE: &str = "<style>
text { font: 10px sans-serif; fill: #222 }
.title { font-size: 13px; font-weight: bold }
.right { text-anchor: end }
.ground { fill: #fff }
.grid { stroke: #ddd }
.peak { stroke: #c00; stroke-width: 1.5 }
.bound { stroke: #c00; stroke-dasharray: 5 3 }
.tensor, .kept, .strip, .scratch, .sums { fill-opacity: .75; stroke: #555; stroke-width: .7 }
.tensor { fill: #9cc5ef }
.kept { fill: #8fd3a5 }
.strip { fill: #d3efc1 }
.scratch { fill: #f3cf8e }
.sums { fill: #d8b4ea }
@media (prefers-color-scheme: dark) {
text { fill: #eee }
.ground { fill: #181818 }
.grid { stroke: #3a3a3a }
.peak, .bound { stroke: #ff7070 }
.tensor, .kept, .strip, .scratch, .sums { stroke: #bbb }
.tensor { fill: #27527d }
.kept { fill: #1f6b3a }
.strip { fill: #456b2c }
.scratch { fill: #7d5a17 }
.sums { fill: #643a7a }
}
</style>
";
