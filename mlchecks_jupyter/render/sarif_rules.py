"""Checks as SARIF rules."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Sequence
from typing import Final

from mlchecks_jupyter.core.check import Check
from mlchecks_jupyter.core.finding import JSON, Severity

#: SARIF's word for each severity.
LEVELS: Final[dict[Severity, str]] = {"error": "error", "warning": "warning", "advice": "note"}

# The words that GitHub shows and filters by.
_PROBLEM_SEVERITIES: Final[dict[Severity, str]] = {"error": "error", "warning": "warning", "advice": "recommendation"}


def rules(checks: Sequence[Check], mentioned: Iterable[str]) -> tuple[list[dict[str, JSON]], dict[str, int]]:
    """The rules, and the index of each by the name of its check.

    Checks that are `mentioned` in results but not among `checks` (a plug-in that is not installed
    here) get a rule that has no more than a name.
    """
    described = {check.name: _rule(check) for check in checks}
    for name in mentioned:
        if name not in described:
            described[name] = {"id": name, "name": _pascal(name)}
    return list(described.values()), {name: index for index, name in enumerate(described)}


def _rule(check: Check) -> dict[str, JSON]:
    page = inspect.cleandoc(check.__doc__ or "")
    return {
        "id": check.name,
        "name": _pascal(check.name),
        "shortDescription": {"text": check.title},
        "fullDescription": {"text": _first_paragraph(page) or check.title},
        "help": {"text": page, "markdown": f"# {page}"},
        "defaultConfiguration": {"level": LEVELS[check.severity]},
        "properties": {
            "tags": ["reproducibility", *dict.fromkeys(check.items)],
            "problem.severity": _PROBLEM_SEVERITIES[check.severity],
        },
    }


def _first_paragraph(page: str) -> str:
    """The first paragraph under the title that is no heading: what is wrong with the fault."""
    paragraphs = [paragraph.strip() for paragraph in page.split("\n\n")[1:]]
    for paragraph in paragraphs:
        text = "\n".join(line for line in paragraph.split("\n") if not line.startswith("#")).strip()
        if text:
            return " ".join(text.split())
    return ""


def _pascal(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.split("-")) or name
