"""Random generators as they are in memory: one module a library, found by walking this package.

A module states the process-wide generators of its library in `SOURCES` (subclasses of
`source.Source`) and its kinds of generator objects in `KINDS` (instances of `objects.ObjectKind`).
Libraries are found in ``sys.modules``: nothing is imported that the user has not imported.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil

from mlchecks_jupyter.generators.objects import ObjectKind
from mlchecks_jupyter.generators.source import Source

#: The order in which sources and kinds are told of.
_ORDER = ("python_random", "numpy_random", "numpy_objects", "pytorch", "tensorflow", "cupy")
#: Modules of this package that build on it.
_ABOVE = ("reachable", "refresh")


@functools.cache
def _modules() -> tuple[object, ...]:
    names = {module.name for module in pkgutil.iter_modules(__path__)} - {*_ORDER, *_ABOVE}
    return tuple(importlib.import_module(f"{__name__}.{name}") for name in (*_ORDER, *sorted(names)))


def sources() -> tuple[Source, ...]:
    """A new instance of every source, whether its library is imported or not."""
    return tuple(kind() for module in _modules() for kind in getattr(module, "SOURCES", ()))


def available() -> tuple[Source, ...]:
    """A new instance of every source whose library is imported."""
    return tuple(source for source in sources() if source.available())


def kinds() -> tuple[ObjectKind, ...]:
    """The kinds of generator objects whose library is imported."""
    return tuple(kind for module in _modules() for kind in getattr(module, "KINDS", ()) if kind.available())
