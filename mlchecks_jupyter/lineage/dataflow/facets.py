"""The data in any abstract value: a table's own, a column's by way of its table, a list's by way of its items."""

from __future__ import annotations

import itertools
from typing import Final

from mlchecks_jupyter.lineage.dataflow import columns, words
from mlchecks_jupyter.lineage.dataflow.data import Data, joined
from mlchecks_jupyter.lineage.dataflow.rows import Lot, Part, Some, select
from mlchecks_jupyter.lineage.interpreter.call import Call
from mlchecks_jupyter.lineage.interpreter.values import (
    Constant,
    Either,
    Element,
    Made,
    Mapping,
    Named,
    Object,
    Opaque,
    Sequence,
    Unknown,
    Value,
)

#: Of a long list only the first items are looked at, of lists in lists only some levels.
_MOST_ITEMS: Final = 24
_DEEPEST: Final = 3

#: Attributes that say something of a table and hold none of its rows.
_SCHEMA: Final = frozenset("columns dtypes dtype ndim name names nbytes feature_names flags nnz".split())
_COUNTS: Final = frozenset(("shape", "size"))

#: Attributes that are the same rows seen in another way.
_TRANSPARENT: Final = frozenset("values T loc iloc ix at iat str dt cat array data A flat sparse".split())

#: Attributes of a fitted search or pipeline that are estimators themselves.
_INNER: Final = frozenset(
    """best_estimator_ named_steps steps estimator estimators_ estimator_ named_transformers_ transformers_
    named_estimators_ model final_estimator_ booster_ best_model""".split()
)
#: Attributes of a fitted estimator that hold a value for each row that it was fitted on.
_FITTED_ROWS: Final = frozenset("labels_ embedding_ oob_prediction_ oob_decision_function_ fittedvalues resid".split())


def data_of(value: Value | None, depth: int = _DEEPEST) -> Data | None:
    """The data in a value, None where there is none; of lists in lists only so many are looked into."""
    if value.__class__ is Constant or value is None:
        return None
    if isinstance(value, Opaque):
        return value.data
    if isinstance(value, Named):
        return _of_attribute(value) if value.owner is not None else None
    inner = _inside(value) if depth else ()
    held = [each for item in inner if (each := data_of(item, depth - 1)) is not None]
    whole = joined(held) if held else None
    if whole is not None and isinstance(value, Either | Element) and any(each.lots != whole.lots for each in held):
        return whole.like(select(whole.lots, Some(value)))  # one of them, nobody knows which
    return whole


def _inside(value: Value | None) -> tuple[Value, ...]:
    """The first of the values that one holds or may be."""
    if isinstance(value, Sequence):
        return value.items[:_MOST_ITEMS]
    if isinstance(value, Mapping):
        return tuple(itertools.islice(value.items.values(), _MOST_ITEMS))
    return value.options if isinstance(value, Either | Element) else ()


def _of_attribute(value: Named) -> Data | None:
    data = data_of(value.owner)
    for name in attribute_names(value.path, value.owner):
        if data is None:
            return None
        data = attribute(data, name)
    if data is not None and isinstance(value.owner, Opaque) and data.view is None:
        data = data.like() if data is value.owner.data else data
        data.view = value.owner
    return data


def attribute_names(path: str, owner: Value | None) -> list[str]:
    """The attributes between an object and what its dotted path ends in, that included."""
    head = owner.path if isinstance(owner, Made) else "?"
    return path[len(head) + 1 :].split(".")


def attribute(data: Data, name: str) -> Data | None:
    """The data in an attribute of a value that holds data."""
    if data.is_estimator:
        return _of_estimator(data, name)
    if name in _SCHEMA:
        return None
    if name == "index":
        if data.grouped is not None:
            return None
        index = Data(data.lots) if data.lots else Data(learned=data.learned)
        index.numbered = data.numbered
        return index
    if name in _COUNTS:
        counted = Data(data.lots)
        counted.count = True
        return counted
    if name in _TRANSPARENT:
        seen = data.like()
        if name in ("data", "T"):  # of a bunch the data hold no target; turned, a table has other columns
            seen.columns = None
        return seen
    part = named_part(data, name)
    if part is not None:
        return part
    column = data.like()
    column.column, column.columns = name, columns.attribute(data, name)
    return column


def named_part(data: Data, name: str, *, of_source: bool = False) -> Data | None:
    """A part that a data set, or what code that cannot be seen made of rows, has under a name: ``parts["train"]``."""
    role = words.ROLES.get(name.lower())
    if role is None or not data.lots:
        return None
    if not of_source and not any(learning.kind == "hidden" for learning in data.learned):
        return None
    return data.like(select(data.lots, Part("named", role, random=False)))


def _of_estimator(data: Data, name: str) -> Data | None:
    if name in _INNER:
        return data.like()
    learned = data.learned.union(data.fits, *(fit.data.learned for fit in data.fits))
    if name in _FITTED_ROWS:
        return Data(frozenset(lot for fit in data.fits for lot in fit.lots), learned)
    return Data(learned=learned)


def ensure(value: Value | None, name: str = "", depth: int = _DEEPEST) -> Data | None:
    """The data in a value that is used as a table: a source of its own where nothing was known of it."""
    known = data_of(value)
    if known is not None:
        return known
    if isinstance(value, Named):
        ensure(value.owner, name)
        return data_of(value)
    if isinstance(value, Opaque):
        lot = Lot(name or _name_of(value))
        data = value.data = Data(frozenset((lot,)))
        data.columns = columns.Columns(lot)
        return data
    if isinstance(value, Sequence | Either | Element) and depth:
        for option in _inside(value):
            ensure(option, name, depth - 1)
        return data_of(value)
    return None


def _name_of(value: Opaque) -> str:
    return value.path.removesuffix("()").rpartition(".")[2] if isinstance(value, Made) else "data"


def carrying(result: Value, data: Data, call: Call | None) -> Value:
    """A value like `result` that holds data."""
    if isinstance(result, Mapping | Sequence) and call is None:
        return result
    if isinstance(result, Opaque) and not isinstance(result, Object):
        if call is not None and result is call.owner and data.is_estimator:  # `model.fit(X)` gives the model back
            return result
        value = result.fresh()
    else:
        value = Unknown()
    value.data = data
    return value


def name_of(owner: Value | None) -> str:
    """What an estimator is called: its class, as far as it is known."""
    if isinstance(owner, Made):
        return owner.path.removesuffix("()").rpartition(".")[2].strip("?") or "model"
    if isinstance(owner, Object):
        return owner.kind.name
    return "model"
