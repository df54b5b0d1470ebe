"""Evidence as JSON, and back: what comes in is hostile until every field has its type."""

from __future__ import annotations

import dataclasses
import functools
import types
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from mlchecks_jupyter.core.evidence import Evidence

if TYPE_CHECKING:
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
    from mlchecks_jupyter.core.evidence_kinds import KINDS  # late: a kernel only writes, at first

    known: Any = KINDS.get(kind)
    if known is None:
        raise EvidenceError(f"`{kind[:40]}` is no kind of evidence")
    try:
        evidence: Evidence = _decoder(known)(document)
    except EvidenceError as error:
        raise EvidenceError(f"{kind}{error}") from None
    return evidence


#: Makes a value of one type from JSON, or raises an EvidenceError that begins where the value's name ends.
_Decoder = Callable[[object], Any]


@functools.cache
def _decoder(hint: Any) -> _Decoder:
    """The decoder of a type; made once, as a ledger holds a hundred thousand records."""
    origin = get_origin(hint)
    if origin in (types.UnionType, Union):
        inner = _decoder(next(each for each in get_args(hint) if each is not type(None)))
        return lambda value: None if value is None else inner(value)
    if origin is Literal:
        return functools.partial(_literal, get_args(hint))
    if origin is tuple:
        return functools.partial(_tuple, _decoder(get_args(hint)[0]))
    if dataclasses.is_dataclass(hint):
        hints = get_type_hints(hint)
        fields = [(each.name, _decoder(hints[each.name]), each.default) for each in dataclasses.fields(hint)]
        return functools.partial(_dataclass, hint, fields)
    return functools.partial(_scalar, hint)


def _dataclass(kind: Any, fields: list[tuple[str, _Decoder, object]], document: object) -> Any:
    if not isinstance(document, dict):
        raise EvidenceError(" is no object")
    values: dict[str, object] = {}
    for name, decode, default in fields:
        if name in document:
            try:
                values[name] = decode(document[name])
            except EvidenceError as error:
                raise EvidenceError(f".{name}{error}") from None
        elif default is dataclasses.MISSING:
            raise EvidenceError(f".{name} is missing")
    return kind(**values)


def _tuple(decode: _Decoder, value: object) -> tuple[Any, ...]:
    if not isinstance(value, list) or len(value) > _MOST_ELEMENTS:
        raise EvidenceError(" is no list, or too long")
    return tuple(decode(each) for each in value)


def _literal(choices: tuple[object, ...], value: object) -> object:
    if not isinstance(value, str) or value not in choices:
        raise EvidenceError(f" is none of {', '.join(map(str, choices))}")
    return value


def _scalar(hint: type, value: object) -> object:
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        try:
            return float(value)
        except OverflowError:
            raise EvidenceError(" is too large") from None
    if not isinstance(value, hint) or (isinstance(value, bool) and hint is not bool):
        raise EvidenceError(f" is no {hint.__name__}")
    if isinstance(value, str) and len(value) > _LONGEST_TEXT:
        raise EvidenceError(" is too long")
    return value
