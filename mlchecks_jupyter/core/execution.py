"""One execution of a cell: which cell, which source, and when in the kernel's life."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution:
    """One execution of a cell.

    Attributes
    ----------
    cell_id : str
        The cell's id as the front end tells it; empty where it tells none.
    count : int
        The number in the prompt: unique within a kernel's life.
    digest : str
        Of the source that ran (`source_digest`): a cell edited since has another one.
    """

    cell_id: str
    count: int
    digest: str


_PROVED: Final = re.compile(r"\s*%%seedcheck\b[^\n]*\n")


def source_digest(source: str) -> str:
    """Digest of a cell's source, 32 hex digits of SHA-256.

    Space around it does not count, nor how lines end, nor `%%seedcheck` on the first line: a cell that
    was proved is the same when that line is taken off again.
    """
    text = source.replace("\r\n", "\n").replace("\r", "\n") if "\r" in source else source
    if "%%seedcheck" in text:
        text = _PROVED.sub("", text, count=1) if _PROVED.match(text) else text
    return hashlib.sha256(text.strip().encode("utf-8", "surrogatepass")).hexdigest()[:32]
