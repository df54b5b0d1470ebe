"""The audit as one static page, and the checklist as fragments for a notebook's cell output.

Names, sources and messages are hostile until escaped, which `template` does for every value.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from mlchecks_jupyter.core.check import Check
from mlchecks_jupyter.core.checklist import ChecklistItem
from mlchecks_jupyter.core.finding import SEVERITIES
from mlchecks_jupyter.core.report import Report
from mlchecks_jupyter.render.page import page
from mlchecks_jupyter.render.template import fill

#: How many findings a cell's output lists, the most severe first.
_SUMMARISED: Final = 8


def render(report: Report, *, checks: Sequence[Check]) -> str:
    """The audit page: one HTML file without script that loads nothing.

    A pure function: the same report gives the same page, byte for byte.

    Parameters
    ----------
    checks : sequence of Check
        The checks that were run; their titles head the findings.
    """
    return fill("audit.html.j2", page=page(report, checks))


def render_summary(report: Report) -> str:
    """The verdict and checklist as an HTML fragment for a cell's output, in the colours of JupyterLab's theme.

    Every class starts with ``mlchecks-``, so the page around it is left alone.
    """
    shown = page(report)
    worst = sorted(shown.findings, key=lambda finding: SEVERITIES.index(finding.severity))[:_SUMMARISED]
    return fill("summary.html.j2", page=shown, worst=worst)


def render_item(report: Report, item: ChecklistItem) -> str:
    """One item unfolded, as a fragment like `render_summary`: its checks, their findings, and what to type."""
    shown = page(report)
    (unfolded,) = (each for _, items in shown.groups for each in items if each.id == item.id)
    findings = {finding.anchor: finding for finding in shown.findings}
    return fill("item.html.j2", page=shown, item=unfolded, findings=findings)
