"""Uses of a table that stay right when its values change: it is shown, or asked for the names of its columns."""

from __future__ import annotations

import ast
from typing import Final

from mlchecks_jupyter.lineage.mending.names import last, root

_SHOWS: Final = frozenset(
    """print display head tail info describe sample shape columns dtypes isnull isna notnull notna sum any all
    value_counts nunique unique corr hist plot boxplot heatmap pairplot show figure title count mean median min max
    round sort_values len type style T index range enumerate zip list""".split()
)
_PICTURES: Final = frozenset(("plt", "sns", "sn", "px"))
_SCHEMA: Final = frozenset(("columns", "shape", "index", "dtypes"))


def is_shown(node: ast.stmt) -> bool:
    """Whether a statement only shows something, once or for each of several."""
    if isinstance(node, ast.For):
        return not node.orelse and all(map(is_shown, node.body)) and _only_shows(node.iter)
    if isinstance(node, ast.Assign):  # a figure to draw on
        return isinstance(node.value, ast.Call) and root(node.value) in _PICTURES and _only_shows(node.value)
    return isinstance(node, ast.Expr) and _only_shows(node.value)


def _only_shows(node: ast.expr) -> bool:
    for each in ast.walk(node):
        if isinstance(each, ast.Call) and last(each) not in _SHOWS and root(each) not in _PICTURES:
            return False
        if isinstance(each, ast.Attribute) and each.attr not in _SHOWS and root(each) not in _PICTURES:
            if not isinstance(each.value, ast.Name):  # a column, by its name
                return False
        if isinstance(each, ast.keyword) and each.arg in ("inplace", "file"):
            return False
        if isinstance(each, ast.NamedExpr | ast.Await | ast.Lambda):
            return False
    return True


def only_schema(node: ast.AST, name: str, asked: frozenset[str] | None = None) -> bool:
    """Whether a statement asks a table only for its columns, its index or its size, or only for what is `asked`."""
    for each in ast.iter_child_nodes(node):
        if isinstance(each, ast.Name) and each.id == name:
            is_size = not asked and isinstance(node, ast.Call) and last(node) == "len" and each in node.args
            is_asked = (
                isinstance(node, ast.Attribute) and node.attr in (asked or _SCHEMA) and isinstance(node.ctx, ast.Load)
            )
            if not is_size and not is_asked:
                return False
        elif not only_schema(each, name, asked):
            return False
    return True
