"""Trackers: what is seen of a kernel, cell by cell. A module that defines a `Tracker` is one kind of sight."""

from __future__ import annotations

import importlib
import pkgutil

from mlchecks_jupyter.trackers.base import Tracker


def standard_trackers() -> tuple[Tracker, ...]:
    """A new instance of every tracker of this package, in the order of their names."""
    modules = [importlib.import_module(f"{__name__}.{each.name}") for each in pkgutil.iter_modules(__path__)]
    kinds = [
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Tracker) and value.__module__ == module.__name__
    ]
    return tuple(kind() for kind in sorted(kinds, key=lambda kind: getattr(kind, "name", "")) if "name" in vars(kind))
