"""What the checks of unseeded draws share: which draws are faults, and how severe each is.

A check of this family names the kind of draw it speaks of; everything else follows from the draw.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Final

from mlchecks_jupyter.checks import draw_words
from mlchecks_jupyter.checks.static import StaticCheck
from mlchecks_jupyter.core.check import NotApplicable
from mlchecks_jupyter.core.finding import JSON, Edit, Finding, Severity
from mlchecks_jupyter.lineage.edits import pass_argument
from mlchecks_jupyter.lineage.interpreter.machine import UNCALLED
from mlchecks_jupyter.lineage.libraries.random_call import DrawKind
from mlchecks_jupyter.lineage.lineage import Lineage
from mlchecks_jupyter.lineage.randomness.draws import VERDICTS, Draw, Verdict

_SEVERITIES: Final[dict[Verdict, Severity]] = {
    "default": "advice",
    "covered": "advice",
    "shared": "warning",
    "opaque": "warning",
    "parameter": "warning",
    "branch": "warning",
    "late": "error",
    "varying": "error",
    "generator": "error",
    "unseedable": "error",
    "unseeded": "error",
}


class UnseededDraw(StaticCheck, abstract=True):
    """A random draw that a rerun does not repeat."""

    kind: ClassVar[DrawKind]
    #: What the draws of this kind are called where there are none: "random split".
    subject: ClassVar[str]
    #: What follows from the fault: "every run puts other rows in the test set".
    consequence: ClassVar[str]

    def check(self, lineage: Lineage) -> Iterator[Finding]:
        """A finding for each draw of this kind that a rerun does not repeat."""
        draws = [draw for draw in lineage.draws if draw.entry.kind == self.kind]
        if not draws:
            raise NotApplicable(f"The notebook has no {self.subject}.")
        if all(draw.verdict == "unknown" for draw in draws):
            raise NotApplicable(f"Where the seeds of its {self.subject} come from cannot be followed.")
        for draw in draws:
            finding = self._judge(draw, lineage)
            if finding is not None:
                yield finding

    def _judge(self, draw: Draw, lineage: Lineage) -> Finding | None:
        severity = self.severity_of(draw)
        saved = lineage.saved_verdicts.get(draw.key)
        lost = saved is not None and VERDICTS.index(saved) > VERDICTS.index(draw.verdict)
        if lost and severity != "error":
            return self._finding(draw, lineage, "warning", draw_words.lost(draw, lineage))
        if severity is None:
            return None
        return self._finding(draw, lineage, severity, draw_words.message(draw, lineage, self.consequence))

    def severity_of(self, draw: Draw) -> Severity | None:
        """How much a draw matters; None where it repeats, or where nothing comes of it."""
        severity = _SEVERITIES.get(draw.verdict)
        if draw.verdict == "covered" and (draw.entry.implied or draw.entry.size):
            return None  # weights are drawn in the order of the layers: seeding the generator is the way
        if severity is not None and (draw.entry.size or draw.entry.token or draw_words.is_shown(draw)):
            return "advice"
        return severity

    def _finding(self, draw: Draw, lineage: Lineage, severity: Severity, message: str) -> Finding:
        return self.finding(
            lineage,
            lineage.locate(draw.call.cell, draw.call.node),
            severity=severity,
            message=message,
            remedy=draw_words.remedy(draw, lineage),
            facts=_facts(draw),
            edit=_edit(draw, lineage),
        )


def _facts(draw: Draw) -> dict[str, JSON]:
    facts: dict[str, JSON] = {"callable": draw.entry.name, "verdict": draw.verdict, "source": draw.entry.source}
    if draw.state is not None and draw.state.line:
        facts["seeded_at"] = {"cell": draw.state.cell, "line": draw.state.line}
    if draw.origin is not None:
        facts["generator_made_at"] = {"cell": draw.origin.call.cell, "line": draw.origin.call.node.lineno}
    callers = [caller for caller in draw.call.callers if caller != UNCALLED]
    if callers:
        facts["called_from"] = [{"cell": cell, "line": line} for cell, line in callers]
    if draw.others:
        facts["more_like_it"] = draw.others
    return facts


def _edit(draw: Draw, lineage: Lineage) -> Edit | None:
    """Passing a literal seed in the call, where that is all there is to do."""
    entry = draw.entry
    if not entry.seed or entry.implied or draw.verdict not in ("unseeded", "late", "covered", "default"):
        return None
    if entry.seed in (*draw_words.OBJECTS, *draw_words.NOT_BY_NAME) or draw.call.open:
        return None
    if draw.reseeded or draw_words.passed_on(draw):
        return None
    return pass_argument(lineage.trees[draw.call.cell], draw.call.node, entry.seed, entry.literal, entry.position)
