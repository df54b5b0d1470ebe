"""All kinds of evidence, and what sets some of them apart."""

from __future__ import annotations

from typing import Final

from mlchecks_jupyter.core.evidence import CellRan, Evidence, HashOrderSeen, RngAdvanced, Seeded, TrackerFailed
from mlchecks_jupyter.core.replayed import CellReplayed
from mlchecks_jupyter.core.said import Signed, Waived, Withdrawn

#: What can be kept, by the name it is kept under.
KINDS: Final[dict[str, type[Evidence]]] = {
    each.__name__: each
    for each in (
        CellRan,
        Seeded,
        RngAdvanced,
        HashOrderSeen,
        CellReplayed,
        Signed,
        Waived,
        Withdrawn,
        TrackerFailed,
    )
}

#: What counts however long ago it was; of the others a notebook's latest runs tell.
LASTING: Final[tuple[type[Evidence], ...]] = (CellReplayed, Signed, Waived, Withdrawn)

#: What only a person can say: never taken from a notebook's file.
BY_A_PERSON: Final[tuple[type[Evidence], ...]] = (Signed, Waived, Withdrawn)
