"""`%load_ext mlchecks_jupyter` beside `%load_ext watermark`, each in fresh kernels."""

from __future__ import annotations

import json
import statistics
import subprocess
from pathlib import Path
from typing import Final

from benchmarks import peers
from benchmarks.measure import ENVIRONMENT
from benchmarks.report import Goal, Section, milliseconds

_SCRIPT: Final = Path(__file__).with_name("load_in_kernel.py")
_EXTENSIONS: Final = ("mlchecks_jupyter", "watermark")
_HEAVY: Final = frozenset(
    "pandas numpy sklearn scipy pydantic nbformat jsonschema sqlalchemy jinja2 sqlglot click".split()
)


def run(*, rounds: int) -> Section:
    """How long loading takes, and which top-level modules it imports."""
    title, columns = "Loading the extension in a fresh kernel", ("", "wall ms", "CPU ms", "new top-level modules")
    failure = peers.install_company()
    if failure:
        return Section(title=title, columns=columns, rows=[], notes=(f"Not measured: {failure}",))
    for extension in _EXTENSIONS:  # byte code is compiled once
        _load(extension)
    seen: dict[str, list[tuple[float, float, list[str]]]] = {extension: [] for extension in _EXTENSIONS}
    for _ in range(rounds):
        for extension in _EXTENSIONS:
            seen[extension].append(_load(extension))
    ours = seen["mlchecks_jupyter"]
    modules = {module for _, _, new in ours for module in new}
    return Section(
        title=title,
        columns=columns,
        rows=[
            (
                extension,
                milliseconds(min(wall for wall, _, _ in loads)),
                milliseconds(statistics.median(cpu for _, cpu, _ in loads)),
                ", ".join(loads[0][2]),
            )
            for extension, loads in seen.items()
        ],
        goals=(
            Goal(
                what="Loading, CPU", limit=15, measured=statistics.median(cpu for _, cpu, _ in ours) * 1e3, unit=" ms"
            ),
            Goal(what="Heavy modules imported", limit=0, measured=len(modules & _HEAVY)),
        ),
    )


def _load(extension: str) -> tuple[float, float, list[str]]:
    done = subprocess.run(
        [peers.python(), _SCRIPT, extension], capture_output=True, text=True, check=True, env=ENVIRONMENT
    )
    wall, cpu, new = json.loads(done.stdout)
    return wall, cpu, new
