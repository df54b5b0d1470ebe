"""Which columns of a table an expression takes: the rows, and their order, stay as they are."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection
from typing import Final, NamedTuple

from mlchecks_jupyter.lineage.mending.names import last

#: Attributes of a table that are no columns.
_OWN: Final = frozenset(
    """shape columns index values dtypes dtype T size ndim iloc loc at iat str dt cat empty axes array nbytes name attrs
    style plot sparse flags""".split()
)

#: What a name is bound to, None where that is not known for certain.
Literal = Callable[[str], ast.expr | None]


class Columns(NamedTuple):
    """Columns of a table: only those named, or all but those named; `known` is False where that is not known."""

    names: frozenset[object] = frozenset()
    only: bool = False
    known: bool = True

    def holds(self, names: frozenset[object]) -> bool:
        """Whether each of some columns is known to be among these."""
        if not self.known:
            return not names
        return names <= self.names if self.only else not names & self.names

    def lacks(self, names: frozenset[object]) -> bool:
        """Whether none of some columns is among these, for certain."""
        if not self.known:
            return not names
        return not names & self.names if self.only else names <= self.names

    def taking(self, names: frozenset[object]) -> Columns:
        """Those of the names."""
        return Columns(names, only=True)

    def without(self, names: frozenset[object]) -> Columns:
        """All but those of the names."""
        return Columns(self.names - names if self.only else self.names | names, self.only, self.known)


class Projection(NamedTuple):
    """Columns taken from the table of one name."""

    table: str
    columns: Columns
    single: bool = False
    frame: bool = True


UNKNOWN_COLUMNS: Final = Columns(known=False)


def projection(node: ast.expr, literal: Literal) -> Projection | None:
    """The columns that an expression takes of a table, None where it does anything else."""
    if isinstance(node, ast.Name):
        return Projection(node.id, Columns())
    if isinstance(node, ast.Subscript):
        return _subscript(node, literal)
    if isinstance(node, ast.Attribute):
        inner = projection(node.value, literal)
        if inner is None or node.attr == "values":
            return inner._replace(frame=False) if inner is not None else None
        if node.attr in _OWN or inner.single or not isinstance(node.value, ast.Name):
            return None
        return inner._replace(columns=inner.columns.taking(frozenset((node.attr,))), single=True)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return _method(node, node.func, literal)
    return None


def _method(node: ast.Call, func: ast.Attribute, literal: Literal) -> Projection | None:
    inner = projection(func.value, literal)
    if inner is None:
        return None
    if func.attr == "copy" and not node.args and not node.keywords:
        return inner
    if func.attr == "to_numpy" and not node.args and not node.keywords:
        return inner._replace(frame=False)
    if func.attr == "drop" and not inner.single:
        dropped = dropped_columns(node, literal)
        in_place = any(each.arg == "inplace" for each in node.keywords)
        return inner._replace(columns=inner.columns.without(dropped)) if dropped and not in_place else None
    return None


def dropped_columns(call: ast.Call, literal: Literal) -> frozenset[object] | None:
    """The columns that ``df.drop(...)`` drops, None where it may drop rows or cannot be told."""
    given = {each.arg: each.value for each in call.keywords}
    if set(given) - {"axis", "columns", "labels", "inplace", "errors"}:
        return None
    if "columns" in given:
        return names_in(given["columns"], literal) if not call.args else None
    labels = call.args[0] if call.args else given.get("labels")
    axis = call.args[1] if len(call.args) > 1 else given.get("axis")
    if labels is None or not isinstance(axis, ast.Constant) or axis.value not in (1, "columns"):
        return None
    return names_in(labels, literal)


def names_in(node: ast.expr, literal: Literal) -> frozenset[object] | None:
    """The columns that a literal names, or a name that is bound to one."""
    if isinstance(node, ast.Name):
        value = literal(node.id)
        return names_in(value, literal) if value is not None and not isinstance(value, ast.Name) else None
    if isinstance(node, ast.Constant):
        return frozenset((node.value,)) if isinstance(node.value, str | int) else None
    if isinstance(node, ast.List | ast.Tuple):
        found = [each.value for each in node.elts if isinstance(each, ast.Constant)]
        return frozenset(found) if len(found) == len(node.elts) else None
    return None


def _subscript(node: ast.Subscript, literal: Literal) -> Projection | None:
    if isinstance(node.value, ast.Attribute) and node.value.attr in ("iloc", "loc"):
        return _located(node, node.value, literal)
    inner = projection(node.value, literal)
    if inner is None or inner.single:
        return None
    if isinstance(node.slice, ast.Tuple):
        return _array(node, inner)
    names = names_in(node.slice, literal)
    if names is None or not inner.frame or not all(isinstance(name, str) for name in names):
        return None
    return inner._replace(columns=inner.columns.taking(names), single=_is_one(node.slice, literal))


def _is_one(node: ast.expr, literal: Literal) -> bool:
    value = literal(node.id) if isinstance(node, ast.Name) else node
    return isinstance(value, ast.Constant)


def _located(node: ast.Subscript, accessor: ast.Attribute, literal: Literal) -> Projection | None:
    """``df.iloc[:, :-1]``, ``df.loc[:, ["a", "b"]]``."""
    inner = projection(accessor.value, literal)
    if inner is None or inner.single or not _takes_all_rows(node):
        return None
    assert isinstance(node.slice, ast.Tuple)
    which = node.slice.elts[1]
    names = names_in(which, literal) if accessor.attr == "loc" else None
    if names is not None:
        return inner._replace(columns=inner.columns.taking(names), single=_is_one(which, literal))
    if accessor.attr == "loc" and not isinstance(which, ast.Slice):
        return None
    return inner._replace(columns=UNKNOWN_COLUMNS, single=not isinstance(which, ast.Slice | ast.List))


def _array(node: ast.Subscript, inner: Projection) -> Projection | None:
    """``array[:, :-1]``."""
    if not _takes_all_rows(node):
        return None
    assert isinstance(node.slice, ast.Tuple)
    single = not isinstance(node.slice.elts[1], ast.Slice | ast.List)
    return inner._replace(columns=UNKNOWN_COLUMNS, single=single, frame=False)


def _takes_all_rows(node: ast.Subscript) -> bool:
    where = node.slice
    if not isinstance(where, ast.Tuple) or len(where.elts) != 2:
        return False
    rows = where.elts[0]
    return isinstance(rows, ast.Slice) and rows.lower is rows.upper is rows.step is None


def popped(node: ast.expr, literal: Literal) -> Projection | None:
    """The column that ``df.pop("a")`` takes."""
    if not isinstance(node, ast.Call) or last(node) != "pop" or not isinstance(node.func, ast.Attribute):
        return None
    names = names_in(node.args[0], literal) if len(node.args) == 1 else None
    if names is None or not isinstance(node.func.value, ast.Name):
        return None
    return Projection(node.func.value.id, Columns(names, only=True), single=True)


def columns_read(
    node: ast.AST, table: str, literal: Literal, beside: Collection[ast.expr] = ()
) -> frozenset[object] | None:
    """The columns of a table that an expression reads or sets, None where it takes the table as a whole.

    What stands `beside` is not looked into.
    """
    found: set[object] = set()
    stack = [node]
    while stack:
        each = stack.pop()
        if each in beside:
            continue
        if isinstance(each, ast.Name) and each.id == table:
            return None
        inner: ast.AST | None = None
        if isinstance(each, ast.Subscript):
            names, inner = _named(each, table, literal)
            if names is None and inner is not None:
                return None
            found.update(names or ())
        elif _is_of(each, table) and isinstance(each, ast.Attribute) and each.attr in ("columns", "index", "shape"):
            continue
        if inner is None:
            stack += ast.iter_child_nodes(each)
        elif inner is not each:
            stack.append(inner)
    return frozenset(found)


def _is_of(node: ast.AST, table: str) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == table


def _named(node: ast.Subscript, table: str, literal: Literal) -> tuple[frozenset[object] | None, ast.AST | None]:
    """The columns of the table that a subscript names, and what is still to be looked into; None for no such table."""
    if isinstance(node.value, ast.Name) and node.value.id == table:
        return names_in(node.slice, literal), node
    if _is_of(node.value, table) and isinstance(node.value, ast.Attribute) and node.value.attr == "loc":
        if isinstance(node.slice, ast.Tuple) and len(node.slice.elts) == 2:
            return names_in(node.slice.elts[1], literal), node.slice.elts[0]
    return None, None
