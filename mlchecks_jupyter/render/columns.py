"""Text measured in terminal columns: a CJK character or emoji takes two, a combining mark none."""

from __future__ import annotations

import unicodedata
from typing import Final

_JOINER: Final = "\u200d"
_TAB: Final = 4


def expand(text: str) -> str:
    """The text with tabs as blanks up to the next multiple of four."""
    return text.expandtabs(_TAB)


def columns(text: str) -> int:
    """How many columns a terminal gives the text."""
    if text.isascii():
        return len(text)
    return sum(width for _, width in _measured(text))


def window(text: str, *, left: int, room: int) -> str:
    """The columns from `left` on that fit into `room`, with ``…`` in place of what is cut off."""
    total = columns(text)
    if left == 0 and total <= room:
        return text
    first = left + 1 if left else 0
    last = left + room if total <= left + room else left + room - 1
    kept, at = ["…" if left and total > left else ""], 0
    for character, width in _measured(text):
        if first <= at and at + width <= last:
            kept.append(character)
        elif at < last and at + width > first:
            # Half a wide character at the edge: a blank keeps the columns.
            kept.append(" ")
        at += width
    return "".join(kept) + ("…" if total > left + room else "")


def _measured(text: str) -> list[tuple[str, int]]:
    measured: list[tuple[str, int]] = []
    joined = False
    for character in text:
        if joined or character == _JOINER or unicodedata.category(character) in ("Mn", "Me"):
            width = 0
        else:
            width = 2 if unicodedata.east_asian_width(character) in "WF" else 1
        joined = character == _JOINER
        measured.append((character, width))
    return measured
