"""Times as people read them."""

from __future__ import annotations

from datetime import UTC, datetime

from mlchecks_jupyter.render.printable import one_line


def moment(time: str) -> str:
    """A time in ISO 8601 to the minute: ``2026-11-22 01:33 UTC``; the text itself where it is no such time.

    A time without a zone is taken for UTC, in which all evidence is kept.
    """
    try:
        read = datetime.fromisoformat(time)
        read = read.astimezone(UTC) if read.tzinfo else read
    except (ValueError, OverflowError):
        return one_line(time)[:40]
    return f"{read:%Y-%m-%d %H:%M} UTC"


def duration(seconds: float) -> str:
    """A stretch of time in words: ``3 s``, ``2 min 5 s`` or ``1 h 2 min``."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"
