"""What surrounds the cell must be alike in both runs: generators, threads, file descriptors, the folder, the page."""

from __future__ import annotations

import os
import random
import sys
import types
from pathlib import Path
from typing import Any

import pytest

from mlchecks_jupyter.core.replayed import NotCompared
from mlchecks_jupyter.replay.observing import SHOWN
from mlchecks_jupyter.replay.prepare import prepare
from mlchecks_jupyter.replay.replay import NOTHING, Cell, FirstRun
from tests.replay.conftest import Replayed


@pytest.fixture(autouse=True, params=["fork", "copies"])
def method(request: pytest.FixtureRequest, replayed: Replayed, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "copies":
        monkeypatch.setitem(sys.modules, "jax", types.ModuleType("jax"))
    elif not sys.platform.startswith("linux"):
        pytest.skip("children are forked on Linux")
    return str(request.param)


def keep(_: dict[str, Any]) -> Any:
    """Refresh nothing, as where every generator had been seeded."""
    return lambda: None


@pytest.mark.parametrize(
    ("library", "seed", "draw"),
    [
        ("random", "random.seed(3)", "random.random()"),
        ("random", "random.seed(3); random.gauss()", "random.gauss()"),
        ("numpy", "numpy.random.seed(3)", "numpy.random.random()"),
        ("numpy", "numpy.random.seed(3); numpy.random.standard_normal()", "numpy.random.standard_normal()"),
        ("torch", "torch.manual_seed(3)", "torch.rand(2)"),
        ("torch", "torch.manual_seed(3); torch.randn(3)", "torch.randn(3)"),
    ],
)
def test_a_generator_seeded_above_draws_the_same_and_goes_on_after_the_first_run(
    replayed: Replayed, method: str, library: str, seed: str, draw: str
) -> None:
    pytest.importorskip(library)
    namespace: dict[str, Any] = {}
    exec(f"import {library}\n{seed}\nexpected = [{draw}, {draw}]\n{seed}", namespace)
    found = replayed(f"drawn = {draw}", namespace, refresh=keep, runs=3)
    assert (found.method, found.problem) == (method, "")
    assert (found.equal, found.differences) == (("drawn",), ())
    exec(f"after = {draw}", namespace)
    assert [str(namespace["drawn"]), str(namespace["after"])] == list(map(str, namespace["expected"]))


def test_one_that_is_refreshed_differs_still(replayed: Replayed) -> None:
    random.seed(3)
    assert [each.name for each in replayed("import random\nx = random.random()").differences] == ["x"]


WRITES = {
    "program": "import subprocess\nn = subprocess.run(['echo', 'sub']).returncode",
    "program with this stream": "import subprocess, sys\nn = subprocess.run(['echo', 'sub'], stdout=sys.stdout).returncode",
    "program with errors": "import subprocess\nn = subprocess.run('echo sub >&2', shell=True).returncode",
    "system": "import os\nn = os.system('echo sub')",
    "descriptor": "import os\nn = os.write(2, b'sub') - 3",
}


@pytest.mark.parametrize("what", WRITES)
def test_what_programs_write_is_no_printed_text_and_does_not_show_again(
    capfd: pytest.CaptureFixture[str], what: str
) -> None:
    names: dict[str, Any] = {}
    replay = prepare(Cell(source=WRITES[what]), names, refresh=keep)
    # As a kernel's first run: what a program writes does not come through the stream.
    names["n"] = 0
    os.write(1, b"before ")
    found = replay.finish(FirstRun(namespace=names))
    os.write(1, b"after")
    assert (found.problem, found.differences, found.equal) == ("", (), ("n",))
    assert capfd.readouterr() == ("before after", "")


def test_the_terminal_that_a_kernel_keeps_is_not_written_to(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    if method == "copies":
        pytest.skip("a log of this process is this process's")
    terminal = os.dup(2)
    monkeypatch.setattr(sys.stderr, "_original_stdstream_copy", terminal, raising=False)
    names = {"terminal": terminal, "n": 1}
    prepare(Cell(source="import os\nn = os.write(terminal, b'x')"), names, refresh=keep).finish(
        FirstRun(namespace=names)
    )
    os.close(terminal)
    assert capfd.readouterr().err == ""


def test_what_waits_to_be_written_is_not_lost(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with open(1, "w", closefd=False) as out, monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", out)
        out.write("first run")
        prepare(Cell(source="out.flush()"), names := {"out": out}, refresh=keep).finish(FirstRun(namespace=names))
    assert capfd.readouterr().out == "first run"


def test_text_of_other_threads_is_not_the_cells() -> None:
    source = (
        "import threading\nthread = threading.Thread(target=print, args=('other',))\nthread.start()\nthread.join()\n"
    )
    source += (
        "print('mine')\nsys.stdout.writelines(['a', 'b'])\nsys.stdout.write(encoding := sys.stdout.encoding) and None"
    )
    names: dict[str, Any] = {"sys": sys}
    replay = prepare(Cell(source=source), names, refresh=keep)
    encoding = sys.stdout.encoding
    found = replay.finish(FirstRun(namespace=names | {"encoding": encoding}, printed=f"mine\nab{encoding}"))
    assert "printed text" not in {each.name for each in found.differences}
    assert "encoding" in found.equal


def test_a_change_of_folder_names_no_files_and_starts_where_the_first_run_did(
    replayed: Replayed, tmp_path: Path
) -> None:
    for name in ("elsewhere/deeper", "here"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "elsewhere" / "old.txt").touch()
    os.chdir(tmp_path / "here")
    found = replayed("import os\nos.chdir('../elsewhere')\nopen('new.txt', 'w').close()\nx = os.listdir('.') and 1")
    assert (found.problem, found.equal) == ("", ("x",))
    assert not [each for each in found.effects if "old.txt" in each]
    assert Path.cwd() == tmp_path / "elsewhere"


def test_files_are_told_from_the_folder_in_which_the_cell_started(replayed: Replayed, method: str) -> None:
    source = "import os\nopen('a.txt', 'w').close()\nos.makedirs('sub', exist_ok=True)\nos.chdir('sub')\nopen('b.txt', 'w').close()"
    found = replayed(source)
    told = {each for each in found.effects if ".txt" in each}
    inside = {"It wrote sub/b.txt (in both runs)."} if method == "fork" else set()
    assert told == {"It wrote a.txt (in both runs)."} | inside


def shown_in(source: str, first: object) -> Any:
    names: dict[str, Any] = {}
    return prepare(Cell(source=source), names, refresh=keep).finish(FirstRun(namespace=names, shown=first))


def test_a_value_that_the_page_did_not_show_is_not_compared() -> None:
    found = shown_in("5", NOTHING)
    assert found.differences == ()
    assert found.not_compared == (NotCompared(name=SHOWN, why="the notebook showed none in the first run"),)


@pytest.mark.parametrize(("source", "first"), [("None", iter([])), ("iter([])", NOTHING)])
def test_a_value_shown_once_that_cannot_be_looked_into_is_not_compared(source: str, first: object) -> None:
    found = shown_in(source, first)
    assert found.differences == ()
    assert found.not_compared == (NotCompared(name=SHOWN, why="it would be used up by looking into it"),)


@pytest.mark.parametrize("source", ["5;", "5  ;  # why", "é = 5; (é);", "None", "x = 5", ""])
def test_a_cell_that_shows_nothing_shows_nothing_again(source: str) -> None:
    found = shown_in(source, NOTHING)
    assert SHOWN not in {each.name for each in (*found.differences, *found.not_compared)}


@pytest.mark.parametrize(("source", "first"), [("5  # ;", 6), ("None", 5), ("'a;'", "b")])
def test_a_value_shown_in_the_first_run_is_compared(source: str, first: object) -> None:
    assert [each.name for each in shown_in(source, first).differences] == [SHOWN]


PAGE = {
    "comm": "import comm\nmade = comm.create_comm(target_name='x')",
    "traitlets": "import traitlets\nclass Made(traitlets.HasTraits):\n    n = traitlets.Int(3)\nmade = Made()",
    "tqdm": "import io, tqdm\nmade = tqdm.tqdm(range(3), file=io.StringIO())",
    "IPython": "from IPython.display import DisplayHandle\nmade = DisplayHandle()",
    "ipywidgets": "import ipywidgets\nmade = ipywidgets.IntProgress()",
}


@pytest.mark.parametrize("package", PAGE)
def test_what_belongs_to_the_page_is_no_data(replayed: Replayed, package: str) -> None:
    pytest.importorskip(package)
    found = replayed(f"{PAGE[package]}\nheld = {{'bar': made, 'n': 1}}\nmade", {"__name__": "__main__"})
    assert (found.problem, found.differences) == ("", ())
    why = "it belongs to the page, not to the data"
    assert {NotCompared(name=name, why=why) for name in ("made", "held.bar", SHOWN)} <= set(found.not_compared)
    assert "held" in found.equal


def test_the_shell_is_never_walked_through(replayed: Replayed) -> None:
    shells = pytest.importorskip("IPython.core.interactiveshell")
    made = shells.InteractiveShell.__new__(shells.InteractiveShell)
    vars(made)["random"] = object()
    found = replayed("mine = asked()", {"asked": lambda: made})
    assert found.differences == ()
    assert found.not_compared == (NotCompared(name="mine", why="it belongs to the page, not to the data"),)


def test_the_lines_of_a_program_are_data_all_the_same(replayed: Replayed) -> None:
    text = pytest.importorskip("IPython.utils.text")
    source = "lines = SList([str(random.random())])\nline = LSString(random.random())"
    found = replayed(source, {"SList": text.SList, "LSString": text.LSString, "random": random})
    assert {each.name for each in found.differences} == {"lines", "line"}
