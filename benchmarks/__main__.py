"""Measures everything and prints tables with ratios: `python -m benchmarks [FOLDER]`.

With no folder, notebooks are generated, and the report is written to `benchmarks/RESULTS.md`.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Final

from benchmarks import check, corpus, editing, growth, ledger, load_ext, machine, page, seedcheck, start, watching
from benchmarks.measure import WORK
from benchmarks.report import Section

_REPORT: Final = Path(__file__).resolve().parent / "RESULTS.md"

_PREFACE: Final = """\
# Benchmarks

Written by `make bench`: {machine}.

Each figure stands beside its peer's from the same run, round after round. Wall time is the least of {rounds} rounds
(what the code can do), CPU time their median (what neighbours on the machine disturb least), a ratio the median of
the rounds' ratios. The notebooks are generated (`benchmarks/corpus.py`), as long as those of public competitions:
38 code cells with 1,800 syntax nodes on average. `python -m benchmarks FOLDER` measures yours.

"""


def main() -> None:
    """Run the benchmarks."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="a folder of notebooks; by default one is generated")
    parser.add_argument("--rounds", type=int, default=5, help="how often each command is measured (5)")
    parser.add_argument("--report", type=Path, help="where to write the report in Markdown")
    arguments = parser.parse_args()
    folder = arguments.folder.resolve() if arguments.folder else WORK / "corpus"
    if arguments.folder is None:
        corpus.write_corpus(folder)
    report = arguments.report or (_REPORT if arguments.folder is None else None)
    sections = _sections(folder, arguments.rounds)
    if report:
        preface = _PREFACE.format(machine=machine.description(), rounds=arguments.rounds)
        report.write_text(preface + "\n".join(section.markdown() for section in sections), encoding="utf-8")
        print(f"The report is in {report}.")


def _sections(folder: Path, rounds: int) -> list[Section]:
    sections: list[Section] = []
    benchmarks: tuple[Callable[[], list[Section]], ...] = (
        lambda: check.run(folder, rounds=rounds),
        lambda: [start.run(rounds=rounds)],
        lambda: [load_ext.run(rounds=rounds)],
        lambda: [growth.run(rounds=rounds)],
        lambda: [editing.run(rounds=rounds)],
        lambda: [page.run(rounds=rounds)],
        lambda: watching.run(rounds=rounds),
        lambda: ledger.run(rounds=rounds),
        lambda: seedcheck.run(rounds=rounds),
    )
    for benchmark in benchmarks:
        for section in benchmark():
            print(section.text(), flush=True)
            sections.append(section)
    return sections


if __name__ == "__main__":
    main()
