"""The verdict of `%%seedcheck` where states alone would mislead: what nobody can watch, hashes, big and odd values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

Seedcheck = Callable[[str], str]


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[InteractiveShell]:
    """A shell that is watched from its first cell."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONHASHSEED", "random")
    InteractiveShell.clear_instance()
    fresh = InteractiveShell.instance(ipython_dir=str(tmp_path))
    with capture_output():
        fresh.run_cell("%load_ext mlchecks_jupyter", store_history=True)
    yield fresh
    with capture_output():
        fresh.run_cell("%unload_ext mlchecks_jupyter")
    InteractiveShell.clear_instance()


@pytest.fixture
def said(shell: InteractiveShell) -> Seedcheck:
    """What a cell's result says in text."""

    def run(source: str) -> str:
        with capture_output() as captured:
            shell.run_cell(source, store_history=True).raise_error()
        return "".join(str(output.data.get("text/plain", "")) for output in captured.outputs)

    return run


@pytest.mark.parametrize(
    ("source", "next_step"),
    [
        ("import uuid\nname = uuid.uuid4()", "Leave it where it makes a key"),
        ("import numpy as np\nx = np.random.default_rng().normal()", "`default_rng(0)`"),
        (
            "import numpy as np, time\nnp.random.seed(int(time.time()))\nx = np.random.rand(2)",
            "with a number at line 3",
        ),
        ("def draw():\n    import random\n    return random.Random().random()\nx = draw()", "Random(0)"),
    ],
)
def test_what_no_state_tells_of_is_read_from_the_source(said: Seedcheck, source: str, next_step: str) -> None:
    output = said(f"%%seedcheck\n{source}")
    assert "! Not repeatable" in output
    assert next_step in output


def test_a_query_that_draws_is_never_proved_to_repeat(said: Seedcheck) -> None:
    output = said(
        "%%seedcheck --runs 2\nimport sqlite3\nimport pandas as pd\ncon = sqlite3.connect(':memory:')\n"
        "made = con.execute('create table t as select 1 as a union select 2 union select 3')\n"
        "q = pd.read_sql('select * from t order by random() limit 1', con)"
    )
    assert "✓" not in output.split("Next:")[0].splitlines()[0]
    assert "order by random()" in output


@pytest.mark.parametrize("made", ["[hash(word) % 5 for word in words]", "list(map(hash, words))"])
def test_hashes_of_text_repeat_in_this_kernel_only(said: Seedcheck, made: str) -> None:
    said("words = ['a', 'b']")
    assert "PYTHONHASHSEED, so each new kernel gives other numbers" in said(f"%%seedcheck\nbuckets = {made}")
    assert "Repeatable in this kernel only" in said(f"%%seedcheck --runs 2\nbuckets = {made}")


def test_hashes_of_numbers_and_of_objects_of_ones_own_do_not_matter(said: Seedcheck) -> None:
    output = said("%%seedcheck\nclass P:\n    def __hash__(self):\n        return hash(self.name)\nx = hash(7)")
    assert "Nothing random was seen" in output


@pytest.mark.parametrize(
    "source",
    [
        "from dataclasses import dataclass\n@dataclass\nclass Q:\n    a: int = 1",
        "from typing import NamedTuple\nclass Q(NamedTuple):\n    a: int = 1",
        "def f(x: int): ...\nkept = f.__annotations__['x']('5')",
        "rows = [{'a': i, 'b': [i]} for i in range(20_000)]",
    ],
)
def test_what_repeats_is_said_to_repeat(said: Seedcheck, source: str) -> None:
    assert "✓ Repeatable" in said(f"%%seedcheck --runs 2\n{source}")


def test_a_difference_far_into_a_big_list_is_seen(said: Seedcheck) -> None:
    output = said(
        "%%seedcheck --runs 2\nimport random\nrows = [{'a': i, 'b': [i]} for i in range(20_000)]\n"
        "rows[-1]['a'] = random.random()"
    )
    assert "Not repeatable: `rows` differs" in output


def test_an_estimators_own_generator_is_no_variable(said: Seedcheck) -> None:
    output = said(
        "%%seedcheck\nfrom sklearn.neural_network import MLPClassifier\n"
        "model = MLPClassifier(random_state=1, max_iter=300, tol=1).fit([[0], [1]] * 9, [0, 1] * 9)"
    )
    assert "✓" in output
    assert "_random_state" not in output


def test_only_processes_without_a_seed_are_warned_of(said: Seedcheck) -> None:
    seeded = (
        "%%seedcheck\nfrom sklearn.ensemble import RandomForestClassifier as F\nmodel = F(n_jobs=2, random_state=0)"
    )
    assert "Worker processes" not in said(seeded)
    assert "Worker processes" in said(seeded.replace(", random_state=0", ""))
