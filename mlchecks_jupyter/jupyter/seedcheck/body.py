"""A cell's body as Python: transformed by IPython, and run as IPython would where a magic runs it."""

from __future__ import annotations

import ast
import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import CodeType

    from IPython.core.interactiveshell import InteractiveShell


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Python source with IPython's syntax rewritten; `filename` is the name tracebacks show."""

    source: str
    filename: str


def body_of(shell: InteractiveShell, source: str) -> Body:
    """The body of a cell; what does not transform is kept as it is, to fail where it is compiled."""
    try:
        # Not `shell.transform_cell`: of a cell of one line it makes a call of `exit`, as this one is none.
        transformed = shell.input_transformer_manager.transform_cell(source)
    except SyntaxError:
        transformed = source
    return Body(source=transformed, filename=shell.compile.cache(transformed, shell.execution_count, raw_code=source))


def execute(shell: InteractiveShell, body: Body) -> Any:
    """Run a body in the shell's namespace; its errors are the caller's, its last expression is shown.

    Returns
    -------
    object
        The value of the last expression; None where there is none.
    """
    __tracebackhide__ = True  # IPython leaves our frame out of the traceback
    tree = shell.transform_ast(shell.compile.ast_parse(body.source, filename=body.filename))
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    namespace: dict[str, Any] = shell.user_ns
    for code in _codes(shell, tree, last, body.filename):
        value = eval(code, namespace)  # noqa: S307 - the user's own cell, as the user typed it
        if inspect.iscoroutine(value):
            value.close()
            raise SyntaxError("`await` at the top of a cell needs `%%seedcheck` on the cell's first line")
    if last is None:
        return None
    shell.displayhook(value)
    return value


def _codes(shell: InteractiveShell, tree: ast.Module, last: ast.Expr | None, filename: str) -> list[CodeType]:
    compile_: Any = shell.compile  # it takes trees as well, whatever its signature says
    codes = [compile_(tree, filename, "exec")]
    if last is not None:
        codes.append(compile_(ast.Expression(last.value), filename, "eval"))
    return codes
