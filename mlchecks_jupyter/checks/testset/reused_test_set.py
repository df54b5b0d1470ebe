"""The check `reused-test-set`."""

from __future__ import annotations

from collections.abc import Iterator

from mlchecks_jupyter.checks.static import StaticCheck
from mlchecks_jupyter.core.check import code
from mlchecks_jupyter.core.finding import Finding
from mlchecks_jupyter.lineage.dataflow.reuse import reused_test_sets
from mlchecks_jupyter.lineage.lineage import Lineage


class ReusedTestSet(StaticCheck):
    """The same test rows judge several models, and no other rows give the final figure."""

    name = "reused-test-set"
    item = "testset"
    severity = "error"
    good = (code("x = 1"),)
    bad = (code("x = 1"),)

    def check(self, lineage: Lineage) -> Iterator[Finding]:
        """A finding for each test set."""
        for reuse in reused_test_sets(lineage.flow):
            use = reuse.uses[-1]
            call = use.judgement.call
            yield self.finding(lineage, lineage.locate(call.cell, call.node), severity="error",
                message=f"{reuse.states} states judged: " + ", ".join(f"{u.fit.what}@{u.fit.call.cell}:{u.fit.call.node.lineno} {u.judgement.how}@{u.judgement.call.cell}:{u.judgement.call.node.lineno}" for u in reuse.uses),
                remedy="")
