"""Texts put together from known and unknown parts, as queries are."""

from __future__ import annotations

import ast
import re
from typing import Final

from mlchecks_jupyter.lineage.interpreter.call import Call
from mlchecks_jupyter.lineage.interpreter.values import HOLE, UNKNOWN, Constant, Named, Parameter, Value, Varying

#: Longer texts are not put together: one that doubles in a loop would soon fill the memory.
LONGEST: Final = 100_000

_PLACEHOLDER: Final = re.compile(r"\{(?P<name>[\w.\[\]]*)(?:![rsa])?(?::[^{}]*)?\}")
_PERCENT: Final = re.compile(r"%(?:\(\w+\))?[-+ #0]*\d*(?:\.\d+)?[sdrfiegxXc]")

#: Methods of str that leave a query a query.
_SAME: Final = frozenset({"strip", "lstrip", "rstrip", "lower", "upper", "expandtabs", "encode", "decode", "casefold"})


def _plain(value: Value) -> str | None:
    """The text that a known value is written as, None where it is not known."""
    if isinstance(value, Parameter):
        return None
    if isinstance(value, Constant) and not isinstance(value.value, bytes):
        return str(value.value)
    return None


def join_parts(values: list[Value]) -> Value:
    """The text of an f-string; with a varying part in it, it varies."""
    for value in values:
        if isinstance(value, Varying):
            return value
    parts = [_plain(value) for value in values]
    holes = None in parts or any(isinstance(value, Constant) and value.holes for value in values)
    if sum(len(part) for part in parts if part is not None) > LONGEST:
        return Constant(HOLE, holes=True)
    return Constant("".join(HOLE if part is None else part for part in parts), holes=holes)


def combine(left: Value, operator: ast.operator, right: Value) -> Value:
    """``left + right``, ``left % right`` of which one is a text."""
    if isinstance(operator, ast.Add):
        return join_parts([left, right])
    if isinstance(operator, ast.Mod) and isinstance(left, Constant) and isinstance(left.value, str):
        filled, count = _PERCENT.subn(HOLE, left.value)
        return Constant(filled, holes=left.holes or count > 0)
    return UNKNOWN


def method(callee: Named, call: Call) -> Value | None:
    """A method of a text, None where the result is no text that matters."""
    owner = callee.owner
    name = callee.path.rsplit(".", 1)[-1]
    if not isinstance(owner, Constant) or not isinstance(owner.value, str):
        return None
    if name in _SAME or name == "replace":
        return owner
    if name == "format":
        filled = _format(owner.value, call) if len(owner.value) < LONGEST else HOLE
        return Constant(filled if len(filled) < LONGEST else HOLE, holes=True)
    if name == "join" and call.args:
        return Constant(HOLE, holes=True)
    return None


def _format(template: str, call: Call) -> str:
    counter = iter(range(len(call.args)))

    def fill(match: re.Match[str]) -> str:
        name = match["name"]
        value: Value | None
        if not name:
            value = next((call.args[position] for position in counter), None)
        elif name.isdigit():
            value = call.args[int(name)] if len(name) < 4 and int(name) < len(call.args) else None
        else:
            value = call.keywords.get(name)
        known = None if value is None else _plain(value)
        return HOLE if known is None else known

    return _PLACEHOLDER.sub(fill, template)
