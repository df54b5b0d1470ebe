from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mlchecks_jupyter.generators import kinds
from mlchecks_jupyter.generators.objects import ObjectKind, is_huge
from mlchecks_jupyter.generators.reachable import match

torch = pytest.importorskip("torch")
np.random.get_state()  # NumPy imports it when it is first used


class Derived(random.Random):
    pass


MADE: dict[str, tuple[Callable[[], Any], Callable[[Any], Any], str, str]] = {
    "PCG64": (lambda: np.random.default_rng(4), lambda g: g.random(), "value", "4"),
    "PCG64DXSM": (lambda: np.random.Generator(np.random.PCG64DXSM(4)), lambda g: g.random(), "value", "4"),
    "Philox": (lambda: np.random.Generator(np.random.Philox(4)), lambda g: g.integers(9), "value", "4"),
    "SFC64": (lambda: np.random.Generator(np.random.SFC64(4)), lambda g: g.integers(9, dtype=np.int32), "value", "4"),
    "MT19937": (lambda: np.random.Generator(np.random.MT19937(4)), lambda g: g.normal(), "value", "4"),
    "bits": (lambda: np.random.PCG64(4), lambda g: g.random_raw(), "value", "4"),
    "list": (lambda: np.random.default_rng([1, 2, 3]), lambda g: g.random(), "value", "list of 3"),
    "child": (
        lambda: np.random.default_rng(np.random.SeedSequence(4).spawn(1)[0]),
        lambda g: g.random(),
        "value",
        "4, child (0,)",
    ),
    "RandomState": (lambda: np.random.RandomState(4), lambda g: g.rand(), "unknown", ""),
    "RandomState of bits": (lambda: np.random.RandomState(np.random.PCG64(4)), lambda g: g.rand(), "value", "4"),
    "random": (lambda: random.Random(4), lambda g: g.random(), "unknown", ""),
    "derived": (lambda: Derived(4), lambda g: g.random(), "unknown", ""),
    "torch": (lambda: torch.Generator().manual_seed(4), lambda g: torch.rand(1, generator=g), "value", "4"),
    "torch default": (torch.Generator, lambda g: torch.rand(1, generator=g), "value", "67280421310721"),
}

every = pytest.mark.parametrize(("make", "draw", "how", "value"), MADE.values(), ids=list(MADE))


def kind_of(generator: Any) -> ObjectKind:
    kind = match(type(generator), kinds())
    assert kind is not None
    return kind


@every
def test_a_generator_tells_its_seed_and_whether_it_was_drawn_from(
    make: Callable[[], Any], draw: Callable[[Any], Any], how: str, value: str
) -> None:
    generator = make()
    kind = kind_of(generator)
    seeding = kind.seeding(generator)
    assert (seeding.how, seeding.value) == (how, value)
    assert not kind.drawn(generator)
    read = kind.reader(generator)
    before, state = read(), kind.state(generator)
    assert read() == before
    draw(generator)
    assert kind.drawn(generator)
    assert read() != before
    assert kind.state(generator) != state


@every
def test_a_generator_gets_fresh_entropy_and_its_state_back(
    make: Callable[[], Any], draw: Callable[[Any], Any], how: str, value: str
) -> None:
    generator, twin = make(), make()
    kind = kind_of(generator)
    draw(generator)
    saved, before = kind.save(generator), kind.state(generator)
    kind.refresh(generator)
    fresh = kind.state(generator)
    kind.refresh(generator)
    assert len({before, fresh, kind.state(generator)}) == 3
    kind.restore(generator, saved)
    assert kind.state(generator) == before
    draw(twin)
    assert str(draw(generator)) == str(draw(twin))


@pytest.mark.parametrize("make", [np.random.RandomState, random.Random])
def test_the_seed_of_an_object_that_keeps_none_is_proven(make: Callable[[int], Any]) -> None:
    generator = make(9)
    kind = kind_of(generator)
    assert (kind.reached(generator, 9), kind.reached(generator, 8)) == ("fresh", "no")
    for _ in range(1500):
        generator.normal() if make is np.random.RandomState else generator.gauss(0, 1)
        assert kind.reached(generator, 9) == "drawn"


def test_a_normal_number_kept_by_an_object_is_seen() -> None:
    generator = np.random.RandomState(1)
    read = kind_of(generator).reader(generator)
    states = [read()]
    for _ in range(6):
        generator.randn()
        states.append(read())
    assert all(one != other for index, one in enumerate(states) for other in states[:index])


def test_entropy_is_huge_and_seeds_of_people_are_not() -> None:
    assert is_huge(kind_of(np.random.default_rng()).seeding(np.random.default_rng()).value)
    generator = torch.Generator()
    generator.seed()
    assert is_huge(kind_of(generator).seeding(generator).value)
    assert not any(is_huge(value) for value in ("0", "42", "20240131", "4294967295", "list of 3", ""))


@pytest.mark.parametrize(
    ("seed", "told"),
    [
        (np.uint64(7), "7"),
        (np.int32(7), "7"),
        (np.array([7, 8]), "ndarray of 2"),
        ([7, 8], "list of 2"),
        ([], "list of 0"),
    ],
)
def test_a_seed_of_any_type_is_told_in_words(seed: Any, told: str) -> None:
    generator = np.random.default_rng(seed)
    assert kind_of(generator).seeding(generator).value == told


def test_what_is_no_generator_or_cannot_be_read_is_left_alone() -> None:
    class OwnState(random.Random):
        def getstate(self) -> tuple[Any, ...]:
            raise RuntimeError("no")

    for kind in (random.SystemRandom, OwnState, int, np.ndarray, type(torch.zeros(1)), type):
        assert match(kind, kinds()) is None
