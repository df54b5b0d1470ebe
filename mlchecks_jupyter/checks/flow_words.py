"""How checks of the flow of data speak of it: the steps from the rows to the score, and where each stands."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Final

from mlchecks_jupyter.core.finding import JSON, Location
from mlchecks_jupyter.lineage.dataflow.data import Judgement, Learning, Split
from mlchecks_jupyter.lineage.dataflow.facets import name_of
from mlchecks_jupyter.lineage.dataflow.flow import Dataflow
from mlchecks_jupyter.lineage.dataflow.rows import Lot, Part
from mlchecks_jupyter.lineage.interpreter.call import Call
from mlchecks_jupyter.lineage.interpreter.machine import UNCALLED
from mlchecks_jupyter.lineage.interpreter.values import Made
from mlchecks_jupyter.lineage.lineage import Lineage

#: Longer source text is not quoted.
_LONGEST: Final = 40

#: Functions and classes that make a pipeline, which is called by its last step.
_PIPELINES: Final = ("make_pipeline", "Pipeline", "make_imb_pipeline")

_STATISTICS: Final = {
    "std": "standard deviation",
    "var": "variance",
    "min": "minimum",
    "max": "maximum",
    "amin": "minimum",
    "amax": "maximum",
    "nanmean": "mean",
    "nanmedian": "median",
    "nanstd": "standard deviation",
    "corr": "correlation",
    "corrcoef": "correlation",
    "cov": "covariance",
}


def place(lineage: Lineage, call: Call) -> str:
    """Where the notebook runs a call: in a function of its own, where a cell calls that."""
    cell, line = outermost(lineage, call)
    return lineage.place(cell, line)


def outermost(lineage: Lineage, call: Call) -> tuple[int, int]:
    """The cell and line from which a call is reached; inside a function like `main` that holds all there is."""
    callers = [caller for caller in call.callers[lineage.flow.entrance :] if caller != UNCALLED]
    return callers[0] if callers else (call.cell, call.node.lineno)


def location(lineage: Lineage, call: Call) -> Location:
    """The place of a call as a person would point at it: in a function, the cell that calls that."""
    cell, line = outermost(lineage, call)
    if (cell, line) == (call.cell, call.node.lineno):
        return lineage.locate(call.cell, call.node)
    text = lineage.trees[cell].lines[line - 1]
    start = len(text) - len(text.lstrip()) + 1
    return Location(cell=cell, line=line, column=start, end_line=line, end_column=max(len(text), start) + 1)


def at(lineage: Lineage, call: Call) -> JSON:
    """A place as facts hold it."""
    cell, line = outermost(lineage, call)
    return {"cell": cell, "line": line}


def rows_text(call: Call) -> str:
    """What a call learns from, as the notebook writes it; empty where that is long."""
    node = call.node
    given = node.args[0] if node.args else next((each.value for each in node.keywords), None)
    of_table = isinstance(node.func, ast.Attribute) and (given is None or isinstance(given, ast.Constant))
    if isinstance(node.func, ast.Attribute) and (
        of_table or (call.owner is not None and not call.last.startswith("fit"))
    ):
        given = node.func.value  # `x.mean(axis=0)`: the argument says how, not what
    return quoted(given)


def quoted(node: ast.expr | None) -> str:
    """The source text of a short expression, in backticks."""
    text = ast.unparse(node) if node is not None else ""
    return f"`{text}`" if text and len(text) <= _LONGEST and "\n" not in text else ""


def learnt(learning: Learning) -> str:
    """What was learned, as the beginning of a sentence: "`StandardScaler` is fitted on `X`", "The mean of `X` is taken"."""
    rows = rows_text(learning.call)
    if learning.kind == "fit":
        return f"`{learning.what}` is fitted{f' on {rows}' if rows else ''}"
    if learning.kind == "fill":
        return f"`{learning.what}` fills gaps from other rows{f' of {rows}' if rows else ''}"
    if learning.kind == "group":
        return f"Each row gets a figure of its group, made by `{learning.what}`"
    if learning.what in ("qcut", "cut"):
        return f"`{learning.what}` takes the edges of its bins{f' from {rows}' if rows else ''}"
    return f"The {_STATISTICS.get(learning.what, learning.what)}{f' of {rows}' if rows else ''} is taken"


def model(learning: Learning) -> str:
    """The name of a model in a sentence."""
    owner = learning.call.owner
    if learning.what in _PIPELINES and isinstance(owner, Made) and owner.parts:
        return f"`{name_of(owner.parts[-1])}` in a pipeline"
    if learning.what.endswith("SearchCV") and isinstance(owner, Made) and owner.parts:
        return f"`{name_of(owner.parts[0])}` searched by `{learning.what}`"
    return f"`{learning.what}`" if learning.what != "model" else "the model"


def judged(judgement: Judgement) -> str:
    """How a model was judged: "judged (`accuracy_score`)"."""
    if judgement.how == "predict":
        return f"asked for predictions (`{judgement.metric}`)"
    if judgement.how == "cross-validation":
        return f"cross-validated (`{judgement.metric}`)"
    if judgement.how == "validation":
        return "watched on them while it is fitted"
    return f"judged (`{judgement.metric}`)"


#: Said of what is found in the saved run alone.
SAVED_ORDER: Final = " So it was in the order in which the cells were last run; from top to bottom it is not."


def flows(lineage: Lineage) -> list[Dataflow]:
    """The flow from top to bottom, and that of the saved run where its order was another."""
    return [lineage.flow, *([lineage.saved_flow] if lineage.saved_flow is not None else [])]


def split_of(flow: Dataflow, lots: frozenset[Lot]) -> Split | None:
    """The last split that parted these rows from others."""
    parts = [node for lot in lots for node in lot.path() if isinstance(node.how, Part)]
    for node in reversed(parts):
        for split in flow.splits:
            if (
                isinstance(node.how, Part)
                and split.key == node.how.split
                and any(node.parent in data.lots for data in split.data)
            ):
                return split
    return None


def rows_name(lineage: Lineage, lots: frozenset[Lot], judgements: Iterable[Judgement] = ()) -> str:
    """What rows are called: "the rows held out at cell 3, line 1", "the rows of `X_new`", "`test.csv`"."""
    split = split_of(lineage.flow, lots)
    if split is not None:
        return f"the rows held out at {place(lineage, split.call)}"
    for judgement in judgements:
        given = judgement.call.node.args[:1] if not judgement.call.callers else []  # inside, by a parameter's name
        if given and (judgement.how == "predict" or judgement.metric in ("score", "evaluate")) and quoted(given[0]):
            return f"the rows of {quoted(given[0])}"
    names = sorted({lot.root.name for lot in lots})
    return " and ".join(f"`{name}`" for name in names[:2]) if names else "the rows"


def path_facts(
    lineage: Lineage, learning: Learning, fit: Learning | None, judgement: Judgement | None, split: Split | None
) -> dict[str, JSON]:
    """The steps of the data, for machines."""
    facts: dict[str, JSON] = {"learned": learning.what, "kind": learning.kind, "learned_at": at(lineage, learning.call)}
    if split is not None:
        facts["split_at"] = at(lineage, split.call)
    if fit is not None:
        facts |= {"model": fit.what, "fitted_at": at(lineage, fit.call)}
    if judgement is not None:
        facts |= {"metric": judgement.metric, "judged_at": at(lineage, judgement.call)}
    return facts
