"""What the checks of randomness say of some cells, short enough to stand in a table."""

from __future__ import annotations

import json
from collections.abc import Iterable
from textwrap import dedent
from typing import Any

import pytest

from mlchecks_jupyter.core.notebook import Notebook
from mlchecks_jupyter.core.reading import from_sources, parse_notebook
from mlchecks_jupyter.core.report import Report
from mlchecks_jupyter.session import judge

UNSEEDED = ("unseeded-split", "unseeded-sampling", "unseeded-estimator", "unseeded-rng")


def cells(text: str) -> Notebook:
    """A notebook of the cells in a text; a line `---` parts two cells."""
    return from_sources(cell.strip("\n") for cell in dedent(text).strip("\n").split("\n---\n"))


def executed(*runs: tuple[int | None, str]) -> Notebook:
    """A saved notebook of cells with their execution counts."""
    return saved({"source": dedent(source), "execution_count": count} for count, source in runs)


def saved(raw: Iterable[dict[str, Any]]) -> Notebook:
    """A notebook read from the JSON of its code cells."""
    every = [{"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, **cell} for cell in raw]
    return parse_notebook(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": every}))


def said(notebook: Notebook | str) -> str:
    """The findings on randomness in the order of the source: `train_test_split:unseeded sample:covered`."""
    report = judge(cells(notebook) if isinstance(notebook, str) else notebook, select=UNSEEDED)
    assert broken(report) == []
    return " ".join(
        f"{str(finding.facts['callable']).rsplit('.', 1)[-1]}:{finding.facts['verdict']}" for finding in report.findings
    )


def severities(notebook: Notebook | str) -> list[str]:
    """The severities of the findings on randomness, in the order of the source."""
    report = judge(cells(notebook) if isinstance(notebook, str) else notebook, select=UNSEEDED)
    assert broken(report) == []
    return [finding.severity for finding in report.findings]


def broken(report: Report) -> list[str]:
    """What could not be read or judged, in sentences; empty for a report that counts."""
    return [*report.errors, *(result.reason for result in report.results if result.outcome == "error")]


def table(cases: dict[str, tuple[str, str]]) -> pytest.MarkDecorator:
    """Parametrize a test by rows of name -> (cells, what is to be said of them)."""
    return pytest.mark.parametrize(("source", "expected"), [*cases.values()], ids=[*cases])
