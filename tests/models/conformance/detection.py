"""TFLite_Detection_PostProcess: with and without background, by class or not, overlaps, ties, thresholds.

The options are a FlexBuffer, as TensorFlow's exporter of detectors writes it.
"""

import numpy as np
from flatbuffers import flexbuffers

from builder import Graph, Quant

SCALES = {"y_scale": 10.0, "x_scale": 10.0, "h_scale": 5.0, "w_scale": 5.0}


def options(**values):
    """A map in the order of its names; floats and integers are as wide as necessary."""
    builder = flexbuffers.Builder()
    with builder.Map():
        for name, value in values.items():
            if value is None:
                continue
            builder.Key(name)
            add = builder.Bool if isinstance(value, bool) else builder.Int if isinstance(value, int) else builder.Float
            add(value)
    return bytes(builder.Finish())


def detections(
    name, boxes=8, classes=3, background=1, most=4, of_each=1, coordinates=4, score=0.1, overlap=0.5, places=None,
    steps=None, uint8=False, note=None, **more,
):  # fmt: skip
    """Positions are random: not all places are used if boxes overlap, so `most` is the number of detections."""
    follow = "litert_ref" if note else "tflm"
    graph = Graph(f"detection_{name}", note, follow, extremes=False)
    if uint8:
        x = graph.input((1, boxes, coordinates), Quant(0.05, 130), np.uint8)
        scores = graph.input((1, boxes, classes + background), Quant(1 / 256, 0), np.uint8)
        values = graph.rng.integers(20, 255, (boxes, 4), np.uint8)
        anchors = graph.constant(values, Quant(0.01, 0))
    else:
        x = graph.input((1, boxes, coordinates), None, np.float32)
        real = graph.input((1, boxes, classes + background), None, np.float32)
        scores = squashed(graph, real, steps)
        anchors = graph.constant(graph.rng.uniform(0.1, 1, (boxes, 4)).astype(np.float32))
    places = places or (most or 1) * of_each
    y = [graph.tensor(shape, None, np.float32) for shape in ((1, places, 4), (1, places), (1, places), (1,))]
    settings = options(
        max_detections=most, max_classes_per_detection=of_each, num_classes=classes,
        nms_score_threshold=score, nms_iou_threshold=overlap, **SCALES, **more,
    )  # fmt: skip
    graph.custom("TFLite_Detection_PostProcess", [x, scores, anchors], y, settings)
    return graph.finish(*y)


def squashed(graph, x, steps):
    """Values of the order of probabilities, in few steps, so that some are equal."""
    y = graph.tensor(x.shape, None, np.float32)
    factor = graph.constant(np.array(1 / 16 if steps is None else 1 / steps, np.float32))
    graph.operator("MUL", [x, factor], [y], "MulOptions")
    if steps is None:
        return y
    rounded = graph.tensor(x.shape, None, np.float32)
    graph.operator("ROUND", [y], [rounded])
    return rounded


def graphs():
    wide = {"score": -9.0, "overlap": 1.0}
    yield detections("fast", **wide)
    yield detections("overlapping", boxes=24, most=3, score=-9.0, overlap=0.3)
    yield detections("without_background", background=0, **wide)
    yield detections("all_boxes", boxes=6, most=6, **wide)
    yield detections("wide_encodings", coordinates=7, **wide)
    yield detections("one_class", classes=1, **wide)
    yield detections("equal_scores", boxes=12, most=12, steps=4.0, **wide)
    yield detections("of_each_class", use_regular_nms=True, detections_per_class=3, boxes=12)
    yield detections("of_each_class_one", use_regular_nms=True, detections_per_class=1, most=7, score=-9.0)
    yield detections("of_each_class_overlapping", use_regular_nms=True, most=9, boxes=14, score=-9.0, overlap=0.2)
    yield detections("of_each_class_by_default", use_regular_nms=True, most=40, boxes=16, score=0.0, overlap=0.7)
    yield detections("of_each_class_equal", use_regular_nms=True, most=20, boxes=12, steps=4.0, score=-9.0)
    note = "TFLM writes detections of several classes beyond its outputs; LiteRT does not."
    yield detections("two_classes_each", of_each=2, note=note, **wide)
    yield detections("more_classes_than_there_are", of_each=3, classes=3, note=note, **wide)
    yield detections("of_uint8", uint8=True, note="TFLM has no kernel of uint8.", score=0.05, overlap=1.0)
