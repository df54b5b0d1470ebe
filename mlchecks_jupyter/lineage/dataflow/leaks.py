"""Leaks: which learning, copying or training reached rows that a model is judged on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple, TypeVar
from weakref import WeakKeyDictionary

from mlchecks_jupyter.lineage.dataflow.data import Copying, Judgement, Learning, LearningKind, Split
from mlchecks_jupyter.lineage.dataflow.flow import Dataflow
from mlchecks_jupyter.lineage.dataflow.rows import Lot, Part, relation

_Event = TypeVar("_Event", Learning, Copying)

#: What tells a model more of the rows than a row tells of itself.
_TELLING: Final[frozenset[LearningKind]] = frozenset(("fit", "statistic", "fill", "group"))


class Preprocessed(NamedTuple):
    """A model's training rows know what was learned from rows that it is judged on.

    `fit` and `judgement` are None where a split follows but no model of it is judged in sight.
    """

    learning: Learning
    fit: Learning | None
    judgement: Judgement | None
    split: Split | None = None


class Overlapping(NamedTuple):
    """A model is judged on rows that it was fitted on, or on copies of them."""

    fit: Learning
    judgement: Judgement
    copying: Copying | None = None
    exact: bool = False
    likely: bool = False


def preprocessing_leaks(flow: Dataflow) -> Iterator[Preprocessed]:
    """Each learning that reaches a model from the rows that the model is judged on, at its plainest."""
    found: dict[Learning, Preprocessed] = {}
    seen: dict[tuple[frozenset[Lot], frozenset[Lot]], bool] = {}
    for judgement in sorted(flow.judgements, key=lambda each: each.how == "predict"):
        lots = judgement.data.lots
        for fit in judgement.fits:
            if judgement.how == "cross-validation":
                if _is_training_part(lots):
                    continue
            elif relation(fit.lots, lots) == "shared" or fit.data.copies & judgement.data.copies:
                continue  # the rows themselves are on both sides: `overlaps` speaks of it
            for learning in fit.data.learned:
                if learning.kind in _TELLING and learning not in found:
                    key = (learning.lots, lots)
                    if key not in seen:
                        seen[key] = relation(learning.lots, lots) in ("shared", "likely")
                    if seen[key]:
                        found[learning] = Preprocessed(learning, fit, judgement)
    order = {learning: number for number, learning in enumerate(flow.learnings)}
    yield from sorted(found.values(), key=lambda leak: order.get(leak.learning, 0))
    yield from _unjudged(flow)


def _unjudged(flow: Dataflow) -> Iterator[Preprocessed]:
    """What was learned before a split of which no part is used in sight."""
    used = [each.data.lots for each in flow.judgements] + [each.lots for each in flow.learnings if each.kind == "fit"]
    parted = {node.how.split for lots in used for lot in lots for node in lot.path() if isinstance(node.how, Part)}
    for split in flow.splits:
        if split.key not in parted:
            rows = split.data[0]
            for learning in in_order(rows.learned):
                if learning.kind in _TELLING and relation(learning.lots, rows.lots) == "shared":
                    yield Preprocessed(learning, None, None, split)


def in_order(events: Iterable[_Event]) -> list[_Event]:
    """In the order of the notebook, so that the same is said on every run."""
    return sorted(events, key=lambda event: event.call.order)


def _is_training_part(lots: Iterable[Lot]) -> bool:
    """Whether rows are what a split left to train on, so that others are held back."""
    return any(isinstance(node.how, Part) and node.how.number == 0 for lot in lots for node in lot.path())


def overlaps(flow: Dataflow) -> list[Overlapping]:
    """Each model that is judged on rows, or on copies of rows, that it was fitted on."""
    known = _OVERLAPS.get(flow)
    if known is None:
        known = _OVERLAPS[flow] = list(_find_overlaps(flow))
    return known


#: Found once for all checks that ask.
_OVERLAPS: Final[WeakKeyDictionary[Dataflow, list[Overlapping]]] = WeakKeyDictionary()


def _find_overlaps(flow: Dataflow) -> Iterator[Overlapping]:
    scored: dict[object, list[Judgement]] = {}
    for judgement in flow.judgements:
        if judgement.how in ("score", "cross-validation"):
            for each in (*judgement.fits, *judgement.by):
                scored.setdefault(each, []).append(judgement)
    for judgement in flow.judgements:
        if judgement.how == "validation":
            continue
        for fit in judgement.fits:
            if judgement.how == "cross-validation":
                if not _is_training_part(judgement.data.lots):
                    yield from (Overlapping(fit, judgement, copying) for copying in in_order(fit.data.copies))
                continue
            if fit.kind == "vocabulary":
                continue
            found = _overlap(fit, judgement, scored)
            if found is not None:
                yield found


def _overlap(fit: Learning, judgement: Judgement, scored: dict[object, list[Judgement]]) -> Overlapping | None:
    here = judgement.data
    known = relation(fit.lots, here.lots)
    if known == "likely" and judgement.how == "score":
        return Overlapping(fit, judgement, likely=True)
    if known == "shared":
        if judgement.how != "score":
            return None
        exact = fit.lots <= here.lots or _around(here.lots, fit.lots)
        same = (other for each in (fit, *judgement.by) for other in scored.get(each, ()))
        if exact and any(_holds_out(other) for other in same if other is not judgement):
            return None
        return Overlapping(fit, judgement, exact=exact)
    for chosen in in_order(fit.chosen):
        if chosen.kind == "fit" and relation(chosen.lots, here.lots) == "shared" and judgement.how == "score":
            return Overlapping(chosen, judgement)
    copied = in_order(fit.data.copies & here.copies)
    return Overlapping(fit, judgement, copied[0]) if copied else None


def _holds_out(judgement: Judgement) -> bool:
    """Whether a model is scored on rows that it was not fitted on."""
    return judgement.how == "cross-validation" or all(
        relation(fit.lots, judgement.data.lots) == "apart" for fit in judgement.fits
    )


def _around(lots: frozenset[Lot], inner: frozenset[Lot]) -> bool:
    """Whether all of some rows are among others."""
    return all(any(each.within(lot) for lot in lots) for each in inner)


def is_training_score(leak: Overlapping, flow: Dataflow) -> bool:
    """Whether a score is of the training part of a split, while the other part lies idle."""
    if not leak.exact or leak.fit.lots != leak.judgement.data.lots:
        return False
    keys = {node.how.split for lot in leak.fit.lots for node in lot.path() if isinstance(node.how, Part)}
    return _is_training_part(leak.fit.lots) and any(split.key in keys for split in flow.splits)


#: Classes that look at no target, though they take one.
_BLIND: Final = (
    "Scaler",
    "PCA",
    "SVD",
    "Imputer",
    "Vectorizer",
    "Normalizer",
    "Transformer",
    "VarianceThreshold",
    "KMeans",
    "scale",
)


def is_supervised(learning: Learning) -> bool:
    """Whether the target took part in what was learned, so that a leak of it can make a score out of noise."""
    return learning.target is not None and not any(word in learning.what for word in _BLIND)


def is_proved(leak: Preprocessed) -> bool:
    """Whether the leak is certain: the very rows, no open branch, and a figure of the model."""
    if leak.judgement is None or leak.fit is None:
        return False
    if not (leak.learning.certain and leak.fit.certain and leak.judgement.certain):
        return False
    if relation(leak.learning.lots, leak.judgement.data.lots) != "shared":
        return False
    return leak.judgement.how != "predict" or _is_part(leak.judgement.data.lots)


def _is_part(lots: Iterable[Lot]) -> bool:
    return any(lot.parent is not None for lot in lots)


def hidden_steps(flow: Dataflow) -> list[str]:
    """The functions that cannot be seen through which rows went on their way to a model that is judged."""
    found = {
        learning.what: None
        for judgement in flow.judgements
        for fit in judgement.fits
        for learning in in_order(fit.data.learned)
        if learning.kind == "hidden" and learning.what != "?"
    }
    return list(found)
