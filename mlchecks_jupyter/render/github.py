"""Findings as GitHub workflow commands, which the runner turns into annotations of a pull request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from mlchecks_jupyter.core.finding import SEVERITIES, Finding, Severity
from mlchecks_jupyter.core.notebook import Notebook
from mlchecks_jupyter.core.report import Report
from mlchecks_jupyter.render.place import cell_at, in_words, shown_line
from mlchecks_jupyter.render.printable import printable
from mlchecks_jupyter.render.uri import posix
from mlchecks_jupyter.render.verdict import failed_checks

_COMMANDS: Final[dict[Severity, str]] = {"error": "error", "warning": "warning", "advice": "notice"}


def render(reports: Sequence[Report]) -> str:
    """One command a line: the findings, the most severe first, then what could not be read, then notes.

    GitHub shows ten annotations of a kind for each step, so the order decides which are seen.
    """
    found = [(report.notebook, finding) for report in reports for finding in report.findings]
    found.sort(key=lambda pair: SEVERITIES.index(pair[1].severity))
    lines = [_annotation(notebook, finding) for notebook, finding in found]
    lines += [line for report in reports for line in _problems(report)]
    return "".join(line + "\n" for line in lines)


def _annotation(notebook: Notebook, finding: Finding) -> str:
    where, cell = finding.where, cell_at(notebook, finding.where.cell)
    properties = {"file": posix(notebook.path)}
    title = finding.check
    if cell is not None and cell.file_line:
        properties["line"] = str(shown_line(cell, where.line))
        properties["endLine"] = str(shown_line(cell, where.end_line))
        if where.line == where.end_line:
            # The runner drops columns that span lines, and counts the end column in.
            properties["col"] = str(where.column)
            properties["endColumn"] = str(max(where.column, where.end_column - 1))
    else:
        # GitHub counts the lines of the .ipynb's JSON, which a cell's line has nothing to do with:
        # a line given here would point at a stranger. The place stands in the title instead.
        title += f" ({in_words(notebook, where)})"
    return _command(
        _COMMANDS[finding.severity], {**properties, "title": title}, f"{finding.message}\nhelp: {finding.remedy}"
    )


def _problems(report: Report) -> Iterator[str]:
    properties = {"file": posix(report.notebook.path), "title": "mlchecks could not read a part"}
    for sentence in (*report.errors, *failed_checks(report)):
        yield _command("warning", properties, sentence)
    for sentence in report.notes:
        yield _command("notice", {**properties, "title": "mlchecks: a comment without effect"}, sentence)


def _command(name: str, properties: dict[str, str], message: str) -> str:
    written = ",".join(f"{key}={_property(value)}" for key, value in properties.items() if value)
    return f"::{name} {written}::{_data(message)}"


def _data(text: str) -> str:
    """The escapes of a command's message: the percent sign first, or it would escape the others."""
    return printable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """The escapes of a property's value, which ends at a comma or a colon."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
