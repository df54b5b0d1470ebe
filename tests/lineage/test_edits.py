"""Edits of a call's text: the call afterwards says what was wanted, and otherwise what it said before."""

from __future__ import annotations

import ast

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mlchecks_jupyter.core.finding import Edit, Location
from mlchecks_jupyter.core.notebook import Cell
from mlchecks_jupyter.lineage.edits import apply, apply_all, pass_argument
from mlchecks_jupyter.lineage.syntax import Tree, parse


def _tree(source: str) -> Tree:
    return parse(Cell(index=0, id="a", kind="code", source=source))


def _target(body: list[ast.stmt]) -> ast.Call:
    """The call of `target`, directly or as `target(...)` of anything."""
    return next(
        node
        for statement in body
        for node in ast.walk(statement)
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("target")
    )


def _edit(source: str) -> Edit | None:
    tree = _tree(source)
    return pass_argument(tree, _target(tree.body), "random_state", "0")


@pytest.mark.parametrize(
    ("source", "after"),
    [
        ("target()", "target(random_state=0)"),
        ("target( )", "target(random_state=0 )"),
        ("target (x)", "target (x, random_state=0)"),
        ("target(x)", "target(x, random_state=0)"),
        ("target(x,)", "target(x, random_state=0)"),
        ("target(x, )", "target(x, random_state=0 )"),
        ("target((x))", "target((x), random_state=0)"),
        ("target(((x)),)", "target(((x)), random_state=0)"),
        ("(target)(x)", "(target)(x, random_state=0)"),
        ("(a.target)()", "(a.target)(random_state=0)"),
        ("target(')')", "target(')', random_state=0)"),
        ("target(x, a=')#')  # )", "target(x, a=')#', random_state=0)  # )"),
        ("target(x, random_state=None)", "target(x, random_state=0)"),
        ("target(random_state=(None), a=1)", "target(random_state=(0), a=1)"),
        ("target(random_state=\n  None,\n)", "target(random_state=\n  0,\n)"),
        ("target(*a)", "target(*a, random_state=0)"),
        ("target(a=1, *b)", "target(a=1, *b, random_state=0)"),
        ("target(lambda: 0)", "target(lambda: 0, random_state=0)"),
        ("target(x if a else b)", "target(x if a else b, random_state=0)"),
        ("target(x := 1)", "target(x := 1, random_state=0)"),
        ("target([i for i in x])", "target([i for i in x], random_state=0)"),
        ("target(a, (i for i in x))", "target(a, (i for i in x), random_state=0)"),
        ("target(g(x))(y)", "target(g(x), random_state=0)(y)"),
        ("é = '日本'; target('🎲')  # é", "é = '日本'; target('🎲', random_state=0)  # é"),
        ("target(\n    x,  # the rows\n)", "target(\n    x, random_state=0  # the rows\n)"),
        ("target(\n    x  # the rows)\n)", "target(\n    x, random_state=0  # the rows)\n)"),
        ("target(  # nothing (yet\n)", "target(random_state=0  # nothing (yet\n)"),
        ("target(\n    x,\n    # a comment\n\n)", "target(\n    x, random_state=0\n    # a comment\n\n)"),
        ("target(x \\\n)", "target(x, random_state=0 \\\n)"),
        ("target('''\n)''')", "target('''\n)''', random_state=0)"),
        ("if a:\n\ttarget(\n\t\t'é',\n\t)", "if a:\n\ttarget(\n\t\t'é', random_state=0\n\t)"),
        ("%%time\ntarget(x)", "%%time\ntarget(x, random_state=0)"),
    ],
)
def test_an_argument_is_passed(source: str, after: str) -> None:
    edit = _edit(source)
    assert edit is not None
    assert apply(source, edit) == after
    assert edit.title == "Pass random_state=0"


@pytest.mark.parametrize(
    "source",
    [
        "target(i for i in x)",
        "target((i for i in x))",
        "target(**options)",
        "target(x, **options)",
        "%time target(x)",
        "y = %timeit -n 3 target(x)",
    ],
)
def test_what_cannot_be_edited_safely_is_left(source: str) -> None:
    assert _edit(source) is None


def test_the_present_value_may_stand_beside_spread_options() -> None:
    edit = _edit("target(random_state=None, **options)")
    assert edit is not None
    assert apply("target(random_state=None, **options)", edit) == "target(random_state=0, **options)"


SPACE = st.sampled_from(["", "", "", " ", "  ", "\n", "\n    ", "  # a (comment\n", "\n# )'\"\n  ", " \\\n "])
ATOMS = st.sampled_from(
    [
        "x",
        "3",
        "'a)'",
        '"(("',
        "'''\n)'''",
        "f'{x}é'",
        "'日本🎲'",
        "é",
        "(y)",
        "((y))",
        "()",
        "(1,)",
        "[)(]"[1:1] + "[1, 2]",
    ]
)
VALUES = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds("g({}, a={})".format, inner, inner),
        st.builds("({} +\n  {})".format, inner, inner),
        st.builds("[{} for i in {}]".format, inner, inner),
        st.builds("({} for i in {})".format, inner, inner),
        st.builds("lambda a, b={}: {}".format, inner, inner).map("({})".format),
        st.builds("{}.b[{}]({})".format, st.just("a"), inner, inner),
    ),
    max_leaves=4,
)
ARGUMENTS = st.one_of(
    VALUES,
    VALUES.map("*{}".format),
    VALUES.map("lambda: {}".format),
    VALUES.map("{} if c else d".format),
    st.builds("{} for i in {}".format, VALUES, VALUES),
    st.builds("{}={}".format, st.sampled_from(["k", "test_size", "é"]), VALUES),
    st.builds("random_state{}={}None".format, st.sampled_from(["", " "]), st.sampled_from(["", " ", "\n "])),
    st.just("random_state=(None)"),
    VALUES.map("**{}".format),
)


@st.composite
def calls(draw: st.DrawFn) -> str:
    arguments = [draw(SPACE) + argument + draw(SPACE) for argument in draw(st.lists(ARGUMENTS, max_size=4))]
    comma = draw(st.sampled_from(["", ",", ", "])) if arguments else ""
    function = draw(st.sampled_from(["target", "(target)", "a.b.target", "a[')'].target", "h('(').target", "é.target"]))
    text = f"{function}{draw(st.sampled_from(['', ' ']))}({draw(SPACE)}{','.join(arguments)}{comma}{draw(SPACE)})"
    before = draw(st.sampled_from(["", "x = ", "s = 'é🎲'; ", "y = (1, ", "if a:\n\tz = ", "%%time\n", "# é\n"]))
    after = draw(st.sampled_from(["", "  # é)", ".fit(X)(')')", "\nnext_one = (1)"]))
    return before + text + (")" if before.endswith("(1, ") else "") + after


@settings(max_examples=400, deadline=None)
@given(source=calls())
def test_after_an_edit_the_call_says_what_was_wanted_and_nothing_else_changed(source: str) -> None:
    tree = _tree(source)
    assume(tree.body)
    call = _target(tree.body)
    names = [keyword.arg for keyword in call.keywords if keyword.arg is not None]
    assume(len(set(names)) == len(names))  # `ast` takes repeated keywords, Python does not
    edit = pass_argument(tree, call, "random_state", "0")
    if edit is None:
        spread = any(keyword.arg is None for keyword in call.keywords)
        assert spread or any(isinstance(argument, ast.GeneratorExp) for argument in call.args)
        return
    after = _target(_tree(apply(source, edit)).body)
    given_now = {keyword.arg: ast.unparse(keyword.value) for keyword in after.keywords}
    assert given_now["random_state"] == "0"
    assert [ast.dump(argument) for argument in after.args] == [ast.dump(argument) for argument in call.args]
    assert ast.dump(after.func) == ast.dump(call.func)
    kept = [ast.dump(keyword) for keyword in call.keywords if keyword.arg != "random_state"]
    assert [ast.dump(keyword) for keyword in after.keywords if keyword.arg != "random_state"] == kept
    others = [ast.dump(statement) for statement in tree.body if call not in ast.walk(statement)]
    body = _tree(apply(source, edit)).body
    assert [ast.dump(statement) for statement in body if "'target'" not in ast.dump(statement)] == others
    assert len(body) == len(tree.body)


def test_most_random_calls_can_be_edited() -> None:
    """The property above must not hold for want of edits."""
    sources = ["target(x)", "a = target(\n  X, y,\n  test_size=.2,  # a (fifth\n)", "target(*a, k=')')"]
    assert all(_edit(source) is not None for source in sources)


def _part(cell: int, line: int, column: int, end_line: int, end_column: int, text: str) -> Edit:
    where = Location(cell=cell, line=line, column=column, end_line=end_line, end_column=end_column)
    return Edit(where=where, text=text, title="")


def test_an_edit_of_several_places_is_applied_as_one() -> None:
    sources = ["a = 1\nb = 2\nc = 3", "# text", "d = a"]
    gone = _part(0, 2, 1, 3, 1, "")
    added = _part(2, 1, 6, 1, 6, "\nb = 2")
    renamed = _part(2, 1, 5, 1, 6, "c")
    edit = Edit(where=_part(0, 1, 5, 1, 6, "").where, text="9\n", title="Mend it", also=(added, renamed, gone))
    assert apply_all(sources, edit) == ["a = 9\n\nc = 3", "# text", "d = c\nb = 2"]
    assert sources[0] == "a = 1\nb = 2\nc = 3"


@given(st.permutations(range(4)))
def test_the_order_of_its_places_is_all_the_same(order: list[int]) -> None:
    places = [
        _part(0, 1, 1, 1, 2, "x"),
        _part(0, 1, 5, 2, 1, ""),
        _part(0, 2, 1, 2, 1, "new = 0\n"),
        _part(0, 3, 1, 3, 6, "z"),
    ]
    first, *rest = [places[number] for number in order]
    edit = Edit(where=first.where, text=first.text, title="", also=tuple(rest))
    assert apply_all(["a = 1\nb = 2\nc = 3"], edit) == ["x = new = 0\nb = 2\nz"]


def test_further_places_are_in_the_json_only_where_there_are_any() -> None:
    one = _part(0, 1, 1, 1, 2, "x")
    assert "also" not in one.to_json()
    both = Edit(where=one.where, text="x", title="Mend it", also=(_part(2, 3, 4, 5, 6, "y"),))
    assert both.to_json() == {
        "title": "Mend it",
        "text": "x",
        "cell": 0,
        "line": 1,
        "column": 1,
        "end_line": 1,
        "end_column": 2,
        "also": [{"text": "y", "cell": 2, "line": 3, "column": 4, "end_line": 5, "end_column": 6}],
    }
