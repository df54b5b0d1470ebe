"""Keeps every call, every setting made on a library, and every score that is compared."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from mlchecks_jupyter.lineage.call import Call
from mlchecks_jupyter.lineage.values import Named, Value


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Setting:
    """`torch.backends.cudnn.benchmark = True`: an attribute set on something named."""

    path: str
    value: Value
    cell: int
    node: ast.expr


class Calls:
    """The observer that keeps calls and settings."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.settings: list[Setting] = []

    def snapshot(self) -> object:
        """Nothing here depends on branches."""
        return None

    def restore(self, state: object) -> None:
        """Nothing here depends on branches."""

    def merge(self, other: object) -> None:
        """Nothing here depends on branches."""

    def set_attribute(self, owner: Value, name: str, value: Value, node: ast.expr, cell: int) -> None:
        """Keep a setting made on a module."""
        if isinstance(owner, Named) and owner.owner is None:
            self.settings.append(Setting(path=f"{owner.path}.{name}", value=value, cell=cell, node=node))

    def called(self, call: Call) -> Value | None:
        """Keep the call."""
        self.calls.append(call)
        return None
