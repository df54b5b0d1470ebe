"""Findings accepted with a reason, and comments that were meant to and do not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mlchecks_jupyter.core.reading import from_sources, parse_notebook
from mlchecks_jupyter.core.report import Report
from mlchecks_jupyter.render import json_document
from mlchecks_jupyter.session import judge

IMPORT = "from sklearn.model_selection import train_test_split\nimport numpy as np\n"
NOTE = "# mlchecks: ignore[unseeded-split] the demo shows what goes wrong"


def _report(*cells: str) -> Report:
    return judge(from_sources([IMPORT, *cells]))


ACCEPTED = {
    "same line": f"train_test_split(X)  {NOTE}",
    "line above": f"{NOTE}\ntrain_test_split(X)",
    "above, indented": f"if a:\n    {NOTE}\n    train_test_split(X)",
    "above, with lines between": f"{NOTE}\n\n# another comment\ntrain_test_split(X)",
    "stacked": f"{NOTE}\n# mlchecks: ignore[unseeded-rng] and this\ntrain_test_split(X)",
    "stacked the other way": f"# mlchecks: ignore[unseeded-rng] and this\n{NOTE}\ntrain_test_split(X)",
    "whole cell": "# mlchecks: ignore-cell[unseeded-split] a demo\nx = 1\n\ntrain_test_split(X)",
    "whole cell, at the end": "train_test_split(X)\n# mlchecks: ignore-cell[unseeded-split] a demo",
    "several names": "train_test_split(X)  # mlchecks: ignore[unseeded-rng, unseeded-split] both",
    "first line of a long call": f"train_test_split(  {NOTE}\n    X,\n)",
    "inside a long call": f"train_test_split(\n    X,  {NOTE}\n)",
    "last line of a long call": f"train_test_split(\n    X,\n)  {NOTE}",
    "no spaces": "train_test_split(X)#mlchecks:ignore[unseeded-split]reason",
    "after another comment": f"train_test_split(X)  # noqa  {NOTE}",
    "beside a string with a mark": f"print('# no'); train_test_split(X)  {NOTE}",
    "beside a magic": f"%matplotlib inline\ntrain_test_split(X)  {NOTE}",
    "under a magic": f"%%time\n{NOTE}\ntrain_test_split(X)",
    "on a magic": f"%time train_test_split(X)  {NOTE}",
    "beside a shell quote": f"!echo it's\ntrain_test_split(X)  {NOTE}",
    "reason with brackets and colons": "train_test_split(X)  # mlchecks: ignore[unseeded-split]: see [1]: it is right",
}


@pytest.mark.parametrize("case", ACCEPTED)
def test_a_finding_is_accepted_with_its_reason(case: str) -> None:
    report = _report(ACCEPTED[case])
    assert not report.findings
    assert not report.errors
    assert [note for note in report.notes if "`ignore[unseeded-rng]` has no effect" not in note] == []
    (accepted,) = report.accepted
    assert accepted.finding.check == "unseeded-split"
    assert accepted.reason
    assert "[unseeded" not in accepted.reason
    result = next(result for result in report.results if result.check == "unseeded-split")
    assert (result.outcome, result.findings) == ("ignored", ())


NOT_ACCEPTED = {
    "another check": "train_test_split(X)  # mlchecks: ignore[unseeded-rng] reason",
    "line below": f"train_test_split(X)\n{NOTE}",
    "two lines above": f"{NOTE}\nx = 1\ntrain_test_split(X)",
    "after code of the line above": f"x = 1  {NOTE}\ntrain_test_split(X)",
    "in a string": f"x = '{NOTE}'; train_test_split(X)",
    "in a long string above": f'x = """\n{NOTE}"""\ntrain_test_split(X)',
    "in a docstring for the cell": '"""# mlchecks: ignore-cell[unseeded-split] a demo"""\ntrain_test_split(X)',
    "in upper case": f"train_test_split(X)  {NOTE.upper()}",
}


@pytest.mark.parametrize("case", NOT_ACCEPTED)
def test_a_finding_stays_open(case: str) -> None:
    report = _report(NOT_ACCEPTED[case])
    assert [finding.check for finding in report.findings] == ["unseeded-split"]
    assert not report.accepted
    assert not report.errors
    assert all("has no effect, as nothing is found there" in note for note in report.notes)


def test_a_suppression_that_does_nothing_is_named() -> None:
    report = _report("x = 1  # mlchecks: ignore[unseeded-split, unseeded-splt] once needed")
    assert [note.split(": ", 1)[1] for note in report.notes] == [
        "`ignore[unseeded-split]` has no effect, as nothing is found there; take it out.",
        "`ignore[unseeded-splt]` names no check; `mlchecks explain` lists them all.",
    ]


def test_notes_come_in_the_order_of_the_source_and_are_no_gaps() -> None:
    idle = "# mlchecks: ignore[unseeded-split] once needed"
    report = _report(f"x = 1  {idle}\n# mlchecks: ignore[unseeded-split]\nx = 2\ny = 3  {idle}", f"z = 1  {idle}")
    places = ["Cell 2, line 1", "Cell 2, line 2", "Cell 2, line 4", "Cell 3, line 1"]
    assert [note.split(": ")[0] for note in report.notes] == places
    assert not report.errors
    assert not report.unread


@pytest.mark.parametrize(
    "source",
    [
        f"a, b = (\n    train_test_split(X)\n)  {NOTE}",
        f"{NOTE}\na, b = (\n    train_test_split(X)\n)",
        f"for i in y:\n    {NOTE}\n    a = [\n        train_test_split(X),\n    ]",
        f"try:\n    pass\nexcept E:\n    a = [\n        train_test_split(X),\n    ]  {NOTE}",
    ],
)
def test_a_suppression_speaks_of_its_statement(source: str) -> None:
    report = _report(source)
    assert (len(report.findings), len(report.accepted), report.notes) == (0, 1, ())


@pytest.mark.parametrize(
    ("comment", "said"),
    [
        ("# mlchecks: ignore[unseeded-split]", "`ignore[unseeded-split]` has no effect without a reason"),
        ("# mlchecks: ignore[unseeded-split] - :", "has no effect without a reason"),
        ("# mlchecks: ignore-cell[unseeded-split]", "has no effect without a reason"),
        ("# mlchecks: ignore", "names no check"),
        ("# mlchecks: ignore this one", "names no check"),
        ("# mlchecks: ignore[] reason", "names no check"),
        ("# mlchecks: ignore[Unseeded Split] reason", "names no check"),
        ("# mlchecks: ignore[unseeded-split reason", "names no check"),
        ("# mlchecks: ignore(unseeded-split) reason", "names no check"),
        ("# mlchecks: ignored[unseeded-split] reason", "names no check"),
    ],
)
def test_a_malformed_comment_is_reported_and_accepts_nothing(comment: str, said: str) -> None:
    report = _report(f"x = 1\ntrain_test_split(X)  {comment}")
    assert [finding.check for finding in report.findings] == ["unseeded-split"]
    assert not report.errors
    (note,) = report.notes
    assert note.startswith("Cell 2, line 2: ")
    assert note.endswith(".")
    assert said in note


@pytest.mark.parametrize(
    "comment",
    ["-- mlchecks: ignore[unordered-query] any row", "-- # mlchecks: ignore[unordered-query] any row\n-- and more"],
)
@pytest.mark.parametrize("kind", ["ignore", "ignore-cell"])
def test_the_body_of_a_sql_cell_may_accept(comment: str, kind: str) -> None:
    report = _report(f"%%sql\n{comment.replace('ignore', kind)}\nSELECT * FROM t LIMIT 3 -- it's so")
    assert not report.findings
    assert [(accepted.finding.check, accepted.reason) for accepted in report.accepted] == [
        ("unordered-query", "any row")
    ]


def test_only_the_named_line_of_the_named_cell_is_accepted() -> None:
    report = _report(f"train_test_split(X)  {NOTE}\ntrain_test_split(Y)", "train_test_split(Z)\n")
    assert [(finding.where.cell, finding.where.line) for finding in report.findings] == [(1, 2), (2, 1)]
    assert [(accepted.finding.where.cell, accepted.finding.where.line) for accepted in report.accepted] == [(1, 1)]


def test_a_whole_cell_is_one_cell() -> None:
    cell = "# mlchecks: ignore-cell[unseeded-split] a demo\ntrain_test_split(X)"
    report = _report(cell, "train_test_split(X)")
    assert [finding.where.cell for finding in report.findings] == [2]


def test_a_cell_may_accept_one_check_and_leave_another_open() -> None:
    report = _report(f"a = train_test_split(X), np.random.rand()  {NOTE}")
    assert [finding.check for finding in report.findings] == ["unseeded-rng"]
    assert [accepted.finding.check for accepted in report.accepted] == ["unseeded-split"]


def test_markdown_accepts_nothing() -> None:
    cells: list[dict[str, Any]] = [
        {"cell_type": "markdown", "source": "# mlchecks: ignore-cell[unseeded-split] a demo\n# mlchecks: ignore"},
        {"cell_type": "code", "source": IMPORT + "train_test_split(X)"},
    ]
    report = judge(parse_notebook(json.dumps({"nbformat": 4, "cells": cells})))
    assert [finding.check for finding in report.findings] == ["unseeded-split"]
    assert not report.errors
    assert not report.notes


def test_accepted_findings_stand_in_the_json_with_their_reasons() -> None:
    document = json.loads(json_document.render([_report(f"train_test_split(X)  {NOTE}")]))
    (notebook,) = document["notebooks"]
    assert notebook["findings"] == []
    (accepted,) = notebook["accepted"]
    assert accepted["check"] == "unseeded-split"
    assert accepted["reason"] == "the demo shows what goes wrong"
    assert (accepted["cell"], accepted["line"]) == (1, 1)
    split = next(item for item in notebook["items"] if item["name"] == "split")
    assert {"check": "unseeded-split", "outcome": "ignored", "findings": 0, "reason": "", "supply": ""} in split[
        "results"
    ]
