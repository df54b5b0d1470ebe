"""Compares arrays and tables: how many rows or values differ, by how much, or whether only their order does."""

from __future__ import annotations

import array
import math
import sys
from dataclasses import dataclass, replace
from typing import Any, Final

from mlchecks_jupyter.core.replayed import DifferenceKind
from mlchecks_jupyter.replay.portrait import Table, Values

_TOLD_COLUMNS: Final = 3
#: From this many rows on, a matrix is spoken of by its rows.
_ROWS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One place in which two values differ; `detail` reads on from ``NAME differs``."""

    detail: str
    kind: DifferenceKind = "exact"
    relative: float = 0.0
    path: str = ""

    def at(self, path: str) -> Difference:
        """The same difference, found at a place inside a variable."""
        return replace(self, path=path)


def plural(count: int, noun: str) -> str:
    """A count and its noun: ``1 row``, ``1,437 rows``."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def in_digits(relative: float) -> str:
    """The words for floats that differ by rounding alone."""
    return f"in the last digits only (largest relative difference {relative:.1g})"


def compare_values(first: Values, second: Values, rtol: float) -> Difference | None:
    """What differs between two arrays; None if nothing does but how they stand in memory."""
    if first.shape != second.shape:
        return Difference(detail=_shapes(first, second))
    if first.dtype != second.dtype or first.hashed != second.hashed:
        return Difference(detail=f"in type: {first.kind}, then {second.kind}")
    if first.raw is None or second.raw is None:
        return Difference(detail="in its values (they are too many to count which)")
    found = _gaps(first, second, rtol)
    if not found.differing:
        return None
    if not found.exact:
        return Difference(kind="rounding", detail=in_digits(found.relative), relative=found.relative)
    rows = first.shape[0]
    if rows > 1 and _same_rows([(first, second)], rows):
        noun = "rows" if len(first.shape) > 1 else "values"
        return Difference(detail=f"in order only: the same {noun} in another order")
    if found.rows is not None and rows >= _ROWS and len(first.shape) == 2 and rows >= first.shape[1]:
        return Difference(detail=f"in {found.rows:,} of {plural(rows, 'row')}{found.by}")
    return Difference(detail=f"in {found.differing:,} of {plural(math.prod(first.shape), 'value')}{found.by}")


def _shapes(first: Values, second: Values) -> str:
    if len(first.shape) == len(second.shape) == 1:
        return f"in length: {plural(first.shape[0], 'value')}, then {second.shape[0]:,}"
    if first.shape[1:] == second.shape[1:] and first.shape and second.shape:
        return f"in length: {plural(first.shape[0], 'row')}, then {second.shape[0]:,}"
    return f"in shape: {first.shape}, then {second.shape}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gaps:
    """Where two arrays differ; `mask` tells the rows that differ beyond rounding, where NumPy is loaded."""

    differing: int
    exact: int
    relative: float
    by: str
    rows: int | None = None
    mask: Any = None


def _gaps(first: Values, second: Values, rtol: float) -> _Gaps:
    numpy = sys.modules.get("numpy")
    if numpy is None:
        return _plain_gaps(first, second, rtol)
    before, after = _numpy(first, numpy), _numpy(second, numpy)
    kind = before.dtype.kind
    with numpy.errstate(all="ignore"):
        if kind in "fc":
            differing = ~((before == after) | (numpy.isnan(before) & numpy.isnan(after)))
            if kind == "f":
                differing |= (before == 0) & (after == 0) & (numpy.signbit(before) != numpy.signbit(after))
            return _float_gaps(before, after, differing, rtol, numpy)
        differing = before != after
        if kind in "mM":
            differing &= ~(numpy.isnat(before) & numpy.isnat(after))
        count = int(differing.sum())
        by = ""
        if count and kind in "iu" and not first.hashed:
            gap = numpy.abs(before[differing].astype("f8") - after[differing].astype("f8")).max()
            by = f", by up to {gap:,.0f}"
        rows = _by_row(differing, numpy)
        return _Gaps(differing=count, exact=count, relative=0.0, by=by, rows=int(rows.sum()), mask=rows)


def _float_gaps(before: Any, after: Any, differing: Any, rtol: float, numpy: Any) -> _Gaps:
    count = int(differing.sum())
    rows = _by_row(differing, numpy)
    if not count:
        return _Gaps(differing=0, exact=0, relative=0.0, by="", rows=0, mask=rows)
    eps = float(numpy.finfo(before.dtype).eps)
    a, b = before[differing], after[differing]
    gap = numpy.abs(a - b)
    size = numpy.maximum(numpy.abs(a), numpy.abs(b))
    finite = numpy.isfinite(before)
    largest = float(numpy.abs(before[finite]).max()) if finite.any() else 0.0
    # What cancels to nearly nothing is judged by the size of its neighbours.
    small = (gap <= size * max(rtol, 16 * eps)) | (gap <= 4 * eps * largest)
    relative = numpy.where(size > 0, gap / size, 0.0)
    exact = numpy.zeros(before.shape, dtype=bool)
    exact[differing] = ~small
    measured = gap[~small & numpy.isfinite(gap)]
    within = relative[small & (gap > 4 * eps * largest)]
    worst = (
        float(within.max()) if within.size else float((gap[small] / largest).max()) if small.any() and largest else 0.0
    )
    rows = _by_row(exact, numpy)
    by = f", by up to {float(measured.max()):.3g}" if measured.size else ""
    return _Gaps(differing=count, exact=int(exact.sum()), relative=worst, by=by, rows=int(rows.sum()), mask=rows)


def _by_row(mask: Any, numpy: Any) -> Any:
    if mask.ndim == 0:
        return mask.reshape(1)
    return mask.reshape(mask.shape[0], -1).any(axis=1) if mask.size else numpy.zeros(mask.shape[0], dtype=bool)


def _numpy(values: Values, numpy: Any) -> Any:
    raw = values.raw
    if isinstance(raw, numpy.ndarray):
        return raw
    return numpy.frombuffer(raw, dtype=numpy.dtype(values.dtype)).reshape(values.shape)


def _plain_gaps(first: Values, second: Values, rtol: float) -> _Gaps:
    """The same without NumPy: of lists of numbers and hashes of texts."""
    differing = exact = 0
    largest = relative = 0.0
    for a, b in zip(_array(first), _array(second), strict=True):
        if (a == b and (a or math.copysign(1, a) == math.copysign(1, b))) or (a != a and b != b):  # noqa: PLR0124 - NaN
            continue
        differing += 1
        ratio = abs(a - b) / max(abs(a), abs(b)) if a or b else 0.0
        if first.dtype == "d" and ratio <= rtol:
            relative = max(relative, ratio)
        else:
            exact += 1
            largest = max(largest, abs(a - b))
    by = "" if first.hashed else f", by up to {largest:.3g}"
    return _Gaps(differing=differing, exact=exact, relative=relative, by=by)


def _array(values: Values) -> array.array[Any]:
    if isinstance(values.raw, array.array):
        return values.raw
    return array.array(values.dtype, values.raw)


def _same_rows(columns: list[tuple[Values, Values]], rows: int) -> bool:
    """Whether both sides have the same rows, each as often, in whatever order."""
    numpy = sys.modules.get("numpy")
    if numpy is None:
        return all(sorted(_array(first)) == sorted(_array(second)) for first, second in columns) and len(columns) == 1
    before, after = numpy.zeros(rows, "u8"), numpy.zeros(rows, "u8")
    with numpy.errstate(all="ignore"):
        # Where rows moved, every column holds the same values in another order: one tells mostly.
        for first, second in columns:
            if first.digest != second.digest:
                sums = [_row_hashes(_numpy(each, numpy), 0, numpy).sum() for each in (first, second)]
                if sums[0] != sums[1]:
                    return False
                break
        for place, (first, second) in enumerate(columns):
            before += _row_hashes(_numpy(first, numpy), place, numpy)
            after += _row_hashes(_numpy(second, numpy), place, numpy)
    return bool((numpy.sort(before) == numpy.sort(after)).all())


def _row_hashes(values: Any, place: int, numpy: Any) -> Any:
    """A 64-bit hash of each row, by multiplying and mixing its words."""
    words = _words(numpy.ascontiguousarray(values), numpy)
    mixed = numpy.zeros(len(words), "u8")
    for column in range(words.shape[1]):
        salt = numpy.uint64(((place << 20) + column + 1) * 0x9E3779B97F4A7C15 & 0xFFFF_FFFF_FFFF_FFFF)
        each = (words[:, column] ^ salt) * numpy.uint64(0xFF51AFD7ED558CCD)
        each ^= each >> numpy.uint64(32)
        mixed += each * numpy.uint64(0xC4CEB9FE1A85EC53)
    mixed ^= mixed >> numpy.uint64(29)
    return mixed * numpy.uint64(0xBF58476D1CE4E5B9)


def _words(values: Any, numpy: Any) -> Any:
    flat = values.reshape(values.shape[0], -1)
    if flat.dtype.itemsize == 8:
        return flat.view("u8")
    raw = flat.view("u1").reshape(flat.shape[0], -1)
    padded = numpy.zeros((raw.shape[0], -(-raw.shape[1] // 8) * 8), "u1")
    padded[:, : raw.shape[1]] = raw
    return padded.view("u8")


def compare_tables(first: Table, second: Table, rtol: float) -> Difference | None:
    """What differs between two tables: their columns, their length, their rows."""
    before, after = [name for name, _ in first.columns], [name for name, _ in second.columns]
    if before != after:
        return Difference(detail=_columns_gone(before, after))
    if first.rows != second.rows:
        return Difference(detail=f"in length: {plural(first.rows, 'row')}, then {second.rows:,}")
    pairs = [(name, a, b) for (name, a), (_, b) in zip(first.columns, second.columns, strict=True)]
    differing = [(name, a, b) for name, a, b in pairs if a.digest != b.digest]
    if not differing:
        return Difference(detail="in the labels of its rows")
    plain = [(name, *_filled(a, b)) for name, a, b in pairs if isinstance(a, Values) and isinstance(b, Values)]
    if len(plain) < len(pairs) or any(a.raw is None or b.raw is None or a.dtype != b.dtype for _, a, b in plain):
        return Difference(detail=f"in {_named([name for name, _, _ in differing])}")
    return _rows(first, second, plain, rtol)


def _filled(first: Values, second: Values) -> tuple[Values, Values]:
    """Both sides of a column; an equal one was not sent, so one stands for both."""
    return (first, replace(second, raw=first.raw)) if first.digest == second.digest else (first, second)


def _rows(first: Table, second: Table, columns: list[tuple[str, Values, Values]], rtol: float) -> Difference | None:
    gaps = [(name, _gaps(a, b, rtol)) for name, a, b in columns if a.digest != b.digest]
    exact = [(name, gap) for name, gap in gaps if gap.exact]
    if not any(gap.differing for _, gap in gaps):
        return None if _labels(first) == _labels(second) else Difference(detail="in the labels of its rows")
    if not exact:
        worst = max(gap.relative for _, gap in gaps)
        return Difference(kind="rounding", detail=in_digits(worst), relative=worst)
    if _same_rows([(a, b) for _, a, b in columns], first.rows):
        return Difference(detail="in order only: the same rows in another order")
    if any(gap.mask is None for _, gap in exact):
        return Difference(detail=f"in {_named([name for name, _ in exact])}")
    mask = exact[0][1].mask.copy()
    for _, gap in exact[1:]:
        mask |= gap.mask
    where = f" ({_named([name for name, _ in exact])})" if len(columns) > 1 else ""
    by = exact[0][1].by if len(exact) == 1 else ""
    return Difference(detail=f"in {int(mask.sum()):,} of {plural(first.rows, 'row')}{where}{by}")


def _labels(table: Table) -> tuple[bytes, ...]:
    return tuple(each.digest for each in table.index)


def _columns_gone(before: list[str], after: list[str]) -> str:
    gone, new = [each for each in before if each not in after], [each for each in after if each not in before]
    if not gone and not new:
        return "in the order of its columns"
    parts = [f"{_named(gone)} only in the first run"] * bool(gone) + [f"{_named(new)} only in the second"] * bool(new)
    return "in its columns: " + ", ".join(parts)


def _named(names: list[str]) -> str:
    told = ", ".join(names[:_TOLD_COLUMNS])
    rest = len(names) - _TOLD_COLUMNS
    return f"column{'s' if len(names) > 1 else ''} {told}" + (f" and {rest:,} more" if rest > 0 else "")
