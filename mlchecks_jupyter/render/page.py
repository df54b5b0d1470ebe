"""What the audit page shows, worked out from a report; the template only sets it in type."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from mlchecks_jupyter.core.check import Check
from mlchecks_jupyter.core.checklist import CHECKLIST
from mlchecks_jupyter.core.environment import Environment
from mlchecks_jupyter.core.finding import JSON, SEVERITIES, Finding, Location, Severity
from mlchecks_jupyter.core.notebook import Notebook
from mlchecks_jupyter.core.report import Accepted, ItemReport, Report, Result, Status
from mlchecks_jupyter.render import command, known, outcome
from mlchecks_jupyter.render.excerpt import Change, SourceLine, edited, excerpt
from mlchecks_jupyter.render.groups import Group, grouped
from mlchecks_jupyter.render.moment import moment
from mlchecks_jupyter.render.place import cell_at, in_words, shown_path
from mlchecks_jupyter.render.verdict import (
    STATUS_MARKS,
    STATUS_WORDS,
    Verdict,
    failed_checks,
    number,
    progress,
    verdict,
)

_AROUND: Final = 2
_MOST_LINES: Final = 12
_LONGEST_LINE: Final = 240
_LONGEST_FACT: Final = 160
#: Facts whose values are words of ours: they stay in the JSON.
_INTERNAL_FACTS: Final = frozenset({"form", "kind", "source", "verdict"})
_ITEM_TITLES: Final = {item.name: f"{item.id} {item.title}" for item in CHECKLIST}

#: Each severity as a mark; the word always stands beside it.
SEVERITY_MARKS: Final[dict[Severity, str]] = {"error": "✕", "warning": "!", "advice": "i"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Waived:
    """One accepted finding; `by` and `time` are empty where a comment in the source accepts it."""

    check: str
    place: str
    message: str
    reason: str
    by: str
    time: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A sign-off; `again` is what renews it, empty while it stands."""

    by: str
    time: str
    reason: str
    again: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One check under an item: what came of it, in words, and links to its findings."""

    check: str
    tone: str
    mark: str
    words: str
    supply: str
    links: tuple[tuple[str, str], ...]
    accepted: tuple[Waived, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One checklist item."""

    id: str
    title: str
    question: str
    evidence: str
    status: Status
    mark: str
    word: str
    judged: int
    checks: int
    rows: tuple[Row, ...]
    supplies: tuple[str, ...]
    signature: Signed | None
    acts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One finding."""

    anchor: str
    check: str
    title: str
    item: str
    severity: Severity
    mark: str
    place: str
    message: str
    remedy: str
    lines: tuple[SourceLine, ...]
    edit_title: str
    changes: tuple[Change, ...]
    facts: tuple[tuple[str, str], ...]
    explain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The whole page; `asks` are the items that a person signed, or that lack evidence that could be had."""

    path: str
    name: str
    digest: str
    cells: str
    verdict: Verdict
    done: int
    origin: str
    start: Item | None
    counts: tuple[tuple[Severity, str, int], ...]
    judged: int
    groups: tuple[tuple[Group, tuple[Item, ...]], ...]
    asks: tuple[Item, ...]
    findings: tuple[Shown, ...]
    accepted: tuple[Waived, ...]
    problems: tuple[str, ...]
    notes: tuple[str, ...]
    environment: Environment | None
    tool_version: str
    audit: str


def page(report: Report, checks: Sequence[Check] = ()) -> Page:
    """The page of one report; `checks` give the findings their titles."""
    titles = {check.name: check.title for check in checks}
    findings, notebook = report.findings, report.notebook
    anchors = {id(finding): f"finding-{position}" for position, finding in enumerate(findings, start=1)}
    groups = tuple((group, tuple(_item(notebook, item, anchors) for item in items)) for group, items in grouped(report))
    items = [item for _, group in groups for item in group]
    path = shown_path(notebook)
    counts = report.counts()
    return Page(
        path=path,
        name=PurePosixPath(path.replace("\\", "/")).name or path,
        digest=notebook.digest,
        cells=number(len(notebook.cells), "cell", "cells"),
        verdict=verdict(report),
        done=progress(report)[0],
        origin=known.origin(report.source),
        start=next((item for item in items if item.id.startswith("S") and item.status == "attention"), None),
        counts=tuple(
            (severity, SEVERITY_MARKS[severity], counts[severity]) for severity in SEVERITIES if counts[severity]
        ),
        judged=sum(item.status != "unknown" for item in items),
        groups=groups,
        asks=tuple(item for item in items if item.signature or item.supplies),
        findings=tuple(_shown(notebook, finding, anchors, titles) for finding in findings),
        accepted=tuple(_waived(notebook, accepted) for accepted in report.accepted),
        problems=(*report.errors, *failed_checks(report)),
        notes=report.notes,
        environment=report.environment,
        tool_version=report.tool_version,
        audit=command.audit(notebook),
    )


def _item(notebook: Notebook, item: ItemReport, anchors: Mapping[int, str]) -> Item:
    return Item(
        id=item.item.id,
        title=item.item.title,
        question=item.item.question,
        evidence=item.item.evidence,
        status=item.status,
        mark=STATUS_MARKS[item.status],
        word=STATUS_WORDS[item.status],
        judged=item.judged,
        checks=len(item.own),
        rows=tuple(_row(notebook, result, anchors) for result in item.results),
        supplies=known.supplies(item.pending),
        signature=_signed(item),
        acts=tuple(known.acts(item)),
    )


def _signed(item: ItemReport) -> Signed | None:
    signature = item.signature
    if signature is None:
        return None
    again = command.sign_again(item.item) if signature.stale else ""
    return Signed(by=signature.by, time=moment(signature.time), reason=signature.reason, again=again)


def _row(notebook: Notebook, result: Result, anchors: Mapping[int, str]) -> Row:
    links = tuple((anchors[id(finding)], in_words(notebook, finding.where)) for finding in result.findings)
    how = outcome.tone(result)
    return Row(
        check=result.check,
        tone=how,
        mark=outcome.TONE_MARKS[how],
        words=outcome.in_words(result),
        supply=result.supply,
        links=links,
        accepted=tuple(_waived(notebook, accepted) for accepted in result.accepted),
    )


def _shown(notebook: Notebook, finding: Finding, anchors: Mapping[int, str], titles: Mapping[str, str]) -> Shown:
    changes = edited(notebook, finding.edit) if finding.edit is not None else ()
    return Shown(
        anchor=anchors[id(finding)],
        check=finding.check,
        title=titles.get(finding.check, finding.check),
        item=_ITEM_TITLES.get(finding.item, finding.item),
        severity=finding.severity,
        mark=SEVERITY_MARKS[finding.severity],
        place=_place(notebook, finding),
        message=finding.message,
        remedy=finding.remedy,
        lines=tuple(
            line.cut(_LONGEST_LINE) for line in excerpt(notebook, finding.where, around=_AROUND, most=_MOST_LINES)
        ),
        edit_title=finding.edit.title if finding.edit is not None else "",
        changes=tuple(change.cut(_LONGEST_LINE) for change in changes),
        facts=tuple(
            (name.replace("_", " "), _fact(notebook, value))
            for name, value in finding.facts.items()
            if name not in _INTERNAL_FACTS and value not in (None, [], "")
        ),
        explain=command.explain(finding.check),
    )


def _place(notebook: Notebook, finding: Finding) -> str:
    cell = cell_at(notebook, finding.where.cell)
    words = in_words(notebook, finding.where)
    if cell is None or cell.execution_count is None:
        return words
    # The prompt is what the author sees beside the cell.
    return f"{words}, In [{cell.execution_count}]"


def _fact(notebook: Notebook, value: JSON) -> str:
    """A fact in words: places as everywhere on the page, lists without brackets."""
    text = ", ".join(_fact_part(notebook, part) for part in (value if isinstance(value, list) else [value]))
    return text if len(text) <= _LONGEST_FACT else text[:_LONGEST_FACT] + "…"


def _fact_part(notebook: Notebook, value: JSON) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        cell, line = value.get("cell"), value.get("line")
        if set(value) == {"cell", "line"} and isinstance(cell, int) and isinstance(line, int):
            return in_words(notebook, Location(cell=cell, line=line, column=1, end_line=line, end_column=1))
    return json.dumps(value, ensure_ascii=False)


def _waived(notebook: Notebook, accepted: Accepted) -> Waived:
    finding = accepted.finding
    return Waived(
        check=finding.check,
        place=in_words(notebook, finding.where),
        message=finding.message,
        reason=accepted.reason,
        by=accepted.by,
        time=moment(accepted.time),
    )
