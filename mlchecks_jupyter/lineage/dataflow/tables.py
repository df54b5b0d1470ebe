"""Tables: statistics, groups, joins, and columns set in place."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from mlchecks_jupyter.lineage.dataflow import columns, judging, splits, words
from mlchecks_jupyter.lineage.dataflow.data import MOST_LOTS, Copying, Data, all_learned, joined
from mlchecks_jupyter.lineage.dataflow.facets import carrying, data_of, ensure
from mlchecks_jupyter.lineage.dataflow.rows import Among, Between, Condition, Lot, Part, Rest, Some, Where, select
from mlchecks_jupyter.lineage.interpreter.call import Call
from mlchecks_jupyter.lineage.interpreter.values import (
    UNKNOWN,
    Constant,
    Either,
    Element,
    Mapping,
    Named,
    Opaque,
    Sequence,
    Value,
)

if TYPE_CHECKING:
    from mlchecks_jupyter.lineage.dataflow.flow import Dataflow

#: Methods whose arguments say which rows or columns are meant, and change no value.
_ONLY_SELECT: Final = frozenset(
    "drop reindex isin query filter take select head tail nlargest nsmallest plot hist align set_index loc equals".split()
)

_ACROSS: Final = (1, "columns", -1, "index_1")


def passed_on(flow: Dataflow, call: Call, owner: Data | None, given: list[Data]) -> Data | None:
    """What comes of the rows that go into a call of which nothing special is known."""
    last = call.last
    if last in words.STATISTICS:
        return _statistic(flow, call, owner, given)
    if last in words.COUNTS:
        return _counted(flow, call, owner, given)
    data = _kept(call, owner, given)
    if data is not None:
        data.columns = columns.after(call, owner, given)
    return _in_place(call, data)


def _kept(call: Call, owner: Data | None, given: list[Data]) -> Data | None:
    """Row by row: the rows of the table, with values that depend on what the arguments know."""
    given = [data for data in given if not data.count]
    if owner is None or owner.is_estimator or not owner.lots:
        whole = joined([*([owner] if owner is not None else []), *given])
        return whole.like() if whole is not None else None
    if call.last in _ONLY_SELECT:
        return owner.like()
    if owner.grouped is not None:
        return _of_groups(call, owner)
    found = owner.like()
    if given:
        found.learned = all_learned(
            owner.learned,
            *(data.learned for data in given),
            [data.grouped for data in given if data.grouped is not None],
        )
        if call.last in words.JOINS_ROWS and len(owner.lots) < MOST_LOTS:
            found.lots = owner.lots.union(*(data.lots for data in given))
            found.copies = owner.copies.union(*(data.copies for data in given))
    return found


def _in_place(call: Call, data: Data | None) -> Data | None:
    """Give the table itself what a method with `inplace=True` makes of it."""
    flag = call.keywords.get("inplace")
    if data is not None and isinstance(flag, Constant) and flag.value is True and call.owner is not None:
        func = call.node.func
        part = isinstance(func, ast.Attribute) and not isinstance(func.value, ast.Name)
        _give(call.owner, data, part=part)
        columns.replace(call.owner, data.columns)
    return data


def _give(table: Value, data: Data, *, part: bool, views: bool = True) -> None:
    """Change the data of a table, and of one that it is a `part` of and shows through (`views`)."""
    if isinstance(table, Either | Element):
        for option in table.options:
            _give(option, data, part=part, views=views)
        return
    if isinstance(table, Named) and table.owner is not None:
        _give(table.owner, data, part=True, views=views)
        return
    if not isinstance(table, Opaque) or table is UNKNOWN:
        return
    known = table.data
    if known is None:
        table.data = data.like()
        return
    view = known.view
    changed = known.like(data.lots if not part else known.lots or data.lots)
    groups = [data.grouped] if data.grouped is not None and known.grouped is None else []
    changed.learned = all_learned(known.learned, data.learned, groups)
    changed.copies = known.copies | data.copies
    changed.view = view
    table.data = changed
    if part and views and view is not None and view is not table:
        _give(view, data, part=True, views=False)


def stored(flow: Dataflow, owner: Value, value: Value, target: ast.expr) -> None:
    """``table[column] = value``."""
    data = data_of(value)
    if data is None or data.count:
        if isinstance(owner, Opaque | Named):
            ensure(owner) if isinstance(target, ast.Subscript) else None
        return
    root = owner.owner if isinstance(owner, Named) else owner
    if isinstance(root, Opaque) and root.data is None:
        root.data = data.like()
        return
    inner = target.value if isinstance(target, ast.Subscript | ast.Attribute) else target
    # `X = df[names]; X["a"] = ...` leaves `df` as it is; `df["a"][mask] = ...` does not.
    _give(owner, data, part=True, views=not isinstance(inner, ast.Name))


# Statistics ---------------------------------------------------------------------------------


def across(call: Call) -> bool:
    """Whether a statistic is taken of each row by itself."""
    for name in ("axis", "dim"):
        axis = call.keywords.get(name)
        if axis is not None:
            return isinstance(axis, Constant) and axis.value in (1, "columns", -1)
    position = 0 if call.owner is not None else 1
    axis = call.args[position] if position < len(call.args) else None
    return isinstance(axis, Constant) and type(axis.value) is int and axis.value in (1, -1) and call.last != "quantile"


def _statistic(flow: Dataflow, call: Call, owner: Data | None, given: list[Data]) -> Data | None:
    data = owner if owner is not None and (owner.lots or not given) else joined(given)
    if data is None or data.count:
        return None
    if data.residual:
        return judging.by_hand(flow, call, data)
    if across(call) or data.grouped is not None:
        return data.like()
    if not data.lots or data.condition is not None or data.fits:
        return _number(data)
    learning = flow.learned(call.last, "statistic", call, data)
    found = Data(learned=data.learned | {learning})
    found.scores = data.scores
    return found


def _number(data: Data) -> Data:
    """Of rows only a number or a few are left."""
    found = Data(learned=data.learned)
    found.scores = data.scores
    return found


def _counted(flow: Dataflow, call: Call, owner: Data | None, given: list[Data]) -> Data | None:
    data = owner if owner is not None and (owner.lots or not given) else joined(given)
    if data is None or data.count:
        return None
    if data.residual:
        return judging.by_hand(flow, call, data)
    if across(call) or data.grouped is not None:
        return data.like()
    if call.last == "value_counts" and data.lots:
        found = data.like()
        found.grouped = flow.learned("value_counts", "group", call, data)
        return found
    return _number(data)


# Groups -------------------------------------------------------------------------------------


def _group(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    data = owner if owner is not None else joined(flow.arguments(call))
    if data is None or not data.lots:
        return None
    found = data.like()
    found.grouped, found.columns = flow.learned(call.last, "group", call, data), None
    return found


def _periods(flow: Dataflow, call: Call, owner: Data | None) -> Value | Data | None:
    """`table.resample("D")`: a row for each stretch of time; a function of that name draws rows."""
    if owner is None or not owner.lots:
        return splits.HANDLERS["resample"](flow, call, owner)
    return _group(flow, call, owner)


def _of_groups(call: Call, owner: Data) -> Data:
    """A method of groups: one value a group, or a value for each row that knows its group's."""
    found = owner.like()
    if call.last in ("transform", "ffill", "bfill", "rank", "filter") and owner.grouped is not None:
        found.grouped = None
        if call.last != "filter":
            found.learned = owner.learned | {owner.grouped}
    elif call.last in words.GROUP_ROWS:
        found.grouped = None
    return found


# Other methods of tables --------------------------------------------------------------------


def _merge(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    """The left table's rows, with columns of the right."""
    tables = [data for data in ([owner] if owner is not None else []) + flow.arguments(call) if not data.count]
    if not tables or (call.owner is not None and owner is None):
        return None
    left, *others = tables
    if left.grouped is not None and others and others[0].grouped is None:
        left, others = others[0], [left, *others[1:]]
    found = left.like()
    found.learned = left.learned.union(*(data.learned for data in others))
    found.learned = found.learned.union(data.grouped for data in others if data.grouped is not None)
    found.columns = columns.beside([left, *others])
    return found


def _fill(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    """`fillna` with a method fills from other rows; `ffill` and the like always do."""
    if call.last == "fillna" and not _by_neighbours(call):
        return None
    data = owner if owner is not None else joined(flow.arguments(call))
    if data is None or not data.lots or data.grouped is not None or across(call):
        return None
    kind = words.FILLS.get(call.last, "fill")
    method = call.keywords.get("method")
    what = method.value if isinstance(method, Constant) and isinstance(method.value, str) else call.last
    return _in_place(call, data.knowing(flow.learned(what, kind, call, data)))


def _by_neighbours(call: Call) -> bool:
    method = call.keywords.get("method")
    return isinstance(method, Constant) and isinstance(method.value, str)


def _cut(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    """`pd.cut` into a number of bins finds their edges in the rows."""
    bins = call.argument("bins", 1)
    number = isinstance(bins, Constant) and isinstance(bins.value, int)
    data = joined(flow.arguments(call))
    if not number or data is None or not data.lots:
        return None
    return data.knowing(flow.learned("cut", "statistic", call, data))


def _scale(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    """A function that scales a whole table by itself."""
    data = data_of(call.args[0]) if call.args else joined(flow.arguments(call))
    if call.owner is not None:
        return None
    if data is None and call.args:
        data = ensure(call.args[0])
    if data is None or not data.lots or across(call):
        return None
    return data.knowing(flow.learned(call.last, "fit", call, data))


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
    found.columns = columns.dropped(call, owner, rows=found.lots is not owner.lots)
    return _in_place(call, found)


def _head(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    """The first rows, or the last."""
    if owner is None or not owner.lots or owner.grouped is not None or not call.args:
        return None
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


def _positions(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    """`np.random.permutation(len(table))`: the rows by their positions; drawn again and again by `choice`."""
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
    return Data(size.lots) if size is not None and size.count else None


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


def _applied(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    """`table.apply(zscore)`: a library's function sees each column as a whole."""
    function = call.args[0] if call.args else None
    last = function.path.rpartition(".")[2] if isinstance(function, Named) and function.owner is None else ""
    if owner is None or not owner.lots or owner.grouped is not None or across(call):
        return None
    if last in words.SCALES:
        return owner.knowing(flow.learned(last, "fit", call, owner))
    if last in words.STATISTICS:
        return Data(learned=owner.learned | {flow.learned(last, "statistic", call, owner)})
    return None


def _renumbered(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    """`reset_index`: from here on the index tells positions in these very rows."""
    if owner is None or not owner.lots or owner.grouped is not None:
        return None
    found = owner.like()
    found.numbered = owner.lots
    return _in_place(call, found)


def _queried(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    """`table.query("year < 2015")`: the rows for which the text holds."""
    text = call.args[0] if call.args else None
    if owner is None or not owner.lots or not isinstance(text, Constant) or not isinstance(text.value, str):
        return None
    try:
        test = ast.parse(text.value.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return owner.like(select(owner.lots, Some(("query", text.value))))
    return _in_place(call, owner.like(select(owner.lots, Where(Condition((test,))))))


def _left_out(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    """`np.setdiff1d(all, some)` and `np.delete(rows, places)`: the rest."""
    if call.root != "numpy" or len(call.args) < 2:
        return None
    rows, places = data_of(call.args[0]), data_of(call.args[1])
    if rows is None or places is None or not places.lots or not rows.lots:
        return None
    return rows.like(select(rows.lots, Rest(places.lots)))


def _inserted(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    """`table.insert(place, name, values)` sets a column in place."""
    values = data_of(call.argument("value", 2))
    if owner is not None and owner.lots and values is not None and call.owner is not None:
        _give(call.owner, values, part=True)
    return None


#: Those that hand rows on, or make a figure of them.
BUILT_IN: Final = frozenset("len range max min sum list tuple sorted set reversed zip enumerate filter map dict".split())


# Python's own functions ---------------------------------------------------------------------


def built_in(flow: Dataflow, name: str, call: Call, result: Value) -> Value:
    """`len(table)`, `list(rows)`, `zip(a, b)`, `max(column)`."""
    given = flow.arguments(call)
    if not given:
        return result
    if name == "len":
        counted = Data(given[0].lots)
        counted.count = True
        return carrying(UNKNOWN, counted, None)
    if name == "range":
        return carrying(UNKNOWN, Data(given[-1].lots), None)
    whole = joined(given)
    assert whole is not None
    if name in ("max", "min", "sum"):
        reduced = (
            _statistic(flow, _named(call, name), None, given) if name != "sum" else _counted(flow, call, None, given)
        )
        return carrying(UNKNOWN, reduced, None) if reduced is not None else result
    if name in ("list", "tuple", "sorted", "set", "reversed", "zip", "enumerate", "filter"):
        if isinstance(result, Sequence) and any(data_of(item) is not None for item in result.items):
            return result
        return carrying(UNKNOWN, whole.like(), None)
    if name == "map" and data_of(result) is None:
        return carrying(UNKNOWN, whole.like(), None)
    if name == "dict" and isinstance(result, Mapping) and data_of(result) is None:
        return carrying(UNKNOWN, whole.like(), None)
    return result


def _named(call: Call, name: str) -> Call:
    twin = call.copy()
    twin.last = name
    return twin


HANDLERS: Final[dict[str, Callable[[Dataflow, Call, Data | None], Value | Data | None]]] = {
    **dict.fromkeys(words.GROUPERS, _group),
    **dict.fromkeys(("merge", "join", "merge_asof", "merge_ordered"), _merge),
    **dict.fromkeys((*words.FILLS, "fillna"), _fill),
    **dict.fromkeys(words.SCALES, _scale),
    **dict.fromkeys(("isnull", "isna", "notnull", "notna"), _missing),
    **dict.fromkeys(("head", "tail", "take", "skip", "limit"), _head),
    **dict.fromkeys(words.POSITIONS - {"shuffle", "range"}, _positions),
    **dict.fromkeys(words.ROW_DRAWS, _row_draws),
    **dict.fromkeys(words.REPEATS, _repeated),
    **dict.fromkeys(("concat", "vstack", "concatenate", "append", "row_stack"), _concatenated),
    **dict.fromkeys(("apply", "transform", "agg", "aggregate", "pipe"), _applied),
    "insert": _inserted,
    "reset_index": _renumbered,
    "query": _queried,
    **dict.fromkeys(("setdiff1d", "delete"), _left_out),
    "cut": _cut,
    "isin": _is_among,
    "drop": _drop,
    "sample": _sample,
    "resample": _periods,
}
