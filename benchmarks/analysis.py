"""The analysis alone, without the interpreter's start and the imports that any notebook needs.

Run as `python analysis.py FOLDER`; prints the wall and the CPU seconds.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from mlchecks_jupyter.batch import check_files
from mlchecks_jupyter.checks import discover
from mlchecks_jupyter.render import json_document


def main() -> None:
    """Check every notebook below the folder in this process, and write the JSON."""
    files = [str(file) for file in sorted(Path(sys.argv[1]).rglob("*.ipynb"))]
    discover()
    wall, cpu = time.perf_counter(), time.process_time()
    reports, _ = check_files(files, jobs=1)
    json_document.render(reports)
    print(time.perf_counter() - wall, time.process_time() - cpu)


if __name__ == "__main__":
    main()
