"""The JSON document."""

from __future__ import annotations

import json
import math
from collections.abc import Callable

import pytest

from mlchecks_jupyter.core.report import JSON_VERSION, Report
from mlchecks_jupyter.render import json_document

Build = Callable[..., Report]


def refuse(constant: str) -> None:
    pytest.fail(f"{constant} is no JSON")


def test_the_document_is_what_the_reports_say(build_report: Build, hostile: str) -> None:
    report = build_report(lambda text: text + hostile)
    text = json_document.render([report, report])
    assert text.isascii()
    assert "\n" not in text
    document = json.loads(text, parse_constant=refuse)
    assert document["version"] == JSON_VERSION
    assert document["notebooks"] == [json_document.finite(report.to_json())] * 2
    assert document["notebooks"][0]["path"] == "work/churn.ipynb" + hostile


def test_a_number_that_json_cannot_hold_becomes_a_string(report: Report) -> None:
    (finding,) = (finding for finding in report.findings if finding.facts)
    odds = finding.facts["odds"]
    assert isinstance(odds, float)
    assert math.isnan(odds)
    (shown,) = (
        found for found in json.loads(json_document.render([report]))["notebooks"][0]["findings"] if found["facts"]
    )
    assert (shown["facts"]["odds"], shown["facts"]["list"]) == ("nan", [1, {"a": "b"}])
