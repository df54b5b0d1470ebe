"""`%%seedcheck --runs 2` in real kernels: what differs is proved, and the user's own run is left alone."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from mlchecks_jupyter.core.replayed import CellReplayed
from mlchecks_jupyter.ledger.reader import read_history
from tests.jupyter.compared import PROVE, differing, replay_of
from tests.jupyter.kernels import KERNELS, Kernel, kernel
from tests.jupyter.notebooks import LOAD, write

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


@pytest.fixture(scope="module", params=sorted(KERNELS))
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    with kernel(tmp_path_factory.mktemp("runs"), request.param) as started:
        started.ok(LOAD)
        started.ok("import random\nimport numpy as np")
        yield started


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    """A kernel of the present release in which no library has started threads."""
    with kernel(tmp_path_factory.mktemp("plain")) as started:
        started.ok(LOAD)
        started.ok("import random\nimport numpy as np")
        yield started


@pytest.fixture(scope="module")
def present(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    with kernel(tmp_path_factory.mktemp("models")) as started:
        started.ok(LOAD)
        started.ok("import random\nimport numpy as np")
        yield started


# Verdicts ---------------------------------------------------------------------------------------


def test_what_differs_is_named_first(shared: Kernel) -> None:
    shared.ok("random.seed()")
    output = shared.ok(f"{PROVE}\nfixed = [1, 2]\ndrawn = random.random()\nfixed")
    assert output.result == "[1, 2]"
    assert output.plain.startswith("! Not repeatable: `drawn` differs")
    assert differing(output) == {"drawn": "exact"}
    assert "fixed" in replay_of(output)["equal"]
    assert replay_of(output)["method"] == "fork"
    assert output.plain.strip().splitlines()[-1].startswith("Next: ")


def test_what_is_seeded_is_proved_equal(shared: Kernel) -> None:
    output = shared.ok(
        f"{PROVE}\nrandom.seed(1)\nnp.random.seed(1)\na = random.random()\nb = np.random.normal(size=99)"
    )
    assert output.plain.startswith("✓ Repeatable")
    assert "bit for bit" in output.plain
    assert differing(output) == {}
    assert set(replay_of(output)["equal"]) >= {"a", "b"}


def test_a_generator_seeded_in_a_cell_above_is_not_refreshed(shared: Kernel) -> None:
    shared.ok("np.random.seed(3)\nrandom.seed(3)\nrng = np.random.default_rng(3)")
    output = shared.ok(f"{PROVE}\na = np.random.normal(size=3)\nb = random.random()\nc = rng.normal(size=3)")
    assert output.plain.startswith("✓ Repeatable"), output.plain


def test_an_unseeded_generator_made_above_is_refreshed(plain: Kernel) -> None:
    plain.ok("loose = np.random.default_rng()")
    output = plain.ok(f"{PROVE}\ndrawn = loose.normal(size=4)")
    assert differing(output) == {"drawn": "exact"}, output.plain


def test_a_second_run_changes_nothing_of_the_users(shared: Kernel) -> None:
    shared.ok("random.seed(5)\nshelf = [0]\nstates = []")
    output = shared.ok(f"{PROVE}\nshelf.append(random.random())\nprint('once')\nlen(shelf)")
    assert output.text == "once\n"
    assert output.result == "2"
    expected = shared.ok(
        "random.seed(5)\nfirst, second = random.random(), random.random()\nshelf[1] == first, len(shelf)"
    )
    assert expected.result == "(True, 2)"
    shared.ok("random.seed(5)")
    shared.ok(f"{PROVE}\ndrawn = random.random()")
    assert shared.ok("random.random() == second").result == "True"  # as far on as one run leaves it


def test_more_runs_than_two(plain: Kernel) -> None:
    plain.ok("random.seed()")
    output = plain.ok("%%seedcheck --runs 4\ndrawn = random.random()")
    assert replay_of(output)["runs"] == 4
    assert "4 runs" in output.plain


def test_rounding_is_told_from_difference(plain: Kernel) -> None:
    plain.ok("random.seed()")
    body = "total = 1.0 + random.choice([1, 2, 3, 4, 5, 6, 7, 8, 9]) * random.random() * 1e-13"
    output = plain.ok(f"{PROVE}\n{body}")
    assert differing(output) == {"total": "rounding"}, output.plain
    assert output.plain.startswith("✓ Repeatable up to rounding")
    output = plain.ok(f"%%seedcheck --runs 2 --rtol 0\n{body}")
    assert differing(output) == {"total": "exact"}
    output = plain.ok("%%seedcheck --runs 2 --rtol 0.9\ntotal = 1 + random.random() / 10")
    assert differing(output) == {"total": "rounding"}


def test_a_cell_that_keeps_nothing(plain: Kernel) -> None:
    output = plain.ok(f"{PROVE}\npass")
    assert output.plain.startswith("? Nothing to compare")


def test_what_is_printed_and_shown_is_compared(shared: Kernel) -> None:
    shared.ok("random.seed()")
    output = shared.ok(f"{PROVE}\nprint(random.random())")
    assert output.text.count("\n") == 1
    assert "differ" in output.plain, output.plain
    output = shared.ok(f"{PROVE}\nrandom.random()")
    assert "differ" in output.plain, output.plain


def test_files_that_are_written_are_named(plain: Kernel) -> None:
    output = plain.ok(f"{PROVE}\nwith open('kept.txt', 'a') as file:\n    n = file.write('x')")
    assert any("kept.txt" in effect for effect in replay_of(output)["effects"]), replay_of(output)
    assert "kept.txt" in output.plain


def test_magics_and_shell_lines_run_again_too(shared: Kernel) -> None:
    shared.ok("random.seed()")
    output = shared.ok(f"{PROVE}\n%time drawn = random.random()\nlisted = !echo a")
    assert "drawn" in differing(output), output.plain
    output = shared.ok(f"{PROVE}\n%%time\nrandom.seed(2)\ndrawn = random.random()")
    assert "drawn" not in differing(output), output.plain


@pytest.mark.parametrize(
    "body",
    [
        "%%time\nrandom.seed(2)\ndrawn = random.random()",
        "%time random.seed(2)\ndrawn = random.random()",
        "import time\nbegan = time.perf_counter()\nrandom.seed(2)\ndrawn = random.random()\nprint('took', time.perf_counter() - began)",
    ],
)
def test_timings_that_are_printed_are_no_fault(plain: Kernel, body: str) -> None:
    output = plain.ok(f"{PROVE}\n{body}")
    assert "drawn" in replay_of(output)["equal"]
    assert output.plain.startswith("✓ Repeatable"), output.plain


def test_what_programs_print_is_no_fault(plain: Kernel) -> None:
    for _ in range(4):  # when it arrives is chance
        output = plain.ok(
            f"{PROVE}\nimport os, subprocess\ncode = subprocess.run(['echo', 'said']).returncode\nn = os.write(1, b'raw\\n')\nimport time\ntime.sleep(0.1)"
        )
        assert output.plain.startswith("✓ Repeatable"), output.plain
        assert output.text.count("said") <= 1


def test_what_belongs_to_the_kernel_is_not_compared(present: Kernel) -> None:
    present.ok("from comm import create_comm\nfrom IPython.display import display")
    output = present.ok(
        f"{PROVE}\nwidget = create_comm(target_name='x')\nhandle = display('a', display_id=True)\nmine = 1"
    )
    assert differing(output) == {}, output.plain
    assert "mine" in replay_of(output)["equal"]


def test_a_cell_that_goes_to_another_folder_wrote_nothing_there(plain: Kernel, tmp_path: Path) -> None:
    (tmp_path / "theirs.txt").write_text("theirs", encoding="utf-8")
    output = plain.ok(f"{PROVE}\nimport os\nhome = os.getcwd()\nos.chdir({str(tmp_path)!r})\nmine = 1")
    plain.ok("os.chdir(home)")
    assert "theirs.txt" not in output.plain
    assert replay_of(output)["effects"] == []


def test_a_cell_that_awaits(shared: Kernel) -> None:
    shared.ok("random.seed()")
    output = shared.ok(f"{PROVE}\nimport asyncio\nawait asyncio.sleep(0)\ndrawn = random.random()\n7")
    assert output.result == "7"
    assert "drawn" in differing(output), output.plain


def test_the_order_of_a_set(plain: Kernel) -> None:
    output = plain.ok(f"{PROVE}\nletters = list({{'a', 'b', 'c', 'd', 'e'}})")
    assert not output.plain.startswith("✓"), output.plain
    assert "sorted(" in output.plain


def test_called_below_time_and_as_a_function(shared: Kernel) -> None:
    shared.ok("random.seed()")
    output = shared.ok(f"%%time\n{PROVE}\ndrawn = random.random()")
    assert "drawn" in differing(output)
    output = shared.ok("get_ipython().run_cell_magic('seedcheck', '--runs 2', 'inner = random.random()')")
    assert "inner" in differing(output)


# Tables and models ------------------------------------------------------------------------------


def test_an_unseeded_split_of_the_digits(present: Kernel) -> None:
    present.ok(
        "from sklearn.datasets import load_digits\nfrom sklearn.model_selection import train_test_split\n"
        "X, y = load_digits(return_X_y=True, as_frame=True)"
    )
    output = present.ok(f"{PROVE}\nX_train, X_test, y_train, y_test = train_test_split(X, y, train_size=360)")
    first = output.plain.splitlines()[0]
    assert first.startswith("! Not repeatable: `X_"), first
    assert "of 360 rows" in output.plain or "of 1,437 rows" in output.plain
    assert "of 1,437 rows" in output.plain
    assert set(differing(output)) == {"X_train", "X_test", "y_train", "y_test"}
    assert "random_state" in output.plain.strip().splitlines()[-1]
    output = present.ok(f"{PROVE}\nX_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)")
    assert output.plain.startswith("✓ Repeatable"), output.plain


def test_models_by_their_fitted_attributes(present: Kernel) -> None:
    present.ok(
        "from sklearn.datasets import load_digits\nfrom sklearn.ensemble import RandomForestClassifier\n"
        "X, y = load_digits(return_X_y=True)"
    )
    output = present.ok(f"{PROVE}\nforest = RandomForestClassifier(n_estimators=5).fit(X[:200], y[:200])")
    assert "forest" in output.plain.splitlines()[0]
    assert any(name.startswith("forest") for name in differing(output))
    output = present.ok(
        f"{PROVE}\nforest = RandomForestClassifier(n_estimators=5, random_state=0).fit(X[:200], y[:200])"
    )
    assert output.plain.startswith("✓ Repeatable"), output.plain


def test_after_a_library_has_started_threads(present: Kernel) -> None:
    """A child of a process whose OpenMP threads run must not wait for them for ever."""
    present.ok(
        "from sklearn.datasets import load_digits\n"
        "from sklearn.ensemble import HistGradientBoostingClassifier\nX, y = load_digits(return_X_y=True)\n"
        "warm = HistGradientBoostingClassifier(max_iter=3).fit(X[:300], y[:300])"
    )
    output = present.ok(
        f"{PROVE}\nboosted = HistGradientBoostingClassifier(max_iter=3, random_state=0).fit(X[:300], y[:300])"
    )
    assert not output.plain.startswith("!"), output.plain
    assert replay_of(output)["problem"] == "", output.plain
    output = present.ok(f"{PROVE}\ndrawn = random.random() if random.seed() is None else 0")
    assert differing(output) == {"drawn": "exact"}


@pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="PyTorch is not installed")
def test_a_network_in_training(tmp_path: Path) -> None:
    train = (
        "net = torch.nn.Linear(8, 2)\noptimizer = torch.optim.SGD(net.parameters(), lr=0.1)\n"
        "for _ in range(3):\n    loss = net(batch).square().mean()\n    optimizer.zero_grad()\n    loss.backward()\n"
        "    optimizer.step()\nfinal = loss.item()"
    )
    with kernel(tmp_path) as started:
        started.ok(f"{LOAD}\nimport torch\nbatch = torch.ones(16, 8)")
        output = started.ok(f"{PROVE}\n{train}")
        assert output.plain.startswith("! Not repeatable"), output.plain
        assert "final" in differing(output)
        output = started.ok(f"{PROVE}\ntorch.manual_seed(0)\n{train}")
        assert output.plain.startswith("✓ Repeatable"), output.plain
        assert replay_of(output)["problem"] == ""


def test_the_proof_is_kept_and_judged(tmp_path: Path) -> None:
    cells = [LOAD, "import random", f"{PROVE}\ndrawn = vars(random)['ran' + 'dom']()", "%checklist S2"]
    path = write(tmp_path / "a.ipynb", cells)
    with kernel(tmp_path, JPY_SESSION_NAME=str(path)) as started:
        for index, source in enumerate(cells[:3]):
            started.ok(source, cell_id=f"c{index}")
        output = started.ok(cells[3], cell_id="c3")
        assert "! unrepeatable-cell" in output.plain
        assert "Cell 3, run 2 times from the same state, gave other results: `drawn` differs" in output.plain
        cells[2] = f"{PROVE}\nrandom.seed(0)\ndrawn = vars(random)['ran' + 'dom']()"
        write(path, cells)
        started.ok(cells[2], cell_id="c2")
        assert "✓ unrepeatable-cell" in started.ok(cells[3], cell_id="c3").plain
    history, problems = read_history(tmp_path)
    assert problems == ()
    assert [bool(each.differences) for each in history.latest.of(CellReplayed)] == [True, False]
