"""Edits that mend a leak: what was learned from rows that judge is learned from the training rows alone.

Each function takes what reading the notebook showed and a leak, and gives an edit, or None where the
text cannot be changed without a doubt.
"""

from __future__ import annotations

from typing import Final
from weakref import WeakKeyDictionary

from mlchecks_jupyter.core.finding import Edit
from mlchecks_jupyter.lineage.dataflow.data import Learning
from mlchecks_jupyter.lineage.dataflow.leaks import Overlapping, Preprocessed
from mlchecks_jupyter.lineage.lineage import Lineage
from mlchecks_jupyter.lineage.mending import splitting
from mlchecks_jupyter.lineage.mending.below_split import below_split
from mlchecks_jupyter.lineage.mending.early_stopping import stop_early_on_training_rows
from mlchecks_jupyter.lineage.mending.held_out import judge_held_out
from mlchecks_jupyter.lineage.mending.pipeline import in_pipeline
from mlchecks_jupyter.lineage.mending.program import Program
from mlchecks_jupyter.lineage.mending.refit import fit_below

#: Read once for all findings of a notebook.
_PROGRAMS: Final[WeakKeyDictionary[Lineage, Program]] = WeakKeyDictionary()


#: For how many findings of a notebook a mend is looked for. An edit changes the notebook: judged again, the next
#: findings have their turn, and a notebook with thousands costs no more than one with these.
_MOST_LOOKED_FOR: Final = 24


def _program(lineage: Lineage) -> Program | None:
    """The notebook as one program, None where enough has been looked for."""
    known = _PROGRAMS.get(lineage)
    if known is None:
        known = _PROGRAMS[lineage] = Program(lineage)
    known.looked_for += 1
    return known if known.looked_for <= _MOST_LOOKED_FOR else None


def of_preprocessing(lineage: Lineage, leak: Preprocessed) -> Edit | None:
    """Learn from the training rows alone, below the split or within each fold."""
    program = _program(lineage)
    if program is None:
        return None
    if leak.judgement is not None and leak.judgement.how == "cross-validation":
        return in_pipeline(lineage, program, leak.learning)
    split = leak.split or splitting.between(lineage, leak.fit, leak.judgement)
    found = splitting.statement_of(program, split)
    if found is None:
        return None
    what = leak.learning.what
    title = f"Take the {what}" if leak.learning.kind == "statistic" else f"Fit {what}"
    return below_split(program, leak.learning.call, found, f"{title} below the split, on the training rows alone")


def of_overlap(lineage: Lineage, leak: Overlapping) -> Edit | None:
    """Copy rows of the training part alone, or fit the model on it alone."""
    program = _program(lineage)
    if program is None:
        return None
    if leak.copying is not None:
        found = splitting.statement_of(program, splitting.between(lineage, leak.fit, leak.judgement))
        if found is None:
            return None
        title = f"Apply {leak.copying.what} below the split, to the training rows alone"
        return below_split(program, leak.copying.call, found, title)
    later = splitting.statement_of(program, splitting.judging(lineage, leak.judgement))
    if later is not None:
        return fit_below(program, leak.fit.call, later)
    return of_training_score(lineage, leak)


def of_training_score(lineage: Lineage, leak: Overlapping) -> Edit | None:
    """Judge on the rows that the split held out."""
    program = _program(lineage)
    if program is None:
        return None
    found = splitting.statement_of(program, splitting.training(lineage, leak.fit))
    return judge_held_out(program, leak.judgement, found) if found is not None else None


def of_early_stopping(lineage: Lineage, fit: Learning) -> Edit | None:
    """Watch a part of the training rows for the end of the training."""
    program = _program(lineage)
    return stop_early_on_training_rows(lineage, program, fit) if program is not None else None
