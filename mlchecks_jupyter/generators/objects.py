"""What a kind of generator object is: the generators that a user makes and hands around."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable
from typing import Any, ClassVar

from mlchecks_jupyter.core.evidence import Seeding
from mlchecks_jupyter.generators.source import Reached, loaded


class ObjectKind(ABC):
    """A class of generator objects.

    Attributes
    ----------
    source : str
        The word for its library in evidence: ``numpy``.
    module : str
        The module that defines it; no object of the kind exists before that is imported.
    """

    source: ClassVar[str]
    module: ClassVar[str]

    def available(self) -> bool:
        """Whether its library has been imported."""
        return loaded(self.module) is not None

    @abstractmethod
    def matches(self, kind: type) -> bool:
        """Whether objects of this class are of the kind."""

    @abstractmethod
    def state(self, generator: Any) -> Hashable:
        """Its state: equal as long as nothing was drawn."""

    def reader(self, generator: Any) -> Callable[[], Any]:
        """What reads the state of one object time and again; it may remember what it read last."""
        return lambda: self.state(generator)

    @abstractmethod
    def seeding(self, generator: Any) -> Seeding:
        """How it was seeded, as far as it tells.

        A seed that could as well come from the operating system, since it is huge, is given as
        ``value``: whether it was typed is to be seen in the sources that ran (`is_huge`).
        """

    @abstractmethod
    def drawn(self, generator: Any) -> bool:
        """Whether anything was drawn since it was seeded, as far as it tells."""

    def reached(self, generator: Any, seed: int) -> Reached:
        """Whether a seed leads to its state, for kinds that do not keep their seed."""
        return "no"

    @abstractmethod
    def refresh(self, generator: Any) -> None:
        """Give it fresh entropy."""

    @abstractmethod
    def save(self, generator: Any) -> Any:
        """All that `restore` needs."""

    @abstractmethod
    def restore(self, generator: Any, saved: Any) -> None:
        """Put back what `save` gave."""


def is_huge(value: str) -> bool:
    """Whether a seed is so large that people do not make it up: the operating system gives 64 or 128 bits."""
    return value.isdecimal() and int(value) >= 1 << 40
