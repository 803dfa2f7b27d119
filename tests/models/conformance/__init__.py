"""The conformance models, a module for each family of operators, and whole graphs."""

from conformance import (
    conv_2d,
    depthwise_conv_2d,
    elementwise,
    float_elementwise,
    float_half,
    float_hybrid,
    float_layers,
    fully_connected,
    int4,
    int16_elementwise,
    int16_layers,
    int16_others,
    joining,
    lstm,
    matrices,
    moving,
    networks,
    padding,
    pooling,
    reduction,
    slicing,
    state,
    svdf,
    topology,
    unary,
    views,
)

FAMILIES = [
    conv_2d,
    depthwise_conv_2d,
    fully_connected,
    int4,
    int16_elementwise,
    int16_layers,
    int16_others,
    elementwise,
    pooling,
    reduction,
    padding,
    joining,
    moving,
    matrices,
    views,
    slicing,
    unary,
    state,
    svdf,
    lstm,
    float_layers,
    float_elementwise,
    float_half,
    float_hybrid,
    topology,
    networks,
]


def graphs():
    for family in FAMILIES:
        yield from family.graphs()
