"""Tables changed in place: columns set, cells filled, methods with `inplace=True`."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from mlchecks_jupyter.lineage.dataflow import columns
from mlchecks_jupyter.lineage.dataflow.data import Data, all_learned
from mlchecks_jupyter.lineage.dataflow.facets import data_of, ensure
from mlchecks_jupyter.lineage.interpreter.call import Call
from mlchecks_jupyter.lineage.interpreter.values import (
    UNKNOWN,
    Constant,
    Either,
    Element,
    Named,
    Opaque,
    Value,
)

if TYPE_CHECKING:
    from mlchecks_jupyter.lineage.dataflow.flow import Dataflow


def in_place(call: Call, data: Data | None) -> Data | None:
    """Give the table itself what a method with `inplace=True` makes of it."""
    flag = call.keywords.get("inplace")
    if data is not None and isinstance(flag, Constant) and flag.value is True and call.owner is not None:
        func = call.node.func
        part = isinstance(func, ast.Attribute) and not isinstance(func.value, ast.Name)
        give(call.owner, data, part=part)
        columns.replace(call.owner, data.columns)
    return data


def give(table: Value, data: Data, *, part: bool, views: bool = True) -> None:
    """Change the data of a table, and of one that it is a `part` of and shows through (`views`)."""
    if isinstance(table, Either | Element):
        for option in table.options:
            give(option, data, part=part, views=views)
        return
    if isinstance(table, Named) and table.owner is not None:
        give(table.owner, data, part=True, views=views)
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
        give(view, data, part=True, views=False)


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
    give(owner, data, part=True, views=not isinstance(inner, ast.Name))


def _inserted(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    """`table.insert(place, name, values)` sets a column in place."""
    values = data_of(call.argument("value", 2))
    if owner is not None and owner.lots and values is not None and call.owner is not None:
        give(call.owner, values, part=True)
    return None


HANDLERS: Final[dict[str, Callable[[Dataflow, Call, Data | None], Value | Data | None]]] = {
    "insert": _inserted,
}
