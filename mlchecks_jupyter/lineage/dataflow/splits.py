"""Splits: rows parted into those to train and those to judge on."""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Final

from mlchecks_jupyter.lineage.dataflow import words
from mlchecks_jupyter.lineage.dataflow.data import Copying, Data, Split
from mlchecks_jupyter.lineage.dataflow.facets import data_of, ensure
from mlchecks_jupyter.lineage.dataflow.rows import Part, Some, select
from mlchecks_jupyter.lineage.dataflow.selecting import at_places
from mlchecks_jupyter.lineage.interpreter.call import Call
from mlchecks_jupyter.lineage.interpreter.values import (
    MOST_OPTIONS,
    NONE,
    Constant,
    Made,
    Mapping,
    Opaque,
    Sequence,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from mlchecks_jupyter.lineage.dataflow.flow import Dataflow

#: What tells one split from another on the same rows.
_SETTINGS: Final = ("test_size", "train_size", "random_state", "shuffle", "stratify")


def _train_test_split(flow: Dataflow, call: Call, owner: Data | None) -> Value | None:
    """Two parts of each array, rows of which stay together."""
    if call.owner is not None and isinstance(call.owner, Made) and owner is not None:
        return _dataset_split(flow, call, owner)
    arrays = [data_of(value) or ensure(value) or _rooted() for value in call.args]
    if not arrays or call.starred:
        return None
    key = _key(call)
    random = not _is(call.keywords.get("shuffle"), False)
    stratified = call.keywords.get("stratify") not in (None, NONE)
    flow.splits.append(Split(call, key, tuple(arrays), stratified))
    parts: list[Value] = []
    for data in arrays:
        parts += [_part(call, data, Part(key, number, random)) for number in (0, 1)]
    return Sequence(tuple(parts))


def _rooted() -> Data:
    """Rows of a list of which nothing is known."""
    data = ensure(Unknown())
    assert data is not None
    return data


def _key(call: Call) -> Hashable:
    """What makes two splits the same: a seed and sizes, or no shuffling; else a split is like no other."""
    settings = tuple(_setting(call.keywords.get(name)) for name in _SETTINGS)
    seed = call.keywords.get("random_state")
    seeded = isinstance(seed, Constant) and not seed.holes and seed.value is not None
    if (seeded or _is(call.keywords.get("shuffle"), False)) and not call.open:
        return settings
    return ("split", id(call.node), call.order)


def _setting(value: Value | None) -> Hashable:
    if isinstance(value, Constant) and isinstance(value.value, Hashable):
        return ("is", value.value)
    return None if value is None else "given"


def _is(value: Value | None, constant: object) -> bool:
    return isinstance(value, Constant) and value.value is constant


def _part(call: Call, data: Data, how: Part) -> Value:
    value = Made(f"{call.root}.?" if call.root != "?" else "?.?", call)
    value.data = data.like(select(data.lots, how))
    for lot in value.data.lots:
        lot.loops = call.loops
    return value


def _dataset_split(flow: Dataflow, call: Call, owner: Data) -> Value:
    """`dataset.train_test_split()` of Hugging Face: a dict of two parts."""
    key = _key(call)
    flow.splits.append(Split(call, key, (owner,), stratified=False))
    return Mapping({name: _part(call, owner, Part(key, number)) for number, name in enumerate(("train", "test"))})


def _splitter(flow: Dataflow, call: Call, owner: Data | None) -> Value | None:
    """`splitter.split(X, y)`: pairs of positions; a text's own `split` is none."""
    if call.last == "split" and not call.args:
        return None
    if call.root == "numpy":
        return _stretches(flow, call, owner)
    path = call.owner.path if isinstance(call.owner, Made) else ""
    kind = path.removesuffix("()").rpartition(".")[2]
    if not any(word in kind for word in words.SPLITTERS):
        if kind or owner is not None or data_of(call.args[0]) is None:
            return _stretches(flow, call, owner)
    data = data_of(call.args[0]) or ensure(call.args[0])
    if data is None:
        return None
    key = ("folds", id(call.node), call.order)
    flow.splits.append(Split(call, key, (data,), stratified="Stratified" in kind))
    random = "TimeSeries" not in kind
    return Sequence(
        (Sequence(tuple(_part(call, data, Part(key, number, random)) for number in (0, 1))),), complete=False
    )


def _stretches(flow: Dataflow, call: Call, owner: Data | None) -> Value | None:
    """`np.split(table, [places])`: parts that share no rows."""
    if call.root != "numpy" or not call.args:
        return None
    data = data_of(call.args[0])
    places = call.argument("indices_or_sections", 1)
    if data is None:
        return None
    if isinstance(places, Constant) and isinstance(places.value, int) and 1 < places.value <= MOST_OPTIONS:
        places = Sequence((places,) * (places.value - 1))
    if not isinstance(places, Sequence):
        return None
    # Two parts are a split; more of one size are folds, as they are made to be judged in turn.
    folds = call.last == "array_split" and len(places.items) > 1
    key = ("folds" if folds else "stretches", id(call.node), call.order)
    flow.splits.append(Split(call, key, (data,), stratified=False))
    return Sequence(tuple(_part(call, data, Part(key, number, False)) for number in range(len(places.items) + 1)))


def _random_split(flow: Dataflow, call: Call, owner: Data | None) -> Value | None:
    """PyTorch's and Spark's: one part for each length or weight."""
    data = owner if owner is not None else (ensure(call.args[0]) if call.args else None)
    if data is None:
        return None
    sizes = call.argument("weights" if owner is not None else "lengths", 0 if owner is not None else 1)
    count = len(sizes.items) if isinstance(sizes, Sequence) and sizes.complete else 4
    key = ("drawn", id(call.node), call.order)
    flow.splits.append(Split(call, key, (data,), stratified=False))
    return Sequence(tuple(_part(call, data, Part(key, number)) for number in range(count)))


def _shuffled(flow: Dataflow, call: Call, owner: Data | None) -> Value | None:
    """`shuffle(X, y)` and `resample(X, y)`: each array again, with replacement copied."""
    if call.root not in ("sklearn", "?") or not call.args:
        return None
    arrays = [data_of(value) or ensure(value) for value in call.args]
    if any(data is None for data in arrays):
        return None
    results: list[Value] = []
    for data in arrays:
        assert data is not None
        found = data.like()
        if call.last == "resample" and not _is(call.keywords.get("replace"), False):
            copying = Copying("resample", call, data.lots, not flow.undecided)
            found.copies = data.copies | {copying}
        value = Made("sklearn.?", call)
        value.data = found
        results.append(value)
    return results[0] if len(results) == 1 else Sequence(tuple(results))


def _subset(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    """PyTorch's `Subset(dataset, places)` and `DataLoader(dataset, sampler=SubsetRandomSampler(places))`."""
    data = data_of(call.args[0]) if call.args else data_of(call.keywords.get("dataset"))
    places = call.argument("indices", 1) if call.last == "Subset" else call.keywords.get("sampler")
    return at_places(data, data_of(places)) if data is not None else None


def unpacked(value: Value, position: int, targets: list[ast.expr]) -> Data | None:
    """The data in one of the parts of something that is unpacked."""
    data = data_of(value)
    if data is None:
        data = _loaded(value, targets)
    if data is None:
        return None
    if data.count:
        return data if position == 0 else None
    names = [_role(target) for target in targets]
    if names[position] is not None and len(set(names)) > 1:
        # A helper that cannot be seen gives parts that are called train and test.
        return data.like(select(data.lots, Part(("named", id(targets[0])), names[position] or 0, random=False)))
    given = _aligned(value, position, len(targets))
    if given is not None:
        return given.knowing(*data.learned)
    if len(targets) == 2 and all(isinstance(target, ast.Tuple | ast.List) for target in targets):
        return data.like(select(data.lots, Part(("pairs", id(targets[0])), position, random=False)))
    if len(targets) > 2 and isinstance(value, Opaque) and not data.grouped and not data.fits:
        # What a function that cannot be seen gives may be other rows each time.
        return data.like(select(data.lots, Some(("unpacked", id(targets[0]), position))))
    return data.like()


def _loaded(value: Value, targets: list[ast.expr]) -> Data | None:
    """Something of which nothing is known, unpacked to names that say train and test."""
    if isinstance(value, Opaque) and any(_role(target) is not None for target in targets):
        return ensure(value)
    return None


def _aligned(value: Value, position: int, count: int) -> Data | None:
    """The table that a call gives back, which gives back its tables one by one: `X, y = f(X, y)`."""
    call = value.call if isinstance(value, Made) else None
    if call is None or len(call.args) != count:
        return None
    given = [data_of(each) for each in call.args]
    return given[position] if all(each is not None for each in given) else None


def _role(target: ast.expr) -> int | None:
    """The part of the data that a target's name tells of: train, test or validation."""
    if isinstance(target, ast.Tuple | ast.List):
        roles = {_role(inner) for inner in target.elts}
        return roles.pop() if len(roles) == 1 else None
    if not isinstance(target, ast.Name):
        return None
    for word in target.id.lower().split("_"):
        if word in words.ROLES:
            return words.ROLES[word]
    name = target.id.lower()
    return next((words.ROLES[word] for word in ("train", "test", "valid") if word in name), None)


HANDLERS: Final[dict[str, Callable[[Dataflow, Call, Data | None], Value | Data | None]]] = {
    "train_test_split": _train_test_split,
    "split": _splitter,
    "array_split": _stretches,
    "random_split": _random_split,
    "randomSplit": _random_split,
    "shuffle": _shuffled,
    "resample": _shuffled,
    "Subset": _subset,
    "DataLoader": _subset,
}
