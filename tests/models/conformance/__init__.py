"""The conformance models, a module for each family of operators."""

from conformance import conv_2d, depthwise_conv_2d, elementwise, fully_connected, pooling, reduction, unary

FAMILIES = [conv_2d, depthwise_conv_2d, fully_connected, elementwise, pooling, reduction, unary]


def graphs():
    for family in FAMILIES:
        yield from family.graphs()
