"""The verdict on a notebook in words: first what must be done, then how much was judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from mlchecks_jupyter.core.finding import SEVERITIES, Severity
from mlchecks_jupyter.core.report import Report, Status

Tone = Literal["good", "attention", "unknown"]

#: Each status as a mark and a word; the mark never stands alone.
STATUS_MARKS: Final[dict[Status, str]] = {"good": "✓", "attention": "!", "unknown": "?", "signed": "✎"}
STATUS_WORDS: Final[dict[Status, str]] = {
    "good": "good",
    "attention": "needs attention",
    "unknown": "not judged yet",
    "signed": "signed off",
}

_NOUNS: Final[dict[Severity, tuple[str, str]]] = {
    "error": ("error", "errors"),
    "warning": ("warning", "warnings"),
    "advice": ("piece of advice", "pieces of advice"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`headline` and `detail` are sentences without a final full stop."""

    tone: Tone
    headline: str
    detail: str


def verdict(report: Report) -> Verdict:
    """What to tell a reviewer first."""
    statuses, counts = report.statuses(), report.counts()
    total, detail = len(report.items), _judged(report, statuses)
    failures = failed_checks(report)
    if report.unread:
        return Verdict(tone="attention", headline="Needs attention: nothing could be read", detail=detail)
    if counts["error"] or counts["warning"]:
        urgent = counted({**counts, "advice": 0})
        if not statuses["attention"]:
            return Verdict(tone="good", headline=f"Signed off by a person, with {urgent} left open", detail=detail)
        return Verdict(tone="attention", headline=f"Needs attention: {urgent}", detail=detail)
    if failures:
        headline = f"Needs attention: {number(len(failures), 'check', 'checks')} could not finish"
        return Verdict(tone="attention", headline=headline, detail=detail)
    if statuses["unknown"] == total:
        return Verdict(tone="unknown", headline="Not judged yet: no check found anything to judge", detail=detail)
    if counts["advice"]:
        return Verdict(tone="good", headline=f"Nothing urgent: {counted(counts)}", detail=detail)
    return Verdict(tone="good", headline="No open findings", detail=detail)


def progress(report: Report) -> tuple[int, int]:
    """How many items are good or signed, and how many there are."""
    statuses = report.statuses()
    return statuses["good"] + statuses["signed"], len(report.items)


def _judged(report: Report, statuses: Mapping[Status, int]) -> str:
    total, unread = len(report.items), len(report.errors)
    stale = sum(item.signature is not None and item.signature.stale for item in report.items)
    parts = [f"{statuses['good']} of {total} items judged good"]
    if statuses["attention"]:
        parts.append(f"{statuses['attention']} {'needs' if statuses['attention'] == 1 else 'need'} attention")
    if statuses["signed"]:
        parts.append(f"{statuses['signed']} signed off")
    if statuses["unknown"]:
        parts.append(f"{statuses['unknown']} not judged yet")
    if stale:
        parts.append(f"{stale} to be signed again")
    if unread:
        parts.append(f"{number(unread, 'part', 'parts')} of the notebook not read")
    return ", ".join(parts)


def failed_checks(report: Report) -> tuple[str, ...]:
    """One sentence for each check that could not finish; none where one error speaks of them all."""
    return tuple(
        f"Check `{result.check}` could not finish: {result.reason or 'no reason was given'}"
        for result in report.results
        if result.outcome == "error" and not (report.unread and result.reason in report.errors)
    )


def counted(counts: Mapping[Severity, int]) -> str:
    """The counts in words, as in ``2 errors, 1 warning and 3 pieces of advice``; ``no findings`` for none."""
    return (
        listed(number(counts[severity], *_NOUNS[severity]) for severity in SEVERITIES if counts[severity])
        or "no findings"
    )


def number(count: int, one: str, many: str) -> str:
    """A count with its noun."""
    return f"{count} {one if count == 1 else many}"


def listed(words: Iterable[str]) -> str:
    """``a``, ``a and b`` or ``a, b and c``."""
    *rest, last = list(words) or [""]
    return f"{', '.join(rest)} and {last}" if rest else last
