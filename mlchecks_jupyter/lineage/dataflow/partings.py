"""How rows were put into parts: at random or in their order, by groups, with the shares of classes kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mlchecks_jupyter.lineage.dataflow.data import Data
from mlchecks_jupyter.lineage.dataflow.flow import Dataflow
from mlchecks_jupyter.lineage.interpreter.call import Call
from mlchecks_jupyter.lineage.interpreter.values import NONE, Constant, Made, Value


class Parting(NamedTuple):
    """One place where rows are put into parts to train and to judge on.

    Attributes
    ----------
    call : Call
        `train_test_split(...)`, `splitter.split(...)`, or the cross-validation that is handed a splitter.
    data : tuple of Data
        The arrays that are parted; row by row they belong together.
    method : str
        "train_test_split", or the splitter's class.
    shuffled, by_groups, stratified : bool
        Whether rows are put into parts at random, group by group, with the shares of classes kept.
    """

    call: Call
    data: tuple[Data, ...]
    method: str
    shuffled: bool
    by_groups: bool
    stratified: bool


def partings(flow: Dataflow) -> Iterator[Parting]:
    """Every place of which it is known how rows are parted."""
    for split in flow.splits:
        call = split.call
        if call.last == "train_test_split" and not call.open and not call.starred and call.root in ("sklearn", "?"):
            shuffled = not _is(call.keywords.get("shuffle"), False)
            yield Parting(call, split.data, call.last, shuffled, by_groups=False, stratified=split.stratified)
        elif call.last == "split" and isinstance(call.owner, Made):
            found = _by_splitter(call, call.owner, split.data, grouped=call.argument("groups", 2))
            if found is not None:
                yield found
    for judgement in flow.judgements:
        splitter = judgement.call.keywords.get("cv")
        if judgement.how == "cross-validation" and isinstance(splitter, Made):
            given = (judgement.data,) if judgement.target is None else (judgement.data, judgement.target)
            found = _by_splitter(judgement.call, splitter, given, grouped=judgement.call.keywords.get("groups"))
            if found is not None:
                yield found


def _by_splitter(call: Call, splitter: Made, data: tuple[Data, ...], grouped: Value | None) -> Parting | None:
    name = splitter.path.removesuffix("()").rpartition(".")[2]
    made_by = splitter.call
    if made_by is None or not name.endswith(("Fold", "Split", "Out")) or name == "PredefinedSplit" or made_by.open:
        return None
    by_groups = "Group" in name
    shuffled = "Shuffle" in name or "Repeated" in name or _is(made_by.argument("shuffle", 1), True)
    if by_groups and grouped in (None, NONE):
        return None  # fails
    return Parting(call, data, name, shuffled, by_groups, "Stratified" in name)


def _is(value: Value | None, constant: object) -> bool:
    return isinstance(value, Constant) and value.value is constant
