"""The check `preprocessing-leakage`."""

from __future__ import annotations

from collections.abc import Iterator

from mlchecks_jupyter.checks.static import StaticCheck
from mlchecks_jupyter.core.check import code
from mlchecks_jupyter.core.finding import Finding
from mlchecks_jupyter.lineage.dataflow.leaks import preprocessing_leaks
from mlchecks_jupyter.lineage.lineage import Lineage


class PreprocessingLeakage(StaticCheck):
    """A transformation fitted on rows that the model is later judged on."""

    name = "preprocessing-leakage"
    item = "testset"
    severity = "error"
    good = (code("x = 1"),)
    bad = (code("x = 1"),)

    def check(self, lineage: Lineage) -> Iterator[Finding]:
        """A finding for each place where something was learned."""
        seen = set()
        for leak in preprocessing_leaks(lineage.flow):
            call = leak.learning.call
            key = (call.cell, id(call.node))
            if key in seen:
                continue
            seen.add(key)
            j = leak.judgement
            if j is None:
                yield self.finding(lineage, lineage.locate(call.cell, call.node), severity="warning", message="unjudged "+leak.learning.what, remedy="")
                continue
            yield self.finding(
                lineage,
                lineage.locate(call.cell, call.node),
                severity="error",
                message=f"{leak.learning.kind} {leak.learning.what} reaches {leak.fit.what} at {leak.fit.call.cell}:{leak.fit.call.node.lineno}, judged ({j.how} {j.metric}) at {j.call.cell}:{j.call.node.lineno}",
                remedy="",
            )
