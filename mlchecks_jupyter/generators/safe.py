"""Reading users' objects without running any of their code."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from types import GetSetDescriptorType, MemberDescriptorType, ModuleType
from typing import Any, Final

_MRO: Final = type.__dict__["__mro__"].__get__
_TYPE_MODULE: Final = type.__dict__["__module__"].__get__
_TYPE_DICT: Final = type.__dict__["__dict__"].__get__
_MODULE_DICT: Final = vars(ModuleType)["__dict__"].__get__


def lineage(kind: type) -> tuple[type, ...]:
    """The classes that a class is derived from, itself first."""
    found: tuple[type, ...] = _MRO(kind)
    return found


def class_attributes(kind: type) -> Any:
    """A class's own attributes."""
    return _TYPE_DICT(kind)


def home(kind: type) -> str:
    """The module that a class says it comes from."""
    found = _TYPE_MODULE(kind)
    return found if type(found) is str else ""


def module_attributes(module: ModuleType) -> dict[str, Any]:
    """A module's globals; a module's `__getattr__` is not asked."""
    found: dict[str, Any] = _MODULE_DICT(module)
    return found


def attributes(thing: object, most: int) -> list[tuple[str, Any]]:
    """The attributes of an object: those in its `__dict__`, then its slots."""
    found: list[tuple[str, Any]] = []
    for kind in lineage(type(thing)):
        own = class_attributes(kind)
        held = own.get("__dict__")
        if type(held) is GetSetDescriptorType and not found:
            values = held.__get__(thing)
            if type(values) is dict:
                found += items(values, most)
        if "__slots__" in own:
            found += _slots(thing, own)
    return [(name, value) for name, value in found if type(name) is str]


def _slots(thing: object, own: Any) -> Iterator[tuple[str, Any]]:
    for name, slot in tuple(own.items()):
        if type(slot) is MemberDescriptorType:
            try:
                yield name, slot.__get__(thing)
            except AttributeError:  # declared, not set
                continue


def items(values: dict[Any, Any], most: int) -> list[tuple[Any, Any]]:
    """The first items of a dict or of a class derived from it; none while another thread changes it."""
    try:
        return list(itertools.islice(dict.items(values), most))
    except RuntimeError:
        return []


def elements(values: Any, most: int) -> list[Any]:
    """The first elements of a list, tuple or set, or of a class derived from one; none while it changes."""
    for kind in (list, tuple, set, frozenset):
        if issubclass(type(values), kind):
            try:
                return list(itertools.islice(kind.__iter__(values), most))
            except RuntimeError:
                return []
    return []
