"""Reports as Markdown to paste into a pull request; nothing in a notebook can break out of its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from mlchecks_jupyter.core.finding import Finding, Severity
from mlchecks_jupyter.core.notebook import Notebook
from mlchecks_jupyter.core.report import ItemReport, Report
from mlchecks_jupyter.render import command, known
from mlchecks_jupyter.render.excerpt import excerpt
from mlchecks_jupyter.render.groups import grouped
from mlchecks_jupyter.render.markdown_escape import code, code_cell, fenced, prose
from mlchecks_jupyter.render.place import in_words, shown_path
from mlchecks_jupyter.render.snippet import snippet
from mlchecks_jupyter.render.verdict import STATUS_MARKS, STATUS_WORDS, counted, failed_checks, verdict

_WIDTH: Final = 110


def render(report: Report) -> str:
    """The audit of one notebook: verdict, checklist, findings, accepted findings, environment."""
    shown = verdict(report)
    lines = [f"# Reproducibility audit of {code(shown_path(report.notebook))}", ""]
    lines += [f"**{shown.headline}.** {shown.detail}.", ""]
    origin = known.origin(report.source)
    lines += [f"{origin}.", ""] if origin else []
    lines += _checklist(report)
    lines += _signatures(report)
    lines += _pending(report)
    lines += _findings(report, level=2)
    lines += _accepted(report, level=2)
    lines += _problems(report, level=2)
    lines += _environment(report)
    lines += ["---", "", _about(report)]
    return "\n".join(lines) + "\n"


def render_findings(reports: Sequence[Report]) -> str:
    """The findings of several notebooks, one section each, without the checklist."""
    lines = ["# Findings", ""]
    for report in reports:
        shown = verdict(report)
        lines += [f"## {code(shown_path(report.notebook))}", "", f"**{shown.headline}.**", ""]
        lines += _each_finding(report, level=3)
        lines += _accepted(report, level=3)
        lines += _problems(report, level=3)
    return "\n".join(lines).rstrip("\n") + "\n"


def _checklist(report: Report) -> Iterator[str]:
    yield from ("## Checklist", "", "| | Item | Status | Judged | Findings |", "|---|---|---|---|---|")
    for _, items in grouped(report):
        yield from (_row(item) for item in items)
    yield ""


def _row(item: ItemReport) -> str:
    status = item.status
    judged = f"{item.judged} of {len(item.own)}" if item.own else "–"
    counts: Counter[Severity] = Counter(finding.severity for finding in item.findings)
    findings = counted(counts) if item.findings else f"needs {item.item.evidence}" if status == "unknown" else "none"
    question = f"**{item.item.title}**: {item.item.question}"
    return f"| {item.item.id} | {question} | {STATUS_MARKS[status]} {STATUS_WORDS[status]} | {judged} | {findings} |"


def _signatures(report: Report) -> Iterator[str]:
    signed = [item for item in report.items if item.signature is not None]
    if not signed:
        return
    yield from ("## Signed off", "")
    for item in signed:
        signature = item.signature
        assert signature is not None
        stale = ". What is known has changed since: to be signed again" if signature.stale else ""
        who = prose(known.person(signature))
        yield f"- {item.item.id} {item.item.title}, {who}: {prose(signature.reason)}{stale}"
    yield ""


def _pending(report: Report) -> Iterator[str]:
    pending = [(item, known.supplies(item.pending)) for item in report.items if item.pending]
    if not pending:
        return
    yield from ("## Evidence that could be had", "")
    for item, supplies in pending:
        yield f"- {item.item.id} {item.item.title}: type {' or '.join(map(code, supplies))}"
    yield ""


def _findings(report: Report, *, level: int) -> Iterator[str]:
    if report.findings:
        yield from (f"{'#' * level} Findings", "")
        yield from _each_finding(report, level=level + 1)


def _each_finding(report: Report, *, level: int) -> Iterator[str]:
    for finding in report.findings:
        where = in_words(report.notebook, finding.where)
        yield from (f"{'#' * level} {finding.severity.capitalize()}: {code(finding.check)} in {where}", "")
        yield from (prose(finding.message), "")
        yield from _source(report.notebook, finding)
        yield from (f"**Instead:** {prose(finding.remedy)}", "")


def _source(notebook: Notebook, finding: Finding) -> Iterator[str]:
    lines = snippet(excerpt(notebook, finding.where, around=1, most=1), width=_WIDTH)
    if lines:
        yield from (fenced("\n".join(lines)), "")


def _accepted(report: Report, *, level: int) -> Iterator[str]:
    if not report.accepted:
        return
    yield from (f"{'#' * level} Accepted with a reason", "")
    for accepted in report.accepted:
        where = in_words(report.notebook, accepted.finding.where)
        who = f", {prose(known.person(accepted))}" if accepted.by else ""
        yield f"- {code(accepted.finding.check)} in {where}{who}: {prose(accepted.reason)}"
    yield ""


def _problems(report: Report, *, level: int) -> Iterator[str]:
    sentences = (*report.errors, *failed_checks(report))
    if sentences:
        yield from (f"{'#' * level} Gaps in this audit", "")
        yield from (f"- {prose(sentence)}" for sentence in sentences)
        yield ""
    if report.notes:
        yield from (f"{'#' * level} Notes", "")
        yield from (f"- {prose(sentence)}" for sentence in report.notes)
        yield ""


def _environment(report: Report) -> Iterator[str]:
    environment = report.environment
    if environment is None:
        return
    yield from ("## Environment", "", "| | |", "|---|---|")
    yield f"| Python | {code_cell(f'{environment.python} ({environment.implementation})')} |"
    yield f"| Platform | {code_cell(environment.platform)} |"
    yield f"| Hash seed | {code_cell(environment.hash_seed)} |"
    for name, version in environment.packages.items():
        yield f"| {code_cell(name)} | {code_cell(version) if version is not None else 'not installed'} |"
    yield ""


def _about(report: Report) -> str:
    digest = f" SHA-256 of the notebook: {code(report.notebook.digest)}." if report.notebook.digest else ""
    made = (
        f"Made by mlchecks_jupyter {code(report.tool_version)}" if report.tool_version else "Made by mlchecks_jupyter"
    )
    return f"{made} with {code(command.audit(report.notebook).replace('.html', '.md'))}.{digest}"
