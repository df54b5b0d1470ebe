"""What is known of the data in a value: its rows, and what it has learned from which rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, Literal

from mlchecks_jupyter.lineage.dataflow.rows import NO_LOTS, Among, Condition, Lot

if TYPE_CHECKING:
    from mlchecks_jupyter.lineage.dataflow.columns import Column, Columns
    from mlchecks_jupyter.lineage.interpreter.call import Call
    from mlchecks_jupyter.lineage.interpreter.values import Opaque

#: fit: an estimator; statistic: a number or a few; fill: from neighbouring rows; vocabulary: which
#: values there are; group: a number for each group; hidden: in code that cannot be seen.
LearningKind = Literal["fit", "statistic", "fill", "vocabulary", "group", "hidden"]

JudgementKind = Literal["score", "predict", "validation", "cross-validation"]


class Learning:
    """Something was learned from rows: an estimator was fitted, a mean was taken.

    Attributes
    ----------
    what : str
        The estimator's class or the function: "StandardScaler", "mean".
    data : Data
        The rows it learned from, with what their values had learned before.
    target : Data or None
        For a fit: the target it was given.
    chosen : frozenset of Learning
        For a fit: what its parameters were chosen by.
    stopped_by : Data or None
        For a fit: the rows whose score ended it, or picked its best state.
    certain : bool
        False in a branch that may not be run.
    """

    __slots__ = ("call", "certain", "chosen", "data", "kind", "stopped_by", "target", "what")

    def __init__(self, what: str, kind: LearningKind, call: Call, data: Data, certain: bool = True) -> None:
        self.what = what
        self.kind: LearningKind = kind
        self.call = call
        self.data = data
        self.certain = certain
        self.target: Data | None = None
        self.chosen: frozenset[Learning] = NOTHING_LEARNED
        self.stopped_by: Data | None = None

    @property
    def lots(self) -> frozenset[Lot]:
        """The rows it learned from."""
        return self.data.lots


class Copying:
    """Rows were copied, or new ones made of several: oversampling, sampling with replacement, augmentation."""

    __slots__ = ("call", "certain", "lots", "what")

    def __init__(self, what: str, call: Call, lots: frozenset[Lot], certain: bool = True) -> None:
        self.what = what
        self.call = call
        self.lots = lots
        self.certain = certain


class Judgement:
    """A model was judged on rows, or made predictions for them.

    Attributes
    ----------
    how : str
        score: a figure was computed; predict: predictions were made; validation: the rows were handed
        to `fit` to be watched; cross-validation: every row was judged by a model of the others.
    metric : str
        The function that computed the figure.
    fits : tuple of Learning
        The fits of the models that were judged.
    data : Data
        The rows.
    """

    __slots__ = ("by", "call", "certain", "data", "fits", "how", "metric", "target")

    def __init__(self, how: JudgementKind, metric: str, call: Call, fits: tuple[Learning, ...], data: Data) -> None:
        self.how: JudgementKind = how
        self.metric = metric
        self.call = call
        self.fits = fits
        self.data = data
        self.by: tuple[Opaque, ...] = ()
        self.target: Data | None = None
        self.certain = True


class Split:
    """Rows were parted into those to train and those to judge on."""

    __slots__ = ("call", "data", "key", "parts", "stratified")

    def __init__(self, call: Call, key: object, data: tuple[Data, ...], stratified: bool) -> None:
        self.call = call
        self.key = key
        self.data = data
        self.stratified = stratified


#: A notebook that learns in thousands of lines is told of the first; more lots than these are followed no further.
MOST_LEARNED: Final = 200
MOST_LOTS: Final = 100

NOTHING_LEARNED: Final[frozenset[Learning]] = frozenset()
NO_COPIES: Final[frozenset[Copying]] = frozenset()


class Data:
    """What a value holds. Never changed once it is handed out: a value is given another one.

    Attributes
    ----------
    lots : frozenset of Lot
        The rows that it holds, row by row.
    learned : frozenset of Learning
        What its values depend on beyond their own row.
    copies : frozenset of Copying
        The copying of rows that led to it.
    fits : tuple of Learning
        Of an estimator: the fits it holds. Of predictions: those of the models that made them.
    by : tuple of Opaque
        Of predictions: the models that made them.
    condition : Condition or Among or None
        Of a mask: which rows it marks.
    count : bool
        Whether it is the number of those rows.
    grouped : Learning or None
        Where each of its rows stands for a group of rows of `lots`: what making them learned.
    residual : bool
        Whether it holds predictions against what was true, row by row.
    numbered : frozenset of Lot
        The rows whose positions its index tells, where it was numbered anew; else empty.
    windowed : bool
        Whether each of its rows stands for a few before it.
    view : Opaque or None
        The table of which it is a part.
    column : str or None
        The name of the column that it is.
    columns : Columns or Column or None
        Which columns a table holds; of a single column, which one it is.
    """

    __slots__ = (
        "by",
        "column",
        "columns",
        "condition",
        "copies",
        "count",
        "fits",
        "grouped",
        "learned",
        "lots",
        "numbered",
        "residual",
        "view",
        "windowed",
    )

    def __init__(
        self,
        lots: frozenset[Lot] = NO_LOTS,
        learned: frozenset[Learning] = NOTHING_LEARNED,
        copies: frozenset[Copying] = NO_COPIES,
    ) -> None:
        self.lots = lots
        self.learned = learned
        self.copies = copies
        self.fits: tuple[Learning, ...] = ()
        self.by: tuple[Opaque, ...] = ()
        self.condition: Condition | Among | None = None
        self.count = False
        self.grouped: Learning | None = None
        self.residual = False
        self.numbered = NO_LOTS
        self.windowed = False
        self.view: Opaque | None = None
        self.column: str | None = None
        self.columns: Columns | Column | None = None

    @property
    def is_estimator(self) -> bool:
        """Whether it is an object that was fitted, and no table."""
        return bool(self.fits) and not self.lots

    def like(self, lots: frozenset[Lot] | None = None) -> Data:
        """The same values, of these rows."""
        twin = Data(self.lots if lots is None else lots, self.learned, self.copies)
        twin.fits, twin.by = self.fits, self.by
        twin.grouped, twin.residual, twin.column = self.grouped, self.residual, self.column
        twin.columns, twin.numbered, twin.condition = self.columns, self.numbered, self.condition
        return twin

    def knowing(self, *learned: Learning) -> Data:
        """The same rows, with values that depend on more."""
        twin = self.like()
        twin.learned = all_learned(self.learned, learned)
        return twin


def all_learned(first: frozenset[Learning], *further: Iterable[Learning]) -> frozenset[Learning]:
    """What several values depend on, as far as it is kept."""
    if len(first) > MOST_LEARNED:
        return first
    return first.union(*further)


def joined(parts: Iterable[Data]) -> Data | None:
    """What values made of several hold; None of none."""
    found = list(dict.fromkeys(parts))
    if len(found) < 2:
        return found[0] if found else None
    plain = [part for part in found if part.grouped is None]
    rows = [part for part in plain if part.lots] or found
    whole = Data(
        rows[0].lots.union(*(part.lots for part in rows[1:MOST_LOTS]))
        if len(rows[0].lots) < MOST_LOTS
        else rows[0].lots,
        all_learned(found[0].learned, *(part.learned for part in found[1:])),
        found[0].copies.union(*(part.copies for part in found[1:])),
    )
    groups = [part.grouped for part in found if part.grouped is not None]
    if groups and plain:
        whole.learned = all_learned(whole.learned, groups)
    elif groups:
        whole.grouped = groups[0]
    whole.fits = tuple(dict.fromkeys(fit for part in found for fit in part.fits))
    whole.by = tuple(dict.fromkeys(model for part in found for model in part.by))
    whole.residual = any(part.residual for part in found)
    held = [part.columns for part in found if part.lots]
    if held and all(each == held[0] for each in held):
        whole.columns = held[0]
    return whole
