"""Expression statements that only show something: `df.sort_values("id").head()`, `print(df)`."""

from __future__ import annotations

import ast
from typing import Final

#: Methods that begin like writers and write nothing.
_SHOWS: Final = frozenset({"to_string", "to_html", "to_markdown", "to_frame", "to_list"})


def chain(node: ast.expr) -> tuple[ast.expr, ...]:
    """The calls of `a.b().c()`, outermost first, and of what `print` and `display` are handed."""
    calls: list[ast.expr] = []
    left: list[ast.expr] = [node]
    while left:
        inner = left.pop()
        if isinstance(inner, ast.Attribute | ast.Subscript):
            left.append(inner.value)
        elif isinstance(inner, ast.Call):
            calls.append(inner)
            shows = isinstance(inner.func, ast.Name) and inner.func.id in ("display", "print")
            left += inner.args if shows else [inner.func]
    return tuple(calls)


def keeps(calls: tuple[ast.expr, ...]) -> bool:
    """Whether one of the calls writes to a file or database, so that more than a look remains."""
    names = (call.func.attr for call in calls if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute))
    return any(name.startswith(("to_", "save", "write", "insert")) and name not in _SHOWS for name in names)
