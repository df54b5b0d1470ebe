"""Tells when an awaited module has been imported, in the very cell that imports it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any


class Arrivals:
    """A finder on ``sys.meta_path`` that knows the awaited names only, and finds nothing itself.

    For an awaited module the finders behind it find the specification. The loader then stays the
    same object: only its `exec_module` is shadowed until it is called once, so that specification
    and module look as without us.

    Parameters
    ----------
    before, after : callable
        Called with the module's name right before and after it is executed; must not raise.
        `after` is not called where the import fails.
    """

    def __init__(self, before: Callable[[str], None], after: Callable[[str], None]) -> None:
        self._before = before
        self._after = after
        self._awaited: set[str] = set()
        self._shadowed: list[Any] = []

    def await_(self, names: Sequence[str]) -> None:
        """Wait for modules too that are not imported yet."""
        self._awaited.update(name for name in names if name not in sys.modules)

    def start(self) -> None:
        """Stand before all other finders."""
        sys.meta_path.insert(0, self)

    def stop(self) -> None:
        """Stand there no more; loaders that were found and not used are as they were."""
        sys.meta_path[:] = [finder for finder in sys.meta_path if finder is not self]
        self._awaited.clear()
        for loader in self._shadowed:
            _unshadow(loader)
        self._shadowed.clear()

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """What the other finders find, for an awaited module; None for all others."""
        if name not in self._awaited:
            return None
        try:
            spec = self._found(name, path, target)
            if spec is not None and spec.loader is not None:
                self._shadow(name, spec.loader)
        except Exception:  # noqa: BLE001 - the import then goes on without us
            return None
        return spec

    def _found(self, name: str, path: Sequence[str] | None, target: ModuleType | None) -> ModuleSpec | None:
        finders = list(sys.meta_path)
        for finder in finders[finders.index(self) + 1 :]:
            find = getattr(finder, "find_spec", None)
            spec: ModuleSpec | None = find(name, path, target) if find is not None else None
            if spec is not None:
                return spec
        return None

    def _shadow(self, name: str, loader: Any) -> None:
        """Have the next `exec_module` of a loader tell of it; a loader shared by modules is left alone."""
        original = getattr(loader, "exec_module", None)
        if isinstance(loader, type) or original is None or getattr(loader, "name", None) != name:
            return

        def exec_module(module: ModuleType) -> None:
            _unshadow(loader)
            self._shadowed[:] = [each for each in self._shadowed if each is not loader]
            if name not in self._awaited:
                return original(module)  # type: ignore[no-any-return]
            self._before(name)
            original(module)
            self._awaited.discard(name)
            self._after(name)
            return None

        vars(loader)["exec_module"] = exec_module
        self._shadowed.append(loader)


def _unshadow(loader: Any) -> None:
    vars(loader).pop("exec_module", None)
