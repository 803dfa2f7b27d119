"""Writes `manifest.json` and `data/`: the conformance models and their golden vectors.

    python generate.py [PART-OF-A-NAME]

With an argument only matching models are built and compared, and nothing is written.
"""

import importlib.metadata
import json
import os
import pathlib
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"

import numpy as np

import reference
from builder import Quant
from cases import cases
from conformance import graphs

HERE = pathlib.Path(__file__).parent


def tensor_facts(tensor, name):
    """One entry of the manifest's `inputs` or `outputs`."""
    has_one_scale = tensor.quant and np.ndim(tensor.quant.scale) == 0
    quant = tensor.quant if has_one_scale else Quant(0.0)  # zeros stand for a tensor without a scale of its own
    return {
        "name": name,
        "shape": list(tensor.shape),
        "dtype": tensor.dtype.name.upper(),
        "scale": float(np.float32(quant.scale)),
        "zero_point": quant.zero_point,
        "nbytes": int(np.prod(tensor.shape)) * tensor.dtype.itemsize,
    }


def structural_tags(graph):
    """The properties of the graph's shape that the model tests, beyond its operators."""
    readers = [index for operator in graph.subgraph.operators for index in set(operator.inputs.tolist())]
    activations = {tensor.index for tensor in graph.inputs}
    activations.update(index for operator in graph.subgraph.operators for index in operator.outputs.tolist())
    if any(readers.count(index) > 1 for index in activations):
        yield "branches"
    if len(graph.inputs) > 1:
        yield "several-inputs"
    if len(graph.outputs) > 1:
        yield "several-outputs"
    if any(tensor.index in readers for tensor in graph.outputs):
        yield "output-read-later"
    if any(tensor.dtype == np.float32 for tensor in graph.inputs + graph.outputs):
        yield "float-io"


def answers(graph, model, inputs):
    """(outputs, reference, note). Where a reference other than TFLM is followed, the graph's note gives the reason."""
    by_litert = attempt(reference.litert, model, inputs, len(graph.outputs), graph.sequence)
    # Another reference is followed where TFLM does something else, which may be to crash or to run on and on.
    if graph.follow == "tflm":
        by_tflm = attempt(reference.tflm, model, inputs, len(graph.outputs), graph.sequence)
        if isinstance(by_tflm, Exception):
            raise SystemExit(f"{graph.name}: TFLM does not run it: {by_tflm}")
        return by_tflm, "tflm", " ".join(filter(None, [graph.note, difference(by_tflm, by_litert)]))
    if isinstance(by_litert, Exception):
        raise SystemExit(f"{graph.name}: LiteRT does not run it: {by_litert}")
    return by_litert, "litert_ref", graph.note


def attempt(run, *arguments):
    try:
        return run(*arguments)
    except (RuntimeError, ValueError) as error:
        return error


def difference(by_tflm, by_litert):
    """None, or a sentence about the difference of LiteRT."""
    if isinstance(by_litert, Exception):
        return "LiteRT's BUILTIN_REF does not run this model."
    largest = np.abs(flat(by_tflm) - flat(by_litert)).max()
    return f"LiteRT's BUILTIN_REF differs by up to {largest:g}." if largest else None


def flat(answer):
    return np.concatenate([output.ravel() for case in answer for output in case]).astype(np.float64)


def entry(graph, model, inputs, outputs, origin, note):
    return {
        "name": graph.name,
        "model": f"data/{graph.name}.tflite",
        "tags": ["conformance", *graph.operator_names(), *structural_tags(graph)],
        "sequence": graph.sequence,
        "cases": len(inputs),
        "in": f"data/{graph.name}.in.bin",
        "out": f"data/{graph.name}.out.bin",
        "reference": origin,
        "inputs": [tensor_facts(tensor, f"t{tensor.index}") for tensor in graph.inputs],
        "outputs": [tensor_facts(tensor, f"t{tensor.index}") for tensor in graph.outputs],
        "tolerance": graph.tolerance,
        **({"note": note} if note else {}),
    }


def check_that_it_tests_something(graph, outputs):
    """Golden vectors that a kernel with constant output would pass are a mistake of the generator."""
    if graph.operator_names() and not any(len(np.unique(case[0])) > 1 or case[0].size == 1 for case in outputs):
        raise SystemExit(f"{graph.name}: every output is constant")


def raw(tensors_of_cases):
    return b"".join(np.ascontiguousarray(tensor).tobytes() for case in tensors_of_cases for tensor in case)


def check_wheels():
    """Checks the wheels: the README's goldens are those of the versions in `requirements.txt`."""
    for line in (HERE / "requirements.txt").read_text().split():
        name, version = line.split("==")
        if name in ("tflite-micro", "ai-edge-litert") and importlib.metadata.version(name) != version:
            raise SystemExit(f"requirements.txt requires {line}, not {importlib.metadata.version(name)}")


def main():
    check_wheels()
    pattern = sys.argv[1] if len(sys.argv) > 1 else None
    entries = []
    for graph in graphs():
        if pattern and pattern not in graph.name:
            continue
        model = graph.serialize()
        inputs = list(cases(graph))
        outputs, origin, note = answers(graph, model, inputs)
        check_that_it_tests_something(graph, outputs)
        entries.append(entry(graph, model, inputs, outputs, origin, note))
        print(f"{graph.name:56} {len(model):6} bytes  {origin}  {note or ''}", flush=True)
        if pattern is None:
            (HERE / entries[-1]["model"]).write_bytes(model)
            (HERE / entries[-1]["in"]).write_bytes(raw(inputs))
            (HERE / entries[-1]["out"]).write_bytes(raw(outputs))
    names = [e["name"] for e in entries]
    assert len(set(names)) == len(names), "two models with the same name"
    if pattern is None:
        remove_stale(set(names))
        lines = ",\n".join(map(json.dumps, entries))  # a line per model, so that changes are easy to read
        (HERE / "manifest.json").write_text(f'{{"models": [\n{lines}\n]}}\n')
    print(f"{len(entries)} models")


def remove_stale(names):
    for path in (HERE / "data").iterdir():
        if path.name.split(".")[0] not in names:
            path.unlink()


if __name__ == "__main__":
    (HERE / "data").mkdir(exist_ok=True)
    main()
