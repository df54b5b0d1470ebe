"""The state of a bit generator as a plain value, which can be compared and kept."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any


def plain(state: Any) -> Hashable:
    """A nested dict of numbers and arrays as nested tuples; arrays by their bytes."""
    if type(state) is dict:
        return tuple([(name, plain(value)) for name, value in state.items()])
    if hasattr(state, "tobytes"):
        return bytes(state.tobytes())
    if type(state) in (list, tuple):
        return tuple([plain(value) for value in state])
    value: Hashable = state
    return value
