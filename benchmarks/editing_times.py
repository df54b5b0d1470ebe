"""A notebook that is judged again after an edit of one cell, as an editor does.

Run as `python -m benchmarks.editing_times LENGTH...`; prints JSON.
"""

from __future__ import annotations

import ast
import contextlib
import json
import random
import sys
from collections.abc import Callable
from typing import Final

from benchmarks import corpus
from benchmarks.clock import Sample, Samples, medians, timed
from mlchecks_jupyter.core.reading import from_sources
from mlchecks_jupyter.core.run import History
from mlchecks_jupyter.lineage.parsed import ParsedCells
from mlchecks_jupyter.session import judge

_EDITS: Final = 7


def main() -> None:
    """Measure each length: the first judgement, one after an edit, and parsing all cells alone."""
    seconds: dict[str, Sample] = {}
    for length in map(int, sys.argv[1:]):
        cells = list(corpus.sources(random.Random(length), length))
        # A query would bring the import of the SQL parser into one length and not another.
        cells[1] = 'df = data = train = dataset = raw = pd.read_csv("rows.csv")\n'
        judge(from_sources(cells[:10]), history=History())  # imports, once
        first: Samples = []
        edited: Samples = []
        parsed: Samples = []
        for edit in range(_EDITS):
            first.append(timed(_judging(cells, ParsedCells())))
            kept = ParsedCells()
            _judging(cells, kept)()
            cells[length // 2] = f"threshold = {edit}"
            edited.append(timed(_judging(cells, kept)))
            parsed.append(timed(_parsing(cells)))
        for name, samples in (("first", first), ("edited", edited), ("parsed", parsed)):
            seconds[f"{length} {name}"] = medians(samples)
    print(json.dumps(seconds))


def _parsing(cells: list[str]) -> Callable[[], object]:
    def parse() -> None:
        for source in cells:
            with contextlib.suppress(SyntaxError):  # a magic
                ast.parse(source)

    return parse


def _judging(cells: list[str], kept: ParsedCells) -> Callable[[], object]:
    notebook = from_sources(cells)
    return lambda: judge(notebook, history=History(), parsed=kept)


if __name__ == "__main__":
    main()
