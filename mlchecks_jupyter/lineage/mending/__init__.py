"""Edits that mend a leak: what was learned from rows that judge is learned from the training rows alone."""

from __future__ import annotations

from mlchecks_jupyter.core.finding import Edit
from mlchecks_jupyter.lineage.dataflow.leaks import Overlapping, Preprocessed
from mlchecks_jupyter.lineage.lineage import Lineage
from mlchecks_jupyter.lineage.mending import splitting
from mlchecks_jupyter.lineage.mending.below_split import below_split
from mlchecks_jupyter.lineage.mending.program import Program


def of_preprocessing(lineage: Lineage, leak: Preprocessed) -> Edit | None:
    """The edit that mends a preprocessing leak, None where the text cannot be changed without a doubt."""
    split = leak.split or splitting.between(lineage, leak.fit, leak.judgement)
    if split is None:
        return None
    program = Program(lineage)
    found = splitting.statement_of(program, split)
    if found is None:
        return None
    title = f"Learn {leak.learning.what} below the split, from the training rows alone"
    return below_split(program, leak.learning.call, found, title)


def of_overlap(lineage: Lineage, leak: Overlapping) -> Edit | None:
    """The edit that mends an overlap, None where the text cannot be changed without a doubt."""
    if leak.copying is None:
        return None
    program = Program(lineage)
    split = splitting.between(lineage, leak.fit, leak.judgement)
    found = splitting.statement_of(program, split) if split is not None else None
    if found is None:
        return None
    title = f"Apply {leak.copying.what} below the split, to the training rows alone"
    return below_split(program, leak.copying.call, found, title)
