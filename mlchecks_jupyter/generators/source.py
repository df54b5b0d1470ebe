"""What a process-wide random generator is: how its state is read, seeded, made fresh and put back."""

from __future__ import annotations

import sys
from abc import ABC, abstractmethod
from collections.abc import Hashable
from types import ModuleType
from typing import Any, ClassVar, Literal, NamedTuple

#: value: it takes a seed, entropy where that is None or left out. entropy: it takes none.
#: state: it puts back a state that was saved.
SeederKind = Literal["value", "entropy", "state"]

#: no: the seed does not lead to the state. fresh: it is the state right after seeding. drawn: it
#: lies a few draws further on.
Reached = Literal["no", "fresh", "drawn"]


class Seeder(NamedTuple):
    """A function that seeds process-wide generators or puts a state back.

    It is a tuple since a dataclass takes longer to make than all else here: `%load_ext` pays for it.

    Attributes
    ----------
    module, name : str
        Where it is found: an attribute of a module in ``sys.modules``.
    parameter : str
        What it calls its first argument.
    public : str
        Its dotted name as people write it, where that is another one.
    """

    module: str
    name: str
    how: SeederKind = "value"
    parameter: str = "seed"
    public: str = ""

    @property
    def path(self) -> str:
        """Its dotted name."""
        return self.public or f"{self.module}.{self.name}"


class Source(ABC):
    """A process-wide generator of a library that the user has imported.

    An instance may remember what it read last, so each watcher has its own.

    Attributes
    ----------
    name : str
        The word for it in evidence: ``numpy``.
    title : str
        The words for people: ``NumPy's global generator``.
    seed_call : str
        What to type to seed it.
    module : str
        The module that holds it; it exists once that is imported.
    seeders : tuple of Seeder
        The functions that seed it.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    seed_call: ClassVar[str]
    module: ClassVar[str]
    seeders: ClassVar[tuple[Seeder, ...]]

    def available(self, arriving: str = "") -> bool:
        """Whether its library has been imported, to the end, and is as it is known.

        Parameters
        ----------
        arriving : str
            A module that has just been executed, of which Python still says that it is being imported.
        """
        return loaded(self.module, arriving) is not None

    @abstractmethod
    def state(self) -> Hashable:
        """Its state: equal as long as nothing was drawn and nobody seeded it."""

    def drawn(self, before: Hashable, after: Hashable) -> bool:
        """Whether something was drawn between two states that no seeding lies between."""
        return before != after

    def reached(self, state: Any, seed: int) -> Reached:
        """Whether a state, as `state` gives it, is that of a seed or lies shortly behind it."""
        return "no"

    def objects(self) -> tuple[object, ...]:
        """The objects behind it, which are no generators of the user's own."""
        return ()

    @abstractmethod
    def refresh(self) -> None:
        """Seed it with the operating system's randomness; no seeder is called that may be watched."""

    @abstractmethod
    def save(self) -> Any:
        """All that `restore` needs."""

    @abstractmethod
    def restore(self, saved: Any) -> None:
        """Put back what `save` gave."""


def loaded(name: str, arriving: str = "") -> ModuleType | None:
    """A module that has been imported to its end, or is `arriving` there; None where it is not."""
    module = sys.modules.get(name)
    if name == arriving or not getattr(getattr(module, "__spec__", None), "_initializing", False):
        return module
    return None


def imported(name: str) -> Any:
    """A module that is known to be imported, for the use of its attributes."""
    return sys.modules[name]
