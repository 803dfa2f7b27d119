"""Writes `broken/`: files with one mistake each, and their list.

python broken.py
"""

import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"

from mistakes import all_mistakes

FOLDER = pathlib.Path(__file__).parent / "broken"


def main():
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.iterdir():
        path.unlink()
    lines = ["# Files with one mistake each", "", "Written by `../broken.py`."]
    heading = None
    for kind, name, description, content in all_mistakes():
        if kind != heading:
            lines += ["", f"## {kind}", "", "| file | mistake |", "|---|---|"]
            heading = kind
        (FOLDER / name).write_bytes(content)
        lines.append(f"| `{name}` | {description} |")
    (FOLDER / "README.md").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
