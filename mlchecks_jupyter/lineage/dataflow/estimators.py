"""Estimators: what is fitted on which rows, and what a fitted one gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from mlchecks_jupyter.lineage.dataflow import columns, judging, words
from mlchecks_jupyter.lineage.dataflow.data import Copying, Data, Learning, LearningKind, all_learned, joined
from mlchecks_jupyter.lineage.dataflow.facets import data_of, ensure, name_of
from mlchecks_jupyter.lineage.interpreter.call import Call
from mlchecks_jupyter.lineage.interpreter.values import (
    UNKNOWN,
    Constant,
    Either,
    Element,
    Made,
    Named,
    Opaque,
    Sequence,
    Value,
    made_within,
)

if TYPE_CHECKING:
    from mlchecks_jupyter.lineage.dataflow.flow import Dataflow


def _fit(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    """`fit`: the estimator holds what it learned from the rows."""
    rows = _rows(call, owner)
    if rows is None:
        return None
    learning = _learn(flow, call, owner, rows)
    _hold(call, learning, again=call.last in words.APPENDS or "epochs" in call.keywords)
    state = Data()
    state.fits = (learning,)
    return state


def _rows(call: Call, owner: Data | None) -> Data | None:
    """The rows handed to a fit, or in a model of statsmodels already."""
    values = [call.argument(name) for name in ("X", "x", "data", "train_data", "dataset", "X_train")]
    first = call.args[0] if call.args else next((value for value in values if value is not None), None)
    if first is None:
        return owner if owner is not None and owner.lots and not owner.fits else None
    data = data_of(first)
    if data is None and not (isinstance(call.owner, Named) or call.last == "learn"):
        data = ensure(first)
    return data


def _learn(flow: Dataflow, call: Call, owner: Data | None, rows: Data) -> Learning:
    target = call.argument("y", 1)
    adapted = _adapted(call.owner)
    rows = rows.knowing(*adapted) if adapted else rows
    learning = flow.learned(name_of(call.owner), kind_of(call.owner), call, rows)
    learning.target = data_of(target)
    if owner is not None and not owner.lots:
        learning.chosen = owner.learned
    watched = [data_of(call.keywords[name]) for name in words.WATCHED if name in call.keywords]
    for data in watched:
        if data is not None and data.lots:
            if _stops(call):
                learning.stopped_by = data
            judged = judging.judge(flow, "validation", call.last, call, (learning,), data)
            judged.by = (call.owner,) if isinstance(call.owner, Opaque) else ()
    return learning


def _stops(call: Call) -> bool:
    """Whether the rows that are watched end the training or pick its best state."""
    if any(name.startswith("early_stopping") for name in call.keywords):
        return True
    if name_of(call.owner).startswith("CatBoost"):  # it keeps the best round of `eval_set` by itself
        return True
    callbacks = call.keywords.get("callbacks")
    made = [each for each in (made_within(callbacks) if callbacks is not None else ()) if _watches_held_out(each)]
    if isinstance(call.owner, Made) and call.owner.call is not None:
        made_by = call.owner.call
        if any(name.startswith("early_stopping") for name in made_by.keywords):
            return True
    return any(any(word in each.path for word in words.STOPPERS) for each in made)


def _watches_held_out(callback: Made) -> bool:
    """Whether a callback looks at the rows that are watched, and not at the training rows."""
    monitor = callback.call.argument("monitor") if callback.call is not None else None
    if callback.call is not None and monitor is None and callback.path.endswith("EarlyStopping()"):
        monitor = callback.call.argument("monitor", 0)
    return not (
        isinstance(monitor, Constant) and isinstance(monitor.value, str) and not monitor.value.startswith("val")
    )


def kind_of(owner: Value | None) -> LearningKind:
    """Whether an estimator learns more of the rows than which values there are."""
    names = [name_of(owner)]
    if isinstance(owner, Made):
        names += [name_of(part) for part in owner.parts]
    if names[0] in words.VOCABULARIES or names[0] in words.STATELESS:
        return "vocabulary"
    made_by = owner.call if isinstance(owner, Made) else None
    strategy = made_by.argument("strategy") if made_by is not None and names[0].endswith("Imputer") else None
    if isinstance(strategy, Constant) and strategy.value in ("constant", "most_frequent"):
        return "vocabulary"
    return "fit"


def _hold(call: Call, learning: Learning, *, again: bool) -> None:
    """The estimator holds a fit, in the place of those before unless it goes on learning."""
    owner = call.owner
    for held in owner.options if isinstance(owner, Either | Element) else (owner,):
        option = held.owner if isinstance(held, Named) else held
        if not isinstance(option, Opaque) or option is UNKNOWN:
            continue
        known = option.data
        state = Data(learned=known.learned if known is not None and not known.lots else frozenset())
        before = known.fits if known is not None and again else ()
        state.fits = (*before, learning)[-4:]
        option.data = state


def _fit_transform(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    rows = _rows(call, owner)
    if rows is None or (not call.args and not call.keywords):
        return None
    learning = _learn(flow, call, owner, rows)
    _hold(call, learning, again=False)
    return _transformed(rows, (learning,))


def _resampled(flow: Dataflow, call: Call, owner: Data | None) -> Value | None:
    """`fit_resample(X, y)`: the rows with copies, or without some."""
    arrays = [data_of(value) or ensure(value) for value in (*call.args, *call.keywords.values())]
    known = [data for data in arrays if data is not None]
    if not known:
        return None
    name = name_of(call.owner)
    over = not any(word in name for word in words.UNDERSAMPLERS) or "SMOTE" in name
    results: list[Value] = []
    for data in known:
        found = data.like()
        if over and name != "model":
            found.copies = data.copies | {Copying(name, call, known[0].lots, not flow.undecided)}
        value = Made("imblearn.?", call)
        value.data = found
        results.append(value)
    return Sequence(tuple(results))


def _transform(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    """`transform(X)`: the rows, with values that depend on what the estimator learned."""
    if not call.args and not call.keywords:
        return None
    given = joined(flow.arguments(call))
    fits = fits_of(call.owner, owner)
    if owner is not None and owner.lots and not owner.is_estimator:
        return None  # a table's own `transform`
    if given is None:
        given = ensure(call.args[0]) if call.args and fits else None
    if given is None:
        return None
    return _transformed(given, fits) if name_of(call.owner) not in words.STATELESS else given.like()


def _transformed(rows: Data, fits: tuple[Learning, ...]) -> Data:
    before = (each for fit in fits for each in (*fit.data.learned, *fit.chosen))
    found = Data(rows.lots, all_learned(rows.learned, fits, before), rows.copies)
    found.column, found.columns = rows.column, columns.transformed(rows, fits)
    return found


def fits_of(owner: Value | None, data: Data | None) -> tuple[Learning, ...]:
    """The fits that an estimator holds, or those of the fitted ones that it was given."""
    if data is not None and data.fits:
        return data.fits
    if isinstance(owner, Made):
        inner = [fit for part in owner.parts if part.data is not None for fit in part.data.fits]
        return tuple(fit for fit in inner if fit.call.last != "adapt")
    return ()


def _adapted(owner: Value | None) -> list[Learning]:
    """The fits of the layers of a network that look at rows before it is trained."""
    parts = owner.parts if isinstance(owner, Made) else ()
    inner = [fit for part in parts if part.data is not None for fit in part.data.fits]
    return [fit for fit in inner if fit.call.last == "adapt"]


def _predict(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    """Predictions for rows."""
    rows = data_of(call.args[0]) if call.args else joined(flow.arguments(call))
    fits = fits_of(call.owner, owner)
    if rows is None and call.args and fits:
        rows = ensure(call.args[0])
    if rows is None or rows.count:
        rows = Data()
    found = Data(rows.lots, rows.learned, rows.copies)
    found.fits = fits
    found.learned = all_learned(found.learned, fits, *(fit.data.learned for fit in fits))
    model = call.owner.owner if isinstance(call.owner, Named) else call.owner
    found.by = (model,) if isinstance(model, Opaque) else ()
    if rows.lots and fits:
        judged = judging.judge(flow, "predict", call.last, call, fits, rows)
        judged.by = found.by
    return found


def predicted(data: Data, model: Opaque) -> Data:
    """What a network makes of rows when it is called."""
    found = data.like()
    found.by, found.columns = (model,), None
    if model.data is not None and model.data.fits:
        found.fits = model.data.fits
    return found


def _called(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    """`model(X)`: a network, a layer, a transformation of images."""
    given = joined(flow.arguments(call))
    if given is None or not given.lots or not isinstance(call.owner, Opaque):
        return None
    name = augmenting(call.owner)
    if name:
        found = given.like()
        found.copies = given.copies | {Copying(name, call, given.lots, certain=False)}
        return found
    data = predicted(given, call.owner)
    fits = fits_of(call.owner, owner)
    if fits and all(fit.kind == "vocabulary" or fit.call.last == "adapt" for fit in fits):
        return _transformed(given, fits)
    if given.by:  # a loss or a layer on top: what is trained stays the network
        data.by = tuple(dict.fromkeys((*given.by, *data.by)))
        data.fits = tuple(dict.fromkeys((*given.fits, *data.fits)))
    return data


def augmenting(value: Value | None) -> str:
    """The name of an object that changes images at random, empty for any other."""
    for made in made_within(value) if value is not None else ():
        for each in (made, *made.parts):
            name = name_of(each)
            if each.path.startswith(words.AUGMENTERS) and name.startswith(words.AUGMENTING):
                return name
    return ""


def _backward(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    """`loss.backward()`: the networks that made the loss learn from its rows."""
    if owner is None or not owner.by:
        return None
    rows = Data(owner.lots, owner.learned - frozenset(owner.fits), owner.copies)
    for model in owner.by:
        learning = flow.learned(name_of(model), "fit", call, rows)
        state = Data()
        known = model.data.fits if model.data is not None else ()
        state.fits = (*known, learning)[-4:]
        model.data = state
    return None


def _train(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    """`xgb.train(params, rows)`, `lgb.train`: a fitted model comes back."""
    if call.owner is not None or call.root not in ("xgboost", "lightgbm", "catboost", "?"):
        return None
    rows = call.argument("dtrain", 1)
    rows = call.argument("train_set", 1) if rows is None else rows
    rows = call.argument("pool", 0) if rows is None else rows
    data = data_of(rows) or ensure(rows)
    if data is None:
        return None
    position = 4 if call.root == "catboost" else 3
    if len(call.args) > position and not any(name in call.keywords for name in words.WATCHED):
        call = call.copy()  # the rows that are watched, by name
        call.keywords["evals"] = call.args[position]
    learning = _learn(flow, call, None, data)
    learning.what = f"{call.root}.train"
    state = Data()
    state.fits = (learning,)
    return state


def _with_label(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    """`lgb.Dataset(X, label=y)`, `xgb.DMatrix(X, y)`: the rows of the first."""
    given = call.args[0] if call.args else call.keywords.get("data")
    rows = data_of(given)
    boosters = ("lightgbm", "xgboost", "catboost", "?")
    return rows.like() if rows is not None and rows.lots and call.root in boosters else None


def _built(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    """A data set that changes images at random as it is read."""
    for name in ("transform", "transforms"):
        augmenter = augmenting(call.keywords.get(name))
        if augmenter:
            data = joined(flow.arguments(call))
            rows = data if data is not None and data.lots else flow.source(call)
            found = rows.like()
            found.copies = rows.copies | {Copying(augmenter, call, rows.lots, certain=False)}
            return found
    return None


def _flows(flow: Dataflow, call: Call, owner: Data | None) -> Data | None:
    """`ImageDataGenerator(...).flow(X, y)`: images changed at random."""
    rows = data_of(call.args[0]) if call.args else joined(flow.arguments(call))
    if rows is None:
        return None
    found = rows.like()
    made_by = call.owner.call if isinstance(call.owner, Made) else None
    if made_by is not None and made_by.last == "ImageDataGenerator" and _augments(made_by):
        found.copies = rows.copies | {Copying("ImageDataGenerator", call, rows.lots, certain=False)}
    return found


def _augments(call: Call) -> bool:
    names = {name for name in call.keywords if name.endswith(("_range", "_flip"))}
    return bool(names)


HANDLERS: Final[dict[str, Callable[[Dataflow, Call, Data | None], Value | Data | None]]] = {
    **dict.fromkeys(words.FITS, _fit),
    **dict.fromkeys(words.FIT_TRANSFORMS, _fit_transform),
    **dict.fromkeys(words.FIT_PREDICTS, _fit_transform),
    **dict.fromkeys(words.RESAMPLES, _resampled),
    **dict.fromkeys(words.TRANSFORMS, _transform),
    **dict.fromkeys(words.PREDICTS, _predict),
    **dict.fromkeys(("ImageFolder", "DatasetFolder", "CIFAR10", "MNIST"), _built),
    **dict.fromkeys(("Dataset", "DMatrix", "QuantileDMatrix", "Pool"), _with_label),
    "__call__": _called,
    "backward": _backward,
    "train": _train,
    "flow": _flows,
}
