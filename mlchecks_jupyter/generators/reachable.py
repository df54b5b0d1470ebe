"""The generator objects that a namespace leads to: variables, containers, attributes, helper modules."""

from __future__ import annotations

import re
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any, Final, NamedTuple

from mlchecks_jupyter.generators import available, kinds
from mlchecks_jupyter.generators.objects import ObjectKind
from mlchecks_jupyter.generators.safe import attributes, elements, home, items, lineage, module_attributes
from mlchecks_jupyter.generators.user_modules import is_users, is_users_class, user_modules

#: Objects looked at in one search, and elements of one container.
MOST_OBJECTS: Final = 5_000
MOST_ELEMENTS: Final = 200

#: Names that IPython makes, and dunders.
IPYTHONS: Final = re.compile(r"_{1,3}|_i{1,3}|_i?\d+|_[iod]h|In|Out|exit|quit|get_ipython|__\w+__")

_LEAVES: Final = frozenset(
    {int, float, str, bytes, bool, complex, type(None), range, slice, type, FunctionType, MethodType}
    | {BuiltinFunctionType, bytearray, memoryview, type(Ellipsis)}
)

#: Packages whose objects hold no generator of the user's, but a great deal else.
_CLOSED: Final = frozenset(
    "pandas polars pyarrow matplotlib seaborn plotly IPython ipykernel ipywidgets traitlets zmq tornado asyncio threading "
    "logging duckdb sqlalchemy sqlite3 builtins datetime decimal re pathlib io _io".split()
)


_CONTAINERS: Final = (list, dict, tuple, set, frozenset, ModuleType)


class Found(NamedTuple):
    """A generator object and its kind."""

    kind: ObjectKind
    generator: Any


def reachable(namespace: Mapping[str, Any]) -> dict[str, Found]:
    """Every generator object that a namespace or the user's own modules lead to.

    No code of the user's runs for it: no property, no `__getattr__`, no method of a class of theirs.

    Parameters
    ----------
    namespace : mapping
        Variables by name; names that IPython makes are left out.

    Returns
    -------
    dict of str to Found
        By the path that people would write: ``model.random_state``, ``rngs['a']``. Of an object
        with several paths the shortest stands; the generators behind the process-wide sources
        are left out.
    """
    return _once(every_path(namespace))


def every_path(namespace: Mapping[str, Any]) -> dict[str, Found]:
    """As `reachable`, with an object under each variable, element and attribute that holds it."""
    modules = {name: module for name, module in user_modules(sorted(sys.modules)) if name not in namespace}
    hidden = [each for source in available() for each in source.objects()]
    return _walk({**dict(roots(namespace)), **modules}, kinds(), hidden, MOST_OBJECTS)


def roots(namespace: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The user's own variables."""
    for name, value in tuple(namespace.items()):
        if type(name) is str and type(value) not in _LEAVES:
            if name[:1] not in "_IOegq" or IPYTHONS.fullmatch(name) is None:
                yield name, value


def search(
    start: Mapping[str, Any], known: Iterable[ObjectKind], hidden: Iterable[object], most: int = MOST_OBJECTS
) -> dict[str, Found]:
    """The generator objects that some objects, by their paths, lead to; breadth first.

    Parameters
    ----------
    known : iterable of ObjectKind
        The kinds to look for (`kinds`).
    hidden : iterable of object
        What is passed over: the generators behind the process-wide sources.
    most : int
        Objects after which the search ends.
    """
    return _once(_walk(start, known, hidden, most))


def _once(found: dict[str, Found]) -> dict[str, Found]:
    """Each object under the first of its paths."""
    first: dict[int, str] = {}
    for path, (_, generator) in found.items():
        first.setdefault(id(generator), path)
    return {path: each for path, each in found.items() if first[id(each.generator)] == path}


def _walk(
    start: Mapping[str, Any], known: Iterable[ObjectKind], hidden: Iterable[object], most: int
) -> dict[str, Found]:
    seen = {id(each) for each in hidden}
    classes: dict[type, ObjectKind | bool] = dict.fromkeys(_CONTAINERS, True)
    found: dict[str, Found] = {}
    queue = deque(start.items())
    while queue and len(seen) + len(found) < most:
        path, value = queue.popleft()
        kind = type(value)
        if kind in _LEAVES or id(value) in seen:
            continue
        if kind not in classes:
            classes[kind] = match(kind, known) or _is_open(kind)
        what = classes[kind]
        if isinstance(what, ObjectKind):
            found.setdefault(path, Found(what, value))
            continue
        seen.add(id(value))
        if what:
            queue.extend(_inside(path, value))
    return found


def match(kind: type, known: Iterable[ObjectKind]) -> ObjectKind | None:
    """The kind of generator that objects of a class are; None where they are none."""
    return next((each for each in known if each.matches(kind)), None)


def _inside(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    """What an object holds, by the path to it."""
    kind = type(value)
    if issubclass(kind, dict):
        for key, each in items(value, MOST_ELEMENTS):
            yield f"{path}[{key!r}]" if type(key) in (str, int) else f"{path}[...]", each
    elif issubclass(kind, (list, tuple)):
        for index, each in enumerate(elements(value, MOST_ELEMENTS)):
            yield f"{path}[{index}]", each
    elif issubclass(kind, (set, frozenset)):
        for each in elements(value, MOST_ELEMENTS):
            yield f"{path}{{...}}", each
    elif issubclass(kind, ModuleType):
        if is_users(value):
            yield from _named(path, items(module_attributes(value), MOST_OBJECTS))
    elif not issubclass(kind, type):
        held = attributes(value, MOST_ELEMENTS)
        # What a library's object hides is the library's: an estimator makes generators for a fit and drops them.
        yield from _named(path, held if is_users_class(kind) else [each for each in held if each[0][:1] != "_"])


def _named(path: str, found: Iterable[tuple[Any, Any]]) -> Iterator[tuple[str, Any]]:
    for name, each in found:
        if type(name) is str and not name.startswith("__"):
            yield f"{path}.{name}", each


def _is_open(kind: type) -> bool:
    """Whether it is looked into the objects of a class."""
    if kind in _CONTAINERS or issubclass(kind, _CONTAINERS):
        return True
    return not any(home(each).partition(".")[0] in _CLOSED for each in lineage(kind) if each is not object)
