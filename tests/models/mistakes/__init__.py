"""Models that cannot be compiled, each with one mistake; a module for each kind of mistake."""

from mistakes import inconsistent, malformed, not_models, unsupported

KINDS = {
    "Files that are not models": not_models,
    "Malformed flatbuffers": malformed,
    "Models that contradict themselves": inconsistent,
    "Sound models beyond what is supported": unsupported,
}


def all_mistakes():
    """(kind, file name, one-line description, bytes) of each."""
    for kind, module in KINDS.items():
        functions = [f for f in vars(module).values() if callable(f) and f.__module__ == module.__name__]
        for function in functions:
            if not function.__name__.startswith("_"):
                content = function()
                content = content if isinstance(content, bytes) else content.serialize()
                yield kind, f"{function.__name__}.tflite", function.__doc__, content
