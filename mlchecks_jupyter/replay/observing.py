"""What a run left: which variables to look at, and their portraits."""

from __future__ import annotations

import random
import sys
import types
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any, Final

from mlchecks_jupyter.replay.body import Body
from mlchecks_jupyter.replay.clocks import clock_names
from mlchecks_jupyter.replay.portrait import Branch, Portrait, Table, Values
from mlchecks_jupyter.replay.portraying import Portrayer
from mlchecks_jupyter.replay.reach import bound, imported, is_the_users, module_of, name_of, reached
from mlchecks_jupyter.replay.replay import NOTHING

SHOWN: Final = "the value shown"

#: What cannot change in place, or is a tool of the cell rather than its data.
_SKIPPED: Final = (
    types.ModuleType, types.FunctionType, types.BuiltinFunctionType, types.MethodType, type,
    int, float, complex, str, bytes, bool, type(None), range,
)  # fmt: skip
#: What a library gives to be called: imported, it is a tool of the cell, not its result.
_CODE: Final = (types.FunctionType, types.BuiltinFunctionType, type)
_GENERATORS: Final = frozenset({("numpy", "Generator"), ("numpy", "RandomState"), ("torch", "Generator")})


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """The variables as they were before a cell ran: their names and identities, nothing that keeps them alive."""

    identities: dict[str, int]
    bound: frozenset[str]
    candidates: frozenset[str]
    clocks: frozenset[str]
    imported: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one run left, in plain data.

    `changed` are the names it bound anew or for the first time; `gone` those it deleted.
    """

    portraits: dict[str, Portrait] = field(default_factory=dict)
    changed: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    printed: str = ""


def start_of(body: Body, namespace: dict[str, Any]) -> Start:
    """What is known of a namespace before a cell runs in it."""
    binds = bound(body.tree)
    return Start(
        identities={name: id(value) for name, value in namespace.items() if is_the_users(name)},
        bound=binds,
        candidates=frozenset(
            name for name in reached(body.tree, namespace) if is_the_users(name) and may_change(namespace[name])
        ),
        clocks=clock_names(body.tree),
        imported=imported(body.tree),
    )


def may_change(value: object) -> bool:
    """Whether a cell could change a variable's value in place, other than by drawing from a generator."""
    kind = type(value)
    if issubclass(kind, (*_SKIPPED, random.Random)):
        return False
    return (module_of(kind).partition(".")[0], name_of(kind)) not in _GENERATORS


def changed(start: Start, namespace: dict[str, Any]) -> frozenset[str]:
    """Names that a run bound: those the cell binds itself, and those that now stand for another object."""
    return frozenset(
        name
        for name, value in namespace.items()
        if is_the_users(name)
        and (name in start.bound or start.identities.get(name) != id(value))
        and not issubclass(type(value), types.ModuleType)
        and not (name in start.imported and issubclass(type(value), _CODE))
    )


def portraits(names: Iterable[str], namespace: dict[str, Any], portrayer: Portrayer) -> dict[str, Portrait]:
    """The portraits of those names that there are."""
    return {name: portrayer.variable(namespace[name]) for name in sorted(names) if name in namespace}


def observe(start: Start, namespace: dict[str, Any], shown: object, printed: str, portrayer: Portrayer) -> Seen:
    """What a run left."""
    anew = changed(start, namespace)
    found = portraits(anew | start.candidates, namespace, portrayer)
    if shown is not NOTHING and shown is not None:
        found[SHOWN] = portrayer.variable(shown)
    return Seen(
        portraits=found,
        changed=anew,
        gone=frozenset(start.identities.keys() - namespace.keys()),
        printed=printed,
    )


def digests(found: Iterable[Portrait]) -> AbstractSet[bytes]:
    """The digests of all arrays in portraits: what the other side need not send."""
    known: set[bytes] = set()
    waiting = list(found)
    while waiting:
        each = waiting.pop()
        if isinstance(each, Values):
            known.add(each.digest)
        elif isinstance(each, Branch):
            waiting += [part for _, part in each.parts]
        elif isinstance(each, Table):
            waiting += [*(part for _, part in each.columns), *each.index]
    return known


def runs_in_a_loop() -> bool:
    """Whether code runs in an event loop here, as a kernel's cells do."""
    asyncio = sys.modules.get("asyncio")
    return asyncio is not None and asyncio._get_running_loop() is not None  # noqa: SLF001 - get_running_loop() raises instead of answering
