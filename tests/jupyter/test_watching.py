"""What is watched in real kernels, whose evidence it is, and how watching is switched."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mlchecks_jupyter.core.evidence import CellRan, RngAdvanced, Seeded
from mlchecks_jupyter.core.run import Run
from mlchecks_jupyter.core.said import Signed
from mlchecks_jupyter.ledger.reader import read_history
from tests.jupyter.kernels import KERNELS, Kernel, kernel
from tests.jupyter.notebooks import LOAD, write

DRAW = "import random\ndrawn = random.random()"

#: Everything that the extension could change in a kernel, as text.
STATE = """\
import builtins, json, random, sys
import numpy.random
shell = get_ipython()
def named(each):
    return f"{getattr(each, '__module__', '')}.{getattr(each, '__qualname__', type(each).__qualname__)}"
print(json.dumps({
    "events": {event: [named(each) for each in callbacks] for event, callbacks in shell.events.callbacks.items()},
    "transformers": [[named(each) for each in list_] for list_ in (
        shell.input_transformers_cleanup, shell.input_transformers_post, shell.ast_transformers)],
    "magics": {kind: sorted((name, id(each)) for name, each in all_.items() if not name.endswith("_ext"))
               for kind, all_ in shell.magics_manager.magics.items()},
    "meta_path": [id(each) for each in sys.meta_path],
    "path_hooks": [id(each) for each in sys.path_hooks],
    "functions": {name: (id(getattr(holder, part)), type(getattr(holder, part)).__name__, id(getattr(getattr(holder, part), '__code__', None)))
        for name, holder, part in (
            ("seed", random, "seed"), ("setstate", random, "setstate"), ("numpy.seed", numpy.random, "seed"),
            ("numpy.set_state", numpy.random, "set_state"), ("rng", numpy.random, "default_rng"), ("import", builtins, "__import__"))},
    "dicts": [sorted(vars(random)), sorted(vars(numpy.random))],
    "hooks": [named(sys.excepthook), id(sys.displayhook)],
    "formatters": sorted(shell.display_formatter.formatters),
    "names": sorted(name for name in globals() if "mlchecks" in name),
}, sort_keys=True))
"""


@pytest.fixture(scope="module", params=sorted(KERNELS))
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    """One kernel of each release, in which nothing is loaded between the tests."""
    with kernel(tmp_path_factory.mktemp("watching"), request.param) as started:
        yield started


def the_run(folder: Path) -> Run:
    """The only run in a project's ledger."""
    history, problems = read_history(folder)
    assert problems == ()
    (run,) = history.runs
    return run


def counts(run: Run, kind: Any) -> list[int]:
    return [each.cell.count for each in run.of(kind)]


# Loading and unloading --------------------------------------------------------------------------


def test_unloading_leaves_all_as_it_was_found(shared: Kernel) -> None:
    shared.ok("import numpy as np, random\n%pwd")  # what IPython itself does late
    before = shared.ok(STATE).text
    shared.ok(LOAD)
    loaded = shared.ok(STATE).text
    assert loaded != before
    shared.ok("random.seed(1)\nnp.random.seed(1)\nrng = np.random.default_rng(3)\nrng.normal()")
    shared.ok("%%seedcheck\nx = random.random()")
    shared.run("%%seedcheck\n1/0")
    shared.ok("%checklist")
    shared.ok("%mlchecks off")
    shared.ok("%mlchecks on")
    shared.ok("%unload_ext mlchecks_jupyter")
    assert shared.ok(STATE).text == before
    shared.ok(LOAD)
    shared.ok(DRAW)
    shared.ok("%reload_ext mlchecks_jupyter")
    assert shared.ok(STATE).text.count("Watching._before") == 1
    assert "Not repeatable" in shared.ok("%%seedcheck\nrandom.seed()\nx = random.random()").plain
    shared.ok("%unload_ext mlchecks_jupyter")
    assert shared.ok(STATE).text == before


def test_loading_twice_changes_nothing(shared: Kernel) -> None:
    shared.ok(LOAD)
    once = shared.ok(STATE).text
    shared.ok(LOAD)
    shared.ok("import mlchecks_jupyter\nmlchecks_jupyter.load_ipython_extension(get_ipython())\ndel mlchecks_jupyter")
    assert shared.ok(STATE).text == once
    shared.ok("%unload_ext mlchecks_jupyter")


def test_a_seeding_function_that_somebody_wrapped_meanwhile_stays_theirs(shared: Kernel) -> None:
    shared.ok("import random\nfound = random.seed")
    shared.ok(LOAD)
    shared.ok("ours = random.seed\ndef theirs(*a, **k): return ours(*a, **k)\nrandom.seed = theirs")
    shared.ok("%unload_ext mlchecks_jupyter")
    assert shared.ok("random.seed is theirs").result == "True"
    assert shared.ok("random.seed(5)\na = random.random()\nfound(5)\na == random.random()").result == "True"
    shared.ok("random.seed = found\ndel theirs, ours, found")


def test_seeding_and_drawing_give_the_numbers_that_they_give_without_us(shared: Kernel) -> None:
    numbers = (
        "import random\nimport numpy as np\nrandom.seed(4)\nnp.random.seed(4)\n"
        "print(random.random(), np.random.normal(), np.random.default_rng(4).normal(), random.Random('x').random())"
    )
    without = shared.ok(numbers).text
    shared.ok(LOAD)
    assert shared.ok(numbers).text == without
    assert shared.ok(f"%%seedcheck\n{numbers}").text == without
    shared.ok("%unload_ext mlchecks_jupyter")


# Whose evidence ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(KERNELS))
def test_only_what_the_user_runs_is_recorded(tmp_path: Path, name: str) -> None:
    with kernel(tmp_path, name) as started:
        started.ok(LOAD)
        started.ok("import random\nrandom.seed(1)", cell_id="a")
        started.run("x = 1", silent=True, store_history=False)
        started.run("x = 2", store_history=False)
        started.run("%%seedcheck\nx = 3", store_history=False)
        started.run("import random; random.random", silent=True)
        started.ok("drawn = random.random()", cell_id="b")
        started.ok("get_ipython().run_cell('x = 4', store_history=True);", cell_id="c")
    run = the_run(tmp_path)
    assert [each.cell.cell_id for each in run.of(CellRan)] == ["a", "b", "c"]
    assert counts(run, CellRan) == [2, 3, 4]
    assert [each.seeding.value for each in run.of(RngAdvanced)] == ["1"]


def test_what_is_drawn_silently_between_cells_is_no_cells_doing(tmp_path: Path) -> None:
    with kernel(tmp_path) as started:
        started.ok(LOAD)
        started.ok("import random\nrandom.seed(1)")
        started.run("random.random()", silent=True, store_history=False)
        output = started.ok("%%seedcheck\ndrawn = random.random()")
    assert "✓ Seeded" not in output.plain
    (advance,) = the_run(tmp_path).of(RngAdvanced)
    assert advance.seeding.how == "unknown"


def test_what_a_subshell_runs_is_not_recorded(tmp_path: Path) -> None:
    with kernel(tmp_path) as started:
        started.ok(LOAD)
        started.ok("import random\nrandom.seed(1)", cell_id="main")
        request = started.client.session.msg("create_subshell_request", {})
        started.client.control_channel.send(request)
        reply = started.client.get_control_msg(timeout=60)
        assert reply["content"]["status"] == "ok"
        subshell = reply["content"]["subshell_id"]

        def in_subshell(source: str) -> None:
            content = {"code": source, "silent": False, "store_history": True, "user_expressions": {}}
            message = started.client.session.msg("execute_request", content)
            message["header"]["subshell_id"] = subshell
            started.client.shell_channel.send(message)
            output = started.collect(message["header"]["msg_id"])
            assert output.status == "ok", output.traceback
            assert output.displays == []

        in_subshell("import threading\nfound = threading.current_thread() is threading.main_thread()")
        assert started.ok("found", cell_id="main").result == "False"  # it was another thread
        in_subshell("%%seedcheck\nother = 1")
        # While a cell of the user's runs as well.
        waiting = started.send("%%seedcheck\nimport time\nmine = 1\ntime.sleep(1.5)", cell_id="long")
        content = {"code": "beside = 2", "silent": False, "store_history": True, "user_expressions": {}}
        message = started.client.session.msg("execute_request", content)
        message["header"]["subshell_id"] = subshell
        started.client.shell_channel.send(message)
        assert "Nothing random was seen" in started.collect(waiting).plain
        assert started.ok("beside", cell_id="after").result == "2"
    run = the_run(tmp_path)
    assert [each.cell.cell_id for each in run.of(CellRan)] == ["main", "main", "long", "after"]


def test_a_notebook_is_known_by_its_path_from_the_top_of_the_project(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    path = write(tmp_path / "deep" / "er" / "näme of it.ipynb", [LOAD, DRAW])
    with kernel(path.parent, JPY_SESSION_NAME=str(path)) as started:
        started.ok(LOAD, cell_id="c0")
        started.ok(DRAW, cell_id="c1")
        status = started.ok("%mlchecks status").text
    assert the_run(tmp_path).notebook == "deep/er/näme of it.ipynb"
    assert "Notebook: deep/er/näme of it.ipynb" in status
    assert f"kept in {tmp_path / '.mlchecks' / 'ledger.db'}" in status
    assert not (path.parent / ".mlchecks").exists()


def test_without_a_project_the_ledger_lies_beside_the_notebook(tmp_path: Path) -> None:
    path = write(tmp_path / "there" / "a.ipynb", [LOAD, DRAW])
    (tmp_path / "elsewhere").mkdir()
    with kernel(tmp_path / "elsewhere", JPY_SESSION_NAME=str(path)) as started:
        started.ok(LOAD)
        started.ok(DRAW)
    assert the_run(tmp_path / "there").notebook == "a.ipynb"


@pytest.mark.parametrize("name", sorted(KERNELS))
def test_without_cell_ids_cells_are_known_by_their_source(tmp_path: Path, name: str) -> None:
    with kernel(tmp_path, name) as started:
        started.ok(LOAD)
        started.ok("import random\nrandom.seed(1)")
        started.ok("drawn = random.random()")
        started.ok("drawn = random.random()")
        output = started.ok("%checklist S2")
        assert "Cell 3 drew" in output.plain
        assert "once before" in output.plain
    run = the_run(tmp_path)
    assert {each.cell.cell_id for each in run.of(CellRan)} == {""}
    assert counts(run, CellRan) == [2, 3, 4, 5]


def test_nothing_is_written_until_there_is_something_to_keep(tmp_path: Path) -> None:
    with kernel(tmp_path) as started:
        started.ok(LOAD)
        started.ok("x = 1")
        started.run("1/0")
        started.ok("%checklist")
        status = started.ok("%mlchecks status").text
        assert "in memory" in status
        assert not (tmp_path / ".mlchecks").exists()
        modules = started.ok("import sys\nsorted({'sqlalchemy', 'numpy', 'pandas'} & set(sys.modules))").result
        assert modules == "[]"
        started.ok(DRAW)
        assert "kept in" in started.ok("%mlchecks status").text
    run = the_run(tmp_path)
    assert [each.ok for each in run.of(CellRan)][:2] == [True, False]


def test_two_kernels_in_one_project_share_sign_offs_and_not_runs(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    cells = [LOAD, "import random\nrandom.seed(1)", "drawn = random.random()", "%checklist S2"]
    path = str(write(tmp_path / "a.ipynb", cells))
    with kernel(tmp_path, JPY_SESSION_NAME=path) as one, kernel(tmp_path, JPY_SESSION_NAME=path) as two:
        for each in (one, two):
            each.ok(LOAD)
            each.ok(cells[1], cell_id="c1")
        for each in (one, two, two):
            each.ok(cells[2], cell_id="c2")
        assert "once before" not in one.ok(cells[3], cell_id="c3").plain
        assert "once before" in two.ok(cells[3], cell_id="c3").plain
        one.ok("%checklist sign S3 'nothing is split' --by Ann")
        assert "Signed by Ann" in two.ok("%checklist S3").plain
        two.ok("%checklist undo S3")
        assert "Signed by" not in one.ok("%checklist S3").plain
    history, problems = read_history(tmp_path)
    assert problems == ()
    assert len(history.runs) == 2
    assert [len(list(run.of(RngAdvanced))) for run in history.runs] == [1, 2]
    assert sum(len(list(run.of(Signed))) for run in history.runs) == 1


# Switching --------------------------------------------------------------------------------------


def _explain_and_wrong_words(started: Kernel) -> None:
    assert "stale-seed" in started.ok("%mlchecks explain").text
    assert "Why is this bad?" in started.ok("%mlchecks explain stale-seed").text
    assert started.ok("%mlchecks --help").text.startswith("Switch the watching")
    for line, word in (
        ("%mlchecks explain nothing", "`nothing`"),
        ("%mlchecks fly", "`fly`"),
        ("%mlchecks on now", "`on now`"),
        ("%mlchecks --loud", "--loud"),
        ("%mlchecks 'on", "quot"),
    ):
        output = started.run(line)
        (sentence,) = output.errors.strip().splitlines()
        assert sentence.startswith("UsageError: %mlchecks: ")
        assert sentence.endswith(".")
        assert word in sentence
        assert output.traceback == ""
    assert "is watching" in started.ok("%mlchecks").text


def test_off_on_and_status(tmp_path: Path) -> None:
    with kernel(tmp_path) as started:
        started.ok(LOAD)
        _explain_and_wrong_words(started)
        assert "is watching this kernel's cells." in started.ok("%mlchecks").text
        started.ok("import random\nrandom.seed(1)")
        patched = "type(random.seed).__name__, getattr(random.seed, '__wrapped__', None) is not None"
        watched = started.ok(patched).result
        off = started.ok("%mlchecks off").text
        assert "is not watching" in off
        assert "Type `%mlchecks on`" in off
        assert started.ok(patched).result != watched
        started.ok("drawn = random.random()", cell_id="unseen")
        assert "is watching" in started.ok("%mlchecks on").text
        started.ok("%mlchecks on")
        started.ok("random.seed(2)\ndrawn = random.random()", cell_id="seen")
        status = started.ok("%mlchecks status").text
        assert "2 Seeded" in status
        assert "1 RngAdvanced" in status
    run = the_run(tmp_path)
    assert [each.cell.cell_id for each in run.of(RngAdvanced)] == ["seen"]
    assert "unseen" not in {each.cell.cell_id for each in run.of(CellRan)}
    assert [each.seeding.value for each in run.of(Seeded)] == ["1", "2"]


def test_after_a_pause_it_is_not_claimed_that_nothing_had_seeded(tmp_path: Path) -> None:
    with kernel(tmp_path) as started:
        started.ok(LOAD)
        started.ok("%mlchecks off")
        started.ok("import random\nrandom.seed(1)")
        started.ok("%mlchecks on")
        output = started.ok("%%seedcheck\ndrawn = random.random()")
    assert "nothing had seeded it" not in output.plain
    assert output.plain.startswith("? Not known")


def test_an_interrupt_while_a_cells_evidence_is_gathered_costs_that_cell_alone(tmp_path: Path) -> None:
    slow = (
        "import mlchecks_jupyter.jupyter.seedcheck.cell as ours\n_finish = ours.SeedcheckCell.finish\n"
        "def slow(self, **named):\n    import time; print('ending', flush=True); time.sleep(60)\n"
        "ours.SeedcheckCell.finish = slow"
    )
    with kernel(tmp_path) as started:
        started.ok(LOAD)
        started.ok(slow)
        request = started.send("%%seedcheck\ny = 1")
        while True:
            message = started.client.get_iopub_msg(timeout=60)
            if message["msg_type"] == "stream" and "ending" in message["content"]["text"]:
                break
        started.manager.interrupt_kernel()
        output = started.collect(request)
        assert "Error in callback" not in output.text + output.errors
        assert output.traceback == ""
        started.ok("ours.SeedcheckCell.finish = _finish")
        assert "Nothing random was seen" in started.ok("%%seedcheck\nz = 1").plain
        started.ok("import random\nrandom.seed(3)")
        assert "1 Seeded" in started.ok("%mlchecks status").text


def test_a_kernel_whose_folder_is_gone_still_runs_cells(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    with kernel(gone, IPYTHONDIR=str(tmp_path / ".ipython")) as started:
        started.ok(f"import os, shutil\nshutil.rmtree({str(gone)!r})")
        output = started.run(LOAD)
        assert output.traceback == "", output.traceback
        assert started.ok("1 + 1").result == "2"
        assert started.ok("%%seedcheck\n1 + 1").result == "2"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_child_of_the_kernel_writes_nothing(tmp_path: Path) -> None:
    with kernel(tmp_path) as started:
        started.ok(LOAD)
        started.ok("import random\nrandom.seed(1)")
        started.ok(
            "import os\npid = os.fork()\nif pid == 0:\n    random.random()\n    os._exit(0)\nos.waitpid(pid, 0);"
        )
        started.ok("drawn = random.random()")
    run = the_run(tmp_path)
    assert len(list(run.of(RngAdvanced))) == 1
