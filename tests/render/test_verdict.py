"""The verdict in words."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from mlchecks_jupyter.core.report import Outcome, Report, Result
from mlchecks_jupyter.render.verdict import counted, listed, verdict

Build = Callable[..., Report]


def with_results(report: Report, *results: Result) -> Report:
    return Report(notebook=report.notebook, results=results, tool_version="0.1.0")


def test_findings_come_first(report: Report) -> None:
    shown = verdict(report)
    assert shown.tone == "attention"
    assert shown.headline == "Needs attention: 1 error and 1 warning"
    assert shown.detail.endswith("1 part of the notebook not read")


def test_advice_alone_is_not_urgent(report: Report) -> None:
    (advised,) = (result for result in report.results if result.check == "unseeded-estimator")
    shown = verdict(with_results(report, advised))
    assert (shown.tone, shown.headline) == ("good", "Nothing urgent: 1 piece of advice")


def test_nothing_found_is_good_and_says_how_much_was_judged(clean_report: Report) -> None:
    shown = verdict(clean_report)
    assert (shown.tone, shown.headline) == ("good", "No open findings")
    assert shown.detail == "1 of 13 items judged good, 12 not judged yet"


@pytest.mark.parametrize("outcome", ["not_applicable", "skipped"])
def test_nothing_judged_is_not_good(report: Report, outcome: Outcome) -> None:
    silent = Result(check="unordered-query", items=("split",), outcome=outcome, reason="no SQL is run")
    assert verdict(with_results(report, silent)).tone == "unknown"
    assert verdict(with_results(report)).tone == "unknown"


def test_a_check_that_could_not_finish_needs_attention(report: Report) -> None:
    (broken,) = (result for result in report.results if result.outcome == "error")
    shown = verdict(with_results(report, broken, dataclasses.replace(broken, check="other")))
    assert (shown.tone, shown.headline) == ("attention", "Needs attention: 2 checks could not finish")


def test_nothing_read_is_not_good(clean_report: Report) -> None:
    shown = verdict(dataclasses.replace(clean_report, unread=True))
    assert (shown.tone, shown.headline) == ("attention", "Needs attention: nothing could be read")


def test_notes_are_not_counted_as_unread(clean_report: Report) -> None:
    noted = dataclasses.replace(clean_report, notes=("Line 1: `ignore[a]` has no effect.",))
    assert verdict(noted) == verdict(clean_report)


def test_words_for_numbers() -> None:
    assert counted({"error": 2, "warning": 1, "advice": 3}) == "2 errors, 1 warning and 3 pieces of advice"
    assert counted({"error": 0, "warning": 0, "advice": 0}) == "no findings"
    assert (listed([]), listed(["a"]), listed(["a", "b"])) == ("", "a", "a and b")
