"""Reports for a terminal: findings as a compiler shows them, and the checklist of one notebook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from mlchecks_jupyter.core.checklist import ChecklistItem
from mlchecks_jupyter.core.finding import SEVERITIES, Finding, Severity
from mlchecks_jupyter.core.notebook import Notebook
from mlchecks_jupyter.core.report import Accepted, ItemReport, Report, Result
from mlchecks_jupyter.render import command, known, outcome
from mlchecks_jupyter.render.excerpt import excerpt
from mlchecks_jupyter.render.groups import grouped
from mlchecks_jupyter.render.ink import Ink, ink
from mlchecks_jupyter.render.place import in_words, place, shown_path
from mlchecks_jupyter.render.printable import one_line, printable
from mlchecks_jupyter.render.snippet import snippet
from mlchecks_jupyter.render.verdict import (
    STATUS_MARKS,
    STATUS_WORDS,
    counted,
    failed_checks,
    number,
    progress,
    verdict,
)

_Found = tuple[Notebook, Finding]

_TITLE_WIDTH: Final = 18
_STATUS_WIDTH: Final = 17
_CHECK_WIDTH: Final = 24


def render(reports: Sequence[Report], *, colour: bool, width: int) -> str:
    """Every finding with its source and remedy, then what could not be read, then a summary; nothing without reports.

    Parameters
    ----------
    colour : bool
        Whether to write ANSI colours; without them no information is lost.
    width : int
        Columns of the terminal; source lines are cut to it, sentences are not.
    """
    if not reports:
        return ""
    inks = ink(colour=colour)
    found = [(report.notebook, finding) for report in reports for finding in report.findings]
    lines = [line for notebook, finding in found for line in _finding(notebook, finding, width=width, inks=inks)]
    problems = [line for report in reports for line in _problems(report, inks)]
    if problems:
        lines += [*problems, ""]
    lines += [_summary(reports, found, inks), *_next_step(reports, found)]
    return "\n".join(lines) + "\n"


def _finding(notebook: Notebook, finding: Finding, *, width: int, inks: Ink) -> Iterator[str]:
    colour, off = inks.severity[finding.severity], inks.off
    yield f"{colour}{finding.severity}[{one_line(finding.check)}]{off}: {inks.strong}{_sentence(finding.message)}{off}"
    yield f"{inks.quiet}  -->{off} {place(notebook, finding.where)}"
    yield from snippet(excerpt(notebook, finding.where, around=1, most=1), width=width, ink=inks, caret=colour)
    yield f"{inks.help}help{off}: {_sentence(finding.remedy)}"
    yield ""


def _sentence(text: str) -> str:
    return text if text.isprintable() else printable(text).replace("\n", "\n  ")


def _problems(report: Report, inks: Ink) -> Iterator[str]:
    path = shown_path(report.notebook)
    for sentence in report.errors:
        yield f"{inks.severity['warning']}not read{inks.off}: {path}: {_sentence(sentence)}"
    for sentence in failed_checks(report):
        yield f"{inks.severity['error']}failed{inks.off}: {path}: {_sentence(sentence)}"
    for sentence in report.notes:
        yield f"{inks.severity['advice']}note{inks.off}: {path}: {_sentence(sentence)}"
    if report.source.origin == "outputs":
        carried = "what the kernel saw is taken from the outputs in the file, as no ledger here knows this notebook"
        yield f"{inks.severity['advice']}note{inks.off}: {path}: {carried}"


def _summary(reports: Sequence[Report], found: Sequence[_Found], inks: Ink) -> str:
    if found:
        counts: Counter[Severity] = Counter(finding.severity for _, finding in found)
        touched = sum(any(result.findings for result in report.results) for report in reports)
        some = f"{touched} of " if touched < len(reports) else ""
        text = f"{inks.strong}Found {counted(counts)}{inks.off} in {some}{_files(reports)}"
    else:
        text = _nothing(reports, inks)
    accepted = sum(len(result.accepted) for report in reports for result in report.results)
    if accepted:
        text += f"; {accepted} accepted with a reason"
    unread = sum(len(report.errors) for report in _judged(reports))  # of the others the whole was said
    failed = sum(len(failed_checks(report)) for report in reports)
    if unread:
        text += f"; {number(unread, 'part', 'parts')} could not be read"
    if failed:
        text += f"; {number(failed, 'check', 'checks')} could not finish"
    return text + "."


def _nothing(reports: Sequence[Report], inks: Ink) -> str:
    """That nothing was found, said of those files only that were judged."""
    unread = [report for report in reports if report.unread]
    foreign = [report for report in reports if report.notebook.language != "python"]
    judged = _judged(reports)
    parts: list[str] = []
    if judged:
        some = f"{len(judged)} of " if len(judged) < len(reports) else ""
        parts.append(f"{inks.strong}No findings{inks.off} in {some}{_files(reports)}")
    for left, what in ((unread, "Nothing could be read"), (foreign, "Nothing was judged")):
        if left:
            why = ", in another language than Python" if left is foreign else ""
            parts.append(f"{what if not parts else what.lower()} in {_files(left)}{why}")
    return "; ".join(parts)


def _judged(reports: Sequence[Report]) -> list[Report]:
    return [report for report in reports if not report.unread and report.notebook.language == "python"]


def _files(reports: Sequence[Report]) -> str:
    kinds = {report.notebook.is_script for report in reports}
    noun = "script" if kinds == {True} else "file" if True in kinds else "notebook"
    return number(len(reports), noun, noun + "s")


def _next_step(reports: Sequence[Report], found: Sequence[_Found]) -> Iterator[str]:
    """What to type next: about the most severe finding, or the whole checklist of a clean notebook, if there is one."""
    if found:
        notebook, worst = min(found, key=lambda pair: SEVERITIES.index(pair[1].severity))
        why = f"Run `{command.explain(worst.check)}` to see why"
        yield f"{why}, or `{command.audit(notebook)}` for the whole checklist."
    elif judged := _judged(reports):
        yield f"Run `{command.audit(judged[0].notebook)}` for the whole checklist."


def render_checklist(report: Report, *, colour: bool) -> str:
    """The verdict on one notebook and its 13 items: status, progress, and findings or what will judge the item."""
    inks = ink(colour=colour)
    shown = verdict(report)
    tone = inks.status[shown.tone]
    done, total = progress(report)
    lines = [
        f"{inks.strong}{shown_path(report.notebook)}{inks.off}",
        f"{tone}{shown.headline}{inks.off}",
        f"{shown.detail}.",
        f"{tone}{'█' * done}{inks.off}{inks.quiet}{'░' * (total - done)}{inks.off} {done} of {total} good or signed off",
    ]
    origin = known.origin(report.source)
    lines += [f"{inks.quiet}{origin}.{inks.off}", ""] if origin else [""]
    for group, items in grouped(report):
        lines.append(f"{inks.strong}{group.title}{inks.off}: {inks.quiet}{group.note}{inks.off}")
        lines += [line for item in items for line in _item(report, item, inks)]
        lines.append("")
    lines += list(_problems(report, inks))
    return "\n".join(lines).rstrip("\n") + "\n"


def _item(report: Report, item: ItemReport, inks: Ink) -> Iterator[str]:
    status = item.status
    counts: Counter[Severity] = Counter(finding.severity for finding in item.findings)
    told = "; ".join(part for part in (_share(item), counted(counts) if counts else "") if part)
    tail = f" {told}" if told else "" if status == "signed" else f" {inks.quiet}needs {item.item.evidence}{inks.off}"
    word = f"{STATUS_MARKS[status]} {STATUS_WORDS[status]:<{_STATUS_WIDTH}}"
    yield f"  {item.item.id} {item.item.title:<{_TITLE_WIDTH}} {inks.status[status]}{word}{inks.off}{tail}".rstrip()
    signature = known.signature(item)
    if signature:
        yield f"       {signature}"
    for finding in _worst_first(item):
        where = in_words(report.notebook, finding.where)
        yield f"       {inks.severity[finding.severity]}{finding.severity}{inks.off} {one_line(finding.check)} ({where})"
    for result in item.results:
        if result.outcome == "error":
            yield f"       {inks.severity['error']}failed{inks.off} {one_line(result.check)}"
    if status == "unknown" and told:
        yield f"       {inks.quiet}needs {item.item.evidence}{inks.off}"
    supplies = known.supplies(item.pending)
    if supplies:
        yield f"       to judge more, type {' or '.join(f'`{supply}`' for supply in supplies)}"


def _share(item: ItemReport) -> str:
    return f"{item.judged} of {number(len(item.own), 'check', 'checks')} judged" if item.own else ""


def _worst_first(item: ItemReport) -> list[Finding]:
    return sorted(item.findings, key=lambda finding: SEVERITIES.index(finding.severity))


def render_item(report: Report, item: ChecklistItem, *, colour: bool) -> str:
    """One item unfolded: its checks with what came of them, their findings, and how to sign or to accept.

    Parameters
    ----------
    item : ChecklistItem
        One of `CHECKLIST`.
    """
    inks = ink(colour=colour)
    (unfolded,) = (each for each in report.items if each.item.id == item.id)
    status = unfolded.status
    word = f"{inks.status[status]}{STATUS_MARKS[status]} {STATUS_WORDS[status]}{inks.off}"
    judged = _share(unfolded)
    lines = [
        f"{inks.strong}{item.id} {item.title}{inks.off}: {item.question}",
        f"{word}; {judged}" if judged else word,
    ]
    signature = known.signature(unfolded)
    lines += [f"{signature[:1].upper()}{signature[1:]}"] if signature else []
    origin = known.origin(report.source)
    lines += [f"{inks.quiet}{origin}.{inks.off}"] if origin else []
    lines.append("")
    for result in unfolded.results:
        lines += _result(report, result, inks)
    if not unfolded.results or status == "unknown":
        lines.append(f"  {inks.quiet}Needs {item.evidence}.{inks.off}")
    lines += ["", *(f"{what}: `{act}`" for what, act in known.acts(unfolded))]
    return "\n".join(lines).rstrip("\n") + "\n"


def _result(report: Report, result: Result, inks: Ink) -> Iterator[str]:
    mark = outcome.TONE_MARKS[outcome.tone(result)]
    words = one_line(outcome.in_words(result))
    yield f"  {mark} {inks.strong}{one_line(result.check):<{_CHECK_WIDTH}}{inks.off} {words}"
    if result.supply:
        yield f"      to judge it, type `{one_line(result.supply)}`"
    for finding in result.findings:
        severity = f"{inks.severity[finding.severity]}{finding.severity}{inks.off}"
        yield f"      {severity} in {in_words(report.notebook, finding.where)}: {one_line(finding.message)}"
        yield f"      {inks.help}help{inks.off}: {one_line(finding.remedy)}"
    for accepted in result.accepted:
        yield f"      accepted in {_accepted(report, accepted)}"


def _accepted(report: Report, accepted: Accepted) -> str:
    who = known.person(accepted)
    where = in_words(report.notebook, accepted.finding.where)
    return f'{where}{f", {who}" if who else ""}: "{one_line(accepted.reason)}"'
