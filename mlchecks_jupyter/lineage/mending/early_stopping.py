"""A training that is ended by the score of test rows: ended by that of a part of the training rows instead."""

from __future__ import annotations

import ast
from typing import Final

from mlchecks_jupyter.core.finding import Edit
from mlchecks_jupyter.lineage.dataflow.data import Learning
from mlchecks_jupyter.lineage.dataflow.rows import Part
from mlchecks_jupyter.lineage.lineage import Lineage
from mlchecks_jupyter.lineage.mending.program import Program, Statement
from mlchecks_jupyter.lineage.mending.writing import Unsafe, added_above, replaced, together
from mlchecks_jupyter.lineage.syntax import locate

#: How much of the training rows is watched.
_SHARE: Final = "0.2"
_IMPORT: Final = "from sklearn.model_selection import train_test_split"


def stop_early_on_training_rows(lineage: Lineage, program: Program, fit: Learning) -> Edit | None:
    """Watch a part of the training rows; None where the call does not name its rows plainly."""
    statement = program.holding(fit.call)
    if statement is None or not statement.alone() or not isinstance(statement.node, ast.Expr | ast.Assign):
        return None
    call = fit.call.node
    given = {each.arg: each for each in call.keywords}
    if None in given or any(isinstance(each, ast.Starred) for each in call.args):
        return None
    rows = [_name(each) for each in _given(call, given)]
    if len(rows) != 2 or not all(rows) or rows[0] == rows[1]:
        return None
    if "validation_data" in given:
        return _of_keras(statement, given)
    if "eval_set" in given:
        try:
            return _of_boosting(lineage, program, statement, fit, rows, given["eval_set"])
        except Unsafe:
            return None
    return None


def _given(call: ast.Call, given: dict[str | None, ast.keyword]) -> list[ast.expr]:
    """The rows and the target that a fit is given."""
    named = [given[name].value for name in ("X", "x", "y") if name in given]
    return [*call.args[:2], *named][:2]


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _pair(node: ast.expr) -> tuple[str, str] | None:
    """`(X_test, y_test)`."""
    if not isinstance(node, ast.Tuple | ast.List) or len(node.elts) != 2:
        return None
    one, two = (_name(each) for each in node.elts)
    return (one, two) if one and two and one != two else None


def _of_keras(statement: Statement, given: dict[str | None, ast.keyword]) -> Edit | None:
    keyword = given["validation_data"]
    if "validation_split" in given or _pair(keyword.value) is None:
        return None
    if {"validation_steps", "validation_batch_size", "steps_per_epoch"} & given.keys():
        return None
    return Edit(
        where=locate(statement.tree, keyword),
        text=f"validation_split={_SHARE}",
        title=f"Pass validation_split={_SHARE}: watch a part of the training rows",
    )


def _of_boosting(
    lineage: Lineage, program: Program, statement: Statement, fit: Learning, rows: list[str], watched: ast.keyword
) -> Edit:
    value = watched.value
    sets = value.elts if isinstance(value, ast.List) else [value]
    pairs = [_pair(each) for each in sets]
    others = [pair for pair in pairs if pair is not None and pair != (rows[0], rows[1])]
    if None in pairs or len(others) != 1 or set(others[0]) & set(rows):
        raise Unsafe
    fresh = _fresh(program)
    names = dict(zip((rows[0], others[0][0], rows[1], others[0][1]), fresh, strict=True))
    settings = _settings(lineage, fit, rows[1])
    if settings is None or (
        not program.is_imported("train_test_split", statement.number) and program.bindings("train_test_split")
    ):
        raise Unsafe
    line = f"{', '.join(fresh)} = train_test_split({rows[0]}, {rows[1]}, test_size={_SHARE}, {settings})"
    imports = [] if program.is_imported("train_test_split", statement.number) else [_IMPORT]
    node = ast.Expr(fit.call.node)
    edits = replaced(statement, node, lambda each: names.get(each.id) if isinstance(each, ast.Name) else None)
    edits.append(added_above(statement, [*imports, line]))
    return together("Split a part off the training rows to watch", edits)


def _fresh(program: Program) -> tuple[str, str, str, str]:
    """Names for the rows that are fitted and those that are watched."""
    for names in (("X_fit", "X_valid", "y_fit", "y_valid"), ("X_fitted", "X_watched", "y_fitted", "y_watched")):
        if all(map(program.is_unused, names)):
            return names
    raise Unsafe


def _settings(lineage: Lineage, fit: Learning, target: str) -> str | None:
    """How the split that made the training rows was made: by chance, by the target, in their order."""
    keys = {
        node.how.split for lot in fit.lots for node in lot.path() if isinstance(node.how, Part) and node.how.number == 0
    }
    made = [each for each in lineage.flow.splits if each.key in keys]
    if not made or any(not isinstance(each.call.node, ast.Call) for each in made):
        return None
    given = {each.arg: each.value for split in made for each in split.call.node.keywords}
    shuffle = given.get("shuffle")
    if isinstance(shuffle, ast.Constant) and shuffle.value is False:
        return "shuffle=False"
    stratify = given.get("stratify")
    by_target = f", stratify={target}" if stratify is not None and not isinstance(stratify, ast.Constant) else ""
    return f"random_state=0{by_target}"
