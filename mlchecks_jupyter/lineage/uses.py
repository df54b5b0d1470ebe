"""What is done with a result at once: only shown, as in `print(df)`, or used without regard to order."""

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


#: What of a table does not depend on the order of its rows.
_ORDER_FREE: Final = frozenset(
    """shape columns dtypes empty size index_col nunique unique count sum mean median min max std var describe info
    value_counts groupby corr isna isnull notna""".split()
)


def is_order_free(node: ast.expr, body: list[ast.stmt]) -> bool:
    """Whether all that is taken from a result is the same in any order: `len(rows)`, `rows.groupby(...)`."""
    for statement in body:
        for outer in ast.walk(statement):
            if isinstance(outer, ast.Attribute) and _column(outer.value) is node:
                return outer.attr in _ORDER_FREE
            if isinstance(outer, ast.Call) and any(_column(argument) is node for argument in outer.args):
                return isinstance(outer.func, ast.Name) and outer.func.id in (
                    "len",
                    "set",
                    "frozenset",
                    "sorted",
                    "sum",
                )
    return False


def _column(node: ast.expr) -> ast.expr:
    """The table of which a node is a column by name, else the node."""
    named = isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant | ast.List)
    return node.value if isinstance(node, ast.Subscript) and named else node
