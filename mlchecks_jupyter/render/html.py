"""The audit as one static page, and as a fragment for a notebook's cell output.

Names, sources and messages are hostile until escaped. Jinja's autoescaping does that for every
value, none is marked safe, and `finalize` first writes out the characters that no page may hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mlchecks_jupyter.core.check import Check
from mlchecks_jupyter.core.finding import SEVERITIES
from mlchecks_jupyter.core.report import Report
from mlchecks_jupyter.render.page import page
from mlchecks_jupyter.render.printable import printable
from mlchecks_jupyter.render.prose import parts

if TYPE_CHECKING:
    from jinja2 import Environment

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
    return _environment().get_template("audit.html.j2").render(page=page(report, checks))


def render_summary(report: Report) -> str:
    """The verdict and checklist as an HTML fragment for a cell's output, in the colours of JupyterLab's theme.

    Every class starts with ``mlchecks-``, so the page around it is left alone.
    """
    shown = page(report)
    worst = sorted(shown.findings, key=lambda finding: SEVERITIES.index(finding.severity))[:_SUMMARISED]
    return _environment().get_template("summary.html.j2").render(page=shown, worst=worst)


@cache
def _environment() -> Environment:
    # Imported late: the command line starts without it.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        finalize=_finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["parts"] = parts
    return environment


def _finalize(value: object) -> object:
    # What a macro returns has been through here already.
    return printable(value) if isinstance(value, str) and not hasattr(value, "__html__") else value
