"""The statement that splits rows by `train_test_split`, and what each array is called in each part."""

from __future__ import annotations

import ast
from typing import NamedTuple

from mlchecks_jupyter.lineage.dataflow.data import Judgement, Learning, Split
from mlchecks_jupyter.lineage.dataflow.rows import Lot, Part
from mlchecks_jupyter.lineage.lineage import Lineage
from mlchecks_jupyter.lineage.mending.names import last
from mlchecks_jupyter.lineage.mending.program import Program, Statement


class Splitting(NamedTuple):
    """`X_train, X_test, y_train, y_test = train_test_split(X, y)`."""

    statement: Statement
    call: ast.Call
    names: tuple[str, ...]

    def parts(self, array: int) -> tuple[str, str]:
        """What an array's training rows and its other rows are called."""
        return self.names[2 * array], self.names[2 * array + 1]


def splitting(statement: Statement | None) -> Splitting | None:
    """A statement as one that splits, None where it has another shape."""
    node = statement.node if statement is not None else None
    if statement is None or not isinstance(node, ast.Assign) or len(node.targets) != 1:
        return None
    target, call = node.targets[0], node.value
    if not isinstance(target, ast.Tuple | ast.List) or not isinstance(call, ast.Call):
        return None
    names = tuple(each.id for each in target.elts if isinstance(each, ast.Name))
    whole = len(names) == len(target.elts) == len(set(names)) == 2 * len(call.args)
    if last(call) != "train_test_split" or not whole or not statement.alone():
        return None
    if any(isinstance(each, ast.Starred) for each in call.args) or any(each.arg is None for each in call.keywords):
        return None
    return Splitting(statement, call, names)


def between(lineage: Lineage, fit: Learning | None, judgement: Judgement | None) -> Split | None:
    """The split of which a model was fitted on one part and judged on the other."""
    if fit is None or judgement is None:
        return None
    here = _parts(fit.data.lots)
    there = _parts(judgement.data.lots)
    found = [each for each in lineage.flow.splits if _number(each, here) == 0 and _number(each, there) == 1]
    return found[0] if len(found) == 1 else None


def judging(lineage: Lineage, judgement: Judgement) -> Split | None:
    """The split of which a model was judged on the held-out part."""
    return _only(lineage, _parts(judgement.data.lots), 1)


def training(lineage: Lineage, fit: Learning) -> Split | None:
    """The split of which a model was fitted on the training part."""
    return _only(lineage, _parts(fit.lots), 0)


def _only(lineage: Lineage, parts: dict[tuple[object, Lot | None], int], number: int) -> Split | None:
    found = [each for each in lineage.flow.splits if _number(each, parts) == number]
    return found[0] if len(found) == 1 else None


def _parts(lots: frozenset[Lot]) -> dict[tuple[object, Lot | None], int]:
    """For each split of some rows, the part of it that these are; -1 where they are of both."""
    found: dict[tuple[object, Lot | None], int] = {}
    for node in (node for lot in lots for node in lot.path()):
        if isinstance(node.how, Part):
            number, key = node.how.number, (node.how.split, node.parent)
            found[key] = number if found.get(key, number) == number else -1
    return found


def _number(split: Split, parts: dict[tuple[object, Lot | None], int]) -> int | None:
    """The part of a split that rows are; splits of the same seed are told apart by the rows they split."""
    numbers = {parts[split.key, lot] for data in split.data for lot in data.lots if (split.key, lot) in parts}
    return numbers.pop() if len(numbers) == 1 else None


def statement_of(program: Program, split: Split | None) -> Splitting | None:
    """The statement that makes a split."""
    return splitting(program.holding(split.call)) if split is not None else None
