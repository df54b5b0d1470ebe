"""Test sets that are asked more than once while models are still being chosen."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

from mlchecks_jupyter.lineage.dataflow.data import Judgement, Learning
from mlchecks_jupyter.lineage.dataflow.flow import Dataflow
from mlchecks_jupyter.lineage.dataflow.rows import Between, Lot, Part, Some, Where, relation
from mlchecks_jupyter.lineage.interpreter.values import Made


class Use(NamedTuple):
    """A fitted model was judged on held-out rows; `repeated` if a loop fits and judges it on every turn."""

    fit: Learning
    judgement: Judgement
    repeated: bool


class Reuse(NamedTuple):
    """Held-out rows and the models that were judged on them, in the order of the notebook."""

    lots: frozenset[Lot]
    uses: tuple[Use, ...]

    @property
    def states(self) -> int:
        """How many fitted states were judged, a loop counted as two; the same fit made again is the same state."""
        return len({_state(use.fit) for use in self.uses}) + any(use.repeated for use in self.uses)


def _state(fit: Learning) -> object:
    """What makes two fits the same: the same call of the same object, as written, on the same rows."""
    made_by = fit.call.owner.call if isinstance(fit.call.owner, Made) else None
    named = made_by is None or any(
        isinstance(node, ast.Name) for given in made_by.node.args for node in ast.walk(given)
    )
    if made_by is None or named or made_by.node.keywords or fit.call.loops:
        return fit
    return (ast.dump(made_by.node), ast.dump(fit.call.node), fit.lots, fit.data.learned)


def reused_test_sets(flow: Dataflow) -> Iterator[Reuse]:
    """Each set of held-out rows on which several fitted states were judged, and that no other set makes good."""
    held_out = _held_out(flow)
    for lots, uses in held_out.items():
        if not _is_asked_again(uses):
            continue
        others = [other for other in held_out if other != lots and relation(other, lots) == "apart"]
        if not _is_scored(uses) and (not _is_part(lots) or any(_is_scored(held_out[other]) for other in others)):
            continue
        if not any(_makes_good(held_out[other], uses) and _is_real(other, flow) for other in others):
            yield Reuse(lots, tuple(uses))


def _is_part(lots: frozenset[Lot]) -> bool:
    """Whether rows were split off, so that what is true of them is known."""
    return any(isinstance(node.how, Part) for lot in lots for node in lot.path())


def _is_scored(uses: list[Use]) -> bool:
    return any(use.judgement.how != "predict" for use in uses)


def _held_out(flow: Dataflow) -> dict[frozenset[Lot], list[Use]]:
    """The uses of each set of rows that was held out."""
    known = _USES.get(flow)
    if known is None:
        known = _USES[flow] = _find_uses(flow)
    return known


#: Found once for all checks that ask.
_USES: Final[WeakKeyDictionary[Dataflow, dict[frozenset[Lot], list[Use]]]] = WeakKeyDictionary()


def _find_uses(flow: Dataflow) -> dict[frozenset[Lot], list[Use]]:
    found: dict[frozenset[Lot], list[Use]] = {}
    sets: dict[Lot, frozenset[Lot]] = {}
    blended = _blended(flow)
    asked: dict[tuple[int, str], Judgement] = {}
    for judgement in flow.judgements:
        if judgement.how == "cross-validation" or not judgement.data.lots:
            continue
        if asked.setdefault((judgement.call.order, judgement.how), judgement) is not judgement:
            continue  # one call on one of several models is one question
        if judgement.how == "predict" and not blended.isdisjoint(judgement.fits):
            continue
        for fit in judgement.fits[-1:] if judgement.how != "validation" else judgement.fits:
            if fit.kind == "vocabulary" or _is_fold(judgement):
                continue
            if relation(fit.lots, judgement.data.lots) == "apart":
                use = Use(fit, judgement, _repeated(fit, judgement, flow))
                # The very same rows, some of them, or those of the same parts of another table besides.
                held = frozenset(_held_out_around(lot, fit.lots) for lot in judgement.data.lots)
                lots = next((sets[lot] for lot in held if lot in sets), held)
                found.setdefault(lots, []).append(use)
                sets.update((lot, lots) for lot in held if lot not in sets)
    return found


def _blended(flow: Dataflow) -> set[Learning]:
    """The fits of models whose predictions are scored together and never alone."""
    scores = [judgement for judgement in flow.judgements if judgement.how == "score"]
    together = {fit for each in scores if len(each.by) > 1 for fit in each.fits}
    return together - {fit for each in scores if len(each.by) < 2 for fit in each.fits}


def _is_fold(judgement: Judgement) -> bool:
    """Whether other rows are judged on each turn of a loop: cross-validation by hand."""
    loops = judgement.call.loops
    for node in (node for lot in judgement.data.lots for node in lot.path()):
        if isinstance(node.how, Part) and len(loops) > len(node.loops) and _kind(node.how) == "folds":
            return True
        if isinstance(node.how, Between | Some) and loops and node.how.turns:
            return True
        if isinstance(node.how, Where) and loops and node.how.condition.turns:
            return True
        if isinstance(node.how, Part) and _kind(node.how) and any(loop in node.loops for loop in loops):
            return True
    return False


def _is_of_folds(judgement: Judgement) -> bool:
    """Whether the rows are a fold of a splitter, so that many figures are averaged."""
    parts = [node.how for lot in judgement.data.lots for node in lot.path() if isinstance(node.how, Part)]
    return any(_kind(part) == "folds" for part in parts)


def _kind(part: Part) -> object:
    """What parted rows anew at each call; empty where the same seed makes the same parts again."""
    first = part.split[0] if isinstance(part.split, tuple) else None
    return first if isinstance(first, str) else ""


def _held_out_around(lot: Lot, fitted: frozenset[Lot]) -> Lot:
    """The widest rows around some that a model was not fitted on either: what was held out."""
    while lot.parent is not None and relation((lot.parent,), fitted) == "apart":
        lot = lot.parent
    return lot


def _repeated(fit: Learning, judgement: Judgement, flow: Dataflow) -> bool:
    """Whether a loop fits and judges on every turn, on rows that were parted before it; each turn of others is seen."""
    made_inside = {loop for lot in judgement.data.lots for loop in _loops_of(lot)}
    return not made_inside.union(flow.unfolded).issuperset(set(fit.call.loops).intersection(judgement.call.loops))


def _loops_of(lot: Lot) -> Iterator[ast.AST]:
    """The loops in which the parts were made of which a lot is one."""
    for node in lot.path():
        if isinstance(node.how, Part):
            yield from node.loops


def _is_asked_again(uses: list[Use]) -> bool:
    figures = tuple(use for use in uses if use.judgement.how != "validation")
    return bool(figures) and (len(figures) < len(uses) or Reuse(frozenset(), figures).states > 1)


def _makes_good(others: list[Use], uses: list[Use]) -> bool:
    """Whether other rows give the final figure of one of these models, or of one fitted on the same rows."""
    if not _is_final(others):
        return False
    fitted = {lot for use in uses for lot in use.fit.lots}
    return any(relation(use.fit.lots, fitted) == "shared" for use in others)


def _is_final(uses: list[Use]) -> bool:
    """Whether rows were kept for the end: asked of one model, or only predicted, once by each."""
    if any(use.judgement.how == "validation" or use.repeated for use in uses):
        return False
    states = {use.fit for use in uses}
    return len(states) == 1 or all(use.judgement.how == "predict" for use in uses)


def _is_real(lots: frozenset[Lot], flow: Dataflow) -> bool:
    """Whether rows come from a source or a split, and were not typed in."""
    return all(lot.parent is not None or flow.is_source(lot) for lot in lots)


def repeated_uses(flow: Dataflow) -> list[tuple[Use, ast.AST]]:
    """The uses of held-out rows by models that a loop fits and judges on every turn, with the innermost such loop."""
    found = []
    reused = {use for reuse in reused_test_sets(flow) for use in reuse.uses}
    for use in (use for uses in _held_out(flow).values() for use in uses if use in reused):
        shared = [loop for loop in use.fit.call.loops if any(loop is other for other in use.judgement.call.loops)]
        found += [(use, loop) for loop in reversed(shared)]
    return sorted(found, key=lambda each: each[0].judgement.how != "score")


def stopped_on_test(flow: Dataflow) -> Iterator[tuple[Learning, Judgement]]:
    """Each fit that was stopped by rows which give its figure later, and that figure."""
    for learning in flow.learnings:
        rows = learning.stopped_by
        if rows is None:
            continue
        for judgement in sorted(flow.judgements, key=lambda each: each.how != "score"):
            figure = (
                judgement.how in ("score", "predict") and learning in judgement.fits and not _is_of_folds(judgement)
            )
            if figure and not rows.lots.isdisjoint(judgement.data.lots) and _is_last(judgement, flow):
                yield learning, judgement
                break


def _is_last(judgement: Judgement, flow: Dataflow) -> bool:
    """Whether no other rows were kept for the end."""
    lots = judgement.data.lots
    return not any(
        other.how == "score"
        and not set(other.fits).isdisjoint(judgement.fits)
        and relation(other.data.lots, lots) == "apart"
        and all(relation(other.data.lots, fit.lots) == "apart" for fit in judgement.fits)
        for other in flow.judgements
    )
