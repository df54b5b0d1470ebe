"""The line `%%seedcheck` at the top of a cell: its options, and the cell without it."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Final, NamedTuple

from mlchecks_jupyter.jupyter.arguments import MagicParser

_LINE: Final = re.compile(r"\s*%%seedcheck(?![^\s])(?P<arguments>[^\n]*)(?:\n|$)")
_MOST_RUNS: Final = 20


class Options(NamedTuple):
    """What is asked for.

    Attributes
    ----------
    runs : int
        How often the cell runs in all, from 1 to 20.
    rtol : float
        Relative difference up to which floats count as the same but for rounding.
    timeout : float or None
        Seconds after which a further run is given up; None to decide by the first.
    """

    runs: int = 1
    rtol: float = 1e-9
    timeout: float | None = None
    help: bool = False


@functools.lru_cache(maxsize=16)
def parse(line: str) -> Options:
    """The options on the magic's line.

    Raises
    ------
    UsageError
        If they are wrong; one sentence says what to type.
    """
    parser = MagicParser("%%seedcheck", "type `%%seedcheck` or `%%seedcheck --runs 2` on the cell's first line")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--rtol", type=float, default=1e-9)
    parser.add_argument("--timeout", type=float, default=None)
    given = parser.parse_line(line)
    if not 1 <= given.runs <= _MOST_RUNS:
        parser.error(f"--runs takes a number from 1 to {_MOST_RUNS}, not {given.runs}")
    if not 0 <= given.rtol < 1:
        parser.error(f"--rtol takes a number from 0 to 1, not {given.rtol:g}")
    if given.timeout is not None and not given.timeout > 0:
        parser.error(f"--timeout takes seconds above 0, not {given.timeout:g}")
    return Options(runs=given.runs, rtol=given.rtol, timeout=given.timeout, help=given.help)


class Split(NamedTuple):
    """A cell under `%%seedcheck`: what is asked for, the lines down to the magic's, and the rest of the cell."""

    options: Options
    head: int
    body: str


def split(source: str) -> Split | None:
    """The parts of a cell whose first line is `%%seedcheck`; None where it is not, or is wrong."""
    match = _LINE.match(source) if "%%seedcheck" in source else None
    if match is None:
        return None
    from IPython.core.error import UsageError

    try:
        options = parse(match["arguments"].strip())
    except UsageError:
        return None  # the magic itself says what is wrong
    if options.help:
        return None
    head = source.count("\n", 0, match.start("arguments")) + 1
    return Split(options, head, source[match.end() :])


def take_off(lines: list[str], *, is_running: Callable[[], bool]) -> list[str]:
    """The lines of a cell without `%%seedcheck`, for IPython to run as if it were not there.

    Parameters
    ----------
    is_running : callable
        Whether a cell runs already: then another magic asks, and ours must run as one.

    So the cell's exceptions, awaits and displays are what they are without us. The line stays as a comment
    in its place, so that tracebacks number lines as the cell does; except before another cell magic,
    which must come first.
    """
    try:
        if not lines or "%%seedcheck" not in lines[0] or is_running() or split("".join(lines)) is None:
            return lines
    except Exception:  # a fault of ours: the magic itself runs the cell
        return lines
    return lines[1:] if len(lines) > 1 and lines[1].startswith("%%") else [f"# {lines[0].lstrip()}", *lines[1:]]
