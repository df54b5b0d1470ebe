"""What came of a check, as a mark and in words."""

from __future__ import annotations

from collections import Counter
from typing import Final, Literal

from mlchecks_jupyter.core.report import Outcome, Result
from mlchecks_jupyter.render.verdict import counted

#: An outcome; `advised` where all that failed is advice.
Tone = Outcome | Literal["advised"]

#: Each as a mark, which never stands alone.
TONE_MARKS: Final[dict[Tone, str]] = {
    "pass": "✓",
    "fail": "!",
    "advised": "i",
    "not_applicable": "–",
    "skipped": "–",
    "ignored": "✎",
    "error": "✕",
}
_WORDS: Final[dict[Outcome, str]] = {
    "pass": "Nothing found",
    "fail": "Failed",
    "not_applicable": "Nothing to judge",
    "skipped": "Skipped",
    "ignored": "Ignored",
    "error": "Could not finish",
}


def tone(result: Result) -> Tone:
    """The outcome, told apart by how much it matters."""
    advised = bool(result.findings) and all(finding.severity == "advice" for finding in result.findings)
    return "advised" if advised else result.outcome


def in_words(result: Result) -> str:
    """The outcome with its counts or its reason, without a full stop of ours."""
    accepted = f"{len(result.accepted)} accepted with a reason" if result.accepted else ""
    if result.findings:
        found = counted(Counter(finding.severity for finding in result.findings))
        return f"{found}, {accepted}" if accepted else found
    if accepted:
        return accepted
    reason = result.reason[:1].upper() + result.reason[1:]
    return f"{_WORDS[result.outcome]}. {reason}" if reason else _WORDS[result.outcome]
