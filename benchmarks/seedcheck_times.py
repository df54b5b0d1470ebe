"""What `%%seedcheck` adds to a cell: the cell with the line and without it, in turns.

Run as `python -m benchmarks.seedcheck_times NOTEBOOK`, in an empty folder; the cells of the notebook
are those that ran before. Prints JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

from benchmarks.clock import Sample, Samples, medians, timed
from benchmarks.shell import Notebook

_TURNS: Final = 60
_LINE: Final = "%%seedcheck\n"

#: Each kind of cell, and what runs before it.
_CELLS: Final = {
    "draws nothing": ("", "x = 1"),
    "draws, seeded": ("np.random.seed(7)", "values = np.random.rand(3)"),
    "draws, unseeded: blame": ("np.random.seed()", "values = np.random.rand(3)"),
}


def main() -> None:
    """Measure each kind of cell, the first of it by itself."""
    document = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    notebook = Notebook(["".join(cell["source"]) for cell in document["cells"] if cell["cell_type"] == "code"])
    seconds: dict[str, Sample] = {}
    for kind, (before, source) in _CELLS.items():
        _cell(notebook, before, source)  # IPython's own first times
        seconds[f"{kind}, first"] = _cell(notebook, before, _LINE + source)
        alone: Samples = []
        checked: Samples = []
        for _ in range(_TURNS):
            alone.append(_cell(notebook, before, source))
            checked.append(_cell(notebook, before, _LINE + source))
        seconds[kind], seconds[f"{kind}, checked"] = medians(alone), medians(checked)
    print(json.dumps(seconds))


def _cell(notebook: Notebook, before: str, source: str) -> Sample:
    notebook.run(before)
    sample = timed(lambda: notebook.run(source))
    if bool(notebook.shown) is not source.startswith(_LINE):
        raise RuntimeError(f"`{source}` did not show what it should.")
    notebook.forget()
    return sample


if __name__ == "__main__":
    main()
