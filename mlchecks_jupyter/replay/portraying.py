"""Draws portraits: walks a value without calling anything of the user's, within bounds."""

from __future__ import annotations

import marshal
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from typing import Any, Final

from mlchecks_jupyter.replay import (
    portrait_arrays,
    portrait_containers,
    portrait_models,
    portrait_objects,
    portrait_scalars,
    portrait_tables,
)
from mlchecks_jupyter.replay.portrait import Portrait, Values, digest, scalar, unknown
from mlchecks_jupyter.replay.reach import name_of

#: Values inside one variable that are looked at.
MOST_PARTS: Final = 40_000
DEEPEST: Final = 60
#: Why the parts beyond those are not looked at.
TOO_MANY: Final = f"only its first {MOST_PARTS:,} parts were compared"

#: Bytes of one array that are digested in full; of a larger one a part in every block.
MOST_DIGESTED: Final = 8 << 30
#: Bytes of one array, and of all, that are sent to count what differs.
MOST_KEPT: Final = 256 << 20
MOST_KEPT_IN_ALL: Final = 1 << 30

_LONGEST_NAME: Final = 60
_CHUNK: Final = 8 << 20

Handler = Callable[[Any, "Portrayer"], Portrait | None]

#: Asked in this order; the last one answers always.
_HANDLERS: Final[tuple[Handler, ...]] = (
    portrait_scalars.portray,
    portrait_containers.portray,
    portrait_arrays.portray,
    portrait_tables.portray,
    portrait_models.portray,
    portrait_objects.portray,
)


class Portrayer:
    """Draws portraits of one process's variables.

    Parameters
    ----------
    known : set of bytes, optional
        Digests of arrays that the other side holds: these are not kept again, all others as bytes.
        None keeps arrays as they are, alive, at no cost.
    """

    def __init__(self, known: AbstractSet[bytes] | None = None) -> None:
        self._known = known
        self._left = MOST_KEPT_IN_ALL
        self._parts = 0
        self._above: dict[int, int] = {}

    def variable(self, value: object) -> Portrait:
        """The portrait of a variable's value; never raises but for an interrupt."""
        self._parts = 0
        self._above = {}
        return self.inside(value)

    def inside(self, value: object) -> Portrait:
        """The portrait of a value found on the way."""
        above = self._above
        if id(value) in above:
            # Counted from the outside: the same for two values of the same form.
            return scalar("a reference back", str(above[id(value)]).encode())
        self._parts += 1
        name = name_of(type(value))[:_LONGEST_NAME]
        if self._parts > MOST_PARTS:
            return self._in_one(value, name)
        if len(above) >= DEEPEST:
            return unknown(name, f"it is nested deeper than {DEEPEST} levels")
        above[id(value)] = len(above)
        try:
            return self._portray(value)
        except Exception as error:
            return unknown(name, f"it cannot be looked into ({type(error).__name__})")
        finally:
            del above[id(value)]

    @staticmethod
    def _in_one(value: Any, name: str) -> Portrait:
        """A part beyond those that are walked through, in one digest where it is plain data of Python's own."""
        try:
            # Format 2 has no references, so equal values are equal bytes; only built-in types are written.
            return scalar(name, marshal.dumps(value, 2))
        except (ValueError, RecursionError):
            return unknown(name, TOO_MANY)

    def element(self, value: object) -> bytes:
        """The digest of one of many elements; it does not count as a part."""
        found = self.inside(value).digest
        self._parts -= 1
        return found

    def _portray(self, value: object) -> Portrait:
        for handler in _HANDLERS:
            found = handler(value, self)
            if found is not None:
                return found
        return unknown(type(value).__name__, "it cannot be looked into")

    def values(self, kind: str, array: Any, dtype: str, shape: tuple[int, ...], *, hashed: bool = False) -> Values:
        """Many values of one type.

        Parameters
        ----------
        array : array.array or numpy.ndarray
            The values; `shape` is theirs.
        hashed : bool
            Whether they are hashes of the real ones.
        """
        size = array.nbytes if hasattr(array, "nbytes") else array.itemsize * len(array)
        sampled = size > MOST_DIGESTED
        content = _digest(array, sampled=sampled)
        found = digest(kind.encode(), dtype.encode(), repr(shape).encode(), content)
        return Values(
            kind=kind,
            digest=found,
            dtype=dtype,
            shape=shape,
            raw=None if sampled else self._raw(array, found, size),
            hashed=hashed,
            sampled=sampled,
        )

    def _raw(self, array: Any, found: bytes, size: int) -> Any:
        if self._known is None:
            return array
        if found in self._known or size > min(MOST_KEPT, self._left):
            return None
        self._left -= size
        return array.tobytes()


def _digest(array: Any, *, sampled: bool) -> bytes:
    """Digest of an array's bytes in C order, of a chunk in every hundred where it is a sample."""
    if not hasattr(array, "reshape"):
        return digest(memoryview(array).cast("B").tobytes())
    if array.size == 0:
        return digest(b"")
    parts = []
    flat = array.reshape(-1) if array.flags.c_contiguous else None
    step = max(1, _CHUNK // max(1, array.itemsize))
    if flat is None:
        # Row by row: a chunk is copied, never the whole.
        step = max(1, step // max(1, array.size // array.shape[0]))
        flat = array
    for start in range(0, len(flat), step * (100 if sampled else 1)):
        chunk = flat[start : start + step]
        parts.append(digest(_bytes(chunk)))
    return digest(*parts)


def _bytes(chunk: Any) -> Any:
    if chunk.flags.c_contiguous:
        try:
            return chunk.reshape(-1).view("u1").data
        except (TypeError, ValueError, AttributeError):
            return chunk.tobytes()
    return chunk.tobytes()
