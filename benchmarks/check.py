"""`mlchecks check` over a folder: beside json and ast alone, ruff, and the peers that lint notebooks."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks import peers
from benchmarks.measure import BenchmarkError, Job, Timing, measure
from benchmarks.report import Goal, Section, milliseconds, times

_HERE: Final = Path(__file__).resolve().parent

#: Peers take up to 300 ms a notebook, so they get a sample: one notebook in this many.
_SAMPLE: Final = 8

_OURS: Final = "mlchecks check --jobs 1"
_DEFAULT: Final = "mlchecks check"
_INSIDE: Final = "mlchecks, analysis alone"
_LIMIT: Final = "json.loads + ast.parse, process"
_LIMIT_INSIDE: Final = "json.loads + ast.parse alone"
_RUFF: Final = "ruff check"
_RUFF_ALL: Final = "ruff check --select ALL"


def run(folder: Path, *, rounds: int) -> list[Section]:
    """The whole folder with the quick ones, a sample of it with all."""
    files = [str(file) for file in sorted(folder.rglob("*.ipynb"))]
    return [_whole(folder, len(files), rounds), _sample(files[::_SAMPLE], max(2, rounds // 2))]


def _whole(folder: Path, count: int, rounds: int) -> Section:
    options = ("--format", "json", "--fail-on", "never")
    where = str(folder)
    done = measure(
        (
            Job(name=_OURS, command=peers.mlchecks("check", *options, "--jobs", "1", where)),
            Job(name=_DEFAULT, command=peers.mlchecks("check", *options, where)),
            Job(name=_INSIDE, command=[sys.executable, str(_HERE / "analysis.py"), where], marks=True),
            Job(name=_LIMIT, command=[sys.executable, str(_HERE / "limit.py"), where]),
            Job(name=_LIMIT_INSIDE, command=[sys.executable, str(_HERE / "limit.py"), where], marks=True),
            Job(name=_RUFF, command=[*peers.ruff(), where]),
            Job(name=_RUFF_ALL, command=[*peers.ruff("--select", "ALL"), where]),
        ),
        rounds=rounds,
    )
    ours, default, inside = done[_OURS], done[_DEFAULT], done[_INSIDE]
    return Section(
        title=f"{count} notebooks in one call",
        columns=("", "wall ms", "CPU ms", "CPU ms a notebook", "wall to ours", "CPU to ours"),
        rows=_rows(done, count, done[_OURS]),
        goals=(
            Goal(what="Milliseconds of CPU a notebook", limit=12, measured=ours.effort / count * 1e3, unit=" ms"),
            Goal(
                what="Analysis to json + ast, CPU",
                limit=2,
                measured=inside.ratio(done[_LIMIT_INSIDE], cpu=True),
                unit=" x",
            ),
            Goal(
                what="Whole process to the process that does json + ast only, CPU",
                limit=2,
                measured=ours.ratio(done[_LIMIT], cpu=True),
                unit=" x",
            ),
            Goal(
                what="Default jobs to the process that does json + ast only, wall",
                limit=2,
                measured=default.ratio(done[_LIMIT]),
                unit=" x",
            ),
            Goal(
                what="Default jobs to ruff's default rules, wall",
                limit=3,
                measured=default.ratio(done[_RUFF]),
                unit=" x",
            ),
            Goal(
                what="Default jobs to ruff with all rules, wall",
                limit=3,
                measured=default.ratio(done[_RUFF_ALL]),
                unit=" x",
            ),
        ),
        notes=(
            (
                "A sixth of the analysis is parsing; following values and rows is half of it, and the edits that are "
                "offered for findings a quarter: in CPython, where ruff is compiled and uses all cores."
            ),
            "Some of these notebooks hold SQL: each process then loads sqlglot, some 0.2 s.",
        ),
    )


def _sample(files: Sequence[str], rounds: int) -> Section:
    ours = "mlchecks check"
    options = ("--format", "json", "--fail-on", "never")
    jobs = [Job(name=ours, command=peers.mlchecks("check", *options, *files))]
    notes = []
    for peer in peers.LINTERS:
        try:
            job = peers.linter_job(peer, files)
            measure((job,), rounds=0)
        except BenchmarkError as error:
            notes.append(f"Not measured: {error}")
        else:
            jobs.append(job)
    done = measure(jobs, rounds=rounds, warm_up=False)
    return Section(
        title=f"{len(files)} of them, beside other linters of notebooks",
        columns=("", "wall ms", "CPU ms", "CPU ms a notebook", "wall to ours", "CPU to ours"),
        rows=_rows(done, len(files), done[ours]),
        notes=tuple(notes),
    )


def _rows(done: dict[str, Timing], count: int, ours: Timing) -> list[tuple[str, ...]]:
    return [
        (
            name,
            milliseconds(timing.best),
            milliseconds(timing.effort),
            milliseconds(timing.effort / count),
            times(timing.ratio(ours)),
            times(timing.ratio(ours, cpu=True)),
        )
        for name, timing in done.items()
    ]
