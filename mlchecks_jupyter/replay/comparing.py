"""Compares two portraits of a variable and says in words and counts how they differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from mlchecks_jupyter.core.replayed import PRINTED, DifferenceKind, NotCompared, VariableDiffered
from mlchecks_jupyter.replay.comparing_arrays import Difference, compare_tables, compare_values, in_digits, plural
from mlchecks_jupyter.replay.portrait import Branch, Portrait, Scalar, Table, Unknown, Values
from mlchecks_jupyter.replay.portraying import TOO_MANY

#: Places of one variable that are told; the others are counted.
_TOLD: Final = 2
_MOST_UNKNOWN: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What comparing a variable found.

    Attributes
    ----------
    is_open : bool
        Whether all of it, or its end, could not be looked at: without a difference it is not equal either.
    """

    difference: VariableDiffered | None
    not_compared: tuple[NotCompared, ...]
    is_open: bool


def compare(name: str, first: Portrait, second: Portrait, *, rtol: float) -> Comparison:
    """What differs between two portraits of one variable.

    Parameters
    ----------
    name : str
        The variable's.
    rtol : float
        The relative difference up to which floats differ by rounding alone; floats of less
        precision are given that of their last digits.
    """
    found = [] if first.digest == second.digest else list(_differences("", first, second, rtol))
    unknown = [
        NotCompared(name=name + _suffix(path), why=why)
        for path, why in dict.fromkeys([*_unknown("", first), *_unknown("", second)])
    ]
    difference = VariableDiffered(name=name, kind=_kind(found), detail=_detail(found)) if found else None
    is_partial = any(each.why == TOO_MANY for each in unknown)
    if is_partial:
        unknown = [each for each in unknown if each.why != TOO_MANY] + [NotCompared(name=name, why=TOO_MANY)]
    told = unknown[:_MOST_UNKNOWN]
    if len(unknown) > len(told):
        told.append(
            NotCompared(name=name, why=f"{plural(len(unknown) - len(told), 'other part')} of it could not be compared")
        )
    is_open = is_partial or isinstance(first, Unknown)
    return Comparison(difference=difference, not_compared=tuple(told), is_open=is_open)


def _kind(found: list[Difference]) -> DifferenceKind:
    return "rounding" if all(each.kind == "rounding" for each in found) else "exact"


def _detail(found: list[Difference]) -> str:
    if _kind(found) == "rounding":
        return in_digits(max(each.relative for each in found))
    exact = [each for each in found if each.kind == "exact"]
    told = "; ".join(
        f"in {each.path}: {each.detail.removeprefix('in ')}" if each.path else each.detail for each in exact[:_TOLD]
    )
    rest = len(found) - len(exact[:_TOLD])
    return f"{told}; and in {plural(rest, 'more place')}" if rest else told


def _suffix(path: str) -> str:
    return path if not path or path.startswith("[") else f".{path}"


def _join(path: str, name: str) -> str:
    return f"{path}{name}" if name.startswith("[") else f"{path}.{name}" if path else name


def _unknown(path: str, portrait: Portrait) -> Iterator[tuple[str, str]]:
    if isinstance(portrait, Unknown):
        yield path, portrait.why
    elif isinstance(portrait, Values) and portrait.sampled:
        yield path, "only one part in a hundred of its values was compared, because it is so large"
    elif isinstance(portrait, Branch):
        for name, part in portrait.parts:
            yield from _unknown(_join(path, name), part)
    elif isinstance(portrait, Table):
        for name, part in portrait.columns:
            yield from _unknown(_join(path, name), part)


def _differences(path: str, first: Portrait, second: Portrait, rtol: float) -> Iterator[Difference]:
    if first.digest == second.digest:
        return
    if isinstance(first, Table) and isinstance(second, Table):
        found = compare_tables(first, second, rtol)
    elif isinstance(first, Values) and isinstance(second, Values):
        found = compare_values(first, second, rtol)
    elif isinstance(first, Branch) and isinstance(second, Branch) and first.kind == second.kind:
        yield from _branches(path, first, second, rtol)
        return
    elif isinstance(first, Scalar) and isinstance(second, Scalar) and first.kind == second.kind:
        found = _scalars(first, second, rtol)
    else:
        found = Difference(detail=f"in type: {_a(first.kind)}, then {_a(second.kind)}")
    if found is not None:
        yield found.at(path)


def _a(kind: str) -> str:
    return kind if kind == "NoneType" else f"{'an' if kind[:1].lower() in 'aeiou' else 'a'} {kind}"


def _scalars(first: Scalar, second: Scalar, rtol: float) -> Difference:
    if first.number is None or second.number is None:
        return Difference(detail="in its value")
    gap = abs(first.number - second.number)
    size = max(abs(first.number), abs(second.number))
    whole = first.kind.startswith(("int", "uint"))
    if not whole and size and gap / size <= max(rtol, _PRECISION.get(first.kind, 0.0)):
        return Difference(kind="rounding", detail=in_digits(gap / size), relative=gap / size)
    if gap == 0:
        return Difference(kind="rounding", detail=in_digits(0.0))
    return Difference(detail=f"in its value, by {gap:.3g}" if gap == gap else "in its value")  # noqa: PLR0124 - NaN is no measure


#: Relative differences in the last digits of floats of less precision.
_PRECISION: Final = {"float32": 2e-6, "float16": 2e-2, "array of float32": 2e-6, "array of float16": 2e-2}


def _branches(path: str, first: Branch, second: Branch, rtol: float) -> Iterator[Difference]:
    if first.shape == "sequence":
        yield from _sequences(path, first, second, rtol)
        return
    if first.shape == "set":
        yield _sets(first, second).at(path)
        return
    before, after = dict(first.parts), dict(second.parts)
    found = False
    for name, part in first.parts:
        if name in after:
            for each in _differences(_join(path, name), part, after[name], rtol):
                found = True
                yield each
    gone, new = len(before.keys() - after.keys()), len(after.keys() - before.keys())
    if gone or new:
        what = "entries" if first.shape == "mapping" else "attributes"
        yield Difference(detail=f"in its {what}: {gone:,} only in the first run, {new:,} only in the second").at(path)
    elif not found and first.shape == "mapping":
        # The digests differ and no part does: it is their order.
        yield Difference(detail="in order only: the same entries in another order").at(path)


def _sets(first: Branch, second: Branch) -> Difference:
    before, after = {part.digest for _, part in first.parts}, {part.digest for _, part in second.parts}
    return Difference(
        detail=f"in its elements: {len(before - after):,} of {len(before):,} only in the first run, {len(after - before):,} of {len(after):,} only in the second"
    )


def _sequences(path: str, first: Branch, second: Branch, rtol: float) -> Iterator[Difference]:
    if len(first.parts) != len(second.parts):
        yield Difference(detail=f"in length: {plural(len(first.parts), 'element')}, then {len(second.parts):,}").at(
            path
        )
        return
    if sorted(part.digest for _, part in first.parts) == sorted(part.digest for _, part in second.parts):
        yield Difference(detail="in order only: the same elements in another order").at(path)
        return
    for (name, before), (_, after) in zip(first.parts, second.parts, strict=True):
        yield from _differences(_join(path, name), before, after, rtol)


def compare_printed(first: str, second: str) -> VariableDiffered | None:
    """What differs between two printed texts, line by line."""
    if first == second:
        return None
    before, after = first.splitlines(), second.splitlines()
    most = max(len(before), len(after))
    differing = sum(a != b for a, b in zip(before, after, strict=False)) + most - min(len(before), len(after))
    return VariableDiffered(name=PRINTED, kind="exact", detail=f"in {differing:,} of {plural(most, 'line')}")
