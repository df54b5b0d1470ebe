"""One execution of a cell: which cell, which source, and when in the kernel's life."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


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


def source_digest(source: str) -> str:
    """Digest of a cell's source, 32 hex digits of SHA-256; space around it does not count, nor how lines end."""
    text = source.replace("\r\n", "\n").replace("\r", "\n") if "\r" in source else source
    return hashlib.sha256(text.strip().encode("utf-8", "surrogatepass")).hexdigest()[:32]
