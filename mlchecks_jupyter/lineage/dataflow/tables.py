"""Tables: what comes of the rows that go into any call, joins, and Python's own functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from mlchecks_jupyter.lineage.dataflow import columns, figures, storing, subsets, words
from mlchecks_jupyter.lineage.dataflow.data import MOST_LOTS, Data, all_learned, joined
from mlchecks_jupyter.lineage.dataflow.facets import carrying, data_of
from mlchecks_jupyter.lineage.dataflow.storing import in_place
from mlchecks_jupyter.lineage.interpreter.call import Call
from mlchecks_jupyter.lineage.interpreter.values import (
    UNKNOWN,
    Mapping,
    Sequence,
    Value,
)

if TYPE_CHECKING:
    from mlchecks_jupyter.lineage.dataflow.flow import Dataflow

#: Methods whose arguments say which rows or columns are meant, and change no value.
_ONLY_SELECT: Final = frozenset(
    "drop reindex isin query filter take select head tail nlargest nsmallest plot hist align set_index loc equals".split()
)


def passed_on(flow: Dataflow, call: Call, owner: Data | None, given: list[Data]) -> Data | None:
    """What comes of the rows that go into a call of which nothing special is known."""
    last = call.last
    if last in words.STATISTICS:
        return figures.statistic(flow, call, owner, given)
    if last in words.COUNTS:
        return figures.counted(flow, call, owner, given)
    data = _kept(call, owner, given)
    if data is not None:
        data.columns = columns.after(call, owner, given)
    return in_place(call, data)


def _kept(call: Call, owner: Data | None, given: list[Data]) -> Data | None:
    """Row by row: the rows of the table, with values that depend on what the arguments know."""
    given = [data for data in given if not data.count]
    if owner is None or owner.is_estimator or not owner.lots:
        whole = joined([*([owner] if owner is not None else []), *given])
        return whole.like() if whole is not None else None
    if call.last in _ONLY_SELECT:
        return owner.like()
    if owner.grouped is not None:
        return figures.of_groups(call, owner)
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


#: Those that hand rows on, or make a figure of them.
BUILT_IN: Final = frozenset(
    "len range max min sum list tuple sorted set reversed zip enumerate filter map dict".split()
)


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
            figures.statistic(flow, _named(call, name), None, given)
            if name != "sum"
            else figures.counted(flow, call, None, given)
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
    **storing.HANDLERS,
    **subsets.HANDLERS,
    **figures.HANDLERS,
    **dict.fromkeys(("merge", "join", "merge_asof", "merge_ordered"), _merge),
}
