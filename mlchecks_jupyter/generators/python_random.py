"""Python's `random`: the hidden generator behind its functions, and `random.Random` objects."""

from __future__ import annotations

import random
import struct
import sys
from collections.abc import Callable, Hashable
from typing import Any, ClassVar, Final

from mlchecks_jupyter.core.evidence import Seeding
from mlchecks_jupyter.generators.memory import read_at
from mlchecks_jupyter.generators.mersenne import BYTES, RENEWALS, WORDS, compare
from mlchecks_jupyter.generators.objects import ObjectKind
from mlchecks_jupyter.generators.source import Reached, Seeder, Source

_LAYOUT: Final = f"{WORDS + 1}I"
_Getstate = random.Random.getstate
_Setstate = random.Random.setstate


class PythonRandom(Source):
    """The generator behind the functions of `random`."""

    name: ClassVar[str] = "python"
    title: ClassVar[str] = "Python's `random`"
    seed_call: ClassVar[str] = "random.seed(0)"
    module: ClassVar[str] = "random"
    seeders: ClassVar[tuple[Seeder, ...]] = (
        Seeder(module="random", name="seed", parameter="a"),
        Seeder(module="random", name="setstate", how="state", parameter="state"),
    )

    def __init__(self) -> None:
        self._instance = _hidden()
        self._read = _reader(self._instance)

    def state(self) -> Hashable:
        """Its words, and the number that `gauss` keeps for its next call."""
        return self._read()

    def reached(self, state: Any, seed: int) -> Reached:
        """Whether ``random.seed(seed)`` leads to a state; not told where states are not read in memory."""
        if type(state[0]) is not bytes:
            return "no"
        position, *words = struct.unpack(_LAYOUT, state[0])
        return reached((0, (*words, position), state[1]), seed)

    def objects(self) -> tuple[object, ...]:
        """The hidden instance."""
        return (self._instance,)

    def refresh(self) -> None:
        """Seed it from the operating system."""
        random.Random.seed(self._instance)

    def save(self) -> Any:
        """What ``random.getstate()`` gives."""
        return _Getstate(self._instance)

    def restore(self, saved: Any) -> None:
        """Put back what `save` gave."""
        _Setstate(self._instance, saved)


def _hidden() -> random.Random:
    """The instance whose methods the functions of `random` are."""
    instance = getattr(random.random, "__self__", None)
    if not isinstance(instance, random.Random):  # somebody replaced `random.random`
        instance = vars(random)["_inst"]
    return instance


def _reader(instance: random.Random) -> Callable[[], Hashable]:
    """What reads the state of a generator.

    CPython keeps the words in one piece behind the head of the object, where they are read 15 times
    as quickly as by ``getstate()``. That is no documented place: it is compared with ``getstate()``
    first, and not used where they do not agree.
    """
    read, address = read_at, _words_address(instance)
    if read is not None and address:
        hidden: Any = instance  # typeshed does not know `gauss_next`
        return lambda: (read(address, BYTES), hidden.gauss_next)
    return lambda: _Getstate(instance)


def _words_address(instance: random.Random) -> int:
    """Where CPython keeps the words of a generator; 0 where they are not found there."""
    offset = object.__basicsize__
    if read_at is None or sys.implementation.name != "cpython" or type(instance).__basicsize__ < offset + BYTES:
        return 0
    address = id(instance) + offset
    position, *words = struct.unpack(_LAYOUT, read_at(address, BYTES))
    return address if (*words, position) == _Getstate(instance)[1] else 0


def reached(state: tuple[Any, ...], seed: int) -> Reached:
    """Whether a generator seeded with `seed` comes to what ``getstate()`` gave."""
    twin = random.Random(seed)  # noqa: S311 - compared with the user's, no secret
    renewed = [twin.getstate()[1][:-1]]
    for _ in range(RENEWALS):
        twin.getrandbits(32 * WORDS)
        renewed.append(twin.getstate()[1][:-1])
    found = compare(state[1][:-1], state[1][-1], renewed)
    return "drawn" if found == "fresh" and state[2] is not None else found


class RandomObject(ObjectKind):
    """A `random.Random`; `SystemRandom` has no state, and a class with a `getstate` of its own is not read."""

    source: ClassVar[str] = "python"
    module: ClassVar[str] = "random"

    def matches(self, kind: type) -> bool:
        """Whether it is the class or one that changes neither how it draws nor how it is read."""
        return (
            issubclass(kind, random.Random)
            and not issubclass(kind, random.SystemRandom)
            and all(getattr(kind, name) is getattr(random.Random, name) for name in ("getstate", "random", "seed"))
        )

    def state(self, generator: Any) -> Hashable:
        """What `getstate` gives."""
        return _Getstate(generator)

    def reader(self, generator: Any) -> Callable[[], Any]:
        """What reads its words in place, where they are found."""
        return _reader(generator)

    def seeding(self, generator: Any) -> Seeding:
        """Unknown: it does not keep its seed."""
        return Seeding(how="unknown")

    def drawn(self, generator: Any) -> bool:
        """Whether it is not as seeding leaves it."""
        _, words, gauss = _Getstate(generator)
        return words[-1] != WORDS or gauss is not None

    def reached(self, generator: Any, seed: int) -> Reached:
        """Whether ``random.Random(seed)`` leads to its state."""
        return reached(_Getstate(generator), seed)

    def refresh(self, generator: Any) -> None:
        """Seed it from the operating system."""
        random.Random.seed(generator)

    def save(self, generator: Any) -> Any:
        """What `getstate` gives."""
        return _Getstate(generator)

    def restore(self, generator: Any, saved: Any) -> None:
        """Put back what `save` gave."""
        _Setstate(generator, saved)


SOURCES: Final = (PythonRandom,)
KINDS: Final = (RandomObject(),)
