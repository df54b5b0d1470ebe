"""Which random generators a cell seeded and drew from, also deep inside libraries."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Hashable, Iterable
from functools import partial
from typing import Any, ClassVar, Final

from mlchecks_jupyter.core.evidence import Evidence, RngAdvanced, Seeded, Seeding
from mlchecks_jupyter.core.execution import Execution
from mlchecks_jupyter.generators import sources
from mlchecks_jupyter.generators.source import Source
from mlchecks_jupyter.trackers.account import Account
from mlchecks_jupyter.trackers.arrivals import Arrivals
from mlchecks_jupyter.trackers.base import Tracker
from mlchecks_jupyter.trackers.escaped import proven
from mlchecks_jupyter.trackers.holdings import Holdings
from mlchecks_jupyter.trackers.seeds import SeedCall, SeedWatch

#: Modules that draw from Python's `random` while they are imported, for nothing that a result depends
#: on: `rich` gives each of its styles a random number. scikit-learn and Keras import it.
_DRAWS_WHEN_IMPORTED: Final = ("rich.style",)

#: Seedings and draws of one source that are told of in one cell; of a loop that seeds a thousand
#: times the first ones, and the last.
MOST_TOLD: Final = 16

#: Lines that draw and seed nothing: as IPython keeps them, and as they are typed.
_HARMLESS: Final = re.compile(
    r"\s*(?:#.*|%\w+.*|get_ipython\(\)\.run_line_magic\('(?:load_ext|reload_ext|mlchecks|matplotlib|config|autoreload)',.*)?"
)


#: What the line that loads the extension holds.
_LOADS: Final = "mlchecks_jupyter"


class RngTracker(Tracker):
    """Yields `Seeded` and `RngAdvanced`, in the order in which both happened.

    Draws are seen by states that differ, so it does not matter who drew. What happened to a source
    between two cells (a widget's callback, a thread) is told of no cell: its seeding is unknown
    from there on. A state put back that it had a short while ago brings its seeding back with it.
    """

    name: ClassVar[str] = "rng"

    def __init__(self) -> None:
        self._sources: dict[str, Source] = {}
        self._awaited: dict[str, Source] = {}
        self._accounts: dict[str, Account] = {}
        self._holdings = Holdings()
        self._seeds = SeedWatch(self._before_seeding, self._after_seeding)
        self._arrivals = Arrivals(self._before_import, self._after_import)
        self._namespace: dict[str, Any] = {}
        self._cell: Execution | None = None
        self._events: list[Evidence] = []
        self._told: dict[str, int] = {}
        self._last: dict[tuple[str, type], Evidence] = {}
        self._modules = 0
        self._asked: dict[str, Hashable] = {}
        self._fault: Exception | None = None

    def start(self, namespace: dict[str, Any]) -> None:
        """Take the state of what is imported, and wait for the rest."""
        self._namespace = namespace
        self._awaited = {source.name: source for source in sources()}
        self._begin(Seeding(how="entropy" if _nothing_ran(namespace) else "unknown"))
        self._arrivals.await_((*(source.module for source in self._awaited.values()), *_DRAWS_WHEN_IMPORTED))
        self._arrivals.start()
        self._holdings.start(namespace, self._hidden())

    def before(self, cell: Execution, source: str) -> None:
        """Take the states that the cell starts from."""
        self._cell = None
        self._seeds.begin()
        if len(sys.modules) != self._modules or "reload" in source:
            self._renew()
        for name, account in self._accounts.items():
            state = self._sources[name].state()
            if state != account.state:
                account.moved_between_cells(state)
        self._holdings.between()
        self._events, self._told, self._last, self._asked = [], {}, {}, {}
        self._cell = cell

    def after(self, cell: Execution, source: str, *, ok: bool) -> Iterable[Evidence]:
        """What was seeded and drawn from."""
        fault = self._fault or self._seeds.fault
        if fault is not None:
            raise fault
        if len(sys.modules) != self._modules or "reload" in source:
            self._renew()
        for name in self._accounts:
            self._look(name, source)
        self._events += self._holdings.after(cell, source, self._hidden())
        events, self._events, self._cell = self._events, [], None
        return events

    def advanced(self) -> list[tuple[str, str]]:
        """The process-wide generators drawn from since this was last asked, or since the cell began.

        For who looks between a cell's statements: source and name, as evidence has them.
        """
        found: list[tuple[str, str]] = []
        for name, account in self._accounts.items():
            source, state = self._sources[name], self._sources[name].state()
            before = self._asked.get(name, account.state)
            if state != before and source.drawn(before, state):
                found.append((name, ""))
            self._asked[name] = state
        return found

    def seedings(self) -> dict[tuple[str, str], Seeding]:
        """How each generator came to its state, by source and name."""
        accounts = (*self._accounts.values(), *self._holdings.accounts())
        return {(account.source, account.name): account.seeding for account in accounts}

    def _renew(self) -> None:
        """Modules came, or came anew."""
        self._modules = len(sys.modules)
        self._begin(Seeding(how="entropy"))
        self._seeds.renew()

    def stop(self) -> None:
        """Put the functions back and wait for nothing."""
        self._cell = None
        try:
            self._arrivals.stop()
        finally:
            self._seeds.stop()
            self._holdings = Holdings()
            self._accounts.clear()

    def _hidden(self) -> list[object]:
        return [each for source in self._sources.values() for each in source.objects()]

    def _begin(self, seeding: Seeding, arriving: str = "") -> None:
        """Open an account for each source whose library is there now."""
        new = [source for source in self._awaited.values() if source.available(arriving)]
        for source in new:
            del self._awaited[source.name]
            self._sources[source.name] = source
            self._accounts[source.name] = Account(source.name, "", source.state(), seeding)
        if new:
            self._seeds.watch(new)

    def _look(self, name: str, text: str = "") -> None:
        """Tell of a draw if a source is not in the state it was in; `text` is the cell's, once it has ended."""
        account, source = self._accounts[name], self._sources[name]
        state = source.state()
        if state == account.state:
            return
        if self._cell is None:
            account.moved_between_cells(state)
        elif self._find_escaped(account, source, state, text):
            return
        elif source.drawn(account.state, state):
            self._tell(account.drew(self._cell, state))
        account.state = state

    def _tell(self, event: Seeded | RngAdvanced | None) -> None:
        """Keep an event, if it is one; of very many ones of a source the last of each kind takes its like's place."""
        if event is None:
            return
        key = event.source, type(event)
        told = self._told[event.source] = self._told.get(event.source, 0) + 1
        if told > MOST_TOLD:
            overtaken = self._last.get(key)
            self._events = [each for each in self._events if each is not overtaken]
            self._last[key] = event
        self._events.append(event)

    def _before_seeding(self, call: SeedCall) -> None:
        for name in call.sources:
            if name in self._accounts:
                self._look(name)

    def _after_seeding(self, call: SeedCall) -> None:
        seeding = Seeding(how=call.how, value=call.value, by=call.by, cell=self._cell)
        for name in call.sources:
            account = self._accounts.get(name)
            if account is None:
                continue
            state = self._asked[name] = self._sources[name].state()
            if account.seeded(seeding, state) and self._cell is not None and state != ():
                self._tell(Seeded(cell=self._cell, source=name, seeding=seeding))

    def _find_escaped(self, account: Account, source: Source, state: Hashable, text: str) -> bool:
        """Tell of a seed call that was not seen, where the cell's text has one and the state proves it."""
        cell = self._cell
        if cell is None or account.seeding.cell == cell:
            return False
        found = proven(text, self._namespace, partial(source.reached, state), constructors=False)
        if found is None or (found[1] == "drawn" and source.reached(account.state, found[0]) != "no"):
            return False  # the seed had led to the state before this cell as well
        seeding = Seeding(how="value", value=str(found[0]), cell=cell)
        account.seeded(seeding, state)
        self._tell(Seeded(cell=cell, source=account.source, seeding=seeding))
        if found[1] == "drawn":
            self._tell(account.drew(cell, state))
        return True

    def _before_import(self, name: str) -> None:
        if name in _DRAWS_WHEN_IMPORTED:
            self._guarded(lambda: self._look("python"))

    def _after_import(self, name: str) -> None:
        if name in _DRAWS_WHEN_IMPORTED:
            self._guarded(lambda: self._pass_over("python"))
        else:
            self._guarded(lambda: self._begin(Seeding(how="entropy"), arriving=name))

    def _pass_over(self, name: str) -> None:
        self._accounts[name].state = self._sources[name].state()

    def _guarded(self, do: Callable[[], None]) -> None:
        """Do something in the midst of an import of the user's; a fault is told of after the cell."""
        try:
            do()
        except Exception as fault:  # noqa: BLE001 - see above
            self._fault = fault


def _nothing_ran(namespace: dict[str, Any]) -> bool:
    """Whether no cell ran before watching began, but for magics such as ``%load_ext``; False where it cannot be told."""
    inputs = namespace.get("In")
    if type(inputs) is not list or not all(type(text) is str for text in inputs):
        return False
    # Of the cell that loads the extension, what stands below that line has not run yet.
    earlier = [*inputs[:-1], *(text.partition(_LOADS)[0].rpartition("\n")[0] for text in inputs[-1:])]
    return all(_HARMLESS.fullmatch(line) for text in earlier for line in text.splitlines())
