"""Rows and columns taken out of tables, and what operators make of them."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Final

from mlchecks_jupyter.lineage.dataflow import columns, words
from mlchecks_jupyter.lineage.dataflow.data import Data, Learning, joined
from mlchecks_jupyter.lineage.dataflow.facets import data_of, ensure, named_part
from mlchecks_jupyter.lineage.dataflow.rows import (
    Among,
    Between,
    Condition,
    Lot,
    Part,
    Rest,
    Selection,
    Some,
    Where,
    relation,
    select,
)
from mlchecks_jupyter.lineage.interpreter.values import Constant, Element, Made, Named, Opaque, Sequence, Span, Value

#: A condition of more tests is told as a whole.
_MOST_TESTS: Final = 16


def taken(owner: Value, index: Value) -> Data | None:
    """``owner[index]``: columns, or a selection of rows."""
    data = data_of(owner)
    if data is None:
        if isinstance(owner, Made) and owner.root in words.PICTURES:
            return None
        marks = data_of(index)
        if marks is not None and marks.learned:  # `X.columns[importances > 0]`
            return Data(learned=marks.learned)
        data = ensure(owner)
    if data is None:
        return None
    if data.is_estimator:
        return data.like()
    if data.count:
        return data if not (isinstance(index, Constant) and index.value == 1) else None
    rows = _rows_of(index, owner)
    found = _selected(data, rows, owner)
    if rows is not index and isinstance(index, Sequence):
        chosen = data_of(index.items[1])
        if chosen is not None and chosen.condition is None:
            found = found.knowing(*_choosing(chosen))
    table = owner.owner if isinstance(owner, Named) else owner
    found.view = table if isinstance(table, Opaque) else None
    found.columns = columns.taken(data, owner, index, data_of(index))
    return found


def _rows_of(index: Value, owner: Value) -> Value:
    """Of ``[rows, columns]`` the rows."""
    if isinstance(index, Sequence) and len(index.items) > 1 and not _are_names(index):
        first = index.items[0]
        by_place = isinstance(owner, Named) and owner.path.endswith(("loc", "iloc", "ix"))
        if by_place or isinstance(first, Span) or any(isinstance(item, Span) for item in index.items):
            return first
    return index


def _are_names(index: Sequence) -> bool:
    return all(isinstance(item, Constant) and isinstance(item.value, str) for item in index.items)


def _selected(data: Data, rows: Value, owner: Value) -> Data:
    if isinstance(rows, Span):
        how = stretch(rows, closed=isinstance(owner, Named) and owner.path.endswith(".loc"))
        return _part(data, _stretched(data.lots, rows, how)) if how is not None else data.like()
    if isinstance(rows, Constant):
        return _named(data, rows, owner)
    if isinstance(rows, Sequence) and _are_names(rows):
        return data.like()
    marks = data_of(rows)
    if marks is None or marks.count:
        return data.like()
    if marks.copies:
        data = data.like()
        data.copies = data.copies | marks.copies
    if marks.condition is not None:
        return data.like(_where(data.lots, marks.condition))
    if marks.lots and marks.numbered == data.numbered:
        lots = _at(data.lots, marks.lots)
        if lots is not None:
            return data.like(lots)
        if not marks.fits and isinstance(rows, Opaque):  # a mask, or places, of which nothing is known
            return data.like(select(data.lots, Some(rows)))
    return data.knowing(*_choosing(marks))


def _choosing(marks: Data) -> list[Learning]:
    """What chose the columns: a fitted model's importances; a figure that was looked at counts for none."""
    return [learning for learning in marks.learned if learning.kind == "fit"]


def _part(data: Data, lots: frozenset[Lot]) -> Data:
    """Some rows; where a table was put together of several and is parted again, without what others had learned."""
    found = data.like(lots)
    if lots < data.lots:
        found.learned = frozenset(each for each in data.learned if relation(each.lots, lots) != "apart")
    return found


def _named(data: Data, name: Constant, owner: Value) -> Data:
    """A column, or a part that has the name of one: ``dataset["train"]``."""
    if isinstance(name.value, str):
        whole = all(lot.parent is None for lot in data.lots) and isinstance(owner, Made) and owner.data is data
        part = named_part(data, name.value, of_source=whole)
        if part is not None:
            return part
    found = data.like()
    if isinstance(name.value, str):
        found.column = name.value
    return found


def stretch(rows: Span, *, closed: bool = False) -> Selection | None:
    """The selection that a slice makes; None where it takes all rows."""
    turns = any(_turns(bound) for bound in (rows.lower, rows.upper))
    if rows.step is not None and not (isinstance(rows.step, Constant) and rows.step.value in (1, -1, None)):
        return Some(ast.dump(rows.node), turns)
    lower, upper = _bound(rows.lower, rows.node.lower), _bound(rows.upper, rows.node.upper)
    lower = None if lower == 0 else lower
    return None if lower is None and upper is None else Between(lower, upper, turns, closed)


def _turns(bound: Value | None) -> bool:
    """Whether a bound is another one on each turn of a loop: `for i in range(k)`, `for i in np.arange(k)`."""
    data = data_of(bound)
    return isinstance(bound, Element) or (data is not None and bool(data.lots) and not data.count)


def _bound(value: Value | None, node: ast.expr | None) -> int | str | None:
    if node is None or value is None:
        return None
    if isinstance(value, Constant) and not value.holes:
        if isinstance(value.value, int):
            return value.value
        return None if value.value is None else f"'{value.value}"
    return ast.dump(node)


def _stretched(lots: frozenset[Lot], rows: Span, how: Selection) -> frozenset[Lot]:
    """A slice of tables put one below the other may be one of them again: ``both[:len(train)]``."""
    if len(lots) > 1:
        for bound, inside in ((rows.upper, rows.lower is None), (rows.lower, rows.upper is None)):
            counted = data_of(bound)
            if counted is not None and counted.count and inside:
                first = frozenset(lot for lot in lots if any(each is lot for each in counted.lots))
                if first and bound is rows.upper:
                    return first
                if first:
                    return lots - first or lots
    return select(lots, how)


def _where(lots: frozenset[Lot], condition: Condition | Among) -> frozenset[Lot]:
    if isinstance(condition, Condition):
        return select(lots, Where(condition))
    if condition.negated:
        return select(lots, Rest(condition.lots))
    return _at(lots, condition.lots) or lots


def _at(lots: frozenset[Lot], places: frozenset[Lot]) -> frozenset[Lot] | None:
    """The rows at places that were taken of the same rows, or of others in the same way."""
    if places == lots:
        return None
    inside = frozenset(place for place in places if any(place.within(lot) for lot in lots))
    if inside:
        return inside
    how = {place.how for place in places}
    only = next(iter(how)) if len(how) == 1 else None
    drawn = all(place.root.name in words.POSITIONS for place in places)
    if isinstance(only, Part) or (drawn and isinstance(only, Between | Some)):
        return select(lots, only)
    return None


def at_places(data: Data, places: Data | None) -> Data:
    """The rows of a data set at places of it: ``Subset(dataset, places)``."""
    lots = _at(data.lots, places.lots) if places is not None and places.lots and not places.count else None
    return data.like(lots)


def combined(node: ast.expr, operands: Iterable[Value]) -> Data | None:
    """What an operator or comparison makes of rows."""
    values = tuple(operands)
    parts = [data for data in map(data_of, values) if data is not None and not data.count]
    if not parts:
        return None
    whole = joined(parts)
    assert whole is not None
    found = whole.like(_difference(node, parts))
    found.condition = _condition(node, parts)
    if isinstance(found.condition, Condition) and any(isinstance(value, Element) for value in values):
        found.condition.turns = True
    found.residual = whole.residual or _compares(node, parts)
    return found


def _difference(node: ast.expr, parts: list[Data]) -> frozenset[Lot] | None:
    """``set(all) - set(some)``: the rest, where some of the rows are taken from all of them."""
    if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub) and len(parts) == 2):
        return None
    whole, some = parts[0].lots, parts[1].lots
    if not some or whole & some or not all(any(each.within(lot) for lot in whole) for each in some):
        return None
    return select(whole, Rest(some))


def _compares(node: ast.expr, parts: list[Data]) -> bool:
    """Whether predictions are held against what was true."""
    if not isinstance(node, ast.Compare) and not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub)):
        return False
    predicted = [part for part in parts if part.fits and part.lots]
    true = [part for part in parts if part.lots and not part.fits]
    return bool(predicted and true)


def _condition(node: ast.expr, parts: list[Data]) -> Condition | Among | None:
    if isinstance(node, ast.UnaryOp):
        only = parts[0].condition
        return only.opposite() if isinstance(node.op, ast.Invert | ast.Not | ast.USub) and only is not None else None
    if isinstance(node, ast.Compare):
        return Condition((node,)) if any(part.lots for part in parts) else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd):
        known = [part.condition for part in parts]
        plain = [each for each in known if isinstance(each, Condition) and (not each.negated or len(each.nodes) == 1)]
        if len(plain) == len(known) and not any(each.negated for each in plain):
            nodes = tuple(dict.fromkeys(inner for each in plain for inner in each.nodes))
            return Condition(nodes) if len(nodes) <= _MOST_TESTS else Condition((node,))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd | ast.BitOr | ast.BitXor):
        return Condition((node,))
    return None
