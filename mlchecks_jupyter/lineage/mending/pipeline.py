"""What was learned before a cross-validation is learned within each of its folds: a pipeline of it and the model."""

from __future__ import annotations

import ast

from mlchecks_jupyter.core.finding import Edit
from mlchecks_jupyter.lineage.dataflow import words
from mlchecks_jupyter.lineage.dataflow.data import Judgement, Learning
from mlchecks_jupyter.lineage.lineage import Lineage
from mlchecks_jupyter.lineage.mending.harmless import is_shown, only_schema
from mlchecks_jupyter.lineage.mending.moves import Move, fits, statistics
from mlchecks_jupyter.lineage.mending.names import last
from mlchecks_jupyter.lineage.mending.program import Program, Statement
from mlchecks_jupyter.lineage.mending.splitting import Splitting
from mlchecks_jupyter.lineage.mending.values import Value
from mlchecks_jupyter.lineage.mending.walk import Walk
from mlchecks_jupyter.lineage.mending.writing import Unsafe, added_above, removed, together, written
from mlchecks_jupyter.lineage.syntax import locate

_MAKER = "make_pipeline"
_IMPORT = f"from sklearn.pipeline import {_MAKER}"


def in_pipeline(lineage: Lineage, program: Program, learning: Learning) -> Edit | None:
    """Put what learned into a pipeline with each model that is cross-validated on its output."""
    first = program.holding(learning.call)
    if first is None or any(learning in data.learned for split in lineage.flow.splits for data in split.data):
        return None
    judgements = _judgements(lineage, learning)
    if judgements is None:
        return None
    try:
        return _edit(program, first, judgements)
    except Unsafe:
        return None


def _judgements(lineage: Lineage, learning: Learning) -> list[Judgement] | None:
    """The cross-validations that what was learned reaches; None where it reaches another judgement, too."""
    found: dict[ast.Call, Judgement] = {}
    for each in lineage.flow.judgements:
        if any(learning in fit.data.learned for fit in each.fits) or learning in each.data.learned:
            if each.how != "cross-validation" or each.call.last == "validation_curve":
                return None
            found[each.call.node] = each
    return list(found.values())


def _edit(program: Program, first: Statement, judgements: list[Judgement]) -> Edit:
    edits: list[Edit] = []
    places: list[Statement] = []
    walk: Walk | None = None
    for judgement in judgements:
        place = program.holding(judgement.call, looped=True)
        if place is None or place.number <= first.number or not isinstance(place.node, ast.Expr | ast.Assign | ast.For):
            raise Unsafe
        places.append(place)
    beside = frozenset(place.number for place in places)
    for place, judgement in zip(places, judgements, strict=True):
        walk, more = _mended(program, first, place, judgement.call.node, beside)
        edits += more
    if walk is None:
        raise Unsafe
    start = min(places, key=lambda each: each.number)
    lines = _imports(program, walk, start)
    if lines:
        if not start.alone():
            raise Unsafe
        edits.append(added_above(start, lines))
    gone = [name for name, value in walk.values.items() if value.stays]
    if gone:
        _check_later(program, walk, gone, places)
        edits += [removed(move.statement) for move in walk.moves]
    return together(f"Learn within each fold: {_MAKER}({', '.join(_names(walk))}, ...)", edits)


def _mended(
    program: Program, first: Statement, place: Statement, call: ast.Call, beside: frozenset[int]
) -> tuple[Walk, list[Edit]]:
    """One cross-validation with a pipeline as its model, on the rows as they were before."""
    if len(call.args) < 2 or any(isinstance(each, ast.Starred) for each in call.args) or not place.alone():
        raise Unsafe
    model, rows = call.args[0], call.args[1]
    walk = Walk(program, first, Splitting(place, ast.Call(ast.Name("split", ast.Load()), [rows], []), ()), beside)
    walk.follow()
    value = walk.values.get(rows.id) if isinstance(rows, ast.Name) else None
    names = walk.values.keys() | {walk.base}
    rest = [each for part in (*call.args[2:], *call.keywords, model) for each in ast.walk(part)]
    if (
        value is None
        or walk.in_place
        or walk.restated
        or any(isinstance(each, ast.Name) and each.id in names for each in rest)
    ):
        raise Unsafe
    if (program.uses(place).binds | program.uses(place).changes) & (walk.frozen | names):
        raise Unsafe
    _check_targets(walk, call)
    steps = [step for move in walk.moves if (step := _step(walk, move, value))]
    if not steps:
        raise Unsafe
    text = f"{_MAKER}({', '.join([*steps, written(place.tree, model)])})"
    edits = [Edit(where=locate(place.tree, model), text=text, title="")]
    if value.raw != getattr(rows, "id", ""):
        edits.append(Edit(where=locate(place.tree, rows), text=value.raw, title=""))
    return walk, edits


def _check_targets(walk: Walk, call: ast.Call) -> None:
    """Raise where an estimator was given another target than the model is."""
    given = (
        call.args[2] if len(call.args) > 2 else next((each.value for each in call.keywords if each.arg == "y"), None)
    )
    for target in walk.targets:
        if given is None or ast.dump(target) != ast.dump(given):
            raise Unsafe


def _step(walk: Walk, move: Move, value: Value) -> str:
    """The estimator that does in a pipeline what a statement does; empty for one that only goes with another."""
    node, tree = move.node, move.statement.tree
    if move.kind == "train":
        raise Unsafe
    for call in fits(node):
        if not isinstance(call.func, ast.Attribute) or last(call) not in ("fit", *words.FIT_TRANSFORMS):
            raise Unsafe
        return written(tree, call.func.value)
    if any(statistics(node)):
        return _imputer(walk, node)
    if move.wrapped is not None:
        return ""
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and last(node.value) == "transform":
        return ""
    raise Unsafe


def _imputer(walk: Walk, node: ast.stmt) -> str:
    """The estimator for a table filled with its own means or medians, or standardised by hand."""
    if not isinstance(node, ast.Assign):
        raise Unsafe
    rows = walk.source if walk.source is not None else ast.Name(walk.base, ast.Load())
    text = ast.unparse(node.value)
    table = ast.unparse(rows)
    known = {
        f"{table}.fillna({table}.mean())": "SimpleImputer()",
        f"{table}.fillna({table}.median())": 'SimpleImputer(strategy="median")',
        f"({table} - {table}.mean()) / {table}.std()": "StandardScaler()",
        f"({table} - {table}.min()) / ({table}.max() - {table}.min())": "MinMaxScaler()",
    }
    if text not in known or len(walk.moves) > 1:
        raise Unsafe
    return known[text]


_HOMES = {
    "SimpleImputer": "sklearn.impute",
    "StandardScaler": "sklearn.preprocessing",
    "MinMaxScaler": "sklearn.preprocessing",
}


def _imports(program: Program, walk: Walk, start: Statement) -> list[str]:
    """The imports that the pipeline needs and the notebook lacks."""
    lines = []
    for move in walk.moves:
        if any(statistics(move.node)):
            kind = _imputer(walk, move.node).partition("(")[0]
            if not program.is_imported(kind, start.number):
                if program.bindings(kind):
                    raise Unsafe
                lines.append(f"from {_HOMES[kind]} import {kind}")
    if not program.is_imported(_MAKER, start.number):
        if any(not isinstance(each.node, ast.ImportFrom) for each in program.bindings(_MAKER)):
            raise Unsafe
        lines.append(_IMPORT)
    return lines


def _check_later(program: Program, walk: Walk, gone: list[str], places: list[Statement]) -> None:
    """Raise where anything but the cross-validations reads what is no longer made."""
    live = set(gone) | walk.fitted
    numbers = {each.number for each in places} | {move.statement.number for move in walk.moves}
    for statement in program.naming(tuple(live), walk.first.number + 1):
        used = program.uses(statement)
        if statement.number not in numbers and live & (used.reads | used.changes):
            for name in live & used.all:
                if not is_shown(statement.node) and not only_schema(statement.node, name):
                    raise Unsafe
        elif statement.number in numbers and isinstance(statement.node, ast.For) and len(places) > 1:
            raise Unsafe
        live -= used.binds


def _names(walk: Walk) -> list[str]:
    found = [
        last(call) if not isinstance(call.func, ast.Attribute) else ast.unparse(call.func.value)
        for move in walk.moves
        for call in fits(move.node)
    ]
    return found or [_imputer(walk, walk.moves[0].node)]
