"""Which columns a table holds: those of the table that it was made of, without some, and copies of columns.

What is known is a lower bound: a table may have further columns, but surely has these. Where a
method may leave out or overwrite columns nobody can name, the table is taken for a new one.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final, NamedTuple

from mlchecks_jupyter.lineage.dataflow import words
from mlchecks_jupyter.lineage.interpreter.values import (
    UNKNOWN,
    Constant,
    Either,
    Element,
    Function,
    Mapping,
    Method,
    Named,
    Opaque,
    Sequence,
    Span,
    Value,
)

if TYPE_CHECKING:
    from mlchecks_jupyter.lineage.dataflow.data import Data, Learning
    from mlchecks_jupyter.lineage.interpreter.call import Call


class Column(NamedTuple):
    """The contents of one column, or of copies of it: what it was called in the table where it was first seen."""

    table: object
    name: str


class Columns:
    """What is known of the columns of a table. Never changed.

    Attributes
    ----------
    table : object or None
        Stands for the table of which it has all columns that are not `gone`; None where it has
        only the `named` ones.
    gone : frozenset of str
        Columns that were taken out, or whose names were given to others.
    named : dict of str to Column
        Columns that were selected or put in, by their names.
    beside : tuple of Columns
        Tables that were joined, whose columns it has as well.
    """

    __slots__ = ("beside", "gone", "named", "table")

    def __init__(
        self,
        table: object,
        gone: frozenset[str] = frozenset(),
        named: dict[str, Column] | None = None,
        beside: tuple[Columns, ...] = (),
    ) -> None:
        self.table = table
        self.gone = gone
        self.named = named or {}
        self.beside = beside

    def column(self, name: str) -> Column:
        """What the column of a name holds."""
        held = self.named.get(name)
        if held is not None:
            return held
        return Column(object() if self.table is None or name in self.gone else self.table, name)

    def name_of(self, column: Column) -> str | None:
        """The name under which it surely has a column or a copy of it, None where it may have none."""
        for name, held in self.named.items():
            if held == column:
                return name
        if self.table is column.table:
            return column.name if self._has_own(column.name) else None
        for other in self.beside:
            name = other.name_of(column) or ""
            if name and self._has_own(name):
                return name
        return None

    def _has_own(self, name: str) -> bool:
        return name not in self.gone and name not in self.named

    def only(self, names: Iterable[str]) -> Columns:
        """Some of its columns."""
        return Columns(None, named={name: self.column(name) for name in names})

    def without(self, names: frozenset[str]) -> Columns:
        """All columns but some."""
        joined = [name[:-2] for name in names if self.beside and name.endswith(("_x", "_y"))]
        named = {name: held for name, held in self.named.items() if name not in names}
        return Columns(self.table, self.gone.union(names, joined), named, self.beside)

    def storing(self, name: str, column: Column | None) -> Columns:
        """The same with a column set: to one that is known, or to something new."""
        named = {**self.named, name: column or Column(object(), name)}
        return Columns(self.table, self.gone, named, self.beside)

    def renamed(self, names: dict[str, str]) -> Columns:
        """The same with other names."""
        found = self.without(frozenset(names))
        named = {**found.named, **{new: self.column(old) for old, new in names.items()}}
        return Columns(found.table, found.gone, named, found.beside)

    def overwritten(self) -> Columns:
        """Columns of the same names that may hold something else."""
        table = object()
        named = {name: Column(table, name) for name in self.named}
        return Columns(None if self.table is None else table, self.gone, named)


# Where columns are selected and stored ------------------------------------------------------


def of_table(data: Data) -> Columns | None:
    """The columns of a table, None for a single column."""
    if data.columns is None:
        data.columns = Columns(object())
    return data.columns if isinstance(data.columns, Columns) else None


def attribute(data: Data, name: str) -> Column | None:
    """``table.name``."""
    if isinstance(data.columns, Column):
        return data.columns if name == "codes" else None
    table = of_table(data)
    return table.column(name) if table is not None else None


def taken(data: Data, owner: Value, index: Value, marks: Data | None) -> Columns | Column | None:
    """``table[index]``; `marks` is the data in the index."""
    by_place = isinstance(owner, Named) and owner.path.endswith(("loc", "iloc", "ix"))
    if isinstance(data.columns, Column):
        return None if isinstance(index, Constant) and isinstance(index.value, str) else data.columns
    if isinstance(index, Span):
        return data.columns
    if isinstance(index, Sequence):
        return _of_list(data, index, by_place)
    if by_place:
        return None if isinstance(index, Constant) else data.columns
    if isinstance(index, Constant):
        table = of_table(data)
        return table.column(index.value) if table is not None and isinstance(index.value, str) else None
    return data.columns if marks is not None and marks.condition is not None else None


def _of_list(data: Data, index: Sequence, by_place: bool) -> Columns | Column | None:
    """``table[[names]]``, ``table.loc[rows, columns]``."""
    table = of_table(data)
    if table is None:
        return None
    pair = len(index.items) == 2 and index.complete
    if pair and (by_place or any(isinstance(item, Span) for item in index.items)):
        rows, place = index.items
        if isinstance(place, Span):
            return table if place.lower is place.upper is place.step is None else None
        if isinstance(rows, Constant) and not isinstance(rows.value, int):
            return None  # `table.loc[["a", "b"]]` are two rows
        if isinstance(place, Constant):
            return table.column(place.value) if isinstance(place.value, str) else None
        index = place if isinstance(place, Sequence) else Sequence((), complete=False)
    elif by_place:
        return None
    names = names_in(index)
    return table.only(names) if names else None


def names_in(value: Value | None) -> list[str] | None:
    """The names in a list of names, or one name; None where they are not all known."""
    if isinstance(value, Constant):
        return [value.value] if isinstance(value.value, str) and not value.holes else None
    if not isinstance(value, Sequence) or not value.complete:
        return None
    found = [item.value for item in value.items if isinstance(item, Constant) and isinstance(item.value, str)]
    return found if len(found) == len(value.items) else None


def combined(operands: Iterable[Value], known: Columns | Column | None) -> Columns | Column | None:
    """What an operator leaves of columns: those of the one operand that has rows, if the others are numbers."""
    for operand in operands:
        if isinstance(operand, Opaque | Named):
            if isinstance(operand, Named) and operand.owner is not None:
                continue
            if not isinstance(operand, Opaque) or operand.data is None:
                return None
        elif not isinstance(operand, Constant):
            return None
    return known


def stored(owner: Value, index: Value | None, value: Value, target: ast.expr, certain: bool) -> None:
    """``table[index] = value``, ``table.name = value``."""
    data = value.data if isinstance(value, Opaque) else None
    copy = data.columns if data is not None and certain and isinstance(data.columns, Column) else None
    if isinstance(target, ast.Attribute):
        if target.attr == "columns":
            change(owner, lambda table: Columns(object()))
        elif target.attr != "index":
            change(owner, lambda table: table.storing(target.attr, copy))
        return
    if isinstance(owner, Named):
        _stored_at(owner, index)
        return
    names = names_in(index)
    if names is None:
        if data is None or data.condition is None:
            change(owner, Columns.overwritten)
        return
    for name in names:
        change(owner, lambda table, name=name: table.storing(name, copy if len(names) == 1 else None))  # type: ignore[misc]


def _stored_at(owner: Named, index: Value | None) -> None:
    """``table.loc[rows, names] = value``: some cells hold something else."""
    place = index.items[1] if isinstance(index, Sequence) and len(index.items) == 2 else None
    names = names_in(place)
    for name in names or ():
        if owner.owner is not None:
            change(owner.owner, lambda table, name=name: table.storing(name, None))  # type: ignore[misc]


def deleted(owner: Value, index: Value) -> None:
    """``del table[index]``."""
    names = _perhaps(index)
    change(owner, lambda table: table.without(names) if names is not None else Columns(object()))


def change(value: Value, how: Callable[[Columns], Columns | None]) -> None:
    """Change the columns of a table in place."""
    if isinstance(value, Either | Element):
        for option in value.options:
            change(option, how)
    elif isinstance(value, Opaque) and value is not UNKNOWN and value.data is not None:
        table = of_table(value.data)
        if table is not None:
            twin = value.data.like()
            twin.view, twin.condition, twin.columns = value.data.view, value.data.condition, how(table)
            value.data = twin


def replace(value: Value, columns: Columns | Column | None) -> None:
    """Give a table the columns of what a method with `inplace=True` made of it."""
    change(value, lambda table: columns if isinstance(columns, Columns) else None)


# What methods and functions leave of columns --------------------------------------------------

#: Methods that leave every column as it was, or change each value by itself.
_KEEP: Final = frozenset(
    """copy fillna astype replace sort_values sort_index sample head tail query reset_index where mask clip round
    apply map applymap drop_duplicates infer_objects convert_dtypes to_numpy abs persist compute cache squeeze
    ravel flatten reshape tolist to_list to_pandas as_matrix get_values ffill bfill interpolate pipe values""".split()
)
#: Functions that change each value by itself.
_ELEMENTWISE: Final = frozenset(
    """log log1p log10 log2 sqrt exp expm1 abs absolute square array asarray ascontiguousarray Series to_numeric where
    DataFrame ravel squeeze expand_dims reshape round clip cut qcut factorize rint floor ceil sign negative list
    to_categorical boxcox1p nan_to_num float32 float64 int32 int64 tensor from_numpy convert_to_tensor""".split()
)
#: Estimators whose output has the columns of their input, each value changed by itself.
_COLUMNWISE: Final = ("Scaler", "Imputer", "LabelEncoder", "OrdinalEncoder", "PowerTransformer", "QuantileTransformer")


def after(call: Call, owner: Data | None, given: list[Data]) -> Columns | Column | None:
    """The columns of what a method or function gives of which nothing else is known."""
    if call.last in words.JOINS_ROWS:
        return beside(([owner] if owner is not None else []) + _tables_in(call, given))
    if owner is None or not owner.lots or owner.is_estimator:
        return _of_function(call, given)
    if owner.grouped is not None:
        return None
    if call.last in _KEEP and not _by_row(call):
        others = any(data.lots for data in given) if isinstance(owner.columns, Column) else False
        return None if others or (call.last == "pipe" and given) else owner.columns
    method = _METHODS.get(call.last)
    table = of_table(owner) if method is not None else None
    return method(call, table) if method is not None and table is not None else None


def _by_row(call: Call) -> bool:
    """Whether a function is applied to whole rows."""
    axis = call.keywords.get("axis")
    return call.last == "apply" and axis is not None and not (isinstance(axis, Constant) and axis.value in (0, "index"))


def _of_function(call: Call, given: list[Data]) -> Columns | Column | None:
    if call.owner is not None or call.last not in _ELEMENTWISE or "columns" in call.keywords or call.open:
        return None
    with_rows = [data for data in given if data.lots]
    plain = all(
        isinstance(value, Constant | Function | Method) or (isinstance(value, Named) and value.owner is None)
        for value in (*call.args, *call.keywords.values())
        if not (isinstance(value, Opaque) and value.data is not None) and not (isinstance(value, Named) and value.owner)
    )
    return with_rows[0].columns if len(with_rows) == 1 and plain else None


def _tables_in(call: Call, given: list[Data]) -> list[Data]:
    """The tables in the list that a function is handed, or else its arguments."""
    first = call.args[0] if call.args else call.keywords.get("objs")
    if not isinstance(first, Sequence):
        return given
    return [item.data for item in first.items if isinstance(item, Opaque) and item.data is not None]


def beside(tables: list[Data]) -> Columns | None:
    """Tables put side by side, or one below the other."""
    known = [each.columns for each in tables if each.grouped is None and each.lots]
    named = {each.name: each for each in known if isinstance(each, Column)}
    return Columns(object(), named=named, beside=tuple(each for each in known if isinstance(each, Columns)))


def dropped(call: Call, owner: Data, rows: bool) -> Columns | Column | None:
    """`drop`, which leaves columns out by their names, or `rows`."""
    table = of_table(owner)
    if table is None or rows:
        return owner.columns
    by_column = call.keywords.get("columns")
    labels = [by_column] if by_column is not None else [*call.args[:1], *call.keywords.values()]
    found: set[str] = set()
    for value in labels:
        names = _perhaps(value)
        if names is not None:
            found |= names
        elif by_column is not None or not _is_place(value):
            return None
    return table.without(frozenset(found | (_perhaps(Sequence(tuple(call.args[1:]))) or set())))


def _is_place(value: Value) -> bool:
    """Whether a label names a row, or it is a setting."""
    if isinstance(value, Sequence):
        return value.complete and all(isinstance(item, Constant) for item in value.items)
    return isinstance(value, Constant)


def _perhaps(value: Value | None) -> frozenset[str] | None:
    """All names that a value may stand for."""
    if isinstance(value, Either | Element):
        found = [_perhaps(option) for option in value.options]
        return None if any(each is None for each in found) else frozenset().union(*(each or () for each in found))
    names = names_in(value)
    return frozenset(names) if names is not None else None


def _assigned(call: Call, table: Columns) -> Columns | None:
    for name, value in call.keywords.items():
        data = value.data if isinstance(value, Opaque) else None
        held = data.columns if data is not None and isinstance(data.columns, Column) else None
        table = table.storing(name, held)
    return None if call.open else table


def _renamed(call: Call, table: Columns) -> Columns | None:
    names = call.argument("columns")
    if not isinstance(names, Mapping) or not names.complete:
        return None
    pairs = {old: new.value for old, new in names.items.items() if isinstance(new, Constant)}
    if len(pairs) < len(names.items) or not all(isinstance(each, str) for pair in pairs.items() for each in pair):
        return None
    return table.renamed({str(old): str(new) for old, new in pairs.items()})


def _indexed(call: Call, table: Columns) -> Columns | None:
    names = _perhaps(call.argument("keys", 0))
    return table.without(names) if names is not None else None


def _popped(call: Call, table: Columns) -> Column | None:  # the column comes back, the table lacks it
    names = _perhaps(call.args[0]) if call.args else None
    if call.owner is not None:
        change(call.owner, lambda each: each.without(names) if names else None)
    return table.column(next(iter(names))) if names and len(names) == 1 else None


def _inserted(call: Call, table: Columns) -> None:
    name, value = call.argument("column", 1), call.argument("value", 2)
    if call.owner is not None and isinstance(name, Constant) and isinstance(name.value, str):
        held = value.data.columns if isinstance(value, Opaque) and value.data is not None else None
        text = name.value
        change(call.owner, lambda each: each.storing(text, held if isinstance(held, Column) else None))


def _with_values(call: Call, table: Columns) -> Columns | None:
    """`dropna`, which leaves out rows, or columns that nobody can name."""
    axis = call.argument("axis", 0)
    return table if axis is None or (isinstance(axis, Constant) and axis.value in (0, "index", "rows")) else None


_METHODS: Final[dict[str, Callable[[Call, Columns], Columns | Column | None]]] = {
    "assign": _assigned,
    "rename": _renamed,
    "set_index": _indexed,
    "pop": _popped,
    "insert": _inserted,
    "dropna": _with_values,
}


def transformed(rows: Data, fits: tuple[Learning, ...]) -> Columns | Column | None:
    """The columns of what fitted estimators make of rows."""
    return rows.columns if fits and all(fit.what.endswith(_COLUMNWISE) for fit in fits) else None
