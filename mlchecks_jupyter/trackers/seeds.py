"""Sees the calls that seed process-wide generators, by standing in for the functions while it is on."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple

from mlchecks_jupyter.core.evidence import SeedingKind
from mlchecks_jupyter.generators.source import Seeder, Source
from mlchecks_jupyter.trackers.stand_ins import StandIns
from mlchecks_jupyter.trackers.watched import Ended, Listener

_LONGEST_VALUE: Final = 40


class SeedCall(NamedTuple):
    """A call of a seeder: which sources it seeds, and with what."""

    sources: tuple[str, ...]
    by: str
    how: SeedingKind
    value: str


class SeedWatch:
    """Stands in for the seeders of the sources it is told to watch.

    Parameters
    ----------
    before : callable
        Called right before a seeder runs, with what is about to happen.
    after : callable
        Called right after it has run without an exception.

    Attributes
    ----------
    fault : Exception or None
        What one of the two raised: the user's call went on without it.
    """

    def __init__(self, before: Callable[[SeedCall], None], after: Callable[[SeedCall], None]) -> None:
        self._before = before
        self._after = after
        self._seeders: dict[tuple[str, str], tuple[Seeder, tuple[str, ...]]] = {}
        self._stand_ins = StandIns()
        self._inside = threading.local()
        self.fault: Exception | None = None

    def watch(self, sources: Iterable[Source]) -> None:
        """Stand in for the seeders of these sources as well."""
        for source in sources:
            for seeder in source.seeders:
                key = seeder.module, seeder.name
                known = self._seeders.get(key, (seeder, ()))[1]
                self._seeders[key] = seeder, (*known, source.name)
        self.renew()

    def renew(self) -> None:
        """Stand in where it does not (any more): a module has been loaded since, or reloaded."""
        for seeder, _ in self._seeders.values():
            module = sys.modules.get(seeder.module)
            if module is not None:
                self._stand_ins.put(module, seeder.name, self._listener(seeder))

    def begin(self) -> None:
        """A cell begins: no seeder is running, whatever an interrupt may have left."""
        self._inside.yes = False

    def stop(self) -> None:
        """Put the functions back."""
        self._stand_ins.take_out()
        self._seeders.clear()

    def _listener(self, seeder: Seeder) -> Listener:
        def listen(arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Ended:
            if getattr(self._inside, "yes", False):  # a seeder that calls another one
                return _nothing
            try:
                sources = self._seeders[seeder.module, seeder.name][1]
                call = SeedCall(sources, seeder.path, *given(seeder, arguments, keywords))
                self._before(call)
            except Exception as fault:  # noqa: BLE001 - told of by the tracker; the user's call goes on
                self.fault = fault
                return _nothing
            self._inside.yes = True
            return lambda done: self._ended(call, done=done)

        return listen

    def _ended(self, call: SeedCall, *, done: bool) -> None:
        self._inside.yes = False
        try:
            if done:
                self._after(call)
        except Exception as fault:  # noqa: BLE001 - as above
            self.fault = fault


def _nothing(_: bool) -> None:
    """Tell of nothing."""


def given(seeder: Seeder, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> tuple[SeedingKind, str]:
    """How a call seeds, and its seed in words."""
    if seeder.how != "value":
        return seeder.how, ""
    seed = arguments[0] if arguments else keywords.get(seeder.parameter)
    return ("entropy", "") if seed is None else ("value", in_words(seed))


def in_words(seed: Any) -> str:
    """A seed in at most 40 characters: numbers and texts as they are written, others by what they are.

    No code of the user's runs for it.
    """
    kind = type(seed)
    if kind in (int, float, bool, str, bytes, bytearray):
        return _short(seed)
    if kind in (list, tuple):
        return f"a {kind.__name__} of {len(seed)}"
    numpy = sys.modules.get("numpy")
    if numpy is not None and issubclass(kind, numpy.generic):
        return str(seed.item())[:_LONGEST_VALUE]
    if numpy is not None and kind is numpy.ndarray:
        return f"an array of {seed.size}"
    return f"an object of type {kind.__name__}"[:_LONGEST_VALUE]


def _short(seed: Any) -> str:
    if type(seed) is int and seed.bit_length() > 4 * _LONGEST_VALUE:  # Python refuses to write out very long ones
        return hex(seed)[:_LONGEST_VALUE]
    return repr(seed[:_LONGEST_VALUE] if hasattr(seed, "__len__") else seed)[:_LONGEST_VALUE]
