"""Reports made by hand, harmless and hostile, for the tests of every rendering."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mlchecks_jupyter.core.check import Check, code
from mlchecks_jupyter.core.environment import Environment
from mlchecks_jupyter.core.finding import Edit, Finding, Location
from mlchecks_jupyter.core.notebook import Cell, Notebook
from mlchecks_jupyter.core.report import Accepted, Report, Result

#: Maps the harmless value of a text field to the value that the report gets.
Fill = Callable[[str], str]

IMPORTS = "import numpy as np\nimport pandas as pd\nfrom sklearn.model_selection import train_test_split"
SAMPLING = 'people = pd.read_csv("people.csv")\nsample = people.sample(frac=0.25)\nsample.describe()'
SPLITTING = "X, y = sample, sample.pop('left')\n\nX_train, X_test = train_test_split(X)\nprint(X_test.shape)"
FITTING = "model = Forest(\n    trees=400,\n)\nmodel.fit(X, y)"
HOSTILE = (
    "<script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)" x="',
    "' autofocus onfocus='alert(1)",
    "javascript:alert(1)",
    "[click](javascript:alert(1)) ![x](http://example.invalid/x.png)",
    "]]> --> <!-- &lt;b&gt; &#60;",
    "```\n</code></pre><h1>out</h1>\n```",
    "` `` ``` ````",
    "a\u202egnp.exe\u2066 \u200b\u2028",
    "nul \x00 esc \x1b[31m bell \x07 cr \r lf \n::error::x",
    "lone \ud800 surrogate \udcff",
    "{{ 7 * 7 }} {% raw %} ${x} {0}",
    "| a | b |\n|---|---|\n# heading\n- item\n1. one\n> quote\n***\n===",
    "@octocat #1 GH-1 http://example.invalid www.example.invalid me@example.invalid",
    "日本語 👩‍🔬 e\u0301 \t tab",
    "%%bash\nrm -rf ~",
    "x" * 5000,
    "",
)


def stretch(cell: int, line: int, column: int, end_line: int, end_column: int) -> Location:
    return Location(cell=cell, line=line, column=column, end_line=end_line, end_column=end_column)


def build(fill: Fill = str, *, script: bool = False) -> Report:
    """A report with a bit of everything; every text that a stranger may have written passes `fill`."""
    sources = ("# Who leaves?", IMPORTS, SAMPLING, SPLITTING, FITTING)
    cells = tuple(
        Cell(
            index=index,
            id=fill(f"cell-{index}"),
            kind="markdown" if index == 0 else "code",
            source=fill(source),
            execution_count=index or None,
            file_line=1 + 10 * index if script else 0,
        )
        for index, source in enumerate(sources)
    )
    notebook = Notebook(path=fill("work/churn.py" if script else "work/churn.ipynb"), digest="ab" * 32, cells=cells)
    return Report(
        notebook=notebook,
        tool_version="0.1.0",
        results=_results(fill),
        errors=(fill("Cell 6 does not parse: '(' was never closed."),),
        notes=(fill("Cell 3, line 2: `ignore[unseeded-splt]` names no check."),),
        environment=Environment(
            python=fill("3.11.9"),
            implementation=fill("CPython"),
            platform=fill("Linux-x86_64"),
            hash_seed=fill("random"),
            packages={fill("numpy"): fill("2.3.1"), "nowhere": None},
        ),
    )


def _results(fill: Fill) -> tuple[Result, ...]:
    split = _finding(
        fill,
        check="unseeded-split",
        item="split",
        severity="error",
        where=stretch(3, 3, 19, 3, 38),
        edit=Edit(where=stretch(3, 3, 37, 3, 37), text=fill(", random_state=0"), title=fill("Pass `random_state=0`")),
        facts={
            "callable": fill("train_test_split"),
            "seeded_at": {"cell": 1, "line": 1},
            "verdict": "unseeded",
            "source": "numpy-global",
            "dialect": None,
            fill("odds"): float("nan"),
            "list": [1, {"a": fill("b")}],
        },
    )
    sampling = _finding(
        fill, check="unseeded-sampling", item="features", severity="warning", where=stretch(2, 2, 10, 2, 34)
    )
    fit = _finding(fill, check="unseeded-estimator", item="prediction", severity="advice", where=stretch(4, 1, 9, 3, 2))
    noise = _finding(fill, check="unseeded-rng", item="features", severity="advice", where=stretch(2, 1, 1, 1, 7))
    return (
        Result(check="unseeded-split", items=("split", "testset"), outcome="fail", findings=(split,)),
        Result(check="unseeded-sampling", items=("features",), outcome="fail", findings=(sampling,)),
        Result(check="unseeded-estimator", items=("prediction",), outcome="fail", findings=(fit,)),
        Result(
            check="unseeded-rng",
            items=("features",),
            outcome="ignored",
            accepted=(Accepted(finding=noise, reason=fill("only drawn for the figure")),),
        ),
        Result(check="unordered-query", items=("split",), outcome="not_applicable", reason=fill("no SQL is run")),
        Result(check="hidden-state", items=("automation",), outcome="pass"),
        Result(check="broken-check", items=("bias",), outcome="error", reason=fill("it divided by zero")),
    )


def _finding(fill: Fill, *, check: str, **rest: Any) -> Finding:
    return Finding(
        check=check,
        message=fill(f"`{check}` differs on every run."),
        cell_id=fill("cell-x"),
        remedy=fill("Pass `random_state=0`."),
        **rest,
    )


@pytest.fixture(scope="session")
def build_report() -> Callable[..., Report]:
    return build


@pytest.fixture
def report() -> Report:
    return build()


@pytest.fixture
def script_report() -> Report:
    return build(script=True)


@pytest.fixture
def clean_report() -> Report:
    cell = Cell(index=0, id="a", kind="code", source="x = 1", file_line=1)
    passed = Result(check="unseeded-split", items=("split",), outcome="pass")
    return Report(notebook=Notebook(path="clean.py", digest="", cells=(cell,)), results=(passed,), tool_version="0.1.0")


@pytest.fixture(params=HOSTILE, ids=lambda text: ascii(text[:24]))
def hostile(request: pytest.FixtureRequest) -> str:
    return str(request.param)


class UnseededSplit(Check):
    """A random split without `random_state`.

    ## Why is this bad?
    Every run draws another test set.
    """

    name = "unseeded-split"
    item = "split"
    also = ("testset",)
    severity = "error"
    good = (code("split(X, random_state=0)"),)
    bad = (code("split(X)"),)

    def check(self, notebook: Notebook) -> Iterator[Finding]:
        yield from ()


@pytest.fixture(scope="session")
def checks() -> tuple[Check, ...]:
    return (UnseededSplit(),)


@pytest.fixture
def matches_snapshot(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text with ``snapshots/<name>``; delete the file and run twice to renew it."""

    def compare(name: str, text: str) -> None:
        path = Path(request.path).parent / "snapshots" / name
        if not path.exists():
            path.write_text(text, encoding="utf-8")
            pytest.fail(f"{name} was not there and is now written; read it, and run again")
        assert text == path.read_text(encoding="utf-8")

    return compare
