"""Text for the terminal."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlchecks_jupyter.core.finding import Finding, Location
from mlchecks_jupyter.core.notebook import Cell, Notebook
from mlchecks_jupyter.core.report import Report, Result
from mlchecks_jupyter.render import text
from mlchecks_jupyter.render.columns import columns, expand, window
from mlchecks_jupyter.render.printable import printable

Build = Callable[..., Report]
Compare = Callable[[str, str], None]
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def one_finding(source: str, start: int, end: int, *, path: str = "nb.ipynb", end_line: int = 1) -> Report:
    """A report whose only finding points at these columns (from 1) of the first line."""
    where = Location(cell=0, line=1, column=start, end_line=end_line, end_column=end)
    finding = Finding(
        check="a-fault", item="split", severity="error", message="It is.", cell_id="c", where=where, remedy="Mend it."
    )
    cell = Cell(index=0, id="c", kind="code", source=source)
    result = Result(check="a-fault", items=("split",), outcome="fail", findings=(finding,))
    return Report(notebook=Notebook(path=path, digest="", cells=(cell,)), results=(result,), tool_version="0.1.0")


def caret_line(shown: str) -> tuple[str, str]:
    """The source line pointed at and the line of carets, without their gutters."""
    lines = shown.split("\n")
    at = next(number for number, line in enumerate(lines) if re.fullmatch(r" *\| *\^+", line))
    return lines[at - 1].split("| ", 1)[1], lines[at].split("| ", 1)[1]


def test_findings_read_like_a_compiler(report: Report, clean_report: Report, matches_snapshot: Compare) -> None:
    matches_snapshot("check.txt", text.render([report, clean_report], colour=False, width=80))


def test_the_checklist_reads_verdict_first(report: Report, matches_snapshot: Compare) -> None:
    matches_snapshot("checklist.txt", text.render_checklist(report, colour=False))


def test_a_script_is_pointed_at_by_the_lines_of_its_file(script_report: Report) -> None:
    shown = text.render([script_report], colour=False, width=80)
    assert "--> work/churn.py:33:19\n" in shown
    assert "33 | X_train, X_test = train_test_split(X)" in shown
    assert "cell 4" not in shown


def test_colour_adds_nothing_but_colour(report: Report) -> None:
    coloured = text.render([report], colour=True, width=80)
    assert ANSI.search(coloured)
    assert ANSI.sub("", coloured) == text.render([report], colour=False, width=80)
    checklist = text.render_checklist(report, colour=True)
    assert ANSI.sub("", checklist) == text.render_checklist(report, colour=False)


def test_nothing_found_says_so_and_what_to_do_next(clean_report: Report) -> None:
    shown = text.render([clean_report], colour=False, width=80)
    assert shown == "No findings in 1 script.\nRun `mlchecks audit clean.py -o audit.html` for the whole checklist.\n"


def test_no_file_at_all_prints_nothing() -> None:
    assert text.render([], colour=False, width=80) == ""


def test_notes_are_no_gaps(clean_report: Report) -> None:
    noted = dataclasses.replace(clean_report, notes=("Line 1: `ignore[a]` has no effect.",))
    shown = text.render([noted], colour=False, width=80)
    assert shown.startswith("note: clean.py: Line 1: `ignore[a]` has no effect.\n\nNo findings in 1 script.\n")


def test_what_was_not_judged_has_no_findings_to_speak_of(clean_report: Report) -> None:
    unread = dataclasses.replace(clean_report, errors=("Line 1: this does not parse.",), unread=True)
    notebook = dataclasses.replace(clean_report.notebook, path="r.ipynb", language="r", cells=())
    foreign = dataclasses.replace(clean_report, notebook=notebook)

    def shown(*reports: Report) -> str:
        return text.render(reports, colour=False, width=80).split("\n\n", 1)[-1]

    assert shown(unread) == "Nothing could be read in 1 script.\n"
    assert shown(foreign) == "Nothing was judged in 1 notebook, in another language than Python.\n"
    assert shown(unread, foreign, clean_report) == (
        "No findings in 1 of 3 files; nothing could be read in 1 script; "
        "nothing was judged in 1 notebook, in another language than Python.\n"
        "Run `mlchecks audit clean.py -o audit.html` for the whole checklist.\n"
    )


def test_the_next_step_is_about_the_most_severe_finding(report: Report) -> None:
    assert "`mlchecks explain unseeded-split`" in text.render([report], colour=False, width=80).split("\n")[-2]


def test_a_path_with_blanks_is_quoted_in_the_command() -> None:
    shown = text.render([one_finding("f()", 1, 4, path="my nb; rm -rf.ipynb")], colour=False, width=80)
    assert "`mlchecks audit 'my nb; rm -rf.ipynb' -o audit.html`" in shown


@pytest.mark.parametrize(
    "source", ["\tx = f()", "名前 = f()", "👩‍🔬 = f()", "e\u0301 = f()", "\t名\tf()", "x\x00\u202e f()"]
)
def test_carets_stand_under_the_call(source: str) -> None:
    start = source.index("f()")
    report = one_finding(source, start + 1, start + 4)
    line, carets = caret_line(text.render([report], colour=False, width=80))
    before, call = line.split("f()", 1)[0], carets.lstrip(" ")
    assert call == "^^^"
    assert columns(before) == len(carets) - 3


@pytest.mark.parametrize("pad", ["x" * 500, "名" * 300])
def test_a_long_line_is_cut_around_the_call(pad: str) -> None:
    source = f"{pad} f() {pad}"
    report = one_finding(source, len(pad) + 2, len(pad) + 5)
    shown = text.render([report], colour=False, width=60)
    line, carets = caret_line(shown)
    assert line.startswith("…")
    assert line.endswith("…")
    assert columns(line) <= 56
    before = line.split("f()", 1)[0]
    assert carets == " " * columns(before) + "^^^"


def test_a_stretch_of_several_lines_shows_the_first_to_its_end() -> None:
    report = one_finding("m = Forest(\n    1,\n)", 5, 2, end_line=3)
    assert caret_line(text.render([report], colour=False, width=80)) == ("m = Forest(", "    ^^^^^^^")


def test_an_empty_stretch_still_has_a_caret() -> None:
    assert caret_line(text.render([one_finding("f()", 4, 4)], colour=False, width=80)) == ("f()", "   ^")


def test_a_place_outside_the_notebook_is_no_crash() -> None:
    report = one_finding("f()", 1, 2)
    lost = dataclasses.replace(report.findings[0], where=Location(cell=9, line=9, column=9, end_line=9, end_column=9))
    result = dataclasses.replace(report.results[0], findings=(lost,))
    moved = Report(notebook=report.notebook, results=(result,), tool_version="")
    assert "nb.ipynb:cell 10:9:9" in text.render([moved], colour=False, width=80)


def test_hostile_text_never_reaches_the_terminal(build_report: Build, hostile: str) -> None:
    report = build_report(lambda _: hostile)
    shown = text.render([report], colour=False, width=80) + text.render_checklist(report, colour=False)
    assert shown.encode("utf-8")
    for character in shown:
        assert character == "\n" or printable(character) == character


@pytest.mark.parametrize(
    ("source", "expected"), [("abc", 3), ("名前", 4), ("e\u0301", 1), ("👩‍🔬", 2), ("ｆ", 2), ("", 0)]
)
def test_columns_are_those_of_a_terminal(source: str, expected: int) -> None:
    assert columns(source) == expected


@given(st.text(), st.integers(0, 60), st.integers(3, 60))
def test_a_window_fits_its_room(line: str, left: int, room: int) -> None:
    shown = expand(printable(line))
    assert columns(window(shown, left=left, room=room)) <= room


@given(st.text(), st.text())
def test_printable_goes_character_by_character(first: str, second: str) -> None:
    assert printable(first + second) == printable(first) + printable(second)
