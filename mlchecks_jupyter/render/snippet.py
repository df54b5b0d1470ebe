"""Source lines as a compiler shows them: a gutter with line numbers, and carets under the fault."""

from __future__ import annotations

from collections.abc import Sequence

from mlchecks_jupyter.render.columns import columns, expand, window
from mlchecks_jupyter.render.excerpt import SourceLine
from mlchecks_jupyter.render.ink import PLAIN, Ink
from mlchecks_jupyter.render.printable import printable


def snippet(lines: Sequence[SourceLine], *, width: int, ink: Ink = PLAIN, caret: str = "") -> list[str]:
    """The lines with their gutter; `caret` is the ink of the carets.

    A line wider than `width` is cut so that the start of the stretch pointed at stays in sight;
    its neighbours are cut alike, so that they stay aligned.
    """
    if not lines:
        return []
    gutter = max(len(str(line.number)) for line in lines)
    room = max(width - gutter - 3, 20)
    marked = next((line for line in lines if line.end > line.start or line.start), lines[0])
    start, end = _stretch(marked)
    left = 0 if end < room else max(0, start - room // 4)
    blank = f"{ink.quiet}{' ' * gutter} |{ink.off}"
    shown = [blank]
    for line in lines:
        text = window(_visible(line.text), left=left, room=room)
        shown.append(f"{ink.quiet}{line.number:>{gutter}} |{ink.off} {text}".rstrip())
        if line is marked:
            carets = "^" * max(1, min(end, left + room) - start)
            shown.append(f"{blank} {' ' * (start - left)}{caret}{carets}{ink.off if caret else ''}")
    shown.append(blank)
    return shown


def _stretch(line: SourceLine) -> tuple[int, int]:
    """The columns of the stretch once tabs and unprintable characters are written out."""
    if line.text.isprintable() and line.text.isascii():
        return line.start, line.end
    return columns(_visible(line.text[: line.start])), columns(_visible(line.text[: line.end]))


def _visible(text: str) -> str:
    return text if text.isprintable() else expand(printable(text))
