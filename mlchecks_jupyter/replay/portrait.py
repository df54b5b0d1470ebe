"""Portraits: plain descriptions of values, to be compared in another process without the values themselves."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Literal

#: sequence: parts in order. set: parts without order. mapping: parts by key. object: parts by attribute.
Shape = Literal["sequence", "set", "mapping", "object"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """A value's type in words, and a digest that equal values share."""

    kind: str
    digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar(Portrait):
    """One value; `number` is there where a difference can be measured."""

    number: float | complex | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Values(Portrait):
    """Many values of one type.

    Attributes
    ----------
    dtype : str
        As NumPy and `array` write it; of object values and texts, `raw` holds 64-bit hashes (``<u8``).
    raw : object
        The values: an array that is alive in this process, or their bytes. None where they were not
        kept, because they are known to be equal or too many.
    sampled : bool
        Whether only a part of the values is in the digest.
    """

    dtype: str
    shape: tuple[int, ...]
    raw: Any = None
    hashed: bool = False
    sampled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Portrait):
    """Columns of equal length, by name; `index` are the labels of the rows."""

    rows: int
    columns: tuple[tuple[str, Portrait], ...]
    index: tuple[Portrait, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch(Portrait):
    """A value made of others, each with the words that lead to it."""

    shape: Shape
    parts: tuple[tuple[str, Portrait], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown(Portrait):
    """What cannot be looked into, and why."""

    why: str


def digest(*parts: bytes) -> bytes:
    """Digest of byte strings, each with its length, so that their borders count."""
    found = hashlib.blake2b(digest_size=16)
    for part in parts:
        found.update(len(part).to_bytes(8, "little"))
        found.update(part)
    return found.digest()


def unknown(kind: str, why: str) -> Unknown:
    """What cannot be looked into; all of one kind look alike."""
    return Unknown(kind=kind, digest=digest(b"unknown", kind.encode()), why=why)


def scalar(kind: str, content: bytes, number: complex | None = None) -> Scalar:
    """One value from the bytes that tell it from others."""
    return Scalar(kind=kind, digest=digest(kind.encode("utf-8", "surrogatepass"), content), number=number)


def branch(kind: str, shape: Shape, parts: list[tuple[str, Portrait]], *, named: bool = True) -> Branch:
    """A value made of others; `named` tells whether the words that lead to the parts count."""
    inside = [digest(name.encode("utf-8", "surrogatepass") if named else b"", part.digest) for name, part in parts]
    if shape != "sequence":
        inside.sort()
    return Branch(kind=kind, digest=digest(shape.encode(), kind.encode(), *inside), shape=shape, parts=tuple(parts))
