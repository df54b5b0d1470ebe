"""The analysis ends on every input, says that nothing failed, and loses no cell but those too deep to read."""

from __future__ import annotations

import pytest

from mlchecks_jupyter.core.reading import from_sources
from mlchecks_jupyter.core.run import History
from mlchecks_jupyter.session import judge
from tests.lineage.dataflow.pairs import CHECKS, IMPORTS

LOAD = "X, y = np.load('X.npy'), np.load('y.npy')\n"
SPLIT = "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)\n"
JUDGE = "model = SVC().fit(X_train, y_train)\nmodel.score(X_test, y_test)\n"
ZOO = f"zoo = [{', '.join(['LogisticRegression()', 'SVC()', 'RandomForestClassifier()'] * 4)}]\n"


def lines(line: str, times: int) -> str:
    """A line again and again; `#` stands for its number."""
    return "".join(line.replace("#", str(number)) + "\n" for number in range(times))


def nested_loops(depth: int) -> str:
    loops = "".join("    " * level + f"for m{level} in zoo:\n" for level in range(depth))
    return loops + "    " * depth + "print(m0.fit(X_train, y_train).score(X_test, y_test))"


HOSTILE = {
    "ten thousand lines": "df = pd.read_csv('a.csv')\n" + lines("df['c#'] = df['c#'] / 2", 10_000),
    "a thousand models": LOAD + SPLIT + lines("print(SVC(C=#).fit(X_train, y_train).score(X_test, y_test))", 1_000),
    "a thousand splits": LOAD
    + lines("a, b, c, d = train_test_split(X, y, random_state=#); SVC().fit(a, c).score(b, d)", 1_000),
    "a table concatenated to itself": "df = pd.read_csv('a.csv')\n" + "df = pd.concat([df, df])\n" * 1_000,
    "a list of itself, doubled": "a = [pd.read_csv('a.csv')]\n" + "a = [a, a]\n" * 200 + "StandardScaler().fit(a)",
    "a dictionary of itself, doubled": "a = {1: pd.read_csv('a.csv')}\n"
    + "a = {1: a, 2: a}\n" * 200
    + "SVC().fit(a, a)",
    "a list that may be doubled": "a = [pd.read_csv('a.csv')]\n"
    + lines("a = [a, a] if c# else [a]", 60)
    + "SVC().fit(a, a)",
    "a list that holds itself": "a = []\na.append(a)\na.append(pd.read_csv('a.csv'))\nStandardScaler().fit_transform(a)",
    "a dictionary that holds itself": "a = {}\na['a'] = a\na['df'] = pd.read_csv('a.csv')\nprint(a['a']['a']['df'].mean())",
    "two that hold each other": "a = {}\nb = {'a': a}\na['b'] = b\na['c'] = [a, b]\nm = SVC().fit(a, b)\nm.score(b, a)",
    "an object that holds itself": (
        "class Node:\n    def __init__(self, data=None):\n        self.data, self.next = data, self\n"
        "n = Node(pd.read_csv('a.csv'))\nn.next.next.data = n\nn.data.data = n\nSVC().fit(n, n.data)"
    ),
    "mutual recursion": (
        "def f(d, n):\n    d = d.fillna(d.mean())\n    return g(d, n - 1) if n else d\n"
        "def g(d, n):\n    return pd.concat([f(d, n), f(d, n), g(d, n)])\n"
        "X = f(pd.read_csv('a.csv'), 9)\ny = X.pop('y')\n" + SPLIT + JUDGE
    ),
    "functions that call all functions": "".join(
        f"def f{number}(d):\n" + lines("    d = f#(d)", 12) + "    return d - d.mean()\n" for number in range(12)
    )
    + "X = f0(pd.read_csv('a.csv'))\ny = X.pop('y')\n"
    + SPLIT
    + JUDGE,
    "loops in loops over a zoo": LOAD + SPLIT + ZOO + nested_loops(4),
    "functions that loop over a zoo": (
        LOAD + SPLIT + ZOO + "def run(m):\n    print(m.fit(X_train, y_train).score(X_test, y_test))\n"
        "def each(f):\n    for m in zoo:\n        f(m)\n"
        "each(lambda a: each(lambda b: each(lambda c: each(run))))"
    ),
    "names bound again in loops": (
        "a = b = c = d = pd.read_csv('a.csv')\nfor i in range(9):\n    for j in range(9):\n"
        "        a, b, c, d = b, c, d, pd.concat([a, b, c, d])\n        while a.sum():\n"
        "            a = a[a.x > b.y]\n            b = a - b.mean()\nStandardScaler().fit_transform(d)"
    ),
    "a loop that grows what it loops over": (
        "x = pd.read_csv('a.csv')\nwhile True:\n    x = [x, x]\n    for x in x:\n        x = {1: x, 2: x}\n"
    ),
    "filters of filters": "df = pd.read_csv('a.csv')\n" + lines("df = df[df.a > #]", 2_000) + "df.mean()",
    "branches after branches": "df = pd.read_csv('a.csv')\n" + lines("df = df[df.a > #] if c# else df[df.b > #]", 200),
    "a mask that is doubled": "df = pd.read_csv('a.csv')\nm = df.a > 1\n"
    + "m = m & m\n" * 60
    + "SVC().fit(df[m], df[~m])",
    "a mask that grows": "df = pd.read_csv('a.csv')\nm = df.a > 1\n"
    + lines("m = m & (df.b > #)", 500)
    + "df[m].mean()",
    "pipelines in pipelines": "p = SVC()\n"
    + "p = make_pipeline(StandardScaler(), p, p)\n" * 60
    + LOAD
    + SPLIT
    + "p.fit(X_train)",
    "thousands of estimators": f"zoo = [{'SVC(), ' * 3_000}]\n" + LOAD + "for m in zoo:\n    m.fit(X, y)",
    "brackets": f"import pandas as pd\nx = {'[' * 90}1{']' * 90}\npd.concat(x)",
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_the_analysis_ends(source: str) -> None:
    report = judge(from_sources([IMPORTS, source, "x = 1"]), select=[*CHECKS.values()], history=History())
    assert report.errors == ()
    assert [result.reason for result in report.results if result.outcome == "error"] == []


def test_three_thousand_cells_are_read() -> None:
    cells = [
        IMPORTS,
        LOAD + SPLIT,
        *(f"print(SVC(C={c}).fit(X_train, y_train).score(X_test, y_test))" for c in range(3_000)),
    ]
    report = judge(from_sources(cells), select=[*CHECKS.values()], history=History())
    assert {finding.check for finding in report.findings} == {CHECKS["reused"]}


def test_a_chain_too_deep_to_be_followed_costs_its_cell_alone() -> None:
    deep = "df = pd.read_csv('a.csv')" + ".dropna().fillna(0)" * 2_000
    report = judge(from_sources([IMPORTS, deep, LOAD + "SVC().fit(X, y).score(X, y)"]), history=History())
    assert len(report.errors) == 1
    assert {finding.where.cell for finding in report.findings if finding.check in CHECKS.values()} == {2}
