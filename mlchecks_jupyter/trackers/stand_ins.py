"""Puts `Watched` in the place of functions, and takes it out again so that nothing of it stays.

A function written in Python keeps its identity, since libraries know functions by it (TorchScript
finds `torch.manual_seed` in a table of ids): only its code is another one for a while. Any other
callable is replaced in the module that holds it.
"""

from __future__ import annotations

import inspect
from types import CodeType, FunctionType, ModuleType
from typing import Any, Final

from mlchecks_jupyter.trackers.watched import Listener, Watched

_MARK: Final = "the stand-in"


def _template(*args: Any, **kwargs: Any) -> Any:
    stand_in: Any = "the stand-in"
    return stand_in(*args, **kwargs)


class StandIns:
    """All that one watcher has put in; several watchers may stand before each other, in any order."""

    def __init__(self) -> None:
        self._attributes: dict[tuple[str, str], tuple[ModuleType, Watched]] = {}
        self._functions: dict[int, tuple[FunctionType, Watched]] = {}

    def put(self, module: ModuleType, name: str, listener: Listener) -> None:
        """Stand in for a function of a module, if there is one and it is not done yet."""
        current = vars(module).get(name)
        if type(current) is FunctionType:
            known = self._functions.get(id(current))
            if known is None or known[1] not in _in_function(current):
                self._functions[id(current)] = current, _put_code(current, listener)
        elif callable(current) and not self._stands_before(current):
            self._put_attribute(module, name, current, listener)

    def take_out(self) -> None:
        """Put back all that is stood in for; what somebody else put in its place meanwhile stays."""
        for (_, name), (module, ours) in self._attributes.items():
            _take_attribute(module, name, ours)
            ours.let_pass()
        for function, ours in self._functions.values():
            _take_code(function, ours)
            ours.let_pass()
        self._attributes.clear()
        self._functions.clear()

    def _stands_before(self, current: object) -> bool:
        return any(ours in _behind(current) for _, ours in self._attributes.values())

    def _put_attribute(self, module: ModuleType, name: str, current: Any, listener: Listener) -> None:
        """One stand-in for all places that hold the callable: they stay the same object."""
        same = (ours for _, ours in self._attributes.values() if ours.__wrapped__ is current)
        ours = next(same, None) or Watched(current, listener)
        setattr(module, name, ours)
        self._attributes[module.__name__, name] = module, ours


class _Same(list[Watched]):
    """A list that looks for the very object: all that stand in for a function are equal."""

    def __contains__(self, item: object) -> bool:
        return any(each is item for each in self)


def _behind(current: Any) -> _Same:
    """The stand-ins behind one another, the outermost first."""
    found = _Same()
    while type(current) is Watched:
        found.append(current)
        current = current.__wrapped__
    return found


def _take_attribute(module: ModuleType, name: str, ours: Watched) -> None:
    outer: Watched | None = None
    for each in _behind(vars(module).get(name)):
        if each is ours and outer is None:
            setattr(module, name, ours.__wrapped__)
        elif each is ours and outer is not None:
            outer.__wrapped__ = ours.__wrapped__
        outer = each


def _put_code(function: FunctionType, listener: Listener) -> Watched:
    code = function.__code__
    twin = FunctionType(code, function.__globals__, function.__name__, function.__defaults__, function.__closure__)
    twin.__kwdefaults__ = function.__kwdefaults__
    ours = Watched(twin, listener)
    if "__signature__" not in vars(function):
        vars(function)["__signature__"] = inspect.signature(function)
    function.__code__ = _template.__code__.replace(
        co_consts=tuple(ours if each == _MARK else each for each in _template.__code__.co_consts),
        co_filename=code.co_filename,
        co_firstlineno=code.co_firstlineno,
        co_name=code.co_name,
        co_qualname=code.co_qualname,
        co_freevars=code.co_freevars,
    )
    return ours


def _take_code(function: FunctionType, ours: Watched) -> None:
    holder: Any = function
    for each in _in_function(function):
        if each is ours:
            holder.__code__ = ours.__wrapped__.__code__
        holder = each.__wrapped__
    if not _in_function(function):
        vars(function).pop("__signature__", None)


def _in_function(function: FunctionType) -> _Same:
    """The stand-ins in a function's code and in the code behind, the outermost first."""
    found = _Same()
    inner = _in_code(function.__code__)
    while inner is not None:
        found.append(inner)
        inner = _in_code(inner.__wrapped__.__code__)
    return found


def _in_code(code: CodeType) -> Watched | None:
    return next((each for each in code.co_consts if type(each) is Watched), None)
