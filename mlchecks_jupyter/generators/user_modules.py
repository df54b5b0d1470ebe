"""Which modules are the user's own: their files lie outside the standard library and installed packages."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Final

from mlchecks_jupyter.generators.safe import home, module_attributes

_STANDARD: Final = os.path.dirname(os.__file__) + os.sep
_INSTALLED: Final = (f"{os.sep}site-packages{os.sep}", f"{os.sep}dist-packages{os.sep}")
_OURS: Final = __name__.partition(".")[0]
_MAIN: Final = frozenset({"__main__", "__mp_main__"})


def user_modules(names: Iterable[str]) -> Iterator[tuple[str, ModuleType]]:
    """Those of the modules loaded under `names` that are the user's own."""
    for name in names:
        module = sys.modules.get(name)
        if module is not None and name.partition(".")[0] != _OURS and name not in _MAIN and is_users(module):
            yield name, module


def is_users(module: ModuleType) -> bool:
    """Whether a module's file is the user's own."""
    if type(module) is not ModuleType:
        return False
    file = module_attributes(module).get("__file__")
    return (
        type(file) is str
        and file.endswith(".py")
        and not file.startswith(_STANDARD)
        and not any(part in file for part in _INSTALLED)
    )


def is_users_class(kind: type) -> bool:
    """Whether a class is the user's own: made in a cell, or in a module of theirs."""
    name = home(kind)
    module = sys.modules.get(name)
    return name in _MAIN or (module is not None and is_users(module))
