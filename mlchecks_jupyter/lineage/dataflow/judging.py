"""Judgements: which rows a model is judged on, by a score, a metric or a figure computed by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from mlchecks_jupyter.lineage.dataflow import words
from mlchecks_jupyter.lineage.dataflow.data import Data, Judgement, JudgementKind, Learning
from mlchecks_jupyter.lineage.dataflow.facets import data_of, ensure, name_of
from mlchecks_jupyter.lineage.interpreter.call import Call
from mlchecks_jupyter.lineage.interpreter.values import Either, Element, Named, Opaque, Value

if TYPE_CHECKING:
    from mlchecks_jupyter.lineage.dataflow.flow import Dataflow


def judge(
    flow: Dataflow, how: JudgementKind, metric: str, call: Call, fits: tuple[Learning, ...], data: Data
) -> Judgement:
    """Keep that models were judged."""
    judgement = Judgement(how, metric, call, fits, data)
    judgement.certain = flow.is_certain(call)
    flow.judgements.append(judgement)
    return judgement


def _score(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    """`model.score(X, y)`, `model.evaluate(X, y)`."""
    if call.owner is None or owner is None or not owner.fits:
        return None
    rows = data_of(call.args[0]) if call.args else data_of(call.argument("X") or call.argument("x"))
    if rows is None and call.args:
        rows = ensure(call.args[0])
    if rows is None or not rows.lots:
        return None
    judgement = judge(flow, "score", call.last, call, owner.fits, rows)
    model = call.owner.owner if isinstance(call.owner, Named) else call.owner
    judgement.by = (model,) if isinstance(model, Opaque) else ()
    judgement.target = data_of(call.argument("y", 1))
    return Data()  # a figure, and no rows


def _metric(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    """`accuracy_score(y_test, predictions)`, or a function that is handed a model and rows."""
    given = [data for data in (data_of(value) for value in (*call.args, *call.keywords.values())) if data is not None]
    predicted = [data for data in given if data.fits and data.lots]
    if not predicted:
        return _of_estimator(flow, call, given)
    rows = predicted[0]
    judgement = judge(flow, "score", call.last, call, rows.fits, rows)
    judgement.by = rows.by
    judgement.target = next((data for data in given if data.lots and not data.fits), None)
    return Data()  # a figure, and no rows


def _of_estimator(flow: Dataflow, call: Call, given: list[Data]) -> Data | None:
    models = [data for data in given if data.is_estimator]
    rows = [data for data in given if data.lots and not data.fits]
    if not models or not rows:
        return None
    judgement = judge(flow, "score", call.last, call, models[0].fits, rows[0])
    judgement.target = rows[1] if len(rows) > 1 else None
    return Data()  # a figure, and no rows


def by_hand(flow: Dataflow, call: Call, data: Data) -> Data:
    """`(predictions == y).mean()`."""
    judgement = judge(flow, "score", call.last, call, data.fits, data)
    judgement.by = data.by
    return Data()  # a figure, and no rows


def _cross_validated(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    """`cross_val_score(model, X, y)`: every row is judged by a model of the others."""
    rows = call.argument("X", 1)
    data = data_of(rows) or ensure(rows)
    if data is None or not data.lots or call.owner is not None:
        return None
    model = call.argument("estimator", 0)
    learning = Learning(name_of(_first(model)), "fit", call, data, certain=not flow.undecided)
    judgement = judge(flow, "cross-validation", call.last, call, (learning,), data)
    judgement.by = (model,) if isinstance(model, Opaque) else ()
    judgement.target = data_of(call.argument("y", 2))
    scored = Data()
    if call.last == "cross_val_predict":
        scored.lots = data.lots
    return scored


def _first(value: Value | None) -> Value | None:
    return value.options[0] if isinstance(value, Either | Element) and value.options else value


HANDLERS: Final[dict[str, Callable[[Dataflow, Call, Data | None], Value | Data | None]]] = {
    **dict.fromkeys(words.SCORES, _score),
    **dict.fromkeys(words.METRICS, _metric),
    **dict.fromkeys(words.CROSS_VALIDATES, _cross_validated),
}
