"""The generator objects that the user's variables lead to, each with its account."""

from __future__ import annotations

import functools
import re
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from types import ModuleType
from typing import Any, Final, NamedTuple

from mlchecks_jupyter.core.evidence import Evidence, Seeded, Seeding
from mlchecks_jupyter.core.execution import Execution
from mlchecks_jupyter.generators import kinds
from mlchecks_jupyter.generators.objects import ObjectKind, is_huge
from mlchecks_jupyter.generators.reachable import MOST_OBJECTS, Found, roots, search
from mlchecks_jupyter.generators.user_modules import user_modules
from mlchecks_jupyter.trackers.account import Account
from mlchecks_jupyter.trackers.escaped import long_numbers, proven

_NAME: Final = re.compile(r"[^\W\d]\w*")
#: Names by which a cell may bind variables that it does not name.
_BINDS_MORE: Final = frozenset(
    "exec eval globals locals vars setattr get_ipython run_line_magic run_cell_magic".split()
)
_GLOBAL: Final = re.compile(r"\bglobal\s+([\w, ]+)")
#: Objects with an account; a list of a thousand generators is not watched one by one.
MOST_HELD: Final = 64
#: Objects whose variable was bound anew and that may turn up again elsewhere.
_MOST_RETIRED: Final = 16
#: Objects looked at for the sake of a variable that a cell names and did not bind.
_MOST_NAMED: Final = 64


class _Held(NamedTuple):
    found: Found
    account: Account
    told: Seeding  # as the object told it when it was last looked at
    read: Callable[[], Any]


class Holdings:
    """Accounts of all generator objects in reach.

    Looked at anew after a cell are the variables that it bound or names, and modules of the user's
    own that it imported or names; the objects known already are looked at in every cell. Not seen:
    generators that live only while a function runs, or in closures.
    """

    def __init__(self) -> None:
        self._namespace: dict[str, Any] = {}
        self._bound: dict[str, int] = {}
        self._declared: set[str] = set()
        self._modules = 0
        self._kinds: tuple[ObjectKind, ...] = ()
        self._seen_modules: set[str] = set()
        self._own_modules: dict[str, ModuleType] = {}
        self._held: dict[int, _Held] = {}
        self._retired: deque[_Held] = deque(maxlen=_MOST_RETIRED)
        self._long_numbers: set[str] = set()

    def start(self, namespace: dict[str, Any], hidden: Iterable[object]) -> None:
        """Take stock of a namespace; what is there was seeded before anything was watched."""
        self._namespace = namespace
        self._bound = self._ids(namespace)
        self._new_modules()
        for path, found in search({**dict(roots(namespace)), **self._own_modules}, self._kinds, hidden).items():
            self._hold(path, found, self._seeding(found))

    def accounts(self) -> tuple[Account, ...]:
        """The accounts of the objects that are known."""
        return tuple(held.account for held in self._held.values())

    def between(self) -> None:
        """Before a cell: what was drawn since the last one is no cell's doing."""
        for held in self._held.values():
            state = held.read()
            if state != held.account.state:
                held.account.moved_between_cells(state)

    def after(self, cell: Execution, source: str, hidden: Iterable[object]) -> Iterator[Evidence]:
        """After a cell: what was drawn from the objects known, and what new ones there are."""
        self._long_numbers |= long_numbers(source)
        for identity, held in list(self._held.items()):
            yield from self._look(identity, held, cell, source)
        named = set(_NAME.findall(source))
        bound = self._changed(named, source)
        modules = self._new_modules()
        reached = self._search(bound, modules, hidden, MOST_OBJECTS)
        touched = bound | modules
        others = named - touched
        reached |= self._search(others, others, hidden, _MOST_NAMED)
        if touched:
            self._retire(touched, {id(found.generator) for found in reached.values()})
        for path, found in reached.items():
            yield from self._arrived(path, found, cell, source)

    def _look(self, identity: int, held: _Held, cell: Execution, source: str) -> Iterator[Evidence]:
        """What happened to an object that is known."""
        found, account, state = held.found, held.account, held.read()
        if state == account.state:
            return
        drawn = True
        told = found.kind.seeding(found.generator)
        if told != held.told:
            self._held[identity] = held._replace(told=told)
            seeding, drawn = self._origin(found, source)
            yield self._seeded(account, seeding, state, cell)
        drew = account.drew(cell, state) if drawn else None
        if drew is not None:
            yield drew

    def _search(self, names: set[str], modules: set[str], hidden: Iterable[object], most: int) -> dict[str, Found]:
        namespace, own = self._namespace, self._own_modules
        # A set meets a dict's keys by walking through all of the dict.
        start = dict(roots({name: namespace[name] for name in sorted(names) if name in namespace}))
        if own:
            start |= {name: own[name] for name in sorted(modules) if name in own and name not in start}
        return search(start, self._kinds, hidden, most) if start else {}

    def _retire(self, touched: set[str], reached: set[int]) -> None:
        """Look no more at objects whose variable leads elsewhere now."""
        for identity, held in list(self._held.items()):
            if _root(held.account.name) in touched and identity not in reached:
                self._retired.append(self._held.pop(identity))

    def _arrived(self, path: str, found: Found, cell: Execution, source: str) -> Iterator[Evidence]:
        """An object was reached: if it is new, how it was seeded, and whether the same cell drew from it."""
        if id(found.generator) in self._held or len(self._held) >= MOST_HELD:
            return
        for held in self._retired:
            if held.found.generator is found.generator:
                self._return(held, path)
                return
        seeding, drawn = self._origin(found, source)
        account = self._hold(path, found, seeding)
        yield self._seeded(account, seeding, account.state, cell)
        drew = account.drew(cell, account.state) if drawn else None
        if drew is not None:
            yield drew

    def _origin(self, found: Found, source: str) -> tuple[Seeding, bool]:
        """How an object was seeded in this cell, and whether it was drawn from since."""
        seeding, drawn = self._seeding(found), found.kind.drawn(found.generator)
        if seeding.how == "unknown":
            reached = functools.partial(found.kind.reached, found.generator)
            known = proven(source, self._namespace, reached, constructors=True)
            if known is not None:
                return Seeding(how="value", value=str(known[0])), known[1] == "drawn"
        return seeding, drawn

    def _return(self, held: _Held, path: str) -> None:
        """An object that was out of sight is in reach again; who drew from it meanwhile is not known."""
        held.account.name = path
        self._held[id(held.found.generator)] = held
        state = held.read()
        if state != held.account.state:
            held.account.moved_between_cells(state)

    def _hold(self, path: str, found: Found, seeding: Seeding) -> Account:
        read = found.kind.reader(found.generator)
        account = Account(found.kind.source, path, read(), seeding)
        if len(self._held) < MOST_HELD:
            told = found.kind.seeding(found.generator)
            self._held[id(found.generator)] = _Held(found, account, told, read)
        return account

    @staticmethod
    def _seeded(account: Account, seeding: Seeding, state: Any, cell: Execution) -> Seeded:
        account.seeded(replace(seeding, cell=cell), state)
        return Seeded(cell=cell, source=account.source, name=account.name, seeding=account.seeding)

    def _seeding(self, found: Found) -> Seeding:
        """How an object says it was seeded; a huge seed that no cell has written is the operating system's."""
        seeding = found.kind.seeding(found.generator)
        entropy = seeding.value.partition(",")[0]
        if seeding.how == "value" and not seeding.by and is_huge(entropy) and entropy not in self._long_numbers:
            return Seeding(how="entropy")
        return seeding

    def _changed(self, named: set[str], source: str) -> set[str]:
        """The variables bound anew since the last cell, and those that are gone; objects are not kept for it.

        A cell binds what it names, and what functions declare to be global; only where it may bind
        more are all variables compared.
        """
        if _may_bind_more(named, source):
            before, self._bound = self._bound, self._ids(self._namespace)
            names = {name for name, identity in self._bound.items() if before.get(name) != identity}
            return names | (before.keys() - self._bound.keys())
        if "global" in named:
            self._declared.update(*(_NAME.findall(names) for names in _GLOBAL.findall(source)))
        changed = set()
        for name in named | self._declared | {_root(held.account.name) for held in self._held.values()}:
            identity = id(self._namespace[name]) if name in self._namespace else None
            if self._bound.get(name) != identity:
                changed.add(name)
                if identity is None:
                    del self._bound[name]
                else:
                    self._bound[name] = identity
        return changed

    @staticmethod
    def _ids(namespace: dict[str, Any]) -> dict[str, int]:
        return {name: id(value) for name, value in tuple(namespace.items()) if type(name) is str}

    def _new_modules(self) -> set[str]:
        """The names of the user's own modules that were imported since the last look."""
        if len(sys.modules) == self._modules:
            return set()
        self._modules = len(sys.modules)
        self._kinds = kinds()
        names = sys.modules.keys() - self._seen_modules
        self._seen_modules |= names
        new = dict(user_modules(sorted(names)))
        self._own_modules.update(new)
        return set(new)


def _may_bind_more(named: set[str], source: str) -> bool:
    """Whether a cell may bind variables that it does not name."""
    return (
        not _BINDS_MORE.isdisjoint(named)
        or source.startswith(("%", "!"))
        or any(sign in source for sign in ("\n%", "\n!", "import *", "__"))
    )


def _root(path: str) -> str:
    """The variable that a path begins with."""
    found = _NAME.match(path)
    return found.group() if found else path
