"""A score of training rows becomes one of the rows that the split held out."""

from __future__ import annotations

import ast

from mlchecks_jupyter.core.finding import Edit
from mlchecks_jupyter.lineage.dataflow import words
from mlchecks_jupyter.lineage.dataflow.data import Judgement
from mlchecks_jupyter.lineage.mending.names import last, loads, root
from mlchecks_jupyter.lineage.mending.program import Program, Statement
from mlchecks_jupyter.lineage.mending.splitting import Splitting
from mlchecks_jupyter.lineage.mending.twins import twins
from mlchecks_jupyter.lineage.mending.writing import Unsafe, replaced, together


def judge_held_out(program: Program, judgement: Judgement, split: Splitting) -> Edit | None:
    """Judge on the held-out part; None where its names are not known for certain."""
    statement = program.holding(judgement.call)
    if statement is None or not _is_simple(statement) or statement.number <= split.statement.number:
        return None
    call = judgement.call.node
    predictions = _predictions(program, call, statement)
    first = min((each.number for each in predictions.values()), default=statement.number)
    if first <= split.statement.number:
        return None
    pairs = twins(program, split, program.statements[first])
    try:
        edits = _edits(program, statement, call, predictions, pairs)
    except Unsafe:
        return None
    names = sorted({pairs[each.id] for each in loads(call) if each.id in pairs})
    if not edits:
        return None
    return together(f"Judge on the held-out rows: {', '.join(names) or 'those of the split'}", edits)


def _is_simple(statement: Statement) -> bool:
    return statement.alone() and isinstance(statement.node, ast.Expr | ast.Assign)


def _predictions(program: Program, call: ast.Call, statement: Statement) -> dict[str, Statement]:
    """The names of predictions that a metric is given, with the statements that made them."""
    found: dict[str, Statement] = {}
    for name in {each.id for each in loads(call)}:
        above = [each for each in program.bindings(name) if each.number < statement.number]
        node = above[-1].node if above else None
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and last(node.value) in words.PREDICTS:
            found[name] = above[-1]
    return found


def _edits(
    program: Program,
    statement: Statement,
    call: ast.Call,
    predictions: dict[str, Statement],
    pairs: dict[str, str],
) -> list[Edit]:
    edits = _held_out(statement, call, pairs, allowed=frozenset(predictions))
    for name, made in predictions.items():
        if not _is_simple(made) or not isinstance(made.node, ast.Assign):
            raise Unsafe
        edits += _held_out(made, made.node.value, pairs)
        for user in program.naming((name,), made.number + 1):
            used = program.uses(user)
            if name in used.reads and user is not statement:
                edits += _of_user(user, name, pairs, predictions)
            if name in used.changes:
                raise Unsafe
            if name in used.binds:
                break
    between = program.statements[
        min([statement.number, *(each.number for each in predictions.values())]) : statement.number
    ]
    rows = pairs.keys() | set(pairs.values())
    if any((program.uses(each).binds | program.uses(each).changes) & rows for each in between):
        raise Unsafe
    return edits


def _of_user(user: Statement, name: str, pairs: dict[str, str], predictions: dict[str, Statement]) -> list[Edit]:
    """Edits of another statement that uses the predictions."""
    calls = [
        each
        for each in ast.walk(user.node)
        if isinstance(each, ast.Call) and any(isinstance(part, ast.Name) and part.id == name for part in each.args)
    ]
    known = words.METRICS | {"print", "display", "len"}
    if not _is_simple(user) or not calls or any(last(each) not in known for each in calls):
        raise Unsafe
    return [
        edit
        for each in calls
        if last(each) in words.METRICS
        for edit in _held_out(user, each, pairs, allowed=frozenset(predictions))
    ]


def _held_out(
    statement: Statement, node: ast.expr, pairs: dict[str, str], allowed: frozenset[str] = frozenset()
) -> list[Edit]:
    """Edits that put the names of the held-out rows into an expression; raise where it names other rows, too."""
    if any(isinstance(each, ast.Constant) and "train" in str(each.value).lower() for each in ast.walk(statement.node)):
        raise Unsafe  # it says that the score is one of training rows
    called = {root(each.func) for each in ast.walk(node) if isinstance(each, ast.Call)}
    names = {each.id for each in loads(node)}
    if not names & pairs.keys() or not names <= pairs.keys() | allowed | called:
        raise Unsafe
    return replaced(statement, ast.Expr(node), lambda each: pairs.get(each.id) if isinstance(each, ast.Name) else None)
