"""The way from a node back to the author's line and column."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlchecks_jupyter.core.finding import Location
from mlchecks_jupyter.core.notebook import Cell
from mlchecks_jupyter.lineage.syntax import Tree, locate, parse


def _parse(source: str, *, index: int = 0, file_line: int = 0) -> Tree:
    return parse(Cell(index=index, id="a", kind="code", source=source, file_line=file_line))


def _call(tree: Tree, name: str = "f") -> ast.Call:
    return next(
        node
        for statement in tree.body
        for node in ast.walk(statement)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
    )


def _text(source: str, where: Location) -> str:
    lines = source.split("\n")[where.line - 1 : where.end_line]
    lines[-1] = lines[-1][: where.end_column - 1]
    lines[0] = lines[0][where.column - 1 :]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("f(x)", "f(x)"),
        ("a = f(x) + 1", "f(x)"),
        ("s = 'é日本🎲'; f('🎲')", "f('🎲')"),
        ("x = [\n  'é', f(\n    '日本',\n  ), 1]", "f(\n    '日本',\n  )"),
        ("if a:\n\tf(x)", "f(x)"),
        ("%time f(x)", "f(x)"),
        ("é = %timeit -n 3 f('é')", "f('é')"),
        ("%%time\n%%capture\n\nf(x)", "f(x)"),
        ("!ls\nf(\n x)", "f(\n x)"),
        ("\x0cf(x)", "f(x)"),
        ("x = '\u2028\x85\x0b'; f(x)", "f(x)"),
    ],
)
def test_a_node_is_located_where_it_is_written(source: str, expected: str) -> None:
    tree = _parse(source, index=3)
    where = locate(tree, _call(tree))
    assert where.cell == 3
    assert _text(source, where) == expected


def test_a_rewritten_line_is_located_as_a_whole() -> None:
    source = "if a:\n    x = %sql SELECT 1"
    tree = _parse(source)
    (statement,) = tree.body
    call = next(node for node in ast.walk(statement) if isinstance(node, ast.Call))
    assert _text(source, locate(tree, call)) == "x = %sql SELECT 1"


@given(
    before=st.text(alphabet="aé日🎲 ", max_size=8),
    inside=st.text(alphabet="aé日🎲 (),", max_size=8),
    head=st.sampled_from(["", "%time ", "x = %time ", "%%time\n", "y = 1\n", "%timeit -n 10 "]),
)
def test_columns_count_characters(before: str, inside: str, head: str) -> None:
    source = f"{head}f({before!r}, g({inside!r}))"
    tree = _parse(source)
    assert _text(source, locate(tree, _call(tree, "g"))) == f"g({inside!r})"


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("x = (", "Cell 1, line 1: this does not parse ('(' was never closed), so the cell was passed over."),
        (
            "print 1",
            "Cell 1, line 1: this is Python 2, so the cell was passed over; `print(x)` with parentheses makes it Python 3.",
        ),
        (
            "x = '\ud800'",
            "Cell 1, line 1: the code holds half of a surrogate pair, which is no character, so the cell was passed over.",
        ),
        ("x" + ".y" * 20_000, "Cell 1, line 1: the code is nested too deeply to be read, so the cell was passed over."),
    ],
    ids=["syntax", "python 2", "surrogate", "deep"],
)
def test_what_does_not_parse_is_said_in_one_sentence(source: str, problem: str) -> None:
    tree = _parse(source)
    assert tree.problem == problem
    assert not tree.body


def test_a_nul_character_is_a_problem_of_its_cell() -> None:
    tree = _parse("x = 1\0")
    assert tree.problem.endswith("so the cell was passed over.")
    assert "\0" not in tree.problem


def test_a_script_is_spoken_of_by_its_lines() -> None:
    assert _parse("# %%\nx = (", file_line=10).problem.startswith("Line 11: this does not parse (")


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import a\nx = (", ["a"]),
        ("from a import b as c\nimport d.e as f\nx = ", ["b", "d.e"]),
        ("x = (\nimport a", ["a"]),
        ("from a import (b,\n c)\nx = (", []),
        ("from a import\nimport b\n=", ["b"]),
        ("import a;x\n=", ["a"]),
    ],
)
def test_import_lines_of_a_broken_cell_are_kept_at_their_lines(source: str, names: list[str]) -> None:
    tree = _parse(source)
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    assert [alias.name for node in imports for alias in node.names] == names
    assert all(source.split("\n")[node.lineno - 1].startswith(("import", "from")) for node in imports)
    assert tree.problem


def test_the_body_of_an_unknown_magic_is_read_if_it_is_python() -> None:
    assert len(_parse("%%mystery\nx = 1\ny = 2").body) == 2
    foreign = _parse("%%mystery\nSELECT a FROM (b")
    assert (foreign.body, foreign.problem) == ([], "")


@given(source=st.text(max_size=40))
def test_any_text_is_a_tree_or_a_problem(source: str) -> None:
    tree = _parse(source)
    for statement in tree.body:
        where = locate(tree, statement)
        assert where.line >= 1
        assert where.column >= 1
        assert (where.line, where.column) <= (where.end_line, where.end_column)
