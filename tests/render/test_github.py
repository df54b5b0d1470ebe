"""GitHub workflow commands, read back as the runner reads them."""

from __future__ import annotations

import re
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from mlchecks_jupyter.core.report import Report
from mlchecks_jupyter.render import github
from mlchecks_jupyter.render.printable import printable

Build = Callable[..., Report]
COMMAND = re.compile(r"::(?P<name>\w+) (?P<properties>.*?)::(?P<data>.*)")


def parse(line: str) -> tuple[str, dict[str, str], str]:
    """A command as the runner takes it apart: at the first `::` after the name, then at each comma."""
    match = COMMAND.fullmatch(line)
    assert match, line
    properties = dict(pair.split("=", 1) for pair in match["properties"].split(","))
    return match["name"], {key: unescape(value) for key, value in properties.items()}, unescape(match["data"])


def unescape(text: str) -> str:
    for written, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(written, character)
    return text


def test_a_notebook_is_named_by_its_cell_and_not_by_a_line(report: Report) -> None:
    name, properties, data = parse(github.render([report]).split("\n")[0])
    assert name == "error"
    assert properties == {"file": "work/churn.ipynb", "title": "unseeded-split (cell 4, line 3)"}
    assert data == "`unseeded-split` differs on every run.\nhelp: Pass `random_state=0`."


def test_a_script_is_named_by_line_and_column(script_report: Report) -> None:
    _, properties, _ = parse(github.render([script_report]).split("\n")[0])
    place = {"line": "33", "endLine": "33", "col": "19", "endColumn": "37"}
    assert properties == {"file": "work/churn.py", "title": "unseeded-split", **place}


def test_columns_are_left_out_where_the_stretch_has_several_lines(script_report: Report) -> None:
    _, properties, _ = parse(github.render([script_report]).split("\n")[2])
    assert properties == {"file": "work/churn.py", "title": "unseeded-estimator", "line": "41", "endLine": "43"}


def test_the_most_severe_come_first_and_errors_of_reading_last(report: Report) -> None:
    commands = [parse(line)[0] for line in github.render([report, report]).splitlines()]
    assert commands == ["error"] * 2 + ["warning"] * 2 + ["notice"] * 2 + (["warning"] * 2 + ["notice"]) * 2


def test_nothing_found_prints_nothing(clean_report: Report) -> None:
    assert github.render([clean_report]) == ""


@given(st.text(st.sampled_from("%0AD23C5:,=\r\n ")) | st.text(st.characters()))
def test_any_text_comes_back_in_one_command(build_report: Build, text: str) -> None:
    report = build_report(lambda harmless: harmless if harmless == "work/churn.ipynb" else text)
    lines = github.render([report]).split("\n")
    assert lines.pop() == ""
    assert len(lines) == 6
    for line in lines[:3]:
        _, properties, data = parse(line)
        assert set(properties) == {"file", "title"}
        assert data == f"{printable(text)}\nhelp: {printable(text)}"


def test_hostile_text_starts_no_command(build_report: Build, hostile: str) -> None:
    shown = github.render([build_report(lambda _: hostile)])
    assert shown.encode("utf-8")
    for line in shown.splitlines():
        name, properties, _ = parse(line)
        assert name in ("error", "warning", "notice")
        assert set(properties) <= {"file", "title"}
