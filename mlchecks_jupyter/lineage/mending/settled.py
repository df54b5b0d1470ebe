"""Names that stand for modules, settings and estimators, and for no rows."""

from __future__ import annotations

import ast
from typing import Final

from mlchecks_jupyter.lineage.mending.names import last
from mlchecks_jupyter.lineage.mending.program import Program

_MAKERS: Final = frozenset(("make_pipeline", "make_column_transformer", "make_union"))
_TABLES: Final = frozenset(("DataFrame", "Series", "Dataset", "Bunch", "DMatrix", "Pool", "Tensor", "Index"))
_MODULES: Final = frozenset(("np", "numpy", "pd", "pandas", "preprocessing", "sklearn"))


def is_settled(program: Program, name: str, node: ast.AST, before: int) -> bool:
    """Whether a name in a statement is a module, a function, a setting or an estimator, and no rows."""
    bound = [each for each in program.bindings(name) if each.number < before]
    if not bound:  # imported where it cannot be seen
        calls = (each.func for each in ast.walk(node) if isinstance(each, ast.Call))
        return name in _MODULES or any(isinstance(func, ast.Name) and func.id == name for func in calls)
    if all(isinstance(each.node, ast.Import | ast.ImportFrom) for each in bound):
        return True
    value = program.value(name, before)
    return value is not None and _is_setting(value)


def _is_setting(value: ast.expr) -> bool:
    """Whether a value is an estimator, a literal or a list of columns, and no rows."""
    if isinstance(value, ast.Call):
        name = last(value)
        if name == "fit" and isinstance(value.func, ast.Attribute):
            return _is_setting(value.func.value)
        if name in _MAKERS or (name[:1].isupper() and name not in _TABLES):
            return True
    if isinstance(value, ast.Constant):
        return True
    if isinstance(value, ast.List | ast.Tuple | ast.Set | ast.Dict | ast.UnaryOp):
        return all(
            isinstance(each, ast.expr_context | ast.unaryop) or _is_item(each) for each in ast.iter_child_nodes(value)
        )
    inner = value
    while isinstance(inner, ast.Call | ast.Attribute | ast.Subscript):
        if isinstance(inner, ast.Attribute) and inner.attr == "columns":
            return True
        if isinstance(inner, ast.Call) and last(inner) == "list" and len(inner.args) == 1:
            inner = inner.args[0]
        else:
            inner = inner.func if isinstance(inner, ast.Call) else inner.value
    return False


def _is_item(node: ast.AST) -> bool:
    """Whether an item of a literal is one too."""
    return isinstance(node, ast.expr) and _is_setting(node)


def is_made(node: ast.expr, learned: set[str]) -> bool:
    """Whether an expression calls nothing, or classes only, and makes something of what was learned."""
    calls = [each for each in ast.walk(node) if isinstance(each, ast.Call)]
    read = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    return bool(read & learned) and all(last(each)[:1].isupper() and last(each) not in _TABLES for each in calls)
