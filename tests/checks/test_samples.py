"""Every check keeps the promises of its own samples, and every edit that it offers removes the finding."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from mlchecks_jupyter.checks import discover
from mlchecks_jupyter.core.check import Check, Sample
from mlchecks_jupyter.core.finding import Finding, Severity, at_least
from mlchecks_jupyter.core.reading import from_sources
from mlchecks_jupyter.lineage.edits import apply_all
from mlchecks_jupyter.session import judge
from tests.checks.in_kernel import judged


def _samples(kind: str) -> list[object]:
    return [
        pytest.param(check, sample, id=f"{check.name}-{kind}-{number}")
        for check in discover()
        for number, sample in enumerate(check.good if kind == "good" else check.bad)
    ]


def _findings(check: Check, sample: Sample, folder: Path) -> tuple[Finding, ...]:
    report = judged(sample, check.name, folder)
    assert not report.errors
    assert not [result.reason for result in report.results if result.outcome == "error"]
    return tuple(finding for finding in report.findings if finding.check == check.name)


def _serious(check: Check, findings: tuple[Finding, ...]) -> list[Finding]:
    """Advice counts only for a check that never does more than advise."""
    least: Severity = "advice" if check.severity == "advice" else "warning"
    return [finding for finding in findings if at_least(finding.severity, least)]


@pytest.mark.parametrize(("check", "sample"), _samples("bad"))
def test_a_bad_sample_has_the_fault(check: Check, sample: Sample, tmp_path: Path) -> None:
    findings = _serious(check, _findings(check, sample, tmp_path))
    assert findings
    for finding in findings:
        assert finding.item in check.items
        assert at_least(check.severity, finding.severity)
        assert finding.message.endswith(".")
        assert finding.remedy.endswith(".")


@pytest.mark.parametrize(("check", "sample"), _samples("good"))
def test_a_good_sample_has_not(check: Check, sample: Sample, tmp_path: Path) -> None:
    assert not _serious(check, _findings(check, sample, tmp_path))


@pytest.mark.parametrize(("check", "sample"), _samples("bad"))
def test_a_finding_stands_inside_its_cell(check: Check, sample: Sample, tmp_path: Path) -> None:
    for finding in _findings(check, sample, tmp_path):
        where = finding.where
        lines = sample.cells[where.cell].split("\n")
        assert 1 <= where.line <= where.end_line <= len(lines)
        assert 1 <= where.column <= len(lines[where.line - 1]) + 1
        assert 1 <= where.end_column <= len(lines[where.end_line - 1]) + 1
        assert (where.line, where.column) < (where.end_line, where.end_column)


@pytest.mark.parametrize(("check", "sample"), _samples("bad"))
def test_applying_an_edit_removes_its_finding(check: Check, sample: Sample, tmp_path: Path) -> None:
    for finding in _findings(check, sample, tmp_path):
        if finding.edit is None:
            continue
        cells = apply_all(sample.cells, finding.edit)
        assert cells != list(sample.cells)
        for part in finding.edit.parts:
            ast.parse(cells[part.where.cell])
        left = _findings(check, replace(sample, cells=tuple(cells)), tmp_path)
        if finding.edit.also:  # which may move lines
            assert len(left) < len(_findings(check, sample, tmp_path))
        else:
            assert not [each for each in left if each.where.line == finding.where.line]


@pytest.mark.parametrize("check", discover(), ids=lambda check: check.name)
def test_every_check_is_judged_on_every_sample(check: Check) -> None:
    """No sample of one check breaks another one."""
    for sample in (*check.good, *check.bad):
        report = judge(from_sources(sample.cells))
        assert {result.outcome for result in report.results} <= {"pass", "fail", "not_applicable"}


def test_the_families_of_randomness_offer_edits(tmp_path: Path) -> None:
    offered = {
        finding.check
        for check in discover()
        for sample in check.bad
        for finding in _findings(check, sample, tmp_path)
        if finding.edit
    }
    assert {"unseeded-split", "unseeded-sampling", "unseeded-estimator"} <= offered
