"""A kernel in small: cells run one after the other while trackers watch."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from mlchecks_jupyter.core.evidence import CellRan, Evidence, RngAdvanced, Seeded, TrackerFailed
from mlchecks_jupyter.core.execution import Execution, source_digest
from mlchecks_jupyter.trackers import standard_trackers
from mlchecks_jupyter.trackers.base import Tracker
from mlchecks_jupyter.trackers.recorder import Recorder

#: What IPython's `In` holds when a kernel's first cell loads the extension.
FRESH = ["", "get_ipython().run_line_magic('load_ext', 'mlchecks_jupyter')"]


class Kernel:
    """Runs cells in a namespace; `evidence` is all that was seen so far."""

    def __init__(self, trackers: Iterable[Tracker] | None = None, namespace: dict[str, Any] | None = None) -> None:
        self.namespace: dict[str, Any] = {"__name__": "__main__", "In": list(FRESH)} if namespace is None else namespace
        self.evidence: list[Evidence] = []
        self.recorder = Recorder(
            standard_trackers() if trackers is None else trackers, self.namespace, self.evidence.extend
        )
        self.recorder.start()
        self._count = 0

    def cell(self, source: str) -> Execution:
        """What the next cell will be known as."""
        return Execution(cell_id=f"c{self._count + 1}", count=self._count + 1, digest=source_digest(source))

    def run(self, source: str) -> list[str]:
        """Run a cell and give what was seen of generators, a line each."""
        told = len(self.evidence)
        cell = self.cell(source)
        self._count += 1
        self.recorder.before(cell, source)
        ok = True
        try:
            exec(source, self.namespace)
        except Exception:  # noqa: BLE001 - as a kernel does
            ok = False
        self.recorder.after(ok=ok)
        return [line(each) for each in self.evidence[told:] if not isinstance(each, CellRan)]


def line(evidence: Evidence) -> str:
    """Evidence in short: ``drew numpy value 0 @1 after 1,2``, where @1 is the cell that seeded."""
    if isinstance(evidence, TrackerFailed):
        return f"failed {evidence.tracker}"
    if not isinstance(evidence, Seeded | RngAdvanced):
        return evidence.kind
    seeding = evidence.seeding
    at = "" if seeding.cell is None else f" @{seeding.cell.count}"
    what = " ".join(part for part in (evidence.source, evidence.name, seeding.how, seeding.value) if part) + at
    if isinstance(evidence, Seeded):
        return f"seeded {what}"
    after = ",".join(str(each.count) for each in evidence.drawn_before)
    return f"drew {what}" + (f" after {after}" if after else "")


def in_new_process(cells: Sequence[str], folder: Path, setup: str = "") -> list[list[str]]:
    """What is seen of each cell in a process that has imported nothing yet."""
    root = str(Path(__file__).parents[2])
    program = (
        f"import sys, json; sys.path[:0] = [{str(folder)!r}, {root!r}]\n{setup}\n"
        "from tests.trackers.kernel import Kernel\nassert 'numpy' not in sys.modules or 'numpy' in SETUP\n"
        f"kernel = Kernel()\nprint(json.dumps([kernel.run(each) for each in {list(cells)!r}]))"
    )
    program = f"SETUP = {setup!r}\n{program}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=folder)
    assert done.returncode == 0, done.stderr
    seen: list[list[str]] = json.loads(done.stdout.splitlines()[-1])
    return seen
