"""The outputs of the two reference interpreters."""

import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType
from tflite_micro.python.tflite_micro import runtime

ARENA_BYTES = 1 << 20
ABORT = 15  # kTfLiteAbort: a CIRCULAR_BUFFER waits for more input


def tflm(model, cases, outputs, sequence=False):
    """TFLM's reference kernels; a fresh interpreter for each case unless they are a sequence."""
    answers = []
    interpreter = None
    for case in cases:
        if interpreter is None or not sequence:
            interpreter = runtime.Interpreter.from_bytes(model, arena_size=ARENA_BYTES)
        for index, value in enumerate(case):
            interpreter.set_input(value, index)
        status = interpreter.invoke()
        answer = [np.array(interpreter.get_output(index)) for index in range(outputs)]
        answers.append([np.zeros_like(y) for y in answer] if status == ABORT else answer)
    return answers


def litert(model, cases, outputs, sequence=False):
    """LiteRT's reference kernels (`BUILTIN_REF`)."""
    answers = []
    interpreter = None
    for case in cases:
        if interpreter is None or not sequence:
            interpreter = Interpreter(model_content=model, experimental_op_resolver_type=OpResolverType.BUILTIN_REF)
            interpreter.allocate_tensors()
        for detail, value in zip(interpreter.get_input_details(), case, strict=True):
            interpreter.set_tensor(detail["index"], value)
        interpreter.invoke()
        details = interpreter.get_output_details()
        answers.append([interpreter.get_tensor(details[index]["index"]) for index in range(outputs)])
    return answers
