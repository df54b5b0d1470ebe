"""What no analysis in Python can undercut: `json.loads` and `ast.parse` of every code cell, nothing else.

Run as `python limit.py FOLDER`; prints the wall and the CPU seconds without the interpreter's start.
"""

from __future__ import annotations

import ast
import json
import sys
import time
import warnings
from contextlib import suppress
from pathlib import Path


def main() -> None:
    """Read and parse every notebook below the folder."""
    warnings.simplefilter("ignore")
    files = sorted(Path(sys.argv[1]).rglob("*.ipynb"))
    wall, cpu = time.perf_counter(), time.process_time()
    for file in files:
        for cell in json.loads(file.read_text("utf-8-sig"))["cells"]:
            if cell["cell_type"] == "code":
                with suppress(SyntaxError):
                    ast.parse("".join(cell["source"]))
    print(time.perf_counter() - wall, time.process_time() - cpu)


if __name__ == "__main__":
    main()
