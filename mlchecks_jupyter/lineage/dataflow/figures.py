"""Statistics of rows, gaps filled from other rows, scales and bins, groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from mlchecks_jupyter.lineage.dataflow import judging, splits, words
from mlchecks_jupyter.lineage.dataflow.data import Data, joined
from mlchecks_jupyter.lineage.dataflow.facets import data_of, ensure
from mlchecks_jupyter.lineage.dataflow.rows import is_of_one_turn
from mlchecks_jupyter.lineage.dataflow.storing import in_place
from mlchecks_jupyter.lineage.interpreter.call import Call
from mlchecks_jupyter.lineage.interpreter.values import (
    Constant,
    Named,
    Value,
)

if TYPE_CHECKING:
    from mlchecks_jupyter.lineage.dataflow.flow import Dataflow


def across(call: Call) -> bool:
    """Whether a statistic is taken of each row by itself."""
    for name in ("axis", "dim"):
        axis = call.keywords.get(name)
        if axis is not None:
            return isinstance(axis, Constant) and axis.value in (1, "columns", -1)
    position = 0 if call.owner is not None else 1
    axis = call.args[position] if position < len(call.args) else None
    return isinstance(axis, Constant) and type(axis.value) is int and axis.value in (1, -1) and call.last != "quantile"


def _rows(owner: Data | None, given: list[Data]) -> Data | None:
    """The rows that a figure is made of: those of the table it is a method of, or those handed to it."""
    data = owner if owner is not None and (owner.lots or not given) else joined(given)
    return data if data is not None and not data.count else None


def statistic(flow: Dataflow, call: Call, owner: Data | None, given: list[Data]) -> Data | None:
    """A number, or a few, made of rows: something is learned from them."""
    data = _rows(owner, given)
    if data is None or data.residual:
        return judging.by_hand(flow, call, data) if data is not None else None
    if across(call) or data.grouped is not None:
        return data.like()
    if data.windowed or is_of_one_turn(data.lots):
        return data.like()  # a figure of some rows alone, which becomes one row
    if not data.lots or data.condition is not None or data.fits:
        return _number(data)
    learning = flow.learned(call.last, "statistic", call, data)
    return Data(learned=data.learned | {learning})


def _number(data: Data) -> Data:
    """Of rows only a number or a few are left."""
    return Data(learned=data.learned)


def counted(flow: Dataflow, call: Call, owner: Data | None, given: list[Data]) -> Data | None:
    """A count or a sum of rows: nothing is learned that a model could use."""
    data = _rows(owner, given)
    if data is None or data.residual:
        return judging.by_hand(flow, call, data) if data is not None else None
    if across(call) or data.grouped is not None:
        return data.like()
    if call.last == "value_counts" and data.lots:
        found = data.like()
        found.grouped = flow.learned("value_counts", "group", call, data)
        return found
    return _number(data)


def _group(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    data = owner if owner is not None else joined(flow.arguments(call))
    if data is None or not data.lots:
        return None
    found = data.like()
    found.grouped, found.columns = flow.learned(call.last, "group", call, data), None
    return found


def _windows(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    """`rolling`, `expanding` and `ewm`: each row sees some before it."""
    if owner is None or not owner.lots:
        return None
    found = owner.like()
    found.windowed = True
    return found


def _periods(flow: Dataflow, call: Call, owner: Data | None) -> Value | Data | None:
    """`table.resample("D")`: a row for each stretch of time; a function of that name draws rows."""
    if owner is None or not owner.lots:
        return splits.HANDLERS["resample"](flow, call, owner)
    return _group(flow, call, owner)


def of_groups(call: Call, owner: Data) -> Data:
    """A method of groups: one value a group, or a value for each row that knows its group's."""
    found = owner.like()
    if call.last in ("transform", "ffill", "bfill", "rank", "filter") and owner.grouped is not None:
        found.grouped = None
        if call.last != "filter":
            found.learned = owner.learned | {owner.grouped}
    elif call.last in words.GROUP_ROWS:
        found.grouped = None
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
    return in_place(call, data.knowing(flow.learned(what, kind, call, data)))


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


HANDLERS: Final[dict[str, Callable[[Dataflow, Call, Data | None], Value | Data | None]]] = {
    **dict.fromkeys(words.GROUPERS, _group),
    "resample": _periods,
    **dict.fromkeys((*words.FILLS, "fillna"), _fill),
    **dict.fromkeys(words.SCALES, _scale),
    **dict.fromkeys(("rolling", "expanding", "ewm"), _windows),
    "cut": _cut,
    **dict.fromkeys(("apply", "transform", "agg", "aggregate", "pipe"), _applied),
}
