"""The checklist: a folder is an item, a file is a check.

Checks are found by walking this package and the entry point group ``mlchecks.checks``, whose
entries name a `Check` class each.
"""

from __future__ import annotations

import functools
import importlib
import os
import pkgutil
import sys
import warnings
from collections.abc import Iterator

from mlchecks_jupyter.core.check import Check
from mlchecks_jupyter.core.checklist import CHECKLIST

_GROUP = "mlchecks.checks"


@functools.cache
def discover() -> tuple[Check, ...]:
    """Every check, in the order of the checklist and then by name.

    Returns
    -------
    tuple of Check
        One instance of each class; names are unique, and of two classes of one name the built-in stays.
    """
    found: dict[str, Check] = {}
    for kind in (*_built_in(), *_installed()):
        found.setdefault(kind.name, kind())
    order = {item.name: position for position, item in enumerate(CHECKLIST)}
    return tuple(sorted(found.values(), key=lambda check: (order[check.item], check.name)))


def find(name: str) -> Check | None:
    """The check of this name, None where there is none."""
    return next((check for check in discover() if check.name == name), None)


def _built_in() -> Iterator[type[Check]]:
    for item in pkgutil.iter_modules(__path__):
        if not item.ispkg:
            continue
        package = importlib.import_module(f"{__name__}.{item.name}")
        for module in pkgutil.iter_modules(package.__path__):
            yield from _classes(importlib.import_module(f"{package.__name__}.{module.name}"))


def _classes(module: object) -> Iterator[type[Check]]:
    for value in vars(module).values():
        if (
            isinstance(value, type)
            and issubclass(value, Check)
            and value.__module__ == getattr(module, "__name__", "")
            and "needs" in vars(value)
        ):
            yield value


def _installed() -> Iterator[type[Check]]:
    if not _any_declares(_GROUP):
        return
    from importlib.metadata import entry_points  # late: it takes longer than checking a notebook

    for entry in entry_points(group=_GROUP):
        try:
            kind = entry.load()
        except Exception as error:  # noqa: BLE001 - another package's fault costs only its own checks
            _warn(entry.name, f"cannot be imported ({type(error).__name__}: {error})")
            continue
        if isinstance(kind, type) and issubclass(kind, Check) and hasattr(kind, "needs"):
            yield kind
        else:
            _warn(entry.name, "is no complete subclass of mlchecks_jupyter.core.check.Check")


def _warn(name: str, why: str) -> None:
    warnings.warn(f"The check `{name}` of another package was left out: it {why}.", RuntimeWarning, stacklevel=2)


def _any_declares(group: str) -> bool:
    """Whether any installed distribution has entry points of this group; reads their files alone."""
    wanted = group.encode()
    for folder in sys.path:
        try:
            with os.scandir(folder or ".") as found:
                names = [entry.name for entry in found if entry.name.endswith((".dist-info", ".egg-info"))]
        except OSError:  # no folder: a zip file, or one that is gone
            continue
        for name in names:
            try:
                with open(os.path.join(folder, name, "entry_points.txt"), "rb") as file:
                    if wanted in file.read():
                        return True
            except OSError:  # a distribution without entry points
                continue
    return False
