"""Keeps the settings that a notebook makes on libraries."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from mlchecks_jupyter.lineage.interpreter.machine import Observer
from mlchecks_jupyter.lineage.interpreter.values import Named, Value


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Setting:
    """`torch.backends.cudnn.benchmark = True`: an attribute set on something named."""

    path: str
    value: Value
    cell: int
    node: ast.expr


class Settings(Observer):
    """The observer that keeps them."""

    def __init__(self) -> None:
        self.found: list[Setting] = []

    def set_attribute(self, owner: Value, name: str, value: Value, node: ast.expr, cell: int) -> None:
        """Keep a setting made on a module."""
        if isinstance(owner, Named) and owner.owner is None:
            self.found.append(Setting(path=f"{owner.path}.{name}", value=value, cell=cell, node=node))
