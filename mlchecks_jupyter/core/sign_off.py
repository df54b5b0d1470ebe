"""Sign-offs and waivers: what a person said of an item or of findings, and whether it still holds."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from mlchecks_jupyter.core.finding import Finding
from mlchecks_jupyter.core.notebook import Notebook
from mlchecks_jupyter.core.report import Accepted, ItemReport, Result, Signature
from mlchecks_jupyter.core.run import History, Record
from mlchecks_jupyter.core.said import Signed, Waived, Withdrawn


def finding_key(finding: Finding, notebook: Notebook) -> str:
    """What makes a finding the same after cells have moved: the check and the lines it points at.

    Returns
    -------
    str
        16 hex digits of SHA-256.
    """
    where = finding.where
    lines = notebook.cells[where.cell].source.split("\n")[where.line - 1 : where.end_line]
    return _digest([finding.check, [line.strip() for line in lines]])[:16]


def item_keys(item: ItemReport, notebook: Notebook) -> tuple[str, ...]:
    """What is known against an item: the keys of its findings, open or accepted, sorted.

    Checks without findings do not count: a kernel that has just started knows less than the one
    before it, which is no reason to sign again.
    """
    found = [finding for result in item.results for finding in result.findings]
    found += [accepted.finding for result in item.results for accepted in result.accepted]
    return tuple(sorted(finding_key(finding, notebook) for finding in found))


def signatures(items: Sequence[ItemReport], history: History, notebook: Notebook) -> tuple[tuple[str, Signature], ...]:
    """The latest sign-off of each item that was signed and not withdrawn, stale where there is a finding that was not known then."""
    withdrawn = {said.what: record.time for record, said in history.of(Withdrawn)}
    latest: dict[str, tuple[Record, Signed]] = {said.item: (record, said) for record, said in history.of(Signed)}
    return tuple(
        (
            item.item.name,
            Signature(
                by=said.by,
                reason=said.reason,
                time=record.time,
                stale=bool(Counter(item_keys(item, notebook)) - Counter(said.findings)),
            ),
        )
        for item in items
        for record, said in ([latest[item.item.name]] if item.item.name in latest else [])
        if record.time > withdrawn.get(item.item.name, "")
    )


def waive(results: Sequence[Result], history: History, notebook: Notebook) -> tuple[Result, ...]:
    """The results, the findings that a person waived accepted with the reason given.

    A waiver covers the findings that were there when it was made: one found later is open.
    """
    waivers = _waivers(history)
    return tuple(_waived(result, waivers.get(result.check, ()), notebook) for result in results)


def waived_checks(history: History) -> frozenset[str]:
    """The checks of which findings were waived, also where the lines they point at have been edited since."""
    return frozenset(_waivers(history))


def _waivers(history: History) -> dict[str, list[tuple[Record, Waived]]]:
    withdrawn = {said.what: record.time for record, said in history.of(Withdrawn)}
    waivers: dict[str, list[tuple[Record, Waived]]] = {}
    for record, said in history.of(Waived):
        if record.time > withdrawn.get(said.check, ""):
            waivers.setdefault(said.check, []).append((record, said))
    return waivers


def _waived(result: Result, waivers: Sequence[tuple[Record, Waived]], notebook: Notebook) -> Result:
    left, accepted = list(result.findings), list(result.accepted)
    for record, said in waivers:
        keys = Counter(said.findings)
        for finding in tuple(left):
            key = finding_key(finding, notebook)
            if keys[key]:
                keys[key] -= 1
                left.remove(finding)
                accepted.append(Accepted(finding=finding, reason=said.reason, by=said.by, time=record.time))
    if len(left) == len(result.findings):
        return result
    return replace(result, outcome="fail" if left else "ignored", findings=tuple(left), accepted=tuple(accepted))


def _digest(known: object) -> str:
    return hashlib.sha256(json.dumps(known).encode("utf-8", "surrogatepass")).hexdigest()
