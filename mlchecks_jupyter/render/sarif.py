"""Reports as SARIF 2.1.0, the format that code scanning services and editors read.

SARIF has no notion of a cell, and its regions count the lines of the file: a cell's line there would
mark a stranger in the notebook's JSON. So a notebook's results have no region: the logical location
names the cell, and the message and the properties say the line.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Final

from mlchecks_jupyter.core.check import Check
from mlchecks_jupyter.core.finding import JSON, Edit, Finding, Location
from mlchecks_jupyter.core.notebook import Notebook
from mlchecks_jupyter.core.report import Report, Result
from mlchecks_jupyter.render.excerpt import excerpt
from mlchecks_jupyter.render.json_document import dumps, finite
from mlchecks_jupyter.render.place import cell_at, cell_number, in_words, shown_line
from mlchecks_jupyter.render.printable import printable
from mlchecks_jupyter.render.sarif_rules import LEVELS, rules
from mlchecks_jupyter.render.uri import uri

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT: Final = "%SRCROOT%"

JSONObject = dict[str, JSON]


def render(reports: Sequence[Report], checks: Sequence[Check]) -> str:
    """One SARIF log with one run; `checks` are described as its rules."""
    described, index = rules(checks, _mentioned(reports))
    versions = sorted({report.tool_version for report in reports})
    driver: JSONObject = {"name": "mlchecks", "rules": list(described)}
    if versions and versions[-1]:
        driver["version"] = versions[-1]
    run: JSONObject = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(reports, index)],
        "artifacts": _artifacts(reports),
        "results": [result for report in reports for result in _results(report, index)],
    }
    log: JSONObject = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return dumps(_clean(log))


def _clean(value: JSON) -> JSON:
    """The value with every string printable: many readers of SARIF refuse a file with a lone surrogate."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {printable(key): _clean(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return finite(value)


def _mentioned(reports: Sequence[Report]) -> list[str]:
    return [
        result.check
        for report in reports
        for result in report.results
        if result.findings or result.accepted or result.reason
    ]


def _artifacts(reports: Sequence[Report]) -> list[JSON]:
    # Once each, though a file may have been named twice: SARIF wants them unique.
    notebooks = {report.notebook.path: report.notebook for report in reports if report.notebook.path}
    return [_artifact(notebook) for notebook in notebooks.values()]


def _artifact(notebook: Notebook) -> JSONObject:
    artifact: JSONObject = {"location": _artifact_location(notebook)}
    if len(notebook.digest) == 64:
        artifact["hashes"] = {"sha-256": notebook.digest}
    return artifact


def _artifact_location(notebook: Notebook) -> JSONObject:
    name = uri(notebook.path)
    return {"uri": name} if name.startswith("file:") else {"uri": name, "uriBaseId": _ROOT}


def _results(report: Report, index: dict[str, int]) -> list[JSONObject]:
    seen: Counter[str] = Counter()
    results = [_result(report.notebook, finding, index, seen) for finding in report.findings]
    for accepted in report.accepted:
        result = _result(report.notebook, accepted.finding, index, seen)
        kind = "external" if accepted.by else "inSource"
        result["suppressions"] = [{"kind": kind, "status": "accepted", "justification": accepted.reason}]
        results.append(result)
    return results


def _result(notebook: Notebook, finding: Finding, index: dict[str, int], seen: Counter[str]) -> JSONObject:
    text = f"{finding.message}\nhelp: {finding.remedy}"
    if not _in_script(notebook, finding.where):
        # Viewers show the message, and seldom the logical location.
        text = f"{in_words(notebook, finding.where)}: {text}"
    result: JSONObject = {
        "ruleId": finding.check,
        "ruleIndex": index[finding.check],
        "level": LEVELS[finding.severity],
        "kind": "fail",
        "message": {"text": plain(text)},
        "locations": [_location(notebook, finding.where)],
        "partialFingerprints": {"primaryLocationLineHash": _fingerprint(notebook, finding, seen)},
        "properties": {
            "item": finding.item,
            "cell": finding.where.cell,
            "cellId": finding.cell_id,
            "line": finding.where.line,
            "column": finding.where.column,
            "endLine": finding.where.end_line,
            "endColumn": finding.where.end_column,
            "facts": dict(finding.facts),
        },
    }
    if finding.edit is not None and _can_be_applied(notebook, finding.edit):
        result["fixes"] = [_fix(notebook, finding.edit)]
    return result


def _can_be_applied(notebook: Notebook, edit: Edit) -> bool:
    # Only to scripts: a tool that applied a cell's lines to the notebook's JSON would ruin the file.
    return bool(notebook.path) and all(
        _in_script(notebook, part.where) and printable(part.text) == part.text for part in edit.parts
    )


def plain(text: str) -> str:
    """Text for a SARIF message, where ``[text](target)`` would be a link: kept apart, it is none."""
    return text.replace("](", "] (")


def _in_script(notebook: Notebook, where: Location) -> bool:
    cell = cell_at(notebook, where.cell)
    return cell is not None and cell.file_line > 0


def _location(notebook: Notebook, where: Location) -> JSONObject:
    location: JSONObject = {}
    physical: JSONObject = {"artifactLocation": _artifact_location(notebook)}
    if _in_script(notebook, where):
        region = _region(notebook, where)
        lines = excerpt(notebook, where, around=0, most=20)
        if lines:
            region["snippet"] = {"text": "\n".join(line.text for line in lines)}
        physical["region"] = region
    if notebook.path:
        location["physicalLocation"] = physical
    if "region" not in physical:
        name = f"cell {cell_number(where.cell)}"
        location["logicalLocations"] = [{"name": name, "fullyQualifiedName": name, "kind": "cell"}]
    return location


def _region(notebook: Notebook, where: Location) -> JSONObject:
    cell = cell_at(notebook, where.cell)
    return {
        "startLine": max(1, shown_line(cell, where.line)),
        "startColumn": max(1, where.column),
        "endLine": max(1, shown_line(cell, where.end_line)),
        "endColumn": max(1, where.end_column),
    }


def _fingerprint(notebook: Notebook, finding: Finding, seen: Counter[str]) -> str:
    """A hash of the check and the source it points at, blanks aside, and a count of its repetitions.

    It survives a move to another line or cell. The name it is stored under is the only one that
    GitHub reads; without it GitHub would hash a line of the notebook's JSON.
    """
    lines = excerpt(notebook, finding.where, around=0, most=20)
    text = "\0".join([finding.check, *("".join(line.text.split()) for line in lines)])
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    seen[digest] += 1
    return f"{digest}:{seen[digest]}"


def _fix(notebook: Notebook, edit: Edit) -> JSONObject:
    replacements: list[JSON] = [
        {"deletedRegion": _region(notebook, part.where), "insertedContent": {"text": part.text}} for part in edit.parts
    ]
    change: JSONObject = {"artifactLocation": _artifact_location(notebook), "replacements": replacements}
    return {"description": {"text": plain(edit.title)}, "artifactChanges": [change]}


def _invocation(reports: Sequence[Report], index: dict[str, int]) -> JSONObject:
    notifications: list[JSON] = []
    crashed = False
    for report in reports:
        notifications += [_notification(report, sentence, "warning") for sentence in report.errors]
        notifications += [_notification(report, sentence, "note") for sentence in report.notes]
        for result in report.results:
            if result.outcome == "error":
                crashed = True
                notifications.append(_crash(report, result, index))
    invocation: JSONObject = {"executionSuccessful": not crashed}
    if notifications:
        invocation["toolExecutionNotifications"] = notifications
    return invocation


def _notification(report: Report, sentence: str, level: str) -> JSONObject:
    notification: JSONObject = {"level": level, "message": {"text": plain(sentence)}}
    if report.notebook.path:
        notification["locations"] = [{"physicalLocation": {"artifactLocation": _artifact_location(report.notebook)}}]
    return notification


def _crash(report: Report, result: Result, index: dict[str, int]) -> JSONObject:
    notification = _notification(report, f"Check `{result.check}` could not finish: {result.reason}", "error")
    if result.check in index:
        notification["associatedRule"] = {"id": result.check, "index": index[result.check]}
    return notification
