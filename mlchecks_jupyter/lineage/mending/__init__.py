"""Edits that mend leaks (placeholder until the kinds are in place)."""

from __future__ import annotations

from mlchecks_jupyter.core.finding import Edit
from mlchecks_jupyter.lineage.dataflow.data import Learning
from mlchecks_jupyter.lineage.dataflow.leaks import Overlapping, Preprocessed
from mlchecks_jupyter.lineage.lineage import Lineage


def of_preprocessing(lineage: Lineage, leak: Preprocessed) -> Edit | None:
    """The mend."""
    return None


def of_overlap(lineage: Lineage, leak: Overlapping) -> Edit | None:
    """The mend."""
    return None


def of_training_score(lineage: Lineage, leak: Overlapping) -> Edit | None:
    """The mend."""
    return None


def of_early_stopping(lineage: Lineage, learning: Learning) -> Edit | None:
    """The mend."""
    return None
