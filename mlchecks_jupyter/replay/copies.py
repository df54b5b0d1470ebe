"""Copies of variables, so that a second run in the same process starts where the first one did."""

from __future__ import annotations

import copy
import io
import logging
import sys
import types
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from mlchecks_jupyter.replay.page import is_of_the_page

#: Bytes above which an array or a table is not copied.
LARGEST: Final = 512 << 20

_SHARED: Final = (
    types.ModuleType, types.FunctionType, types.BuiltinFunctionType, types.MethodType, type, logging.Logger,
    io.IOBase, int, float, complex, str, bytes, bool, type(None), range,
)  # fmt: skip


@dataclass(slots=True)
class Copies:
    """Copies of variables, and the names of those that stay shared because they are too large or cannot be copied."""

    values: dict[str, Any] = field(default_factory=dict)
    large: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)


def copy_variables(names: Iterable[str], namespace: Mapping[str, Any]) -> Copies:
    """Deep copies of variables; those that share objects share the copies.

    Parameters
    ----------
    names : iterable of str
        The variables that a cell reaches.
    """
    made = Copies()
    memo: dict[int, Any] = {}
    for name in sorted(names):
        value = namespace[name]
        if issubclass(type(value), _SHARED) or is_of_the_page(type(value)):
            continue
        if size(value) > LARGEST:
            made.large.add(name)
            continue
        try:
            made.values[name] = copy.deepcopy(value, memo)
        except Exception:
            made.failed.add(name)
    return made


def size(value: object) -> int:
    """Bytes of an array, tensor or table; 0 of anything else."""
    kind = type(value)
    try:
        if _is(kind, "numpy", "ndarray"):
            return int(getattr(value, "nbytes", 0))
        if _is(kind, "torch", "Tensor"):
            tensor: Any = value
            return int(tensor.element_size() * tensor.nelement())
        if _is(kind, "pandas", "DataFrame") or _is(kind, "pandas", "Series"):
            used: Any = value
            total = used.memory_usage(index=False, deep=False)
            return int(total.sum() if hasattr(total, "sum") else total)
        if _is(kind, "polars", "DataFrame"):
            frame: Any = value
            return int(frame.estimated_size())
    except Exception:
        return 0
    return 0


def _is(kind: type, module: str, name: str) -> bool:
    known = getattr(sys.modules.get(module), name, None)
    return isinstance(known, type) and issubclass(kind, known)
