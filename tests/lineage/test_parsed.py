"""A notebook that is judged again after edits is judged as if it had never been seen."""

from __future__ import annotations

import gc
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from mlchecks_jupyter.core.reading import from_sources
from mlchecks_jupyter.core.report import Report
from mlchecks_jupyter.core.run import History
from mlchecks_jupyter.lineage.collector import collector_at_rest
from mlchecks_jupyter.lineage.parsed import ParsedCells
from mlchecks_jupyter.render import json_document
from mlchecks_jupyter.session import judge

CELLS = (
    "import pandas as pd\nfrom sklearn.model_selection import train_test_split\nfrom sklearn.svm import SVC",
    "from sklearn.preprocessing import StandardScaler\nX = pd.read_csv('a.csv')\ny = X.pop('y')",
    "X = StandardScaler().fit_transform(X)",
    "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)",
    "X_train, X_test, y_train, y_test = train_test_split(X, y)",
    "print(SVC().fit(X_train, y_train).score(X_test, y_test))",
    "for c in range(9):\n    print(SVC(C=c + 1).fit(X_train, y_train).score(X_test, y_test))",
    "this does not parse",
    "%time x = 1",
    'if True:\n    """\\d"""',
)


def said(report: Report) -> object:
    return json.loads(json_document.render([report]))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(st.sampled_from(CELLS), max_size=7), min_size=2, max_size=4))
def test_what_was_read_before_changes_no_report(versions: list[list[str]]) -> None:
    kept = ParsedCells()
    for cells in versions:
        again = judge(from_sources(cells), history=History(), parsed=kept)
        assert said(again) == said(judge(from_sources(cells), history=History()))


def test_a_cell_that_did_not_change_is_parsed_once() -> None:
    kept = ParsedCells()
    first = kept.trees(from_sources(["x = 1", "y = 2", "x = 1"]).cells)
    moved = kept.trees(from_sources(["z = 3", "x = 1", "x = 1"]).cells)
    assert moved[1].body is first[0].body
    assert moved[2].body is first[2].body
    assert first[0].body is not first[2].body
    assert (moved[1].cell.index, moved[0].body is first[1].body) == (1, False)


def test_what_is_gone_is_forgotten() -> None:
    kept = ParsedCells()
    first = kept.trees(from_sources(["x = 1"]).cells)
    kept.trees(from_sources(["y = 2"]).cells)
    assert kept.trees(from_sources(["x = 1"]).cells)[0].body is not first[0].body


def test_the_collector_works_again_after_its_rest() -> None:
    assert gc.isenabled()
    with collector_at_rest():
        assert not gc.isenabled()
        with collector_at_rest():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()
    gc.disable()
    try:
        with collector_at_rest():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
