"""A corpus of notebooks for measuring, the same on every machine: `python -m benchmarks.corpus FOLDER`."""

from __future__ import annotations

import json
import random
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from string import Template
from typing import Final

from benchmarks import cells

EXAMPLES: Final = Path(__file__).resolve().parent.parent / "example_notebooks"

#: As many notebooks, of as many code cells (38 on average), calls and syntax nodes, as the collection
#: of public competition notebooks that the analysis was developed against.
NOTEBOOKS: Final = 245
_MEAN_CELLS: Final = 38

_WORDS: Final = (
    "titanic housing loans churn flights weather retail energy wine diabetes fraud traffic credit sensors reviews rides"
).split()
_COLUMNS: Final = (
    "age fare income distance price rating duration amount balance region category segment score quantity tenure"
).split()
_MIDDLE: Final[tuple[tuple[str, ...], ...]] = (cells.EXPLORING, cells.PREPARING, cells.MODELLING)

#: Shares of cells: those of one line among the middle ones, those without a comment.
_GLANCES: Final = 0.33
_BARE: Final = 0.25

_FRAMES: Final = ("df", "data", "train", "dataset", "raw")


def write_corpus(folder: Path, *, notebooks: int = NOTEBOOKS, seed: int = 20) -> None:
    """Write the generated notebooks and a copy of the example notebooks into a folder, emptied before."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    generator = random.Random(seed)
    for index in range(notebooks):
        # Lengths differ as they do in the wild: many short notebooks, a few that are very long.
        length = min(200, max(6, round(generator.lognormvariate(0, 0.62) * _MEAN_CELLS * 0.89)))
        write_notebook(folder / f"{index:03}.ipynb", list(sources(generator, length)))
    for example in sorted(EXAMPLES.glob("*.ipynb")):
        shutil.copy(example, folder / example.name)


def sources(generator: random.Random, length: int) -> Iterator[str]:
    """The sources of a notebook's code cells: read, explore, prepare, split, model, save."""
    frame = generator.choice(_FRAMES)
    middle = max(0, length - 6)
    exploring, preparing = round(middle * 0.4), round(middle * 0.25)
    plan: list[tuple[str, ...]] = [
        cells.OPENING,
        cells.READING,
        *[cells.EXPLORING] * exploring,
        *[cells.PREPARING] * preparing,
        cells.SPLITTING,
        # The two models that later cells speak of.
        cells.MODELLING[:1],
        cells.MODELLING[1:2],
        *[cells.MODELLING] * (middle - exploring - preparing),
        cells.CLOSING,
    ]
    for choices in plan:
        template = generator.choices(choices, [_weight(choice) for choice in choices])[0]
        if choices in _MIDDLE and generator.random() < _GLANCES:
            template = generator.choice(cells.GLANCING)
        yield _filled(_commented(template, generator), frame, generator)


def _weight(template: str) -> int:
    """How often a template stands: queries are rare in files, loops and functions of one's own rarer than calls."""
    if "read_sql" in template:
        return 1
    return 2 if "for " in template or "def " in template else 5


def _commented(template: str, generator: random.Random) -> str:
    """A cell's source with the thoughts, headings and old code that stand in real ones."""
    if generator.random() < _BARE:
        return template
    comments = generator.choices(cells.COMMENTS, k=generator.randrange(1, 5))
    return "\n".join([*comments, template])


def _filled(template: str, frame: str, generator: random.Random) -> str:
    first, second, third = generator.sample(_COLUMNS, 3)
    word = generator.choice(_WORDS)
    names = {
        "df": frame,
        "df_test": f"{frame}_test",
        "col": first,
        "col2": second,
        "col3": third,
        "col_bin": f"{first}_bin",
        "col2_len": f"{second}_len",
        "word": word,
        "Word": word.capitalize(),
        "number": str(generator.randrange(3, 100)),
    }
    return Template(template).substitute(names)


def write_notebook(path: Path, code: Sequence[str]) -> None:
    """Write a notebook of these code cells, run from top to bottom, without outputs."""
    document = {
        "cells": [
            {
                "cell_type": "code",
                "execution_count": index + 1,
                "id": f"cell-{index}",
                "metadata": {},
                "outputs": [],
                "source": source.rstrip("\n").splitlines(keepends=True),
            }
            for index, source in enumerate(code)
        ],
        "metadata": {"language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    path.write_text(json.dumps(document, indent=1), encoding="utf-8")


if __name__ == "__main__":
    write_corpus(Path(sys.argv[1]))
