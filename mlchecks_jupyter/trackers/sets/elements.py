"""What the hashes of live values depend on, found by their types alone: no code of the user's is called."""

from __future__ import annotations

import datetime as dt
import enum
import sys
from collections.abc import Iterable
from itertools import islice
from typing import Any, Final

from mlchecks_jupyter.lineage.hash_order.values import Elements, join

#: How many elements of a container are looked at, and how deep tuples are.
_MOST: Final = 8
_DEEPEST: Final = 3

_hash_of: Final = type.__getattribute__

#: The functions by which texts and what is made of them are hashed.
_SEEDED: Final = frozenset(
    id(_hash_of(kind, "__hash__")) for kind in (str, bytes, dt.datetime, dt.date, dt.time, enum.Enum)
)
_STEADY: Final = frozenset(id(_hash_of(kind, "__hash__")) for kind in (int, float, complex, dt.timedelta))
_CONTAINERS: Final = frozenset({set, frozenset, list, tuple, dict})


def elements_of_container(value: object) -> Elements:
    """What the order of a set of a container's elements depends on; steady where there is one at most."""
    if type(value) is str:
        return "seeded" if len(value) > 1 else "steady"
    if type(value) in _CONTAINERS:
        return _of_first(value)
    pandas = sys.modules.get("pandas")
    if pandas is not None:
        if type(value) is getattr(pandas, "DataFrame", None):
            value = value.columns  # type: ignore[attr-defined]
        if type(value) is getattr(pandas, "Index", None):
            return _of_first(value[:_MOST].tolist())  # type: ignore[index]
    return "unknown"


def _of_first(container: Any) -> Elements:
    if not container:
        return "none"
    if len(container) < 2:
        return "steady"
    try:
        return _of_values(islice(container, _MOST), 0)
    except RuntimeError:  # another thread is changing it
        return "unknown"


def _of_values(values: Iterable[object], depth: int) -> Elements:
    return join(_of_value(value, depth) for value in values)


def _of_value(value: object, depth: int) -> Elements:
    kind = type(value)
    if kind in (tuple, frozenset):
        return _of_values(value, depth + 1) if depth < _DEEPEST else "unknown"  # type: ignore[arg-type]
    if value is None or kind is bool:
        return "steady"
    hashed = _hash_of(kind, "__hash__")
    if hashed is object.__hash__:
        return "addresses"
    if id(hashed) in _SEEDED or _is_text_of_numpy(kind):
        return "seeded"
    return "steady" if id(hashed) in _STEADY else "unknown"


def _is_text_of_numpy(kind: type) -> bool:
    """`numpy.str_` hashes as the text that it is, by a function of its own."""
    numpy = sys.modules.get("numpy")
    return numpy is not None and kind is getattr(numpy, "str_", None)
