"""Methods and functions that take, leave out, repeat or put together rows."""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Final

from mlchecks_jupyter.lineage.dataflow import columns, words
from mlchecks_jupyter.lineage.dataflow.data import Copying, Data, joined
from mlchecks_jupyter.lineage.dataflow.facets import data_of
from mlchecks_jupyter.lineage.dataflow.figures import across
from mlchecks_jupyter.lineage.dataflow.rows import Among, Between, Condition, Lot, Part, Rest, Some, Where, select
from mlchecks_jupyter.lineage.dataflow.storing import in_place
from mlchecks_jupyter.lineage.interpreter.call import Call
from mlchecks_jupyter.lineage.interpreter.values import (
    Constant,
    Sequence,
    Value,
)

if TYPE_CHECKING:
    from mlchecks_jupyter.lineage.dataflow.flow import Dataflow


def _missing(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    """A mask of the missing values."""
    data = owner if owner is not None else joined(flow.arguments(call))
    if data is None or not data.lots:
        return None
    found = Data(data.lots)
    found.condition = Condition((call.node,))
    return found


def _is_among(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    others = data_of(call.args[0]) if call.args else None
    if owner is None or not owner.lots:
        return None
    if others is not None and others.numbered != owner.numbered:
        others = None
    found = Data(owner.lots)
    found.condition = (
        Among(others.lots) if others is not None and others.lots and not others.count else Condition((call.node,))
    )
    return found


def _drop(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    """Rows dropped by their index leave the rest; columns dropped leave all rows."""
    if owner is None or not owner.lots:
        return None
    labels = call.argument("labels", 0)
    labels = call.keywords.get("index") if labels is None else labels
    places = data_of(labels)
    if places is not None and places.numbered != owner.numbered:
        places = None  # positions in a table that was numbered anew tell nothing of this one's rows
    found = owner.like()
    if places is not None and places.lots and not places.count and not across(call) and "columns" not in call.keywords:
        axis = call.args[1] if len(call.args) > 1 else None
        if not (isinstance(axis, Constant) and axis.value in (1, "columns")) and places.lots != owner.lots:
            found = owner.like(select(owner.lots, Rest(places.lots)))
    elif isinstance(labels, Sequence) and all(
        isinstance(each, Constant) and type(each.value) is int for each in labels.items
    ):
        if not across(call) and "columns" not in call.keywords:
            found = owner.like(select(owner.lots, Some(("dropped", id(call.node)))))
    found.columns = columns.dropped(call, owner, rows=found.lots is not owner.lots)
    return in_place(call, found)


def _head(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    """The first rows, or the last."""
    if owner is None or not owner.lots or not call.args:
        return None
    if owner.grouped is not None:
        return _some_rows(flow, call, owner)
    number = call.args[0]
    bound = (
        number.value if isinstance(number, Constant) and isinstance(number.value, int) else ast.dump(call.node.args[0])
    )
    if call.last == "tail":
        return owner.like(select(owner.lots, Between(-bound if isinstance(bound, int) else f"-{bound}", None)))
    how = Between(bound, None) if call.last == "skip" else Between(None, bound)
    return owner.like(select(owner.lots, how))


def _sample(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    """A drawn part of the rows; all of them in another order; or, with replacement, copies."""
    if owner is None or not owner.lots or owner.grouped is not None:
        return None
    replace = call.argument("replace", 2)
    share = call.argument("frac", 1)
    if isinstance(replace, Constant) and replace.value is True:
        found = owner.like()
        found.copies = owner.copies | {Copying("sample with replacement", call, owner.lots, not flow.undecided)}
        return found
    if isinstance(share, Constant) and share.value in (1, 1.0):
        return owner.like()
    return owner.like(select(owner.lots, Part(("sample", id(call.node)), 0)))


def _some_rows(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    """Methods that leave some of the rows, nobody knows which."""
    if owner is None or not owner.lots or owner.is_estimator:
        return None
    marks = data_of(call.args[0]) if call.args else None
    if call.last == "filter" and (call.keywords.keys() & {"items", "like", "regex"}) and not _is_rows(call):
        return None
    if call.last == "drop_duplicates" and not _is_false(call.keywords.get("keep")):
        return None
    if marks is not None and isinstance(marks.condition, Condition):
        return owner.like(select(owner.lots, Where(marks.condition)))
    found = owner.like(select(owner.lots, Some(("some", id(call.node), _name_in(call)))))
    found.grouped = None
    return in_place(call, found)


def _is_rows(call: Call) -> bool:
    axis = call.keywords.get("axis")
    return isinstance(axis, Constant) and axis.value in (0, "index", "rows")


def _name_in(call: Call) -> Hashable:
    """The literal that tells one call of a place from another: ``groups.get_group("a")``."""
    given = call.args[0] if call.args else None
    return given.value if isinstance(given, Constant) and isinstance(given.value, Hashable) else None


def _difference(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    """`index.difference(other)`: the rest."""
    others = data_of(call.args[0]) if call.args else None
    if owner is None or others is None or not owner.lots or not others.lots or others.numbered != owner.numbered:
        return None
    return owner.like(select(owner.lots, Rest(others.lots)))


def _marked(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    """`column.between(a, b)`, `column.eq(a)`, `column.str.contains(text)`: a mask."""
    if owner is None or not owner.lots or owner.is_estimator:
        return None
    found = Data(owner.lots)
    found.condition = Condition((call.node,))
    return found


def _opposite(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    """`np.logical_not(mask)`."""
    marks = data_of(call.args[0]) if call.args else None
    if marks is None or marks.condition is None:
        return None
    found = marks.like()
    found.condition = marks.condition.opposite()
    return found


def _positions(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    """`np.random.permutation(len(table))`: the rows by their positions; drawn again and again by `choice`."""
    if call.last == "choice" and call.args and data_of(call.args[0]) is None:
        return _row_draws(flow, call, owner)
    size = next((data for data in map(data_of, call.args) if data is not None), None)
    if size is None:
        return None if call.root not in ("numpy", "torch", "?") else flow.source(call)
    found = Data(size.lots, size.learned, size.copies)
    given = call.argument("size", 1)
    if call.last == "choice" and given is not None and _is_false(call.argument("replace", 2)):
        return found.like(select(size.lots, Part(("choice", id(call.node)), 0)))
    replace = call.argument("replace", 2)
    if call.last == "choice" and not _is_false(replace):
        found.copies = size.copies | {Copying("choice with replacement", call, size.lots, not flow.undecided)}
    return found


def _is_false(value: Value | None) -> bool:
    return isinstance(value, Constant) and value.value is False


def _row_draws(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    """`np.random.rand(len(table))`: a number for each row."""
    size = next((data for data in map(data_of, (*call.args, call.keywords.get("size"))) if data is not None), None)
    if size is None or not size.count:
        return None
    found = Data(size.lots)
    found.condition = Condition((call.node,))
    return found


def _repeated(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    data = owner if owner is not None else (data_of(call.args[0]) if call.args else None)
    if data is None or not data.lots or data.count:
        return None
    found = data.like()
    found.copies = data.copies | {Copying(call.last, call, data.lots, not flow.undecided)}
    return found


def _concatenated(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    """Tables put one below the other; rows that come in twice are copies."""
    first = call.args[0] if call.args else call.keywords.get("objs")
    parts = [owner, data_of(first)] if owner is not None else []
    if owner is None and isinstance(first, Sequence) and first.complete:
        parts = [data_of(item) for item in first.items]
    known = [part for part in parts if part is not None and part.lots and not part.count]
    axis = call.argument("axis", 1)
    if len(known) < 2 or not (axis is None or (isinstance(axis, Constant) and axis.value in (0, "index", "rows"))):
        return None
    whole = joined(known)
    assert whole is not None
    found = whole.like()
    lots: set[Lot] = set()
    for part in known:
        if any(one.within(other) or other.within(one) for one in part.lots for other in lots):
            found.copies = found.copies | {Copying(call.last, call, part.lots, not flow.undecided)}
        lots |= part.lots
    return found


def _renumbered(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    """`reset_index`: from here on the index tells positions in these very rows."""
    if owner is None or not owner.lots or owner.grouped is not None:
        return None
    found = owner.like()
    found.numbered = owner.lots
    return in_place(call, found)


def _queried(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    """`table.query("year < 2015")`: the rows for which the text holds."""
    text = call.args[0] if call.args else None
    if owner is None or not owner.lots or not isinstance(text, Constant) or not isinstance(text.value, str):
        return None
    try:
        test = ast.parse(text.value.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return owner.like(select(owner.lots, Some(("query", text.value))))
    return in_place(call, owner.like(select(owner.lots, Where(Condition((test,))))))


def _left_out(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    """`np.setdiff1d(all, some)` and `np.delete(rows, places)`: the rest."""
    if call.root != "numpy" or len(call.args) < 2:
        return None
    rows, places = data_of(call.args[0]), data_of(call.args[1])
    if rows is None or places is None or not places.lots or not rows.lots:
        return None
    return rows.like(select(rows.lots, Rest(places.lots)))


HANDLERS: Final[dict[str, Callable[[Dataflow, Call, Data | None], Value | Data | None]]] = {
    **dict.fromkeys(("isnull", "isna", "notnull", "notna"), _missing),
    **dict.fromkeys(("head", "tail", "take", "skip", "limit"), _head),
    **dict.fromkeys(words.POSITIONS - {"shuffle", "range"}, _positions),
    **dict.fromkeys(words.ROW_DRAWS, _row_draws),
    **dict.fromkeys(words.REPEATS, _repeated),
    **dict.fromkeys(("concat", "vstack", "concatenate", "append", "row_stack"), _concatenated),
    **dict.fromkeys(("setdiff1d", "delete"), _left_out),
    **dict.fromkeys(
        ("truncate", "get_group", "nth", "filter", "drop_duplicates", "between_time", "first", "last"), _some_rows
    ),
    **dict.fromkeys(
        ("between", "eq", "ne", "lt", "le", "gt", "ge", "contains", "startswith", "endswith", "duplicated"), _marked
    ),
    "difference": _difference,
    "logical_not": _opposite,
    "isin": _is_among,
    "drop": _drop,
    "sample": _sample,
    "reset_index": _renumbered,
    "query": _queried,
}
