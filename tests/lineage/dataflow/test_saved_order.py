"""Leaks that the saved run had, as its execution counts tell, and a run from top to bottom has not."""

from __future__ import annotations

from dataclasses import replace

from mlchecks_jupyter.core.finding import Finding
from mlchecks_jupyter.core.reading import from_sources
from mlchecks_jupyter.core.run import History
from mlchecks_jupyter.session import judge

READ = (
    "import pandas as pd\nfrom sklearn.model_selection import train_test_split\n"
    "from sklearn.preprocessing import StandardScaler\nfrom sklearn.svm import SVC\n"
    "X = pd.read_csv('a.csv')\ny = X.pop('y')"
)
SPLIT = "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)"
JUDGE = "print(SVC().fit(X_train, y_train).score(X_test, y_test))"
SCALE = "X = StandardScaler().fit_transform(X)"


def findings(cells: list[str], counts: list[int | None]) -> list[Finding]:
    notebook = from_sources(cells)
    ran = tuple(replace(cell, execution_count=count) for cell, count in zip(notebook.cells, counts, strict=True))
    report = judge(replace(notebook, cells=ran), select=["preprocessing-leakage"], history=History())
    return list(report.findings)


def test_a_cell_that_ran_before_the_split_leaks_in_the_saved_run_alone() -> None:
    (found,) = findings([READ, SPLIT, JUDGE, SCALE], [1, 3, 4, 2])
    assert (found.where.cell, found.severity, found.edit) == (3, "warning", None)
    assert found.message.endswith("in the order in which the cells were last run; from top to bottom it is not.")


def test_the_same_cells_run_from_top_to_bottom_do_not() -> None:
    assert findings([READ, SPLIT, JUDGE, SCALE], [1, 2, 3, 4]) == []


def test_a_leak_in_both_orders_is_told_once_and_as_it_stands() -> None:
    (found,) = findings([READ, SCALE, SPLIT, JUDGE, "y.hist()"], [1, 3, 4, 5, 2])
    assert "last run" not in found.message
