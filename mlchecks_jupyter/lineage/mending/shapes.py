"""What a statement does, by its shape: what it sets, what it fits, what it is given."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from mlchecks_jupyter.lineage.dataflow import words
from mlchecks_jupyter.lineage.mending import estimators
from mlchecks_jupyter.lineage.mending.columns import Literal, dropped_columns, names_in, projection
from mlchecks_jupyter.lineage.mending.moves import is_in_place, statistics
from mlchecks_jupyter.lineage.mending.names import last, root

_MAKES_TABLES: Final = frozenset(
    "DataFrame drop dropna merge concat get_dummies fillna select_dtypes reset_index set_index rename".split()
)
_MAKES_ARRAYS: Final = frozenset("fit_transform transform to_numpy toarray todense".split())

_FILLS: Final = frozenset(("fillna", "replace"))


def pairs(node: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    """The names that an assignment binds with what each is bound to; none for any other shape."""
    if not isinstance(node, ast.Assign) or len(node.targets) != 1:
        return
    target, value = node.targets[0], node.value
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        if all(isinstance(each, ast.Name) for each in target.elts):
            for each, part in zip(target.elts, value.elts, strict=True):
                assert isinstance(each, ast.Name)
                yield each.id, part


def target_of(node: ast.stmt) -> ast.expr | None:
    """What a statement sets: a name or columns of a table; None where it sets several things or nothing."""
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        return node.targets[0] if isinstance(node.targets[0], ast.Name | ast.Subscript) else None
    if isinstance(node, ast.AugAssign):
        return node.target if isinstance(node.target, ast.Name | ast.Subscript) else None
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and is_in_place(node.value):
        func = node.value.func
        assert isinstance(func, ast.Attribute)
        if func.attr in _FILLS and isinstance(func.value, ast.Name | ast.Subscript):
            return func.value
    return None


def column_target(node: ast.stmt) -> ast.expr | None:
    """What names the columns that a statement sets: of ``df["a"] = ...``, and of ``df.loc[rows, "a"] = ...``."""
    target = target_of(node)
    if not isinstance(target, ast.Subscript):
        return None
    if isinstance(target.value, ast.Name):
        return target.slice
    if isinstance(target.value, ast.Attribute) and target.value.attr == "loc" and isinstance(target.slice, ast.Tuple):
        return target.slice.elts[1] if len(target.slice.elts) == 2 else None
    return None


def reading(node: ast.stmt) -> ast.AST:
    """The part of a statement that reads: what it assigns, where it sets a column or binds a name."""
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target = node.targets[0]
        if isinstance(target, ast.Name) or (isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name)):
            return node.value
    return node


def changes_rows(node: ast.AST, table: str, literal: Literal) -> bool:
    """Whether a statement takes some rows of a table, or puts them into another shape, or may do so."""
    for each in ast.walk(node):
        if isinstance(each, ast.Subscript) and root(each) == table and not any(statistics(each.value)):
            if not _takes_columns(each):
                return True
        if not isinstance(each, ast.Call) or root(each.func) != table:
            continue
        if last(each) == "drop" and not dropped_columns(each, literal):
            return True
        if last(each) in ("fit", "transform", "fit_transform"):
            return True  # a table's own, which does anything
        if last(each) == "reshape" and each.args and not _keeps_count(each.args[0]):
            return True
    return False


def _takes_columns(node: ast.Subscript) -> bool:
    """Whether a subscript names columns; a mask may only say where a column is set."""
    where = node.slice
    if isinstance(node.value, ast.Attribute) and node.value.attr in ("shape", "columns"):
        return True
    if isinstance(where, ast.Tuple) and len(where.elts) == 2:
        rows = where.elts[0]
        if isinstance(rows, ast.Slice):
            return rows.lower is rows.upper is rows.step is None
        return isinstance(node.ctx, ast.Store) and isinstance(rows, ast.Call | ast.Compare)
    if isinstance(node.value, ast.Attribute) and node.value.attr in ("iloc", "loc"):
        return False
    if isinstance(where, ast.List):
        return all(isinstance(each, ast.Constant) for each in where.elts)
    return isinstance(where, ast.Name) or (isinstance(where, ast.Constant) and isinstance(where.value, str))


def _keeps_count(node: ast.expr) -> bool:
    """Whether the first length of a shape is that of whatever rows there are."""
    first = node.elts[0] if isinstance(node, ast.Tuple) and node.elts else node
    return not isinstance(first, ast.Constant)


def learned_name(node: ast.stmt) -> str:
    """The estimator that a statement only fits: `scaler.fit(X)`, `scaler = StandardScaler().fit(X)`."""
    call = node.value if isinstance(node, ast.Expr | ast.Assign) else None
    if not isinstance(call, ast.Call) or last(call) != "fit" or not isinstance(call.func, ast.Attribute):
        return ""
    if isinstance(node, ast.Expr):
        return call.func.value.id if isinstance(call.func.value, ast.Name) else ""
    target = target_of(node)
    return target.id if isinstance(target, ast.Name) else ""


def wraps(node: ast.stmt, name: str) -> bool:
    """Whether a statement makes a table of an array: `table = pd.DataFrame(array, columns=...)`."""
    call = node.value if isinstance(node, ast.Assign) else None
    if not isinstance(call, ast.Call) or last(call) != "DataFrame" or len(call.args) != 1:
        return False
    read = [each for each in ast.walk(call) if isinstance(each, ast.Name) and each.id == name]
    return isinstance(target_of(node), ast.Name) and read == [call.args[0]]


def target_arguments(call: ast.Call) -> list[ast.expr]:
    """What a fit is given beside the rows: the target."""
    if last(call) in words.RESAMPLES:
        return call.args[1:2]
    return [*call.args[1:2], *(each.value for each in call.keywords if each.arg == "y")]


def sources(node: ast.AST, table: str, beside: list[ast.expr], literal: Literal) -> Iterator[ast.expr]:
    """The rows of a table that an expression takes, as whole expressions: `df[["a", "b"]]`, not its `df`."""
    if node in beside:
        return
    if isinstance(node, ast.expr):
        found = projection(node, literal)
        if found is not None and found.table == table:
            yield node
            return
    for child in ast.iter_child_nodes(node):
        yield from sources(child, table, beside, literal)


def is_table(value: ast.expr | None) -> bool | None:
    """Whether a value is a table with an index, or an array; None where that is not known."""
    if isinstance(value, ast.Attribute):
        return False if value.attr in ("values", "T") else None
    if isinstance(value, ast.Subscript):
        return True if names_in(value.slice, lambda _: None) and not isinstance(value.slice, ast.Tuple) else None
    if not isinstance(value, ast.Call):
        return None
    name = last(value)
    if name in _MAKES_ARRAYS or root(value) in ("np", "numpy"):
        return False
    return True if name.startswith("read_") or name in _MAKES_TABLES else None


def called(node: ast.AST) -> set[str]:
    """The names of all functions and methods that are called."""
    return {last(each) for each in ast.walk(node) if isinstance(each, ast.Call)}


def only_fills(node: ast.stmt, makers: list[str]) -> bool:
    """Whether a statement changes no value but those that are missing."""
    if makers:
        return estimators.only_fill(makers)
    if _FILLS & called(node):
        return True
    arithmetic = any(isinstance(each, ast.BinOp | ast.AugAssign) for each in ast.walk(node))
    return not arithmetic and (
        target_of(node) is None or not any(statistics(node)) or isinstance(target_of(node), ast.Name)
    )
