"""What is known of a notebook: one result a check, one status an item, and the verdict."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final, Literal

from mlchecks_jupyter.core.checklist import CHECKLIST, ChecklistItem
from mlchecks_jupyter.core.environment import Environment
from mlchecks_jupyter.core.finding import JSON, SEVERITIES, Finding, Severity
from mlchecks_jupyter.core.notebook import Notebook
from mlchecks_jupyter.core.run import Origin

#: The version of the JSON that reports are sent in.
JSON_VERSION: Final = 1

Outcome = Literal["pass", "fail", "not_applicable", "skipped", "ignored", "error"]
Status = Literal["good", "attention", "unknown", "signed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A finding that a person accepted, with the reason given.

    `by` and `time` (UTC, ISO 8601) are empty where a comment in the source accepts it.
    """

    finding: Finding
    reason: str
    by: str = ""
    time: str = ""

    def to_json(self) -> dict[str, JSON]:
        """The finding as the command line sends it, with who accepted it and why."""
        return {**self.finding.to_json(), "reason": self.reason, "by": self.by, "time": self.time}


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A person's sign-off of an item; `stale` once what was known of the item then has changed."""

    by: str
    reason: str
    time: str
    stale: bool = False

    def to_json(self) -> dict[str, JSON]:
        """The signature as the command line and the server send it."""
        return {"by": self.by, "reason": self.reason, "time": self.time, "stale": self.stale}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where the run-time evidence of a report comes from.

    Attributes
    ----------
    origin : {'kernel', 'ledger', 'outputs', 'nothing'}
        As in `Run.origin`.
    started : str
        When the run that was judged began: UTC, ISO 8601; empty where there is none.
    cells : int
        How many of the notebook's cells, as they now stand, ran in it.
    """

    origin: Origin = "nothing"
    started: str = ""
    cells: int = 0

    def to_json(self) -> dict[str, JSON]:
        """The origin as the command line and the server send it."""
        return {"origin": self.origin, "started": self.started, "cells": self.cells}


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one check said of one notebook.

    `reason` says why there is no verdict (not_applicable, skipped, error); empty otherwise. `supply`
    is what to type to get the evidence that a check lacks; empty where there is nothing to be had.
    """

    check: str
    items: tuple[str, ...]
    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    reason: str = ""
    supply: str = ""

    def to_json(self) -> dict[str, JSON]:
        """The result without its findings, which stand beside it once."""
        return {
            "check": self.check,
            "outcome": self.outcome,
            "findings": len(self.findings),
            "reason": self.reason,
            "supply": self.supply,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemReport:
    """One checklist item with the results that judge it."""

    item: ChecklistItem
    results: tuple[Result, ...]
    signature: Signature | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The open findings that touch this item, in the order of the results."""
        return tuple(finding for result in self.results for finding in result.findings)

    @property
    def own(self) -> tuple[Result, ...]:
        """The results of the checks that are about this item first; others can fail it, not pass it."""
        return tuple(result for result in self.results if result.items[0] == self.item.name)

    @property
    def judged(self) -> int:
        """How many of the item's own checks found something to judge."""
        return sum(result.outcome in ("pass", "fail", "ignored") for result in self.own)

    @property
    def pending(self) -> tuple[Result, ...]:
        """The results of the item's own checks for which evidence could be had by typing something."""
        return tuple(result for result in self.own if result.supply)

    @property
    def status(self) -> Status:
        """`signed` by a person, unless things changed since; `attention` if anything needs it.

        `good` only if something was judged and nothing failed.
        """
        if self.signature is not None and not self.signature.stale:
            return "signed"
        if any(result.outcome == "error" for result in self.results):
            return "attention"
        if any(finding.severity != "advice" for finding in self.findings):
            return "attention"
        return "good" if self.judged else "unknown"

    def to_json(self) -> dict[str, JSON]:
        """The item as the command line and the server send it."""
        return {
            "id": self.item.id,
            "name": self.item.name,
            "title": self.item.title,
            "question": self.item.question,
            "evidence": self.item.evidence,
            "status": self.status,
            "judged": self.judged,
            "checks": len(self.own),
            "results": [result.to_json() for result in self.results],
            "signature": self.signature.to_json() if self.signature else None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A pure function of a notebook, its evidence and the configuration it was judged with.

    Attributes
    ----------
    errors : tuple of str
        One sentence for each thing that could not be read, such as a cell that does not parse; in the
        order of the source.
    notes : tuple of str
        One sentence for each comment that was meant to accept a finding and accepts none; likewise.
    unread : bool
        Whether there is code, and none of it could be read: then no findings say nothing.
    source : Source
        Where the run-time evidence comes from.
    signatures : tuple of (str, Signature)
        The latest sign-off of each item that has one, by the item's name.
    """

    notebook: Notebook
    results: tuple[Result, ...]
    tool_version: str
    errors: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    unread: bool = False
    environment: Environment | None = None
    source: Source = Source()
    signatures: tuple[tuple[str, Signature], ...] = ()
    items: tuple[ItemReport, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Sort the results under the items they judge."""
        signatures = dict(self.signatures)
        items = tuple(
            ItemReport(
                item=item,
                results=tuple(result for result in self.results if item.name in result.items),
                signature=signatures.get(item.name),
            )
            for item in CHECKLIST
        )
        object.__setattr__(self, "items", items)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every open finding, in the order of the source."""
        return tuple(sorted((finding for result in self.results for finding in result.findings), key=_place))

    @property
    def accepted(self) -> tuple[Accepted, ...]:
        """Every accepted finding with its reason, in the order of the source."""
        every = (accepted for result in self.results for accepted in result.accepted)
        return tuple(sorted(every, key=lambda accepted: _place(accepted.finding)))

    def counts(self) -> dict[Severity, int]:
        """How many open findings there are of each severity."""
        counted = Counter(finding.severity for finding in self.findings)
        return {severity: counted[severity] for severity in SEVERITIES}

    def statuses(self) -> dict[Status, int]:
        """How many of the 13 items have each status."""
        counted = Counter(item.status for item in self.items)
        statuses: tuple[Status, ...] = ("good", "attention", "unknown", "signed")
        return {status: counted[status] for status in statuses}

    def to_json(self) -> dict[str, JSON]:
        """The report of one notebook, an element of ``notebooks`` in the command line's JSON."""
        return {
            "path": self.notebook.path,
            "digest": self.notebook.digest,
            "findings": [finding.to_json() for finding in self.findings],
            "items": [item.to_json() for item in self.items],
            "accepted": [accepted.to_json() for accepted in self.accepted],
            "errors": list(self.errors),
            "notes": list(self.notes),
            "environment": self.environment.to_json() if self.environment else None,
            "evidence": self.source.to_json(),
            "tool_version": self.tool_version,
        }


def _place(finding: Finding) -> tuple[int, int, int, str]:
    where = finding.where
    return (where.cell, where.line, where.column, finding.check)
