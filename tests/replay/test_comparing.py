from __future__ import annotations

import copy
import datetime as dt
import decimal
import random
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlchecks_jupyter.replay import portraying
from mlchecks_jupyter.replay.comparing import compare, compare_printed
from mlchecks_jupyter.replay.observing import digests
from mlchecks_jupyter.replay.portraying import Portrayer

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.binary(max_size=5),
    st.complex_numbers(allow_nan=False), st.dates(), st.datetimes(), st.decimals(allow_nan=False),
)  # fmt: skip
NESTED = st.recursive(
    SCALARS,
    lambda inside: st.one_of(
        st.lists(inside, max_size=40),
        st.tuples(inside, inside),
        st.dictionaries(st.text(max_size=5), inside, max_size=5),
        st.frozensets(st.integers() | st.text(max_size=3), max_size=5),
    ),
    max_leaves=60,
)


def difference(first: Any, second: Any) -> tuple[str, str] | None:
    """Compares as a child and its parent do: what the other side has is not sent."""
    one = Portrayer().variable(first)
    other = Portrayer(digests([one])).variable(second)
    found = compare("x", one, other, rtol=1e-9).difference
    return (found.kind, found.detail) if found else None


def unknown(value: Any) -> list[tuple[str, str]]:
    one = Portrayer().variable(value)
    return [(each.name, each.why) for each in compare("x", one, one, rtol=1e-9).not_compared]


@given(NESTED)
def test_equal_values_have_equal_portraits(value: Any) -> None:
    assert difference(value, copy.deepcopy(value)) is None


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=60), st.data())
def test_one_changed_element_is_seen(elements: list[int], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(elements) - 1))
    other = [*elements]
    other[place] += data.draw(st.integers(1, 5))
    for wrap in WRAPS:
        assert difference(wrap(elements), wrap(other)) is not None


def as_array(elements: list[int]) -> Any:
    numpy = pytest.importorskip("numpy")
    return numpy.array(elements, dtype="f8")


WRAPS: tuple[Callable[[list[int]], Any], ...] = (
    list, tuple, deque, lambda e: {"a": [e]}, lambda e: [map(str, e), list(map(str, e))], lambda e: list(map(float, e)),
    as_array,
)  # fmt: skip


@given(st.lists(st.integers(0, 50), min_size=2, max_size=60, unique=True), st.randoms(use_true_random=False))
def test_another_order_is_recognised(elements: list[int], rng: random.Random) -> None:
    other = [*elements]
    rng.shuffle(other)
    if other == elements:
        return
    for wrap in (list, tuple, as_array, lambda e: list(map(str, e))):
        found = difference(wrap(elements), wrap(other))
        assert found is not None
        assert found[1].startswith("in order only: the same")


class Pair(NamedTuple):
    left: int
    right: int


@dataclass
class Point:
    x: float
    y: list[int]


class Slotted:
    __slots__ = ("a", "b")

    def __init__(self, a: int) -> None:
        self.a = a


class Named(dict[str, int]):
    def items(self) -> Any:
        raise RuntimeError


def cyclic(last: int) -> list[Any]:
    made: list[Any] = [1]
    made += [made, last]
    return made


NAN = float("nan")
CASES: list[tuple[Any, Any, str | None]] = [
    (1, 2, "in its value, by 1"),
    (1, 1.0, "in type: an int, then a float"),
    (True, 1, "in type: a bool, then an int"),
    (NAN, float("inf") - float("inf"), None),
    (0.0, -0.0, "in the last digits only (largest relative difference 0)"),
    (1.0, 1.0 + 4e-16, "in the last digits only (largest relative difference 4e-16)"),
    ("a", "b", "in its value"),
    ([1, [2.0, {"a": 3}]], [1, [2.0, {"a": 4}]], "in [1][1].a: its value, by 1"),
    ([1, 2], [1, 2, 3], "in length: 2 elements, then 3"),
    ({"a": 1}, {"b": 1}, "in its entries: 1 only in the first run, 1 only in the second"),
    ({"a": 1, "b": 2}, {"b": 2, "a": 1}, "in order only: the same entries in another order"),
    ({1, 2}, {2, 3}, "in its elements: 1 of 2 only in the first run, 1 of 2 only in the second"),
    ({"a"}, {"b"}, "in its elements: 1 of 1 only in the first run, 1 of 1 only in the second"),
    (Pair(1, 2), Pair(1, 3), "in right: its value, by 1"),
    (Point(1.0, [1]), Point(1.0, [2]), "in y[0]: its value, by 1"),
    (Slotted(1), Slotted(2), "in a: its value, by 1"),
    (Named(a=1), Named(a=2), "in a: its value, by 1"),
    (OrderedDict(a=1), OrderedDict(a=2), "in a: its value, by 1"),
    (defaultdict(list, a=1), defaultdict(list, a=1), None),
    (cyclic(1), cyclic(1), None),
    (cyclic(1), cyclic(2), "in [2]: its value, by 1"),
    (decimal.Decimal("1.0"), decimal.Decimal("1.00"), "in its value"),
    (dt.timedelta(1), dt.timedelta(2), "in its value"),
    (lambda x: x + 1, lambda x: x + 1, None),
    (lambda x: x + 1, lambda x: x + 2, "in code: its value"),
    (list(map(float, range(30))), [*map(float, range(29)), 7.0], "in 1 of 30 values, by up to 22"),
    ([str(i) for i in range(30)], [str(i) for i in range(1, 31)], "in 30 of 30 values"),
    (random.Random(1), random.Random(1), None),
    (ValueError("a"), ValueError("b"), "in args[0]: its value"),
]


@pytest.mark.parametrize(("first", "second", "detail"), CASES, ids=[str(place) for place in range(len(CASES))])
def test_differences_are_told_in_words(first: Any, second: Any, detail: str | None) -> None:
    found = difference(first, second)
    assert (found[1] if found else None) == detail


def test_lists_of_numbers_compare_without_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.delitem(sys.modules, "numpy", raising=False)
    floats = [1.0, -0.0, NAN, *map(float, range(30))]
    assert difference(floats, [*floats]) is None
    assert difference(floats, [*floats[:-1], 7.0]) == ("exact", "in 1 of 33 values, by up to 22")
    assert difference(floats, [1.0 + 2e-16, *floats[1:]]) == (
        "rounding", "in the last digits only (largest relative difference 2e-16)"
    )  # fmt: skip
    assert difference(floats, floats[::-1]) is not None


def test_what_is_too_deep_or_too_large_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    deep: list[Any] = []
    for _ in range(500):
        deep = [deep]
    assert unknown(deep)[0][1] == "it is nested deeper than 60 levels"
    monkeypatch.setattr(portraying, "MOST_PARTS", 50)
    assert "parts were compared" in unknown([Fraction(number) for number in range(100)])[0][1]


def test_an_array_too_large_to_digest_is_sampled_and_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    numpy = pytest.importorskip("numpy")
    monkeypatch.setattr(portraying, "MOST_DIGESTED", 1000)
    assert "one part in a hundred" in unknown(numpy.zeros(1000))[0][1]


def test_an_array_too_large_to_send_still_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    numpy = pytest.importorskip("numpy")
    monkeypatch.setattr(portraying, "MOST_KEPT", 100)
    assert difference(numpy.zeros(100), numpy.ones(100)) == (
        "exact",
        "in its values (they are too many to count which)",
    )


def test_printed_text_is_compared_line_by_line() -> None:
    assert compare_printed("a\nb\n", "a\nb\n") is None
    found = compare_printed("a\nb\nc\n", "a\nx\n")
    assert found is not None
    assert found.detail == "in 2 of 3 lines"
