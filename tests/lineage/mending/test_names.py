"""What a statement does to names: an edit must miss none."""

from __future__ import annotations

import ast

import pytest

from mlchecks_jupyter.lineage.mending.names import uses


@pytest.mark.parametrize(
    ("source", "reads", "binds", "changes"),
    [
        ("a = b", "b", "a", ""),
        ("a, (b, *c) = d", "d", "a b c", ""),
        ("a += b", "a b", "a", "a"),
        ("a['x'] = b", "a b", "", "a"),
        ("a.b.c = d", "a d", "", "a"),
        ("del a['x']", "a", "", "a"),
        ("del a", "", "a", ""),
        ("a.append(b)", "a b", "", "a"),
        ("a.fillna(0, inplace=True)", "a", "", "a"),
        ("a.fillna(0, inplace=False)", "a", "", ""),
        ("a['b'].fillna(0, inplace=flag)", "a flag", "", "a"),
        ("np.random.shuffle(a)", "a np", "", "a"),
        ("mine(a, b=c)", "a c mine", "", "a c"),
        ("import a.b, c as d", "", "a d", ""),
        ("from a import b as c", "", "c", ""),
        ("for a in b: c = a", "a b", "a c", ""),
        ("with a as b: pass", "a", "b", ""),
        ("x = [a for a in b if c]", "b c", "x", ""),
        ("x = (lambda a, b=c: a + d)", "c d", "x", ""),
        ("def f(a, b=c):\n    e = a + d\n    return e", "c d", "f", ""),
        ("def f():\n    global a\n    a = b", "b", "f", "a"),
        ("def f(a):\n    a.append(1)\n    b.append(2)", "b", "f", "b"),
        ("class A(b):\n    c = d", "b d", "A", ""),
        ("try:\n    a\nexcept b as c:\n    d", "a b d", "c", ""),
        ("print(a := b)", "b print", "a", ""),
        ("f'{a:{b}}'", "a b", "", ""),
        ("match a:\n    case {'x': b, **c}: d", "a d", "b c", ""),
        ("async def f():\n    await a", "a", "f", ""),
    ],
)
def test_names_are_told_by_what_happens_to_them(source: str, reads: str, binds: str, changes: str) -> None:
    found = uses(ast.parse(source).body[0], frozenset(("mine",)))
    assert found.reads == set(reads.split())
    assert found.binds == set(binds.split())
    assert found.changes == set(changes.split())
    assert not found.opaque


@pytest.mark.parametrize(
    "source",
    [
        "exec(code)",
        "a = globals()",
        "from a import *",
        "get_ipython().run_line_magic('run', 'other.py')",
        "def f():\n    eval(code)",
        "get_ipython().run_cell_magic('sql', '', 'select 1')",
    ],
)
def test_what_may_bind_anything_is_opaque(source: str) -> None:
    assert uses(ast.parse(source).body[0]).opaque


@pytest.mark.parametrize("magic", ["matplotlib", "pip"])
def test_magics_that_bind_nothing_are_not(magic: str) -> None:
    assert not uses(ast.parse(f"get_ipython().run_line_magic({magic!r}, '')").body[0]).opaque
