"""What it costs to judge a notebook again after an edit of one cell."""

from __future__ import annotations

from typing import Final

from benchmarks.inside import timings, typical
from benchmarks.report import Goal, Section, milliseconds, times

_LENGTHS: Final = (100, 1_000, 3_000)


def run(*, rounds: int) -> Section:
    """Notebooks of several lengths, beside `ast.parse` of all their cells."""
    done = timings("editing_times", *map(str, _LENGTHS), rounds=rounds)
    return Section(
        title="A notebook judged again after an edit of one cell",
        columns=(
            "code cells",
            "first, wall ms",
            "after an edit, wall ms",
            "ast.parse of all, wall ms",
            "edit to ast.parse",
        ),
        rows=[
            (
                f"{length:,}",
                milliseconds(typical(done[f"{length} first"])),
                milliseconds(typical(done[f"{length} edited"])),
                milliseconds(typical(done[f"{length} parsed"])),
                times(done[f"{length} edited"].ratio(done[f"{length} parsed"])),
            )
            for length in _LENGTHS
        ],
        goals=(
            Goal(
                what="1,000 cells after an edit of one",
                limit=60,
                measured=typical(done["1000 edited"]) * 1e3,
                unit=" ms",
            ),
        ),
    )
