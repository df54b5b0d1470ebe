"""Names for the same thing made of the training rows and of the held-out rows: `X_train_scaled` and `X_test_scaled`."""

from __future__ import annotations

import ast
from typing import NamedTuple

from mlchecks_jupyter.lineage.dataflow import words
from mlchecks_jupyter.lineage.mending.moves import statistics
from mlchecks_jupyter.lineage.mending.names import last
from mlchecks_jupyter.lineage.mending.program import Program, Statement
from mlchecks_jupyter.lineage.mending.splitting import Splitting


class _Half(NamedTuple):
    """A statement about one part of the rows, whose counterpart has not been met."""

    bound: str
    changed: frozenset[str]
    #: What it says, and what it would say of the held-out rows; the latter empty where it says nothing of the others.
    text: str
    other: str


def twins(program: Program, split: Splitting, end: Statement) -> dict[str, str]:
    """For names of training rows, those of the held-out rows that were treated alike, as they are at a statement."""
    pairs = dict(split.parts(number) for number in range(len(split.call.args)))
    waiting: list[_Half] = []
    for statement in program.statements[split.statement.number + 1 : end.number]:
        text = statement.text
        if not any(name in text for pair in pairs.items() for name in pair):
            continue
        used = program.uses(statement)
        if used.opaque:
            return {}
        rows = pairs.keys() | set(pairs.values())
        bound = _bound(statement.node)
        if not (used.binds | used.changes) & rows and not (bound and used.reads & rows):
            continue
        half = _half(statement.node, bound, used.binds | used.changes, pairs)
        partner = next((each for each in waiting if half.text == each.other or half.other == each.text), None)
        if partner is None:
            waiting.append(half)
            continue
        waiting.remove(partner)
        train, test = (partner, half) if half.text == partner.other else (half, partner)
        if train.bound and test.bound:
            pairs = {name: other for name, other in pairs.items() if train.bound != name and test.bound != other}
            pairs[train.bound] = test.bound
    # What only one of the two went through is no longer the same.
    lost = {name for half in waiting for name in half.changed}
    return {name: other for name, other in pairs.items() if not lost & {name, other}}


def _half(node: ast.stmt, bound: str, changed: frozenset[str], pairs: dict[str, str]) -> _Half:
    said = node.value if bound and isinstance(node, ast.Assign) else node
    text, other = _say(said, {}, fitted=True), _say(said, pairs, fitted=False)
    names_training = any(isinstance(each, ast.Name) and each.id in pairs for each in ast.walk(said))
    return _Half(bound, changed, text, other if names_training else "")


def _bound(node: ast.stmt) -> str:
    target = node.targets[0] if isinstance(node, ast.Assign) and len(node.targets) == 1 else None
    return target.id if isinstance(target, ast.Name) else ""


def _say(node: object, names: dict[str, str], *, fitted: bool) -> str:
    """What a piece of syntax says with other names; what is learned stays as it is, where it is not `fitted` again."""
    if isinstance(node, ast.Name):
        return names.get(node.id, node.id)
    if isinstance(node, list):
        return "[" + " ".join(_say(each, names, fitted=fitted) for each in node) + "]"
    if not isinstance(node, ast.AST):
        return repr(node)
    if isinstance(node, ast.Call) and not fitted:
        if next(statistics(node), None) is node:
            return _say(node, {}, fitted=True)
        if last(node) in words.FIT_TRANSFORMS and isinstance(node.func, ast.Attribute) and node.args:
            transform = ast.Call(ast.Attribute(node.func.value, "transform", node.func.ctx), node.args[:1], [])
            return _say(transform, names, fitted=False)
    inner = (_say(getattr(node, field, None), names, fitted=fitted) for field in node._fields if field != "ctx")
    return f"{type(node).__name__}({' '.join(inner)})"
