"""The source lines that findings and edits show."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mlchecks_jupyter.core.finding import Edit, Location
from mlchecks_jupyter.core.notebook import Cell, Notebook
from mlchecks_jupyter.render.excerpt import SourceLine, edited, excerpt

SOURCE = "\nfirst = 1\nmodel = Forest(\n    trees=400,\n)\n\nlast = 2"


def notebook(source: str = SOURCE, *, file_line: int = 0) -> Notebook:
    cell = Cell(index=0, id="c", kind="code", source=source, file_line=file_line)
    return Notebook(path="nb.ipynb", digest="", cells=(cell,))


def stretch(line: int, column: int, end_line: int, end_column: int, *, cell: int = 0) -> Location:
    return Location(cell=cell, line=line, column=column, end_line=end_line, end_column=end_column)


def pointed_at(lines: tuple[SourceLine, ...]) -> list[str]:
    return [line.text[line.start : line.end] for line in lines]


def test_each_line_of_a_stretch_is_pointed_at_without_its_indentation() -> None:
    lines = excerpt(notebook(), stretch(3, 9, 5, 2), around=0, most=9)
    assert pointed_at(lines) == ["Forest(", "trees=400,", ")"]


def test_neighbours_are_shown_but_not_blank_ends() -> None:
    lines = excerpt(notebook(), stretch(3, 1, 5, 2), around=2, most=9)
    assert [line.number for line in lines] == [2, 3, 4, 5, 6, 7]
    lines = excerpt(notebook(), stretch(3, 1, 5, 2), around=1, most=9)
    assert [line.number for line in lines] == [2, 3, 4, 5]
    assert pointed_at(lines)[0] == ""


def test_a_long_stretch_is_shown_up_to_a_number_of_lines() -> None:
    assert [line.number for line in excerpt(notebook(), stretch(3, 1, 5, 2), around=0, most=2)] == [3, 4]


def test_a_script_has_the_lines_of_its_file() -> None:
    assert [line.number for line in excerpt(notebook(file_line=41), stretch(2, 1, 2, 6), around=0, most=1)] == [42]


def test_a_place_that_is_not_there_shows_nothing() -> None:
    assert excerpt(notebook(), stretch(99, 1, 99, 2), around=1, most=1) == ()
    assert excerpt(notebook(), stretch(1, 1, 1, 2, cell=5), around=1, most=1) == ()
    assert edited(notebook(), Edit(where=stretch(1, 1, 99, 2), text="x", title="")) == ()


def test_an_edit_over_several_lines_is_shown_before_and_after() -> None:
    (change,) = edited(notebook(), Edit(where=stretch(4, 14, 5, 1), text=" seed=0", title=""))
    assert [(line.number, line.text) for line in change.before] == [(4, "    trees=400,"), (5, ")")]
    assert [(line.number, line.text) for line in change.after] == [(4, "    trees=400 seed=0)")]


def test_places_on_one_line_are_shown_as_one_change() -> None:
    other = Edit(where=stretch(4, 5, 4, 10), text="woods", title="")
    (change,) = edited(notebook(), Edit(where=stretch(4, 11, 4, 14), text="9", title="", also=(other,)))
    assert [line.text for line in change.before] == ["    trees=400,"]
    assert [line.text for line in change.after] == ["    woods=9,"]


def test_places_apart_are_shown_in_the_order_of_the_notebook() -> None:
    other = Edit(where=stretch(1, 1, 1, 1), text="import os\n", title="")
    first, second = edited(notebook(), Edit(where=stretch(4, 11, 4, 14), text="9", title="", also=(other,)))
    assert (first.place, first.before, [line.text for line in first.after]) == ("cell 1, line 1", (), ["import os"])
    assert (second.place, len(second.before), len(second.after)) == ("cell 1, line 4", 1, 1)


def test_a_line_that_goes_is_shown_alone() -> None:
    (change,) = edited(notebook(), Edit(where=stretch(4, 1, 5, 1), text="", title=""))
    assert ([line.text for line in change.before], change.after) == (["    trees=400,"], ())


def test_an_edit_with_one_place_elsewhere_is_not_shown_by_half() -> None:
    lost = Edit(where=stretch(1, 1, 1, 2, cell=9), text="x", title="")
    assert edited(notebook(), Edit(where=stretch(4, 11, 4, 14), text="9", title="", also=(lost,))) == ()


def test_a_cut_keeps_the_start_of_the_stretch_in_sight() -> None:
    line = SourceLine(number=1, text="a" * 100 + "CALL" + "b" * 100, start=100, end=104).cut(20)
    assert line.text[line.start : line.end] == "CALL"
    assert line.text.startswith("…a")
    assert line.text.endswith("b…")
    assert len(line.text) == 22
    assert SourceLine(number=1, text="abc" * 9, end=3).cut(6).text == "abcabc…"


@given(st.text(max_size=80), st.integers(0, 80), st.integers(0, 80), st.integers(4, 40))
def test_a_cut_stays_within_its_limit(text: str, one: int, other: int, limit: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    line = SourceLine(number=1, text=text, start=start, end=end).cut(limit)
    assert len(line.text) <= limit + 2
    assert 0 <= line.start <= line.end <= len(line.text)
    assert text[start:end].startswith(line.text[line.start : line.end].rstrip("…"))
