"""Portraits of everything else: functions by their code, objects by their attributes, what cannot be looked into."""

from __future__ import annotations

import functools
import inspect
import io
import logging
import re
import sys
import types
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from mlchecks_jupyter.replay.page import WHY, is_of_the_page
from mlchecks_jupyter.replay.portrait import Portrait, branch, digest, scalar, unknown
from mlchecks_jupyter.replay.portrait_containers import CLOCKS

if TYPE_CHECKING:
    from mlchecks_jupyter.replay.portraying import Portrayer

_FUNCTIONS: Final = (types.BuiltinFunctionType, types.MethodWrapperType, types.WrapperDescriptorType, types.MethodDescriptorType)  # fmt: skip
_ITERATORS: Final = (types.GeneratorType, types.CoroutineType, types.AsyncGeneratorType)

#: Classes that hold something of the operating system's, by module and name: what they are in words.
_HANDLES: Final[dict[tuple[str, str], str]] = {
    ("_thread", "lock"): "it is a lock",
    ("_thread", "RLock"): "it is a lock",
    ("_io", "_IOBase"): "it is an open file",
    ("socket", "socket"): "it is a network connection",
    ("_socket", "socket"): "it is a network connection",
    ("threading", "Thread"): "it is a thread",
    ("threading", "Condition"): "it is a lock",
    ("threading", "Event"): "it is a lock",
    ("concurrent.futures._base", "Executor"): "it is a pool of threads or processes",
    ("concurrent.futures._base", "Future"): "it is a result that is still awaited",
    ("multiprocessing.pool", "Pool"): "it is a pool of threads or processes",
    ("subprocess", "Popen"): "it is another process",
    ("sqlite3", "Connection"): "it is a connection to a database",
    ("sqlite3", "Cursor"): "it is a connection to a database",
    ("_duckdb", "DuckDBPyConnection"): "it is a connection to a database",
    ("duckdb", "DuckDBPyConnection"): "it is a connection to a database",
    ("_duckdb", "DuckDBPyRelation"): "it is a query that has not been run yet",
    ("duckdb", "DuckDBPyRelation"): "it is a query that has not been run yet",
    ("asyncio.events", "AbstractEventLoop"): "it is an event loop",
    ("_asyncio", "Future"): "it is a result that is still awaited",
    ("mmap", "mmap"): "it is an open file",
    ("select", "epoll"): "it is an open file",
    ("matplotlib.artist", "Artist"): "it is a part of a figure, and figures are not compared",
    ("matplotlib.figure", "FigureBase"): "figures are not compared",
    ("plotly.basedatatypes", "BaseFigure"): "figures are not compared",
    ("torch.utils.data.dataloader", "DataLoader"): "it gives its data only once it is gone through",
}


def portray(value: Any, walk: Portrayer) -> Portrait | None:
    """The portrait of any other value: the last to be asked."""
    kind = type(value)
    if issubclass(kind, types.ModuleType):
        return scalar("module", str(types.ModuleType.__getattribute__(value, "__name__")).encode())
    if kind is types.FunctionType:
        defaults = [("defaults", walk.inside(value.__defaults__)), ("named", walk.inside(value.__kwdefaults__))]
        return branch("function", "object", [("code", scalar("code", _code(value.__code__))), *defaults])
    if kind is types.MethodType:
        return branch(
            "method", "object", [("function", walk.inside(value.__func__)), ("object", walk.inside(value.__self__))]
        )
    if kind in _FUNCTIONS:
        return scalar("function", str(value.__qualname__).encode())
    if kind is functools.partial:
        return branch(
            "partial", "object", [(name, walk.inside(getattr(value, name))) for name in ("func", "args", "keywords")]
        )
    if issubclass(kind, type):
        return _class(value, walk)
    if is_of_the_page(kind):
        return unknown(kind.__name__, WHY)
    return _not_to_be_compared(value, kind) or _instance(value, kind, walk)


def _not_to_be_compared(value: Any, kind: type) -> Portrait | None:
    name = kind.__name__
    if kind in (io.StringIO, io.BytesIO):
        content = value.getvalue()
        return scalar(name, content.encode("utf-8", "surrogatepass") if kind is io.StringIO else content)
    if kind in _ITERATORS:
        return unknown(name, "it would be used up by looking into it")
    for base in kind.__mro__:
        why = _HANDLES.get((str(base.__module__), base.__name__))
        if why is not None:
            return unknown(name, why)
    if issubclass(kind, logging.Logger):
        return scalar("Logger", value.name.encode())
    if hasattr(kind, "__next__") and hasattr(kind, "__iter__"):
        return unknown(name, "it would be used up by looking into it")
    return None


def _code(code: types.CodeType) -> bytes:
    """Digest of what a function does; where it is written does not count."""
    constants = [_code(each) if isinstance(each, types.CodeType) else _constant(each) for each in code.co_consts]
    names = "\0".join((*code.co_names, "\1", *code.co_varnames, "\1", *code.co_freevars, "\1", *code.co_cellvars))
    return digest(code.co_code, names.encode("utf-8", "surrogatepass"), *constants)


def _constant(value: object) -> bytes:
    if isinstance(value, frozenset):
        return repr(sorted(map(repr, value))).encode("utf-8", "surrogatepass")
    return f"{type(value).__name__} {value!r}".encode("utf-8", "surrogatepass")


#: What a class has from where it stands, not from what it says.
_OF_CLASSES: Final = frozenset({"__dict__", "__weakref__", "__module__", "__firstlineno__", "__abstractmethods__", "_abc_impl"})  # fmt: skip


def _class(value: Any, walk: Portrayer) -> Portrait:
    if value.__module__ != "__main__":
        return scalar("class", f"{value.__module__}.{value.__qualname__}".encode())
    own = type.__getattribute__(value, "__dict__")
    parts = [
        (name, walk.inside(each))
        for name, each in own.items()
        if name not in _OF_CLASSES and type(each) in (types.FunctionType, str, int, float, bool, tuple, dict, list)
    ]
    return branch("class", "object", [*parts, ("name", scalar("str", value.__qualname__.encode()))])


def _instance(value: Any, kind: type, walk: Portrayer) -> Portrait:
    found = dict(_attributes(value, kind))
    if not found and not issubclass(kind, BaseException) and not _is_pythonic(kind):
        return _reduced(value, kind, walk)
    if issubclass(kind, BaseException):
        found["args"] = BaseException.args.__get__(value)  # type: ignore[attr-defined]
    parts = []
    for name in sorted(found, key=_by_interest):
        part = unknown("clock", "it holds clock time") if name in CLOCKS else walk.inside(found[name])
        parts.append((name, part))
    if issubclass(kind, int | str | float | bytes):
        base = next(each for each in (int, str, float, bytes) if issubclass(kind, each))
        parts.append(("value", scalar(base.__name__, base.__repr__(value).encode("utf-8", "surrogatepass"))))
    return branch(kind.__name__, "object", parts)


def _attributes(value: Any, kind: type) -> Iterator[tuple[str, object]]:
    """Attributes as they are stored: no property and no `__getattr__` is called."""
    try:
        own = object.__getattribute__(value, "__dict__")
    except (AttributeError, TypeError):
        own = None
    if type(own) is dict:
        yield from ((str(name), each) for name, each in own.items())
    for base in kind.__mro__:
        for name, descriptor in base.__dict__.items():
            if type(descriptor) is types.MemberDescriptorType and name not in {"__dict__", "__weakref__"}:
                with_value = inspect.getattr_static(base, name) is descriptor and base.__flags__ & (1 << 9)
                if with_value:
                    try:
                        yield name, descriptor.__get__(value)
                    except AttributeError:
                        continue


def _by_interest(name: str) -> tuple[bool, bool, str]:
    """What was learned first (scikit-learn's names end in ``_``), what is hidden last."""
    return not (name.endswith("_") and not name.startswith("_")), name.startswith("_"), name


def _is_pythonic(kind: type) -> bool:
    """Whether a class is written in Python, so that its attributes are all there is to it."""
    return all(
        base is object or (base.__flags__ & (1 << 9) and "__init_subclass__" not in base.__dict__ and _plain(base))
        for base in kind.__mro__
    )


def _plain(base: type) -> bool:
    return base.__basicsize__ == object.__basicsize__ or "__dict__" in base.__dict__ or "__slots__" in base.__dict__


_ADDRESS: Final = re.compile(rb" at 0x[0-9a-fA-F]+")


def _reduced(value: Any, kind: type, walk: Portrayer) -> Portrait:
    """An object of a class written in C, by what it gives to be pickled."""
    written = {"__reduce__", "__reduce_ex__", "__getstate__"}
    for base in kind.__mro__:
        if any(type(base.__dict__.get(name)) is types.FunctionType for name in written):
            if base.__module__ == "__main__" or base.__module__ not in sys.modules:
                return unknown(kind.__name__, "it has a way of its own to be copied, which was not called")
    reduced = value.__reduce_ex__(4)
    if isinstance(reduced, str):
        return scalar(kind.__name__, reduced.encode())
    maker, arguments, state = (*reduced, None)[:3]
    words = _ADDRESS.sub(b"", str(getattr(maker, "__qualname__", "")).encode())
    return branch(
        kind.__name__,
        "object",
        [("made by", scalar("str", words)), ("arguments", walk.inside(arguments)), ("state", walk.inside(state))],
    )
