"""A model that was fitted before the split is fitted below it, on the training rows."""

from __future__ import annotations

import ast

from mlchecks_jupyter.core.finding import Edit
from mlchecks_jupyter.lineage.interpreter.call import Call
from mlchecks_jupyter.lineage.mending.program import Program
from mlchecks_jupyter.lineage.mending.shapes import learned_name
from mlchecks_jupyter.lineage.mending.splitting import Splitting
from mlchecks_jupyter.lineage.mending.writing import Unsafe, added_below, removed, together, written


def fit_below(program: Program, fit: Call, split: Splitting) -> Edit | None:
    """Move `model.fit(X, y)` below the split of X and y; None where the model is used before it."""
    statement = program.holding(fit)
    if statement is None or statement.number >= split.statement.number or not statement.alone():
        return None
    model = learned_name(statement.node)
    arrays = [each.id if isinstance(each, ast.Name) else "" for each in split.call.args]
    given = [each.id if isinstance(each, ast.Name) else "" for each in fit.node.args]
    if not model or len(given) != 2 or not set(given) <= set(arrays) or given[0] == given[1]:
        return None
    names = {name: split.parts(arrays.index(name))[0] for name in given}
    between = program.statements[statement.number + 1 : split.statement.number]
    for each in between:
        used = program.uses(each)
        if used.opaque or model in used.all or (used.binds | used.changes) & program.uses(statement).reads:
            return None
    rest = [node for part in fit.node.keywords for node in ast.walk(part)]
    if program.captured(frozenset((model,))) or any(isinstance(node, ast.Name) and node.id in names for node in rest):
        return None
    try:
        line = written(
            statement.tree, statement.node, lambda node: names.get(node.id) if isinstance(node, ast.Name) else None
        )
        edits = [removed(statement), added_below(split.statement, [line])]
        return together(f"Fit {model} below the split, on the training rows alone", edits)
    except Unsafe:
        return None
