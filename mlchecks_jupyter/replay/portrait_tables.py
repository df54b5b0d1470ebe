"""Portraits of tables, column by column: pandas, Polars, Arrow."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

from mlchecks_jupyter.replay.portrait import Portrait, Table, digest, scalar, unknown
from mlchecks_jupyter.replay.portrait_arrays import array, element_hashes

if TYPE_CHECKING:
    from mlchecks_jupyter.replay.portraying import Portrayer

_LONGEST_NAME: Final = 40


def portray(value: Any, walk: Portrayer) -> Portrait | None:
    """The portrait of a table or column; None if it is none, or its library is not loaded."""
    kind = type(value)
    for library, draw in (("pandas", _pandas), ("polars", _polars), ("pyarrow", _arrow)):
        module = sys.modules.get(library)
        if module is not None and hasattr(module, "__version__"):
            found = draw(value, kind, module, walk)
            if found is not None:
                return found
    return None


def _table(kind: str, rows: int, columns: list[tuple[str, Portrait]], index: list[Portrait]) -> Table:
    inside = [part for name, each in columns for part in (name.encode("utf-8", "surrogatepass"), each.digest)]
    found = digest(kind.encode(), str(rows).encode(), *inside, b"index", *(each.digest for each in index))
    return Table(kind=kind, digest=found, rows=rows, columns=tuple(columns), index=tuple(index))


def _name(label: object) -> str:
    return (
        label[:_LONGEST_NAME]
        if type(label) is str
        else str(label)[:_LONGEST_NAME]
        if type(label) in (int, float, tuple)
        else "?"
    )


def _pandas(value: Any, kind: type, pandas: Any, walk: Portrayer) -> Portrait | None:
    if issubclass(kind, pandas.DataFrame):
        names = [_name(label) for label in value.columns.tolist()]
        columns = [(name, _column(value.iloc[:, place], walk)) for place, name in enumerate(names)]
        return _table("DataFrame", len(value.index), columns, _index(value.index, pandas, walk))
    if issubclass(kind, pandas.Series):
        columns = [(_name(value.name) if value.name is not None else "values", _column(value, walk))]
        return _table("Series", len(value.index), columns, _index(value.index, pandas, walk))
    if issubclass(kind, pandas.Index):
        return _table(kind.__name__, len(value), [("values", each) for each in _index(value, pandas, walk)], [])
    if issubclass(kind, pandas.api.extensions.ExtensionArray):
        return _column(pandas.Series(value, copy=False), walk)
    if issubclass(kind, pandas.core.groupby.GroupBy):
        return unknown(kind.__name__, "it is a grouping that has not been summed up yet")
    return None


def _index(index: Any, pandas: Any, walk: Portrayer) -> list[Portrait]:
    if issubclass(type(index), pandas.MultiIndex):
        return [_column(index.get_level_values(level), walk) for level in range(index.nlevels)]
    if issubclass(type(index), pandas.RangeIndex):
        return [scalar("RangeIndex", f"{index.start} {index.stop} {index.step}".encode())]
    return [_column(index, walk)]


def _column(column: Any, walk: Portrayer) -> Portrait:
    """A column (or an index) as an array, without a copy where its values are NumPy's."""
    dtype = column.dtype
    if type(dtype).__module__.startswith("numpy"):
        return array(column.to_numpy(), walk, "column")
    if hasattr(column, "cat") or type(dtype).__name__ == "CategoricalDtype":
        labels = column.cat.categories if hasattr(column, "cat") else column.categories
        return _by_label(column, labels, walk)
    if type(dtype).__name__ == "DatetimeTZDtype":
        return array(column.to_numpy(dtype="datetime64[ns]"), walk, f"column in {dtype.tz}")
    return _hashed(column.to_numpy(dtype=object).tolist(), f"column of {dtype}", walk)


def _by_label(column: Any, labels: Any, walk: Portrayer) -> Portrait:
    """A categorical column: the hash of each row's label, so that the numbering of the labels does not count."""
    numpy: Any = sys.modules["numpy"]
    codes = numpy.asarray(column.cat.codes if hasattr(column, "cat") else column.codes)
    hashes = numpy.append(element_hashes(labels.tolist(), walk), numpy.uint64(0))
    return walk.values("column of categories", hashes[codes], "<u8", codes.shape, hashed=True)


def _hashed(elements: list[Any], kind: str, walk: Portrayer) -> Portrait:
    return walk.values(kind, element_hashes(elements, walk), "<u8", (len(elements),), hashed=True)


def _polars(value: Any, kind: type, polars: Any, walk: Portrayer) -> Portrait | None:
    if issubclass(kind, polars.DataFrame):
        columns = [(_name(each.name), _series(each, walk)) for each in value.get_columns()]
        return _table("DataFrame", value.height, columns, [])
    if issubclass(kind, polars.Series):
        return _table("Series", len(value), [(_name(value.name) or "values", _series(value, walk))], [])
    if issubclass(kind, polars.LazyFrame):
        return unknown("LazyFrame", "it is a plan that has not been computed yet")
    return None


def _series(series: Any, walk: Portrayer) -> Portrait:
    if series.dtype.is_numeric() and series.null_count() == 0 and not series.dtype.is_decimal():
        return array(series.to_numpy(), walk, "column")
    return _listed(series.to_list(), f"column of {series.dtype}", walk)


def _arrow(value: Any, kind: type, arrow: Any, walk: Portrayer) -> Portrait | None:
    if issubclass(kind, arrow.Table | arrow.RecordBatch):
        columns = [
            (_name(name), _chunks(column, arrow, walk))
            for name, column in zip(value.schema.names, value.columns, strict=True)
        ]
        return _table(kind.__name__, value.num_rows, columns, [])
    if issubclass(kind, arrow.ChunkedArray | arrow.Array):
        return _table(kind.__name__, len(value), [("values", _chunks(value, arrow, walk))], [])
    return None


def _chunks(column: Any, arrow: Any, walk: Portrayer) -> Portrait:
    numbers = arrow.types.is_integer(column.type) or arrow.types.is_floating(column.type)
    if numbers and column.null_count == 0 and "numpy" in sys.modules:
        chunked = issubclass(type(column), arrow.ChunkedArray)
        return array(column.to_numpy() if chunked else column.to_numpy(zero_copy_only=False), walk, "column")
    return _listed(column.to_pylist(), f"column of {column.type}", walk)


def _listed(elements: list[Any], kind: str, walk: Portrayer) -> Portrait:
    if "numpy" in sys.modules:
        return _hashed(elements, kind, walk)
    return walk.inside(elements)
