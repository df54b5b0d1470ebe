"""Portraits of single values: numbers, texts, dates and what else the standard library knows."""

from __future__ import annotations

import datetime as dt
import enum
import math
import pathlib
import struct
import sys
import types
from typing import TYPE_CHECKING, Any, Final

from mlchecks_jupyter.replay.portrait import Portrait, Scalar, scalar

if TYPE_CHECKING:
    from mlchecks_jupyter.replay.portraying import Portrayer

#: Types whose `repr` is ours to call and tells their values apart.
_BY_REPR: Final = frozenset({
    bool, type(None), type(Ellipsis), type(NotImplemented), range, slice, dt.date, dt.time, dt.timedelta, dt.timezone,
    pathlib.PosixPath, pathlib.WindowsPath, pathlib.PurePosixPath, pathlib.PureWindowsPath,
})  # fmt: skip

#: Likewise, by module and name: of modules that need not be loaded.
_BY_NAME: Final = frozenset({
    ("decimal", "Decimal"), ("fractions", "Fraction"), ("uuid", "UUID"), ("zoneinfo", "ZoneInfo"), ("pandas", "Timedelta"),
    ("pandas", "Period"), ("pandas", "Interval"), ("pandas", "NAType"), ("pandas", "NaTType"), ("torch", "dtype"),
    ("torch", "device"), ("torch", "Size"),
})  # fmt: skip


def portray(value: Any, _: Portrayer) -> Portrait | None:
    """The portrait of a single value; None if it is none."""
    kind = type(value)
    if kind is float:
        return number(value)
    if kind is int:
        return scalar("int", str(value).encode() if value.bit_length() < 10_000 else hex(value).encode(), _small(value))
    if kind is str:
        return scalar("str", value.encode("utf-8", "surrogatepass"))
    if kind in (bytes, bytearray):
        return scalar(kind.__name__, bytes(value))
    if kind is complex:
        return Scalar(
            kind="complex", digest=scalar("complex", _bits(value.real) + _bits(value.imag)).digest, number=value
        )
    if kind in _BY_REPR:
        return scalar(kind.__name__, repr(value).encode("utf-8", "surrogatepass"))
    return _other(value, kind)


def _other(value: Any, kind: type) -> Portrait | None:
    if kind is dt.datetime:
        return scalar("datetime", f"{value!r} {value.fold}".encode("utf-8", "surrogatepass"))
    if isinstance(kind, enum.EnumType):
        return scalar(kind.__name__, str(value._name_).encode("utf-8", "surrogatepass"))
    module = str(getattr(kind, "__module__", "")).partition(".")[0]
    if (module, kind.__name__) in _BY_NAME:
        return scalar(kind.__name__, repr(value).encode("utf-8", "surrogatepass"))
    if module == "pandas" and kind.__name__ == "Timestamp":
        return scalar("Timestamp", f"{value.isoformat()} {value.tzinfo} {value.fold}".encode())
    numpy = sys.modules.get("numpy")
    if numpy is not None and issubclass(kind, getattr(numpy, "generic", _Never)):
        return _numpy_scalar(value, numpy)
    return None


class _Never:
    """Stands for a library's class while the library is not there in full."""


def number(value: float) -> Scalar:
    """A float, bit by bit; one NaN is like another."""
    return scalar("float", _bits(value), value)


def _bits(value: float) -> bytes:
    return b"nan" if math.isnan(value) else struct.pack("<d", value)


def _small(value: int) -> float | None:
    return float(value) if abs(value) < 1 << 53 else None


def _numpy_scalar(value: Any, numpy: types.ModuleType) -> Scalar | None:
    kind = type(value).__name__
    if issubclass(type(value), numpy.floating):
        return scalar(kind, b"nan" if numpy.isnan(value) else repr(value).encode(), float(value))
    if issubclass(type(value), numpy.bool_ | numpy.number | numpy.datetime64 | numpy.timedelta64 | numpy.character):
        measured = float(value) if issubclass(type(value), numpy.integer) else None
        return scalar(kind, repr(value).encode(), measured)
    return None
