"""The check `overlap-leakage`."""

from __future__ import annotations

from collections.abc import Iterator

from mlchecks_jupyter.checks.static import StaticCheck
from mlchecks_jupyter.core.check import code
from mlchecks_jupyter.core.finding import Finding
from mlchecks_jupyter.lineage.dataflow.leaks import overlaps
from mlchecks_jupyter.lineage.lineage import Lineage


class OverlapLeakage(StaticCheck):
    """A model is judged on rows that it was fitted on."""

    name = "overlap-leakage"
    item = "testset"
    severity = "error"
    good = (code("x = 1"),)
    bad = (code("x = 1"),)

    def check(self, lineage: Lineage) -> Iterator[Finding]:
        """A finding for each place."""
        seen = set()
        for leak in overlaps(lineage.flow):
            call = leak.copying.call if leak.copying else leak.judgement.call
            key = (call.cell, id(call.node))
            if key in seen:
                continue
            seen.add(key)
            j = leak.judgement
            yield self.finding(
                lineage,
                lineage.locate(call.cell, call.node),
                severity="error",
                message=f"{leak.fit.what} fitted at {leak.fit.call.cell}:{leak.fit.call.node.lineno}, judged ({j.how} {j.metric}) at {j.call.cell}:{j.call.node.lineno} exact={leak.exact} copy={leak.copying and leak.copying.what}",
                remedy="",
            )
