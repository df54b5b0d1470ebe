"""Keeps the settings that a notebook makes on libraries."""

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


class Settings:
    """The observer that keeps them."""

    follows_objects = False

    def __init__(self) -> None:
        self.found: list[Setting] = []

    @staticmethod
    def watches(last: str) -> bool:
        """No call is a setting."""
        return False

    def used(self, call: Call) -> None:
        """No call is a setting."""

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
            self.found.append(Setting(path=f"{owner.path}.{name}", value=value, cell=cell, node=node))

    def called(self, call: Call) -> Value | None:
        """No call is a setting."""
        return None
