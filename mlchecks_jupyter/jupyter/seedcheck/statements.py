"""During which statement of a cell a generator advances: its state is looked at between statements."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable
from typing import Any, Final

_NAME: Final = "__mlchecks_between_statements__"


class BetweenStatements(ast.NodeTransformer):
    """Puts a call between the top-level statements of the next cell; IPython applies it to the cell's tree.

    Parameters
    ----------
    look : callable
        Says which generators have advanced since it was last called, as pairs of source and name.
    """

    def __init__(self, look: Callable[[], list[tuple[str, str]]]) -> None:
        self._look: Callable[[], list[tuple[str, str]]] | None = look
        self._lines: list[int] = []
        #: The first lines of the statements that drew, by source and name.
        self.drew: dict[tuple[str, str], list[int]] = {}

    def start(self) -> None:
        """Put the call's name among the built-ins: a cell may empty its own namespace."""
        vars(builtins)[_NAME] = self._between

    def visit(self, node: ast.AST) -> Any:
        """The tree of a cell, with a call after each statement but the last, whose value may be shown."""
        if self._lines or not isinstance(node, ast.Module):
            return node  # a further cell, which this one runs
        try:
            return self._with_calls(node)
        except Exception:  # a fault of ours costs the line numbers, not the cell
            self._look = None
            return node

    def _with_calls(self, module: ast.Module) -> ast.Module:
        body = module.body
        calls = [[_call(number, statement)] for number, statement in enumerate(body[:-1])]
        between = [each for pair in zip(body, [*calls, []], strict=False) for each in (pair[0], *pair[1])]
        self._lines = [statement.lineno for statement in body]
        return ast.Module(body=between, type_ignores=module.type_ignores)

    def stop(self) -> None:
        """The cell has ended: look once more, and leave."""
        self.leave()
        if self._lines:
            self._between(len(self._lines) - 1)
        self._look = None

    def leave(self) -> None:
        """Take the call's name away."""
        if vars(builtins).get(_NAME) == self._between:
            del vars(builtins)[_NAME]

    def _between(self, number: int) -> None:
        if self._look is None:
            return
        try:
            advanced = self._look()
        except Exception:  # a fault of ours costs the line numbers, not the cell
            self._look = None
            return
        for generator in advanced:
            lines = self.drew.setdefault(generator, [])
            if self._lines[number] not in lines:
                lines.append(self._lines[number])


def _call(number: int, after: ast.stmt) -> ast.stmt:
    call = ast.Expr(ast.Call(ast.Name(_NAME, ast.Load()), [ast.Constant(number)], []))
    for node in ast.walk(call):
        ast.copy_location(node, after)
    return call
