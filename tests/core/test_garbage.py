"""Whatever a notebook holds, judging it ends, raises nothing, and costs the other cells nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlchecks_jupyter.core.reading import from_sources
from mlchecks_jupyter.core.report import Report
from mlchecks_jupyter.session import judge

FAULT = "from sklearn.model_selection import train_test_split\ntrain_test_split(X)"


def _judged(*cells: str) -> Report:
    """The report; every check came to a verdict, and the fault in the last cell is found."""
    report = judge(from_sources([*cells, FAULT]))
    assert [result.reason for result in report.results if result.outcome == "error"] == []
    assert any(finding.where.cell == len(cells) and finding.check == "unseeded-split" for finding in report.findings)
    assert all(error.startswith("Cell ") and error.endswith(".") and "\n" not in error for error in report.errors)
    assert report.to_json()["findings"]
    return report


def _doubling(first: str, step: str, times: int, last: str = "") -> str:
    return "\n".join([first, *([step] * times), last])


#: Nested too deeply for Python's own parser, or only for a recursive reader of its tree.
DEEP = {
    "parentheses": "(" * 10_000 + ")" * 10_000,
    "parentheses within Python's limit": "x = " + "(" * 150 + "1" + ")" * 150,
    "lists": "x = " + "[" * 3000 + "]" * 3000,
    "lists within Python's limit": "x = " + "[" * 90 + "]" * 90,
    "lambdas": "x = " + "lambda: " * 3000 + "1",
    "attributes": "import numpy as a\nx = a" + ".b" * 3000,
    "calls": "x = " + "f(" * 5000 + ")" * 5000,
    "chained calls": "import pandas as pd\nx = pd.read_csv('a')" + ".head()" * 900,
    "more chained calls": "x = a" + ".b()" * 5000,
    "subscripts": "x = a" + "[0]" * 5000,
    "sums": "x = " + " + ".join(["a"] * 5000),
    "sums within the limit": "x = " + " + ".join(["'a'"] * 900),
    "branches": "if a == 0:\n    pass\n" + "\n".join(f"elif a == {i}:\n    x = {i}" for i in range(5000)),
    "branches within the limit": "if a:\n    pass\n" + "\n".join(f"elif b{i}:\n    x = f()" for i in range(900)),
    "nested ifs": "".join(" " * i + "if a:\n" for i in range(99)) + " " * 99 + "pass",
    "nested loops": "".join(" " * i + "for i in x:\n" for i in range(19)) + " " * 19 + "f()",
    "comparison": "x = a" + " < b" * 5000,
    "nots": "x = " + "not " * 3000 + "a",
    "minus": "x = " + "-" * 5000 + "1",
    "f-strings": "x = f'{x!r:{y:>{z}}}'" + " f'{a}'" * 2000,
}

LONG = {
    "lines": "\n".join(f"x{i} = {i}" for i in range(30_000)),
    "ifs": "\n".join(f"if a == {i}:\n    x{i} = {i}" for i in range(2000)),
    "seeding ifs": "import numpy as np\n" + "\n".join(f"if a == {i}:\n    np.random.seed({i})" for i in range(500)),
    "dict": "x = {" + ", ".join(f"'a{i}': {i}" for i in range(20_000)) + "}\nf(**x)\nfor k in x: f(k)",
    "list": "x = [" + ", ".join(map(str, range(20_000))) + "]\nfor i in x:\n    for j in x:\n        f(i, j)",
    "magics": "%time x\n" * 5000 + "!ls \\\n" * 2000,
    "cases": "match x:\n" + "\n".join(f"  case {i}:\n    y = {i}" for i in range(2000)),
    "tries": "\n".join("try:\n    x = 1\nexcept A:\n    x = 2" for _ in range(2000)),
    "functions": "\n".join(f"def f{i}(x): return f{i * 7 % 500}(x), f{i * 11 % 500}(x)" for i in range(500)),
    "decorators": "def d(f): return f\n" + "\n".join(f"@d\ndef f{i}(x): return f{i - 1}(x)" for i in range(1, 500)),
    "number": "x = " + "9" * 5000,
    "hexadecimal seed": "import numpy as np\nnp.random.seed(0x" + "f" * 20_000 + ")\nnp.random.rand()",
    "name": "x" * 50_000 + " = 1",
    "comment": "# mlchecks:" + " " * 20_000 + "ignore" + " " * 20_000 + "[",
    "assignment before a magic": "a = " + "a.b, " * 5000 + "\n%foo",
    "options": "%time " + "-a " * 20_000 + "x",
    "sql options": "%sql " + "--a b " * 2000 + "!",
    "help": "(x)" * 5000 + " ??? x",
    "quotes": "!ls\n" + "'\\" * 5000,
    "sql": "import pandas as pd\npd.read_sql('SELECT " + ", ".join(f"c{i}" for i in range(2000)) + " FROM t', con)",
    "nested sql": "import pandas as pd\npd.read_sql('SELECT * FROM " + "(" * 300 + "SELECT 1" + ")" * 300 + "', con)",
}

#: What refers to itself, or would take for ever to run.
ENDLESS = {
    "mutual recursion": "def f(x): return g(x) + g(x)\ndef g(x): return f(x) + f(x)\nf(1)",
    "call tree": "\n".join(f"def f{i}(x): return f{i + 1}(x), f{i + 1}(x)" for i in range(40)) + "\nf0(1)",
    "wide call tree": "\n".join(f"def f{i}(x): return {', '.join([f'f{i + 1}(x)'] * 10)}" for i in range(40)) + "\nf0(1)",
    "callbacks": "def f(g): return map(f, g)\nf(f)\nx = map(lambda z: map(lambda y: map(f, y), z), q)",
    "list of itself": "x = []\nfor i in range(9):\n    x = [x]\nx.append(x)\nfor a in x:\n    for b in a:\n        b.f()",
    "nested list": _doubling("x = [1, 2]", "x = [x, x]", 60, "f(x)\nx.a.b()"),
    "nested branches": _doubling("x = a", "x = [x] if c else [x, x]", 60, "f(x)\nx.a.b.c()"),
    "dict of itself": "d = {}\nd['d'] = d\nd[0] = d\nf(d)\nfor k in d: d[k] = d\nd['d']['d'].x()\nf(**d)",
    "class of itself": "class A: pass\nA.a = A\na = A()\na.a = a\na.a.a.b()\nclass A(A): pass\nA().x()",
    "class cycle": "class A(B): pass\nclass B(A): pass\nclass A(B): pass\nA().x()\nB().y()",
    "long line of classes": "class A0: pass\n" + "\n".join(f"class A{i + 1}(A{i}): pass" for i in range(2000)) + "\nA2000().x()",
    "long line of objects": _doubling("class A: pass\na = A()", "b = A()\nb.a = a\na = b", 1000, "a.x()"),
    "partials": _doubling("from functools import partial\nf = g", "f = partial(f, 1)", 2000, "f()"),
    "values of values": _doubling("x = 1", "x = f(x)", 2000),
    "loops": "while True:\n    while True:\n        f()\nfor i in range(10**12):\n    for j in range(10**12):\n        f(i, j)",
    "powers": "x = 10**10**10\ny = 1 << 10**10\nz = 'a' * 10**12\nw = [0] * 10**9\nv = list(range(10**12))",
    "widths": "x = '{:>9999999999}'.format(1)\ny = f'{1:9999999999}'\nz = '%9999999999d' % 1",
    "global names": "def f():\n    global f, x\n    x = f\n    f = x\n    return f()\nf()",
}  # fmt: skip

STRANGE = {
    "nul": "x = 1\0",
    "surrogate": "x = '\ud800'",
    "form feeds": "\x0cx = 1\n\x0c\ny = 2\x0c",
    "coding line": "# -*- coding: nonsense -*-\nx = 'é'",
    "byte order mark": "\ufeffx = 1",
    "separators": "x = 1\u2028y = 2\x85\x0b\x1c",
    "right to left": "x = '\u202e\u2066' # \u2069",
    "warnings of the parser": "x = '\\d'\ny = 1 is 1\nassert (1, 2)",
    "empty": "",
    "everything forbidden": "return 1\nyield 2\nawait x\nbreak\ncontinue\nnonlocal z\nfrom __future__ import braces",
    "repeated names": "def f(a, a): pass\nf(a=1, a=2)\nclass A(metaclass=1, metaclass=2): pass",
    "odd targets": "[a, *b], (c, (d, *e)) = x\nfor (a.b)[0], *c in y: pass\ndel a, b[0]\nwith x as (a, b[0]): pass",
    "bad sql": "import pandas as pd\npd.read_sql('SELECT \\x00 \\ud800 FROM \"\" ;;; --', c)\npd.read_sql('SELECT', c)",
    "everything called": "(1)()\n'a'()\n[]()\n{}()\n(lambda: 1)()()\nNone()\nx[0]()()\n(yield)()\n(await x)()",
    "types": "type X[T] = list[T]\ndef f[T: int](x: T) -> T: return x\nclass A[T]: pass",
    "exceptions": "try:\n    x\nexcept* (A, B) as e:\n    f(e)\nelse:\n    g()\nfinally:\n    h()",
}

CASES = {
    f"{kind}: {name}": source
    for kind, group in (("deep", DEEP), ("long", LONG), ("endless", ENDLESS), ("strange", STRANGE))
    for name, source in group.items()
}


@pytest.mark.parametrize("case", CASES)
def test_no_cell_is_too_much(case: str) -> None:
    _judged(CASES[case])


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(_doubling("x = 'aaaaaaaa'", "x = x + x", 60), id="text"),
        pytest.param(_doubling("x = 'a'", "x = f'{x}{x}'", 60), id="f-string"),
        pytest.param(_doubling("x = 'a'", "x = '{0}{0}'.format(x)", 60), id="format"),
        pytest.param(_doubling("x = [1, 2]", "x = [*x, *x]", 60), id="list"),
        pytest.param(
            "class A0: pass\n" + "\n".join(f"class A{i + 1}(A{i}, A{i}): pass" for i in range(40)) + "\nA40().x()",
            id="classes",
        ),
        pytest.param(
            _doubling("from sklearn.pipeline import make_pipeline\nx = f()", "x = make_pipeline(x, x)", 60, "x.fit(X)"),
            id="pipelines",
        ),
    ],
)
def test_what_doubles_is_bounded(source: str) -> None:
    _judged(source)


@given(cells=st.lists(st.text(max_size=60), max_size=4))
def test_any_text_is_judged(cells: list[str]) -> None:
    _judged(*cells)


@given(content=st.binary(max_size=80))
def test_any_bytes_are_judged(content: bytes) -> None:
    _judged(content.decode("utf-8", "surrogateescape"), content.decode("latin-1"))


STATEMENTS = st.sampled_from(
    """import numpy as np|import random, os, time|from sklearn.model_selection import *|import pandas as pd|np = random
    x = np.random.rand(3)|np.random.seed(0)|np.random.seed(x)|random.seed(time.time())|x = [x, y]|x, *y = y, x|y = x or y
    df = pd.read_csv(x)|df = df.sample(frac=x)|df.sample()|x = {'a': x, **y}|x = x['a']|x.a = y|x = lambda x=x: y(x)
    y = [i for i in x if y(i)]|y = {k: v for k, v in x}|x = train_test_split(x, random_state=y)|x = x(y, *x, **y)
    x += y|x: int = y|del x|global x|x = f'{x}{y!r:>{x}}'|x = 'a' % x|x = x.format(y)|x = '{0}'.join(x)|x = -x|x = not y
    x = pd.read_sql(f'select * from {x} limit {y}', con)|x = df.sort_values(y)|x = np.random.default_rng(x)|x = x.shuffle(y)
    x = x if y else None|x = None|x = np.random.RandomState(y)|x.fit(y).predict(x)|from functools import partial|x = partial(x, y)
    x = KFold(shuffle=True, random_state=x)|%time x = np.random.rand()|!ls|x = !ls|df?|x = max(x, y)|np.random.set_state(x)
    x = range(x)|x = zip(x, y)|x = sorted(x)|x = dict(x)|x = enumerate(y)|x = getattr(x, 'y')|setattr(x, 'y', y)|x = super()
    x = GridSearchCV(x, {'random_state': y})|best = max(best, x)|x = np.argmax(y)|x.append(y)|x = y[x:]|x = (x := y)""".replace(
        "\n    ", "|"
    ).split("|")
)
BLOCKS = st.sampled_from(
    ["for x in y:", "while x:", "if x > y:", "if x is None:", "def x(y=x, *x1, **y1):", "def y(self):", "class x(y):",
     "class y:", "with x as y:", "try:\n    x()\nexcept y as x:", "async def x():", "for x, y in enumerate(x):",
     "@x\ndef y(x):", "if True:\n    x = y\nelse:", "match x:\n  case [y, *x]:", "for seed in range(9):"]
)  # fmt: skip


@st.composite
def cells(draw: st.DrawFn) -> str:
    lines: list[str] = []
    depth = 0
    for _ in range(draw(st.integers(0, 12))):
        if depth < 4 and draw(st.integers(0, 2)) == 0:
            lines += ["    " * depth + line for line in draw(BLOCKS).split("\n")]
            depth += 2 if lines[-1].lstrip().startswith("case") else 1
            lines.append("    " * depth + draw(STATEMENTS))
        else:
            depth = draw(st.integers(0, depth))
            lines.append("    " * depth + draw(STATEMENTS))
        if draw(st.integers(0, 5)) == 0:
            lines.append(
                "    " * depth + draw(st.sampled_from(["return x", "x()", "y(x)", "x = y()", "break", "raise x"]))
            )
    return "\n".join(lines)


@settings(max_examples=200, deadline=None)
@given(sources=st.lists(cells(), min_size=1, max_size=4))
def test_statements_glued_at_random_are_judged(sources: list[str]) -> None:
    report = judge(from_sources([*sources, FAULT.replace("from sklearn", "np = random = X = 0\nfrom sklearn")]))
    assert [result.reason for result in report.results if result.outcome == "error"] == []
    for finding in report.findings:
        where = finding.where
        lines = [*sources, FAULT][where.cell].split("\n")
        assert 1 <= where.line <= where.end_line <= len(lines) + 1
