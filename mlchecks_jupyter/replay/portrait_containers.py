"""Portraits of lists, tuples, dictionaries, sets and their kin."""

from __future__ import annotations

import array
import collections
import types
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from mlchecks_jupyter.replay.portrait import Branch, Portrait, Scalar, branch, digest, scalar, unknown

if TYPE_CHECKING:
    from mlchecks_jupyter.replay.portraying import Portrayer

#: From this many values of one type on, a list is portrayed as an array.
_MANY: Final = 24
_LONGEST_KEY: Final = 40

#: Entries that hold how long something took: scikit-learn's searches and cross-validation.
CLOCKS: Final = frozenset({
    "fit_time", "mean_fit_time", "mean_score_time", "refit_time_", "score_time", "std_fit_time", "std_score_time",
})  # fmt: skip


def portray(value: Any, walk: Portrayer) -> Portrait | None:
    """The portrait of a container; None if it is none. Only the built-in types' own methods are called."""
    kind = type(value)
    if issubclass(kind, list):
        return _sequence(kind.__name__, list.__getitem__(value, slice(None)), walk, value)
    if issubclass(kind, tuple):
        return _tuple(kind, value, walk)
    if issubclass(kind, dict):
        return _mapping(kind, dict.items(value), walk, value)
    if issubclass(kind, set):
        return _set(kind.__name__, set.__iter__(value), walk)
    if issubclass(kind, frozenset):
        return _set(kind.__name__, frozenset.__iter__(value), walk)
    if kind is types.MappingProxyType:
        return _mapping(kind, value.items(), walk, None)
    if kind is collections.deque:
        return _sequence("deque", list(value), walk, None)
    if kind is array.array:
        if value.typecode in "uw":
            return scalar("array", value.tounicode().encode("utf-8", "surrogatepass"))
        return walk.values("array", value, value.typecode, (len(value),))
    if kind is memoryview:
        return scalar("memoryview", value.tobytes())
    return None


def _tuple(kind: type, value: Any, walk: Portrayer) -> Portrait:
    names = kind.__dict__.get("_fields")
    elements = tuple.__getitem__(value, slice(None))
    if type(names) is tuple and len(names) == len(elements):
        return branch(kind.__name__, "object", [(str(n), walk.inside(e)) for n, e in zip(names, elements, strict=True)])
    return _sequence(kind.__name__, list(elements), walk, value)


def _sequence(kind: str, elements: list[Any], walk: Portrayer, whole: Any) -> Portrait:
    if len(elements) >= _MANY:
        flat = _flat(kind, elements, walk)
        if flat is not None:
            return flat
    parts = [(f"[{index}]", walk.inside(each)) for index, each in enumerate(elements)]
    parts += _attributes(whole, walk)
    return branch(kind, "sequence", parts)


def _attributes(whole: Any, walk: Portrayer) -> list[tuple[str, Portrait]]:
    """The attributes that a user's subclass of a container has besides."""
    own = getattr(type(whole), "__dictoffset__", 0) and object.__getattribute__(whole, "__dict__")
    if type(own) is not dict or not own:
        return []
    return [(str(name), walk.inside(each)) for name, each in own.items()]


def _flat(kind: str, elements: list[Any], walk: Portrayer) -> Portrait | None:
    types_inside = set(map(type, elements))
    if len(types_inside) != 1:
        return None
    inside = types_inside.pop()
    name = f"{kind} of {inside.__name__}"
    if inside is float:
        return walk.values(name, array.array("d", elements), "d", (len(elements),))
    if inside is int:
        try:
            return walk.values(name, array.array("q", elements), "q", (len(elements),))
        except OverflowError:
            return None
    if inside is str:
        return walk.values(name, array.array("Q", map(hash_text, elements)), "Q", (len(elements),), hashed=True)
    return None


def hash_text(text: str) -> int:
    """A hash of 64 bits that the child process, with the same hash seed, shares."""
    return hash(text) & 0xFFFF_FFFF_FFFF_FFFF


def _mapping(kind: type, items: Iterable[tuple[Any, Any]], walk: Portrayer, whole: Any) -> Branch:
    parts: list[tuple[str, Portrait]] = []
    order: list[bytes] = []
    for key, value in list(items):
        words, known_by = _key(key, walk)
        part = unknown("clock", "it holds clock time") if words in CLOCKS else walk.inside(value)
        parts.append((words, part))
        order.append(known_by)
    if kind is collections.defaultdict:
        parts.append(("its default", walk.inside(whole.default_factory)))
    else:
        parts += _attributes(whole, walk)
    found = branch(kind.__name__, "mapping", parts)
    # The order of the keys counts: what comes after goes through them in it.
    return Branch(kind=found.kind, digest=digest(found.digest, *order), shape="mapping", parts=found.parts)


def _key(key: Any, walk: Portrayer) -> tuple[str, bytes]:
    """The words that lead to an entry; of a long or nameless key, its digest."""
    drawn = walk.inside(key)
    if type(key) is str and len(key) <= _LONGEST_KEY and key.isprintable():
        return key, drawn.digest
    if type(key) is int and abs(key) < 10**9:
        return f"[{key}]", drawn.digest
    return f"the entry {drawn.digest.hex()[:8]}", drawn.digest


def _set(kind: str, elements: Iterable[Any], walk: Portrayer) -> Portrait:
    drawn = sorted((walk.inside(each) for each in list(elements)), key=lambda each: each.digest)
    parts: list[tuple[str, Portrait]] = [("an element", Scalar(kind=each.kind, digest=each.digest)) for each in drawn]
    return branch(kind, "set", parts)
