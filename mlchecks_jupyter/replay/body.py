"""Runs the body of a cell as IPython would: every statement, the last expression's value kept, `await` allowed."""

from __future__ import annotations
import __future__

import ast
import asyncio
import functools
import inspect
import operator
import types
from typing import Any, Final

from mlchecks_jupyter.replay.replay import NOTHING, Cell

_AWAIT: Final = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
#: The flags of what a notebook may import from `__future__`.
_FUTURE: Final = functools.reduce(
    operator.or_, (getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)
)


class Body:
    """A cell's code, ready to run.

    Raises
    ------
    SyntaxError
        If the source is no Python.
    """

    def __init__(self, cell: Cell) -> None:
        flags = _AWAIT | (cell.flags & _FUTURE)
        # Without our own module's `from __future__ import annotations`.
        tree = compile(cell.source, cell.filename, "exec", ast.PyCF_ONLY_AST | flags, dont_inherit=True)
        assert isinstance(tree, ast.Module)
        self.tree = tree
        last = tree.body[-1] if tree.body else None
        is_expression = isinstance(last, ast.Expr)
        statements = tree.body[:-1] if is_expression else tree.body
        codes = []
        if statements:
            codes.append(compile(ast.Module(statements, []), cell.filename, "exec", flags, dont_inherit=True))
        if isinstance(last, ast.Expr):
            codes.append(compile(ast.Expression(last.value), cell.filename, "eval", flags, dont_inherit=True))
        self._codes = codes
        self._shown = is_expression and not _ends_in_semicolon(cell.source, last)

    @property
    def awaits(self) -> bool:
        """Whether it needs an event loop."""
        return any(code.co_flags & inspect.CO_COROUTINE for code in self._codes)

    def run(self, namespace: dict[str, Any], *, in_loop: bool) -> object:
        """The value of the last expression, or `NOTHING`.

        Parameters
        ----------
        in_loop : bool
            Whether code finds a running event loop, as in a kernel.
        """
        if not in_loop and not self.awaits:
            value: object = NOTHING
            for code in self._codes:
                value = eval(code, namespace)  # noqa: S307 - the user's own cell
            return value if self._shown else NOTHING
        loop = asyncio.new_event_loop()
        # The loop is left as it is: what the cell started goes on, as in the kernel, until the process ends.
        asyncio.set_event_loop(loop)
        return loop.run_until_complete(self._run_in_loop(namespace))

    async def _run_in_loop(self, namespace: dict[str, Any]) -> object:
        value: object = NOTHING
        for code in self._codes:
            if code.co_flags & inspect.CO_COROUTINE:
                value = await types.FunctionType(code, namespace)()
            else:
                value = eval(code, namespace)  # noqa: S307 - the user's own cell
        return value if self._shown else NOTHING


def _ends_in_semicolon(source: str, last: ast.stmt | None) -> bool:
    """Whether a semicolon after the last statement keeps IPython from showing its value."""
    if last is None or last.end_lineno is None:
        return False
    line = source.encode().split(b"\n")[last.end_lineno - 1]
    return line[last.end_col_offset :].lstrip().startswith(b";")
