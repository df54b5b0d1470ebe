"""The flow of data through a notebook: what each call, index and operator does to rows."""

from __future__ import annotations

import ast
import functools
from collections.abc import Callable, Iterable
from typing import Final

from mlchecks_jupyter.lineage import libraries
from mlchecks_jupyter.lineage.dataflow import columns, estimators, judging, selecting, splits, storing, tables, words
from mlchecks_jupyter.lineage.dataflow.data import Data, Judgement, Learning, LearningKind, Split
from mlchecks_jupyter.lineage.dataflow.facets import attribute, attribute_names, carrying, data_of
from mlchecks_jupyter.lineage.dataflow.rows import Lot, Some, select
from mlchecks_jupyter.lineage.interpreter.call import Call
from mlchecks_jupyter.lineage.interpreter.machine import UNCALLED, Flow
from mlchecks_jupyter.lineage.interpreter.values import (
    UNKNOWN,
    Class,
    Constant,
    Function,
    Made,
    Named,
    Object,
    Opaque,
    Sequence,
    Unknown,
    Value,
)

Handler = Callable[["Dataflow", Call, "Data | None"], "Value | Data | None"]


class Dataflow(Flow):
    """Gives every value its data, and keeps what was learned, judged and split.

    Attributes
    ----------
    learnings, judgements, splits : list
        In the order of evaluation.
    """

    def __init__(self) -> None:
        self.learnings: list[Learning] = []
        self.judgements: list[Judgement] = []
        self.splits: list[Split] = []
        self._branches: list[object] = []
        self._sources: dict[object, Lot] = {}
        #: The loops that are followed turn by turn.
        self.unfolded: set[ast.AST] = set()
        self._tables: set[Lot] = set()
        self._names: dict[str, Unknown] = {}

    # The interpreter's side -----------------------------------------------------------------

    def called(self, call: Call, result: Value, returned: list[Value]) -> Value:
        """The result of a call, with the data that it holds."""
        if _is_picture(call.path):
            return result
        owner = self.owner_data(call) if call.owner is not None else None
        handler = _HANDLERS.get(call.last)
        data = handler(self, call, owner) if handler is not None else None
        if data is None:
            data = self._passed_on(call, owner, returned)
        if data is None:
            return _without_data(result, call.owner)
        return carrying(result, data, call) if isinstance(data, Data) else data

    def built_in(self, name: str, call: Call, result: Value) -> Value:
        """The result of one of Python's own functions."""
        if name not in tables.BUILT_IN:
            return result
        return tables.built_in(self, name, call, result)

    def forwarded(self, owner: Object, call: Call, result: Value) -> Value:
        """What a network of the notebook makes of rows: predictions of it."""
        data = data_of(result)
        if data is None or not any(isinstance(base, Named) for base in owner.kind.bases):
            return result
        return carrying(result, estimators.predicted(data, owner), None)

    def taken(self, owner: Value, index: Value, node: ast.expr, result: Value) -> Value:
        """Rows or columns of a table."""
        data = selecting.taken(owner, index)
        return carrying(result, data, None) if data is not None else _without_data(result, None)

    def combined(self, node: ast.expr, operands: Iterable[Value], result: Value) -> Value:
        """What an operator makes of tables and columns, row by row."""
        operands = tuple(operands)
        data = selecting.combined(node, operands)
        if data is not None and data.columns is not None:
            data.columns = columns.combined(operands, data.columns)
        return carrying(result, data, None) if data is not None else _without_data(result, None)

    def element(self, iterable: Value, result: Value) -> Value:
        """One row, batch or column of a table."""
        data = data_of(iterable)
        if data is None:
            return _without_data(result, None)
        found = data.like()
        if data.grouped is not None:  # every turn another group
            found = data.like(select(data.lots, Some(("group", id(data.grouped)), turns=True)))
            found.grouped = None
        found.columns = None
        return carrying(result, found, None)

    def kept(self, value: Value, tests: list[Value]) -> Value:
        """What a comprehension gives where its tests hold: it knows what they know."""
        learned = frozenset(each for data in map(data_of, tests) if data is not None for each in data.learned)
        if not learned:
            return value
        data = data_of(value) or Data()
        return carrying(value if isinstance(value, Opaque) else UNKNOWN, data.knowing(*learned), None)

    def added(self, value: Value) -> Value:
        """Rows added to a list in a branch are some of the rows."""
        data = data_of(value)
        if not self._branches or data is None or not data.lots:
            return value
        return carrying(
            value if isinstance(value, Opaque) else UNKNOWN,
            data.like(select(data.lots, Some(("branch", id(self._branches[-1]))))),
            None,
        )

    def unpacked(self, value: Value, position: int, targets: list[ast.expr], result: Value) -> Value:
        """One of the parts of a value that is unpacked."""
        data = splits.unpacked(value, position, targets)
        if data is None:
            return _without_data(result, None)
        return carrying(result, data, None)

    def stored(self, owner: Value, index: Value | None, value: Value, target: ast.expr, order: int) -> None:
        """A column, some cells or an attribute of a table are set."""
        storing.stored(self, owner, value, target)
        columns.stored(owner, index, value, target, certain=not self.undecided)

    def deleted(self, owner: Value, index: Value) -> None:
        """A column of a table is deleted."""
        columns.deleted(owner, index)

    def unknown(self, name: str) -> Value:
        """A name that nothing has bound is a table of its own, if it is one."""
        known = self._names.get(name)
        if known is None:
            known = self._names[name] = Unknown()
        return known

    def unfolds(self, options: tuple[Value, ...], loop: ast.AST) -> bool:
        """Loops over tables, models and functions are followed turn by turn."""
        if any(_is_thing(option, 2) for option in options):
            self.unfolded.add(loop)
            return True
        return False

    def entered(self, branch: object) -> None:
        """A branch that may not be run: what is learned in it is not certain."""
        self._branches.append(branch)

    def left(self) -> None:
        """It is over."""
        self._branches.pop()

    @property
    def undecided(self) -> bool:
        """Whether what is read now may not be run."""
        return bool(self._branches)

    # What handlers use ----------------------------------------------------------------------

    def owner_data(self, call: Call) -> Data | None:
        """The data in what a method is called on."""
        owner = call.owner
        data = data_of(owner)
        if data is None or owner is None:
            return None
        for name in attribute_names(call.path, owner)[:-1]:
            if data is None:
                return None
            data = attribute(data, name)
        return data

    def arguments(self, call: Call) -> list[Data]:
        """The data in the arguments."""
        values = (*call.args, *(value for name, value in call.keywords.items() if name not in _LABELS))
        found = [data for data in map(data_of, values) if data is not None]
        if call.open:  # what a `**mapping` holds that cannot be seen
            found += [data for data in map(data_of, call.objects) if data is not None and data not in found]
        return found

    def learned(self, what: str, kind: LearningKind, call: Call, data: Data) -> Learning:
        """Keep that something was learned from rows."""
        learning = Learning(what, kind, call, data, certain=self.is_certain(call))
        self.learnings.append(learning)
        return learning

    def is_certain(self, call: Call) -> bool:
        """Whether a call is made for certain: in no branch that may not be run, in no function that nobody calls."""
        return not self.undecided and UNCALLED not in call.callers

    def source(self, call: Call) -> Data:
        """All rows of a source; a file that is read twice is one source."""
        given = call.args[0] if call.args else next(iter(call.keywords.values()), None)
        key: object = call
        if isinstance(given, Constant) and not given.holes and isinstance(given.value, str):
            key = (given.value, call.last)
        lot = self._sources.get(key)
        if lot is None:
            name = str(given.value) if isinstance(given, Constant) and given.value else call.last
            lot = self._sources[key] = Lot(name)
            if call.last not in words.SINGLE:
                self._tables.add(lot)
        found = Data(frozenset((lot,)))
        found.columns = columns.Columns(lot)
        return found

    def is_source(self, lot: Lot) -> bool:
        """Whether a lot is a table or a data set that was read, and no single picture or text."""
        return lot in self._tables

    @functools.cached_property
    def entrance(self) -> int:
        """How many calls deep all fits and judgements lie: 1 where everything is in `main()`. Once all is read."""
        calls = [*(each.call for each in self.judgements), *(each.call for each in self.learnings)]
        events = [call.callers for call in calls if UNCALLED not in call.callers]
        depth = 0
        while events and all(len(callers) > depth and callers[depth] == events[0][depth] for callers in events):
            depth += 1
        return depth

    # Calls of no special kind ----------------------------------------------------------------

    def _passed_on(self, call: Call, owner: Data | None, returned: list[Value]) -> Data | None:
        """What comes of the rows that go into a call of which nothing special is known."""
        given = self.arguments(call)
        back = [data for data in map(data_of, returned) if data is not None]
        if owner is None and not given and not back:
            return self._new(call)
        if owner is not None and owner.is_estimator and not given:
            return owner.like()
        data = tables.passed_on(self, call, owner, [*given, *back])
        if data is not None and data.is_estimator and call.last[:1].isupper():
            built = Data(learned=data.learned)  # a new object has been fitted on nothing
            return built if built.learned else None
        if data is not None and call.owner is None and _is_hidden(call.root):
            hidden = Learning("?" if call.root == "?" else call.last, "hidden", call, data, certain=False)
            return data.knowing(hidden)
        return data

    def _new(self, call: Call) -> Data | None:
        last = call.last
        if last in words.SOURCES or last.startswith(words.SOURCE_HEADS):
            if not (call.owner is not None and last.startswith("load_")):
                return self.source(call)
        return None


#: Arguments that name rows and columns and hold no values.
_LABELS: Final = frozenset("columns index names feature_names subset by on left_on right_on how labels hue".split())


def _without_data(result: Value, owner: Value | None) -> Value:
    """A result that holds no rows: a value of its own, so that rows may be put into it later."""
    if result is UNKNOWN:
        return Unknown()
    if (
        isinstance(result, Opaque)
        and result.data is not None
        and result is not owner
        and not isinstance(result, Object)
    ):
        return result.fresh()
    return result


@functools.lru_cache(maxsize=4096)
def _is_picture(path: str) -> bool:
    """Whether a call only draws or shows something."""
    return path.split(".", 1)[0].removesuffix("()") in words.PICTURES


@functools.lru_cache(maxsize=1024)
def _is_hidden(root: str) -> bool:
    return root == "?" or (not libraries.is_known(root) and root not in _OPEN)


#: Libraries beside those of `libraries` whose functions work row by row unless said otherwise.
_OPEN: Final = frozenset(
    """builtins pandas numpy scipy cv2 PIL skimage math re string datetime time json os nltk spacy dask polars cudf
    itertools functools collections copy torchtext torchaudio""".split()
)


def _is_thing(value: Value, depth: int) -> bool:
    """Whether a value is a table, a model or a function, or a tuple with one."""
    if isinstance(value, Sequence):
        return depth > 0 and len(value.items) <= 8 and any(_is_thing(item, depth - 1) for item in value.items)
    if isinstance(value, Opaque):
        return value.data is not None or isinstance(value, Made | Object)
    return isinstance(value, Function | Class) or (isinstance(value, Named) and value.path[:1] not in "?b")


_HANDLERS: Final[dict[str, Handler]] = {
    **splits.HANDLERS,
    **tables.HANDLERS,
    **judging.HANDLERS,
    **estimators.HANDLERS,
}
