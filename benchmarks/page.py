"""The audit page of a notebook with a hundred findings."""

from __future__ import annotations

import json
import subprocess
from typing import Final

from benchmarks import corpus, peers
from benchmarks.measure import WORK, Job, measure
from benchmarks.report import Section, milliseconds

_FINDINGS: Final = 100


def run(*, rounds: int) -> Section:
    """How long the page takes and how large it is, beside the check alone."""
    notebook = WORK / "hundred.ipynb"
    WORK.mkdir(parents=True, exist_ok=True)
    first = "import numpy as np\nfrom sklearn.model_selection import train_test_split\n"
    split = "# Rows of the {0}th group.\ntrain_{0}, test_{0} = train_test_split(rows[rows.group == {0}])\nprint(len(test_{0}))\n"
    corpus.write_notebook(notebook, [first, *(split.format(index) for index in range(_FINDINGS))])
    options = ("--format", "json", "--fail-on", "never")
    found = subprocess.run(peers.mlchecks("check", *options, str(notebook)), capture_output=True, text=True, check=True)
    findings = len(json.loads(found.stdout)["notebooks"][0]["findings"])
    page = WORK / "hundred.html"
    done = measure(
        (
            Job(name="mlchecks check --format json", command=peers.mlchecks("check", *options, str(notebook))),
            Job(name="mlchecks audit -o audit.html", command=peers.mlchecks("audit", str(notebook), "-o", str(page))),
        ),
        rounds=rounds,
    )
    return Section(
        title=f"The audit page of a notebook with {findings} findings",
        columns=("", "wall ms", "CPU ms"),
        rows=[(name, milliseconds(timing.best), milliseconds(timing.effort)) for name, timing in done.items()],
        notes=(f"The page is {page.stat().st_size / 1024:.0f} KiB.",),
    )
