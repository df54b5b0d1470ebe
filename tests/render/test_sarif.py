"""SARIF, held against the schema that OASIS publishes."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft4Validator

from mlchecks_jupyter.core.check import Check
from mlchecks_jupyter.core.finding import Edit, Finding, Location
from mlchecks_jupyter.core.notebook import Cell
from mlchecks_jupyter.core.report import Report
from mlchecks_jupyter.render import sarif
from mlchecks_jupyter.render.uri import uri

Build = Callable[..., Report]
Checks = tuple[Check, ...]


@pytest.fixture(scope="session")
def schema() -> Draft4Validator:
    text = (Path(__file__).parent / "sarif-schema-2.1.0.json").read_text(encoding="utf-8")
    document = json.loads(text)
    assert document["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/")
    Draft4Validator.check_schema(document)
    return Draft4Validator(document, format_checker=Draft4Validator.FORMAT_CHECKER)


def run_of(reports: list[Report], checks: Checks) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(sarif.render(reports, checks))
    (run,) = document["runs"]
    return dict(run)


def test_the_log_is_valid(report: Report, script_report: Report, checks: Checks, schema: Draft4Validator) -> None:
    schema.validate(json.loads(sarif.render([report, script_report], checks)))


def test_no_reports_are_a_valid_log(checks: Checks, schema: Draft4Validator) -> None:
    schema.validate(json.loads(sarif.render([], checks)))


def test_the_schema_refuses_what_it_should(report: Report, checks: Checks, schema: Draft4Validator) -> None:
    document = json.loads(sarif.render([report], checks))
    document["runs"][0]["results"][0]["level"] = "advice"
    assert not schema.is_valid(document)


def test_a_hostile_notebook_makes_a_valid_log(
    build_report: Build, hostile: str, checks: Checks, schema: Draft4Validator
) -> None:
    text = sarif.render([build_report(lambda _: hostile), build_report(lambda _: hostile, script=True)], checks)
    document = json.loads(text)
    schema.validate(document)
    assert json.dumps(document, ensure_ascii=False).encode("utf-8")


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters()))
def test_any_text_makes_a_valid_log(build_report: Build, checks: Checks, schema: Draft4Validator, text: str) -> None:
    schema.validate(json.loads(sarif.render([build_report(lambda _: text)], checks)))


def test_rules_say_what_the_checks_say(report: Report, checks: Checks) -> None:
    run = run_of([report], checks)
    first, *others = run["tool"]["driver"]["rules"]
    assert first["name"] == "UnseededSplit"
    assert first["shortDescription"]["text"] == "A random split without `random_state`."
    assert first["fullDescription"]["text"] == "Every run draws another test set."
    assert first["help"]["markdown"].startswith("# A random split")
    assert first["defaultConfiguration"] == {"level": "error"}
    assert {"id": "unseeded-rng", "name": "UnseededRng"} in others
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_levels_follow_the_severities(report: Report, checks: Checks) -> None:
    levels = {result["ruleId"]: result["level"] for result in run_of([report], checks)["results"]}
    expected = {
        "unseeded-split": "error",
        "unseeded-sampling": "warning",
        "unseeded-estimator": "note",
        "unseeded-rng": "note",
    }
    assert levels == expected


def test_a_notebook_result_names_its_cell_and_no_line_of_the_file(report: Report, checks: Checks) -> None:
    (result,) = (found for found in run_of([report], checks)["results"] if found["ruleId"] == "unseeded-split")
    (location,) = result["locations"]
    assert location["logicalLocations"][0]["name"] == "cell 4"
    assert location["physicalLocation"] == {"artifactLocation": {"uri": "work/churn.ipynb", "uriBaseId": "%SRCROOT%"}}
    place = {"cell": 3, "cellId": "cell-x", "line": 3, "column": 19, "endLine": 3, "endColumn": 38}
    assert result["properties"].items() >= place.items()
    assert result["message"]["text"].startswith("cell 4, line 3: ")
    assert "fixes" not in result


def test_a_script_result_can_be_fixed(script_report: Report, checks: Checks) -> None:
    (result,) = (found for found in run_of([script_report], checks)["results"] if found["ruleId"] == "unseeded-split")
    ((replacement,),) = (change["replacements"] for fix in result["fixes"] for change in fix["artifactChanges"])
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region.pop("snippet") == {"text": "X_train, X_test = train_test_split(X)"}
    assert region == {"startLine": 33, "startColumn": 19, "endLine": 33, "endColumn": 38}
    assert replacement["insertedContent"] == {"text": ", random_state=0"}
    assert replacement["deletedRegion"] == {"startLine": 33, "startColumn": 37, "endLine": 33, "endColumn": 37}
    assert "logicalLocations" not in result["locations"][0]


def test_a_fix_of_several_places_replaces_all_of_them(script_report: Report, checks: Checks) -> None:
    def fixes(*, cell: int) -> list[dict[str, Any]]:
        also = Location(cell=cell, line=1, column=1, end_line=1, end_column=1)

        def of_two(finding: Finding) -> Finding:
            if finding.edit is None:
                return finding
            part = Edit(where=also, text="import numpy\n", title="")
            return dataclasses.replace(finding, edit=dataclasses.replace(finding.edit, also=(part,)))

        results = tuple(
            dataclasses.replace(result, findings=tuple(map(of_two, result.findings)))
            for result in script_report.results
        )
        found = run_of([dataclasses.replace(script_report, results=results)], checks)["results"]
        (result,) = (each for each in found if each["ruleId"] == "unseeded-split")
        return list(result.get("fixes", []))

    ((change,),) = (fix["artifactChanges"] for fix in fixes(cell=3))
    assert [each["insertedContent"]["text"] for each in change["replacements"]] == [
        "import numpy\n",
        ", random_state=0",
    ]
    assert fixes(cell=99) == []


def test_accepted_findings_are_suppressed_with_their_reason(report: Report, checks: Checks) -> None:
    suppressed = [result for result in run_of([report], checks)["results"] if "suppressions" in result]
    (result,) = suppressed
    assert result["ruleId"] == "unseeded-rng"
    assert result["suppressions"] == [
        {"kind": "inSource", "status": "accepted", "justification": "only drawn for the figure"}
    ]


def test_what_could_not_be_read_is_notified(report: Report, clean_report: Report, checks: Checks) -> None:
    (invocation,) = run_of([report], checks)["invocations"]
    assert not invocation["executionSuccessful"]
    levels = [notification["level"] for notification in invocation["toolExecutionNotifications"]]
    assert levels == ["warning", "note", "error"]
    assert run_of([clean_report], checks)["invocations"] == [{"executionSuccessful": True}]


def test_fingerprints_survive_a_move_and_tell_repetitions_apart(report: Report, checks: Checks) -> None:
    def fingerprints(shown: Report) -> list[str]:
        return [
            result["partialFingerprints"]["primaryLocationLineHash"] for result in run_of([shown], checks)["results"]
        ]

    before = fingerprints(report)
    assert len(set(before)) == len(before)
    assert fingerprints(moved_down(report)) == before
    (split,) = (result for result in report.results if result.check == "unseeded-split")
    twice = dataclasses.replace(split, findings=split.findings * 2)
    first, second = fingerprints(Report(notebook=report.notebook, results=(twice,), tool_version=""))
    assert (first[-2:], second[-2:]) == (":1", ":2")
    assert first[:-2] == second[:-2]


def moved_down(report: Report) -> Report:
    """The report of the same notebook with a new cell at its top."""
    top = Cell(index=0, id="top", kind="markdown", source="New")
    moved = tuple(dataclasses.replace(cell, index=cell.index + 1) for cell in report.notebook.cells)
    notebook = dataclasses.replace(report.notebook, cells=(top, *moved))

    def move(finding: Any) -> Any:
        return dataclasses.replace(finding, where=dataclasses.replace(finding.where, cell=finding.where.cell + 1))

    results = tuple(
        dataclasses.replace(
            result,
            findings=tuple(move(finding) for finding in result.findings),
            accepted=tuple(dataclasses.replace(kept, finding=move(kept.finding)) for kept in result.accepted),
        )
        for result in report.results
    )
    return Report(notebook=notebook, results=results, tool_version="0.1.0")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("./a b/ü#?.ipynb", "a%20b/%C3%BC%23%3F.ipynb"),
        ("notes:1.ipynb", "notes%3A1.ipynb"),
        ("folder\\nb.ipynb", "folder/nb.ipynb"),
        ("C:\\data\\nb.ipynb", "file:///C:/data/nb.ipynb"),
        ("/data/nb.ipynb", "file:///data/nb.ipynb"),
        ("//host/nb.ipynb", "file:///host/nb.ipynb"),
        ("javascript:alert(1)", "javascript%3Aalert%281%29"),
        ("bytes\udcff.ipynb", "bytes%FF.ipynb"),
        ("lone\ud800.ipynb", "lone%ED%A0%80.ipynb"),
    ],
)
def test_paths_become_uris(path: str, expected: str) -> None:
    assert uri(path) == expected
