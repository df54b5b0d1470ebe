"""Evidence as JSON, and back: what comes in is hostile until every field has its type."""

from __future__ import annotations

import dataclasses
import functools
import types
from collections.abc import Mapping
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from mlchecks_jupyter.core.evidence import KINDS, Evidence
from mlchecks_jupyter.core.finding import JSON

#: Characters from which on a text is no name, seed or sentence of ours.
_LONGEST_TEXT: Final = 10_000
_MOST_ELEMENTS: Final = 10_000


class EvidenceError(ValueError):
    """JSON that is no evidence; the message says what is wrong with it."""


def to_json(evidence: Evidence) -> dict[str, JSON]:
    """The fields of a piece of evidence as plain JSON, without its kind."""
    return _plain_fields(evidence)


def _plain_fields(value: object) -> dict[str, JSON]:
    kind: Any = type(value)
    return {name: _plain(getattr(value, name)) for name in _names(kind)}


def _plain(value: Any) -> JSON:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if dataclasses.is_dataclass(value):
        return _plain_fields(value)
    plain: JSON = value
    return plain


@functools.cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


def from_json(kind: str, document: object) -> Evidence:
    """A piece of evidence from its kind and JSON.

    Raises
    ------
    EvidenceError
        If the kind is not known, a field is missing, or one has another type than it must have.
        Fields that are not known are passed over: a newer release may have written them.
    """
    known = KINDS.get(kind)
    if known is None:
        raise EvidenceError(f"`{kind[:40]}` is no kind of evidence")
    evidence: Evidence = _dataclass(known, document, kind)
    return evidence


def _dataclass(kind: Any, document: object, where: str) -> Any:
    if not isinstance(document, Mapping):
        raise EvidenceError(f"{where} is no object")
    hints = _hints(kind)
    values: dict[str, object] = {}
    for field in dataclasses.fields(kind):
        if field.name in document:
            values[field.name] = _value(hints[field.name], document[field.name], f"{where}.{field.name}")
        elif field.default is dataclasses.MISSING:
            raise EvidenceError(f"{where}.{field.name} is missing")
    return kind(**values)


@functools.cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _value(hint: Any, value: object, where: str) -> object:
    origin = get_origin(hint)
    if origin in (types.UnionType, Union):
        if value is None and type(None) in get_args(hint):
            return None
        return _value(next(each for each in get_args(hint) if each is not type(None)), value, where)
    if origin is Literal:
        if value not in get_args(hint):
            raise EvidenceError(f"{where} is none of {', '.join(map(str, get_args(hint)))}")
        return value
    if origin is tuple:
        if not isinstance(value, list) or len(value) > _MOST_ELEMENTS:
            raise EvidenceError(f"{where} is no list, or too long")
        inner = get_args(hint)[0]
        return tuple(_value(inner, each, f"{where}[{index}]") for index, each in enumerate(value))
    if dataclasses.is_dataclass(hint):
        return _dataclass(hint, value, where)
    return _scalar(hint, value, where)


def _scalar(hint: type, value: object, where: str) -> object:
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, hint) or (isinstance(value, bool) and hint is not bool):
        raise EvidenceError(f"{where} is no {hint.__name__}")
    if isinstance(value, str) and len(value) > _LONGEST_TEXT:
        raise EvidenceError(f"{where} is too long")
    return value
