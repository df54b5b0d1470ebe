"""What is said of two selections of rows, held against the rows that pandas selects."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mlchecks_jupyter.lineage.dataflow.rows import (
    DEEPEST,
    Between,
    Condition,
    Lot,
    Part,
    Rest,
    Selection,
    Some,
    Where,
    relation,
    select,
)

TABLE = pd.DataFrame({"age": np.arange(40) % 7, "year": 2000 + np.arange(40) // 4, "kind": list("abcde") * 8})
#: Numbers of which the analysis sees the names alone.
NAMES = {"a": 5, "b": 1, "c": 5}
TESTS = (
    *(f"df.age {symbol} {value}" for symbol in ("<", "<=", ">", ">=", "==", "!=") for value in (0, 2, 3, 6)),
    *(f"df.year {symbol} {value}" for symbol in ("<", ">=", "==") for value in (2003, 2006)),
    *(f"df['kind'] {symbol} '{value}'" for symbol in ("==", "!=", "<", ">=") for value in "abd"),
    *(f"df.age {symbol} {name}" for symbol in ("<", ">", ">=", "==") for name in NAMES),
    "df.kind.isin(['a', 'b'])",
    "df.age.isna()",
    "df.age.notna()",
)


class Chosen(NamedTuple):
    """Rows as the analysis knows them, beside the rows themselves.

    `exact` says that every selection on the way has a meaning of its own, whatever the rows are.
    """

    lots: frozenset[Lot]
    rows: pd.DataFrame
    exact: bool = True


def parsed(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def by_condition(chosen: Chosen, texts: tuple[str, ...], negated: bool) -> Chosen:
    holds = np.logical_and.reduce([eval(text, {"df": chosen.rows, **NAMES}) for text in texts])
    how = Where(Condition(tuple(parsed(text) for text in texts), negated))
    return Chosen(select(chosen.lots, how), chosen.rows[~holds if negated else holds], exact=False)


def by_place(chosen: Chosen, lower: int | None, upper: int | None) -> Chosen:
    if lower in (None, 0) and upper is None:
        return chosen
    return Chosen(select(chosen.lots, Between(lower, upper)), chosen.rows.iloc[lower:upper], chosen.exact)


def by_split(chosen: Chosen, seed: int, size: int, number: int) -> Chosen:
    order = np.random.default_rng((seed, size)).permutation(len(chosen.rows))
    cut = len(order) * size // 10
    places = (order[cut:], order[:cut])[number]
    return Chosen(select(chosen.lots, Part((seed, size), number)), chosen.rows.iloc[places], exact=False)


def by_sample(chosen: Chosen, seed: int) -> Chosen:
    drawn = chosen.rows.sample(frac=0.5, random_state=seed)
    return Chosen(select(chosen.lots, Part(("sample", seed), 0)), drawn, exact=False)


def by_step(chosen: Chosen, step: int) -> Chosen:
    return Chosen(select(chosen.lots, Some(step)), chosen.rows.iloc[::step], exact=False)


def without(chosen: Chosen, other: Chosen) -> Chosen:
    left = chosen.rows[~chosen.rows.index.isin(other.rows.index)]
    return Chosen(select(chosen.lots, Rest(other.lots)), left, exact=False)


PLACES = st.none() | st.integers(-44, 44)
STEPS: st.SearchStrategy[Callable[[Chosen], Chosen]] = st.one_of(
    st.builds(
        lambda texts, negated: lambda chosen: by_condition(chosen, texts, negated),
        st.lists(st.sampled_from(TESTS), min_size=1, max_size=2).map(tuple),
        st.booleans(),
    ),
    st.builds(lambda lower, upper: lambda chosen: by_place(chosen, lower, upper), PLACES, PLACES),
    st.builds(
        lambda seed, size, number: lambda chosen: by_split(chosen, seed, size, number),
        st.integers(0, 2),
        st.sampled_from((2, 5)),
        st.sampled_from((0, 1)),
    ),
    st.builds(lambda seed: lambda chosen: by_sample(chosen, seed), st.integers(0, 2)),
    st.builds(lambda step: lambda chosen: by_step(chosen, step), st.sampled_from((2, 3))),
)
STRETCHES = st.builds(lambda lower, upper: lambda chosen: by_place(chosen, lower, upper), PLACES, PLACES)


@st.composite
def selections(
    draw: st.DrawFn, steps: st.SearchStrategy[Callable[[Chosen], Chosen]] = STEPS, rests: bool = True
) -> list[Chosen]:
    """Selections of one table, each of another that was made before."""
    found = [Chosen(frozenset((Lot("df"),)), TABLE)]
    for _ in range(draw(st.integers(1, 8))):
        chosen = draw(st.sampled_from(found))
        if rests and draw(st.integers(0, 3)) == 0:
            found.append(without(chosen, draw(st.sampled_from(found))))
        else:
            found.append(draw(steps)(chosen))
    return found


def shared_rows(one: Chosen, two: Chosen) -> set[int]:
    return set(one.rows.index) & set(two.rows.index)


def joined(one: Chosen, two: Chosen) -> Chosen:
    return Chosen(one.lots | two.lots, pd.concat([one.rows, two.rows]), one.exact and two.exact)


@given(selections())
def test_selections_that_share_a_row_are_never_said_to_be_apart(found: list[Chosen]) -> None:
    for one in found:
        for two in found:
            if shared_rows(one, two):
                assert relation(one.lots, two.lots) != "apart"


@given(selections(), st.data())
def test_tables_put_together_that_share_a_row_are_never_said_to_be_apart(
    found: list[Chosen], data: st.DataObject
) -> None:
    one, two = (joined(data.draw(st.sampled_from(found)), data.draw(st.sampled_from(found))) for _ in range(2))
    assume(shared_rows(one, two))
    assert relation(one.lots, two.lots) != "apart"


@given(selections(STRETCHES, rests=False))
def test_stretches_that_are_said_to_share_rows_do(found: list[Chosen]) -> None:
    for one in found:
        for two in found:
            if relation(one.lots, two.lots) == "shared" and len(one.rows) and len(two.rows):
                assert shared_rows(one, two)


@given(selections())
def test_what_was_taken_of_rows_shares_them(found: list[Chosen]) -> None:
    for one in found:
        for two in found:
            if relation(one.lots, two.lots) == "shared" and not (one.exact and two.exact) and len(one.rows):
                (here,), (there,) = one.lots, two.lots
                same = {lot.how for lot in here.path()} == {lot.how for lot in there.path()}
                assert (
                    here.within(there) or there.within(here) or same or shared_rows(one, two) or _stretched(here, there)
                )


def _stretched(here: Lot, there: Lot) -> bool:
    """Whether two rows part at stretches, below which nothing is exact."""
    first, second = next((one, two) for one, two in zip(here.path(), there.path(), strict=False) if one is not two)
    return isinstance(first.how, Between) and isinstance(second.how, Between)


@given(selections())
def test_what_is_said_does_not_depend_on_the_order(found: list[Chosen]) -> None:
    for one in found:
        for two in found:
            assert relation(one.lots, two.lots) == relation(two.lots, one.lots)


@given(selections())
def test_every_selection_shares_rows_with_itself_and_with_what_it_was_taken_from(found: list[Chosen]) -> None:
    for one in found:
        (lot,) = one.lots
        for above in lot.path():
            if not any(isinstance(each.how, Rest) for each in lot.path()):
                assert relation(one.lots, (above,)) == "shared"
        assert relation(one.lots, one.lots) == "shared"


BOUNDS = (None, -60, -40, -8, -1, 0, 1, 8, 32, 40, 60)


@pytest.mark.parametrize("lower", BOUNDS)
@pytest.mark.parametrize("upper", BOUNDS)
def test_two_stretches_are_said_to_share_rows_only_if_they_do_and_to_be_apart_only_if_not(
    lower: int | None, upper: int | None
) -> None:
    table = Chosen(frozenset((Lot("df"),)), TABLE)
    one = by_place(table, lower, upper)
    for start in BOUNDS:
        for stop in BOUNDS:
            two = by_place(table, start, stop)
            if len(one.rows) and len(two.rows):
                wrong = "apart" if shared_rows(one, two) else "shared"
                assert relation(one.lots, two.lots) != wrong, (start, stop)


@pytest.mark.parametrize("one", TESTS)
def test_conditions_that_exclude_each_other_hold_for_no_row(one: str) -> None:
    here = eval(one, {"df": TABLE, **NAMES})
    for two in TESTS:
        if Condition((parsed(one),)).excludes(Condition((parsed(two),))):
            assert not (here & eval(two, {"df": TABLE, **NAMES})).any(), two
        if Condition((parsed(one),)).excludes(Condition((parsed(two),), negated=True)):
            assert not (here & ~eval(two, {"df": TABLE, **NAMES})).any(), two
        if Condition((parsed(one),), negated=True).excludes(Condition((parsed(two),), negated=True)):
            assert (here | eval(two, {"df": TABLE, **NAMES})).all(), two


@given(st.lists(st.sampled_from(TESTS), min_size=1, max_size=3), st.booleans())
def test_a_condition_excludes_its_opposite(texts: list[str], negated: bool) -> None:
    condition = Condition(tuple(map(parsed, texts)), negated)
    assert condition.excludes(condition.opposite())
    assert condition.opposite().opposite() == condition
    assert hash(condition.opposite().opposite()) == hash(condition)


@pytest.mark.parametrize(
    ("one", "two", "said"),
    [
        (Between(None, 800), Between(800, None), "apart"),
        (Between(None, 800), Between(700, None), "shared"),
        (Between(None, -200), Between(-200, None), "apart"),
        (Between(None, -200), Between(-300, None), "unknown"),
        (Between(0, 600), Between(600, 800), "apart"),
        (Between(None, "n"), Between("n", None), "apart"),
        (Between(None, "n"), Between("m", None), "unknown"),
        (Part("split", 0), Part("split", 1), "apart"),
        (Part("split", 0), Part("other", 1), "likely"),
        (Part("split", 0, random=False), Part("other", 1, random=False), "unknown"),
        (Some("here"), Some("there"), "unknown"),
    ],
)
def test_two_selections_of_the_same_rows(one: Selection, two: Selection, said: str) -> None:
    rows = Lot("df")
    assert relation((rows.child(one),), (rows.child(two),)) == said


def test_rows_of_two_sources_are_apart() -> None:
    assert relation((Lot("train.csv"),), (Lot("test.csv"),)) == "apart"
    assert relation((), (Lot("test.csv"),)) == "apart"


def test_the_rest_shares_nothing_with_what_was_left_out_nor_with_a_part_of_it() -> None:
    rows = Lot("df")
    train = rows.child(Part("sample", 0))
    rest = rows.child(Rest(frozenset((train,))))
    assert relation((rest,), (train,)) == "apart"
    assert relation((rest.child(Between(None, 5)),), (train.child(Between(None, 5)),)) == "apart"
    assert relation((rest,), (rows,)) == "shared"


def test_the_same_selection_is_one_lot() -> None:
    rows = Lot("df")
    assert rows.child(Where(Condition((parsed("df.age > 3"),)))) is rows.child(
        Where(Condition((parsed("df.age  >  3"),)))
    )
    assert rows.child(Between(None, 3)) is not rows.child(Between(3, None))


def test_selections_of_selections_have_an_end() -> None:
    lots = frozenset((Lot("df"),))
    for number in range(DEEPEST + 10):
        lots = select(lots, Between(None, 1000 - number))
    assert next(iter(lots)).depth == DEEPEST
