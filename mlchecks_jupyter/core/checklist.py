"""The checklist: six deployment scenarios (S1-S6) and seven production mistakes (M1-M7), in order.

The scenarios are checked in sequence, so that a fault of one stage is not blamed on the next.
Sources: S. Chandran, "Machine Learning Model Deployment: A Simple Checklist" (Towards Data Science);
Sourabh and Shri, "7 Mistakes People Make When Putting Their Models In Production" (UpTrain, 2023).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

ItemId = Literal["S1", "S2", "S3", "S4", "S5", "S6", "M1", "M2", "M3", "M4", "M5", "M6", "M7"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistItem:
    """One item of the checklist.

    `name` is what a check writes as its `item`, and the folder of `checks/` in which it lives.
    `evidence` says what judges the item: shown while nothing has.
    """

    id: ItemId
    name: str
    title: str
    question: str
    evidence: str


CHECKLIST: Final[tuple[ChecklistItem, ...]] = (
    ChecklistItem(
        id="S1",
        name="data",
        title="Data",
        question="Is this the same data as in the research environment?",
        evidence="fingerprints of each data source, compared between environments",
    ),
    ChecklistItem(
        id="S2",
        name="features",
        title="Features",
        question="Does feature engineering give the same features?",
        evidence="the seeds of every sampling step, and the library defaults relied on in both environments",
    ),
    ChecklistItem(
        id="S3",
        name="split",
        title="Split",
        question="Would a rerun put the same rows in the test set?",
        evidence="the seeds of every split and the order of every query",
    ),
    ChecklistItem(
        id="S4",
        name="prediction",
        title="Predictions",
        question="Do the predictions match, and are they numbers?",
        evidence="the seeds of every estimator, and predictions compared with a reference",
    ),
    ChecklistItem(
        id="S5",
        name="performance",
        title="Performance",
        question="Is live data still what the model was trained on, and is the target still true?",
        evidence="the drift of data, predictions and target between training and live rows",
    ),
    ChecklistItem(
        id="S6",
        name="variables",
        title="Variables",
        question="Is every variable there, often enough?",
        evidence="missing variables and infrequent values, with their effect on the predictions",
    ),
    ChecklistItem(
        id="M1",
        name="drift",
        title="Drift over time",
        question="Would anybody notice?",
        evidence="drift measured as a series over batches",
    ),
    ChecklistItem(
        id="M2",
        name="inputs",
        title="Input validation",
        question="Is user input validated?",
        evidence="a schema learned from the training data, and rows validated with it",
    ),
    ChecklistItem(
        id="M3",
        name="testset",
        title="Test set",
        question="Is the test set good, and used once?",
        evidence="the path of the data from split to score, and every use of the test set",
    ),
    ChecklistItem(
        id="M4",
        name="baseline",
        title="Baseline",
        question="Is the model worth its cost?",
        evidence="dummy and simple baselines scored on the same split",
    ),
    ChecklistItem(
        id="M5",
        name="automation",
        title="Automation",
        question="Can it run without a person?",
        evidence="a rerun from top to bottom in a fresh kernel",
    ),
    ChecklistItem(
        id="M6",
        name="governance",
        title="Governance",
        question="Which data, code and versions made this model?",
        evidence="run records that tie a model to its data, source and environment",
    ),
    ChecklistItem(
        id="M7",
        name="bias",
        title="Bias",
        question="Does it treat groups alike?",
        evidence="rates and errors for each group, with intervals",
    ),
)

ITEM_NAMES: Final[frozenset[str]] = frozenset(item.name for item in CHECKLIST)


def find_item(word: str) -> ChecklistItem | None:
    """The item of this id or name, however it is capitalised; None where there is none."""
    wanted = word.casefold()
    return next((item for item in CHECKLIST if wanted in (item.id.casefold(), item.name)), None)
