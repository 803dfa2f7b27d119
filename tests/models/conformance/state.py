"""State: what a run leaves for the next, so cases are sequences."""

from builder import Graph, Quant
from layers import activation

A = Quant(0.05, -3)
KEPT = Quant(0.04, -7)
OUT = Quant(0.09, 5)


def add(graph, a, b):
    y = graph.tensor(a.shape, OUT)
    graph.operator("ADD", [a, b], [y], "AddOptions", fusedActivationFunction=activation("NONE"))
    return y


def variable_first_value():
    graph = Graph("variable_first_value", sequence=True)
    return graph.finish(add(graph, graph.input((1, 6), A), graph.variable((1, 6), KEPT)))


def variable_reshaped():
    graph = Graph("variable_reshaped", sequence=True)
    kept, view = graph.variable((2, 3), KEPT), graph.tensor((1, 6), KEPT)
    graph.operator("RESHAPE", [kept, graph.indices([1, 6])], [view], "ReshapeOptions", newShape=[1, 6])
    return graph.finish(add(graph, graph.input((1, 6), A), view), view)


def graphs():
    yield variable_first_value()
    yield variable_reshaped()
