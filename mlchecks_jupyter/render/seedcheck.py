"""What `%%seedcheck` saw of a cell, for its output: the verdict first, the line to type last."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from mlchecks_jupyter.core.seedcheck import Seedcheck
from mlchecks_jupyter.render.moment import duration
from mlchecks_jupyter.render.seedcheck_rows import TONE_MARKS, Drawn, Row, Shown, shown
from mlchecks_jupyter.render.seedcheck_words import verdict
from mlchecks_jupyter.render.template import fill

__all__ = ["render_html", "render_progress_html", "render_progress_text", "render_text", "verdict"]

_BAR: Final = 24


def render_html(result: Seedcheck) -> str:
    """The result as an HTML fragment for a cell's output, in the colours of JupyterLab's theme.

    Every class starts with ``mlchecks-``, so the page around it is left alone; it runs no script.
    """
    return fill("seedcheck.html.j2", shown=shown(result), marks=TONE_MARKS)


def render_text(result: Seedcheck) -> str:
    """The result as plain text."""
    return "\n".join(_lines(shown(result))) + "\n"


def _lines(display: Shown) -> Iterator[str]:
    yield f"{display.mark} {display.verdict.headline}."
    yield f"  {display.verdict.detail}."
    if display.differences:
        width = max(len(difference.name) for difference in display.differences)
        yield ""
        for difference in display.differences:
            rounding = " (only in rounding)" if difference.kind == "rounding" else ""
            yield f"  {difference.name:<{width}}  {difference.detail}{rounding}"
        if display.more:
            yield f"  and {display.more} more"
    if display.rows:
        yield ""
    for row in display.rows:
        yield from _row(row)
    if display.more_rows:
        yield f"  and {display.more_rows} more"
    if display.notes:
        yield ""
        yield from (f"  {note}" for note in display.notes)
    yield ""
    yield f"Next: {display.step}"


def _row(row: Row) -> Iterator[str]:
    yield f"  {TONE_MARKS[row.tone]} {row.title}{f' `{row.name}`' if row.name else ''}: {row.seeded}"
    for drawn in row.drawn:
        yield f"      {_place(drawn)}"
    if row.more:
        yield f"      and {row.more} more"


def _place(drawn: Drawn) -> str:
    place = f"in {drawn.place}" if drawn.elsewhere else drawn.place
    return ": ".join(part for part in (place, drawn.source.text) if part)


def render_progress_html(seconds: float, expected: float) -> str:
    """The bar of a second run that goes on, as an HTML fragment like `render_html`.

    Parameters
    ----------
    seconds, expected : float
        How long it has run and how long it should, from the first run; past that, or where nothing is
        to be expected, the bar only shows that it moves.
    """
    return fill("progress.html.j2", words=_running(seconds, expected), percent=_percent(seconds, expected))


def render_progress_text(seconds: float, expected: float) -> str:
    """The same as one line of plain text."""
    percent = _percent(seconds, expected)
    if percent is None:
        return f"{_running(seconds, expected)}\n"
    full = _BAR * percent // 100
    return f"{'█' * full}{'░' * (_BAR - full)} {_running(seconds, expected)}\n"


def _running(seconds: float, expected: float) -> str:
    passed = duration(seconds) if math.isfinite(seconds) else "some time"
    if _percent(seconds, expected) is not None:
        return f"Running the cell again: {passed} of about {duration(expected)}"
    if math.isfinite(expected) and expected > 0:
        return f"Running the cell again: {passed}, longer than the {duration(expected)} of the first run"
    return f"Running the cell again: {passed}"


def _percent(seconds: float, expected: float) -> int | None:
    """How much of the time has passed; None past the end, or where there is no end to be expected."""
    if not (math.isfinite(seconds) and math.isfinite(expected)) or expected <= 0 or seconds > expected:
        return None
    return max(0, int(100 * seconds / expected))
