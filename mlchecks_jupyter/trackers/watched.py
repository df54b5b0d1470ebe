"""A function that is called as if nobody watched, and tells that it was."""

from __future__ import annotations

import functools
import pkgutil
import sys
from collections.abc import Callable
from types import MethodType
from typing import Any

#: Is told of the end of a call: whether it gave a result.
Ended = Callable[[bool], None]

#: Is told of the arguments before the call, and gives what is told of its end.
Listener = Callable[[tuple[Any, ...], dict[str, Any]], Ended]


class Watched:
    """Stands in for a function: same result, same exceptions, and the function is called once.

    It is equal to the function and hashes like it, since libraries such as Numba find functions by
    themselves in tables; it is pickled as the function is, so that a process without this package
    reads it.

    Parameters
    ----------
    original : callable
        What it stands in for.
    listener : callable
        Must not raise.
    """

    __wrapped__: Callable[..., Any]

    def __init__(self, original: Callable[..., Any], listener: Listener) -> None:
        functools.update_wrapper(self, original)
        self._mlchecks_listener: Listener | None = listener

    def __call__(self, /, *args: Any, **kwargs: Any) -> Any:
        """Call the function."""
        listener = self._mlchecks_listener
        if listener is None:
            return self.__wrapped__(*args, **kwargs)
        ended = listener(args, kwargs)
        done = False
        try:
            result = self.__wrapped__(*args, **kwargs)
            done = True
        finally:
            ended(done)
        return result

    def let_pass(self) -> None:
        """Tell nobody any more; somebody may hold this after it was taken out."""
        self._mlchecks_listener = None

    def __getattr__(self, name: str) -> Any:
        return getattr(object.__getattribute__(self, "__wrapped__"), name)

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        bind = getattr(self.__wrapped__, "__get__", None)
        if instance is None or bind is None or bind(instance, owner) is self.__wrapped__:
            return self
        return MethodType(self, instance)

    def __eq__(self, other: object) -> bool:
        return self is other or bool(innermost(self) == innermost(other))

    def __hash__(self) -> int:
        return hash(innermost(self))

    def __repr__(self) -> str:
        return repr(self.__wrapped__)

    def __reduce_ex__(self, protocol: Any) -> Any:
        original = innermost(self)
        if isinstance(original, MethodType):
            return original.__reduce_ex__(protocol)
        module, name = original.__module__, original.__qualname__
        if getattr(sys.modules.get(module), name, None) is self:
            return name  # by name, as functions are
        return pkgutil.resolve_name, (f"{module}:{name}",)


def innermost(function: Any) -> Any:
    """The function behind all that stand in for it."""
    while type(function) is Watched:
        function = function.__wrapped__
    return function
