"""The tracker of set orders: sees in live values that a cell put a set in an order of its hashes or addresses."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar, Final

from mlchecks_jupyter.core.evidence import Evidence
from mlchecks_jupyter.core.execution import Execution
from mlchecks_jupyter.trackers.base import Tracker

#: Without one of these nothing runs over a set.
_ORDERS: Final = re.compile(
    r"\b(?:for|list|tuple|enumerate|zip|join|iter|next|pop|map|filter|dict|fromkeys|Index|DataFrame|fromiter|sorted|max"
    r"|min|reindex|extend|chain|product|permutations|combinations|deque|hash)\b|\*"
)


class HashOrderTracker(Tracker):
    """Sees a cell put the elements of a set in an order that another kernel would not give.

    It reads the cell's source as the check does, and the live values for what the elements are. No
    code of the user's is called: nothing is compared, hashed or shown.
    """

    name: ClassVar[str] = "hash_order"

    def __init__(self) -> None:
        self._namespace: dict[str, Any] = {}
        self._fixed = False

    def start(self, namespace: dict[str, Any]) -> None:
        """Begin to watch; whether PYTHONHASHSEED was fixed is settled when Python starts."""
        self._namespace = namespace
        self._fixed = is_hash_seed_fixed()

    def before(self, cell: Execution, source: str) -> None:
        """Nothing is needed from before a cell."""

    def after(self, cell: Execution, source: str, *, ok: bool) -> Iterable[Evidence]:
        """What the cell put in an order; nothing of one that failed, for how far it came is not known."""
        if not ok or _ORDERS.search(source) is None:
            return ()
        from mlchecks_jupyter.trackers.sets.sight import Sight  # late: most cells order no set

        return Sight(self._namespace, is_seed_fixed=self._fixed).seen(cell, source)

    def stop(self) -> None:
        """Let the namespace go."""
        self._namespace = {}


def is_hash_seed_fixed() -> bool:
    """Whether this interpreter was started with a number in PYTHONHASHSEED.

    What a notebook writes into `os.environ` later has no effect on its own kernel, so the environment
    in which the process began is read where the system shows it.
    """
    if not sys.flags.hash_randomization:
        return True
    if sys.flags.ignore_environment:
        return False
    try:
        entries = Path("/proc/self/environ").read_bytes().split(b"\0")
    except OSError:  # no Linux
        value = os.environ.get("PYTHONHASHSEED", "")
    else:
        prefix = b"PYTHONHASHSEED="
        value = next(
            (entry[len(prefix) :].decode("ascii", "replace") for entry in entries if entry.startswith(prefix)), ""
        )
    return value.isascii() and value.isdigit()
