"""Shells that are no ipykernel: as JupyterLite's, without cell ids, fork, SQLAlchemy, SQLite or threads."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

#: What stands before the cells: takes away what such a shell has not.
WITHOUT = {
    "everything there": "",
    "no fork": "import os\nif hasattr(os, 'fork'): del os.fork",
    "no SQLAlchemy": "import sys\nsys.modules['sqlalchemy'] = None",
    "no SQLite": "import sys\nsys.modules['sqlite3'] = sys.modules['_sqlite3'] = None",
    "no cell ids": (
        "from IPython.core.interactiveshell import ExecutionInfo\n"
        "_init = ExecutionInfo.__init__\n"
        "def older(self, raw_cell, store_history, silent, shell_futures, *rest, **named):\n"
        "    _init(self, raw_cell, store_history, silent, shell_futures, *rest, **named)\n"
        "    del self.cell_id\n"
        "ExecutionInfo.__init__ = older"
    ),
    "no ctypes": "import sys\nsys.modules['ctypes'] = sys.modules['_ctypes'] = None",
    "no history": "",
    "another platform": "import sys\nimport os, shutil, subprocess, threading, platform, uuid\nsys.platform = 'emscripten'",
    "no writing": "import pathlib\ndef refused(*a, **k): raise PermissionError(13, 'Permission denied')\npathlib.Path.mkdir = refused",
}

SCRIPT = """\
import io, json, sys
{without}
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config
config = Config()
{config}
shell = InteractiveShell.instance(config=config)
results = []
for source in json.loads(sys.argv[1]):
    with capture_output() as captured:
        result = shell.run_cell(source, store_history=True)
    errors = [each for each in (result.error_before_exec, result.error_in_exec) if each is not None]
    results.append({{
        "error": [f"{{type(each).__name__}}: {{each}}" for each in errors],
        "out": captured.stdout, "err": captured.stderr,
        "plain": "".join(each.data.get("text/plain", "") for each in captured.outputs),
        "value": repr(result.result),
    }})
print(json.dumps(results))
"""

CELLS = [
    "%load_ext mlchecks_jupyter",
    "import random\nrandom.seed(1)",
    "x = random.random()\nx < 2",
    "%%seedcheck\ny = random.random()\nprint('ran')\ny < 2",
    "%%seedcheck\n1/0",
    "x = random.random()",
    "%checklist S2",
    "%mlchecks status",
    "%unload_ext mlchecks_jupyter",
    "1 + 1",
]


def run_cells(folder: Path, cells: list[str], *, without: str = "", config: str = "") -> list[dict[str, Any]]:
    """Run cells in a plain IPython shell in a process of its own."""
    arguments = [sys.executable, "-c", SCRIPT.format(without=without, config=config), json.dumps(cells)]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False, cwd=folder, timeout=120)
    assert done.returncode == 0, done.stderr
    results: list[dict[str, Any]] = json.loads(done.stdout.strip().rpartition("\n")[2])
    return results


@pytest.mark.parametrize("name", WITHOUT)
def test_loading_and_running_cells_is_not_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / ".ipython"))
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    (tmp_path / ".ipython").mkdir()
    config = "config.HistoryManager.enabled = False" if name == "no history" else ""
    results = run_cells(tmp_path, CELLS, without=WITHOUT[name], config=config)
    by_cell = dict(zip(CELLS, results, strict=True))
    for source, result in by_cell.items():
        expected = ["ZeroDivisionError: division by zero"] if "1/0" in source else []
        assert result["error"] == expected, (source, result)
        assert "Traceback" not in result["err"], (source, result["err"])
        assert "Error in callback" not in result["out"], (source, result["out"])
    said = [line for result in results for line in result["err"].splitlines() if line.startswith("mlchecks")]
    assert len(said) <= 1, said
    assert not any("stopped watching" in line for line in said), said
    assert by_cell[CELLS[2]]["value"] == "True"
    assert by_cell[CELLS[3]]["out"].startswith("ran\n")
    assert "Seeded: every generator" in by_cell[CELLS[3]]["plain"]
    assert "S2 Features" in by_cell[CELLS[6]]["plain"]
    assert "is watching" in by_cell[CELLS[7]]["out"]
    assert by_cell["1 + 1"]["value"] == "2"
    if name in ("no SQLAlchemy", "no SQLite", "no writing"):
        (sentence,) = said
        assert "in memory only" in sentence


def test_a_second_run_without_fork_says_so_or_goes_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / ".ipython"))
    (tmp_path / ".ipython").mkdir()
    cells = [CELLS[0], "import random", "%%seedcheck --runs 2\nx = random.random()", "x < 2"]
    results = run_cells(tmp_path, cells, without=WITHOUT["no fork"])
    assert [result["error"] for result in results] == [[]] * 4
    assert "copies" in results[2]["plain"] or "fork" in results[2]["plain"]
    assert "differs" in results[2]["plain"]
    assert results[3]["value"] == "True"


def test_a_shell_whose_standard_output_takes_no_attributes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / ".ipython"))
    (tmp_path / ".ipython").mkdir()
    without = (
        "import IPython.core.interactiveshell as _i, contextlib\n"
        "if hasattr(_i.InteractiveShell, '_tee'):\n"
        "    _i.InteractiveShell._tee = lambda self, channel: contextlib.nullcontext()"
    )
    slotted = (
        "import sys\nclass Slotted:\n    __slots__ = ()\n    def write(self, text): return kept.write(text)\n"
        "    def flush(self): pass\nkept = sys.stdout\nsys.stdout = Slotted()"
    )
    restore = "sys.stdout = kept"
    cells = [CELLS[0], f"{slotted}\nget_ipython().run_cell_magic('seedcheck', '', 'print(1)\\nx = 2')\n{restore}", "x"]
    results = run_cells(tmp_path, cells, without=without)
    assert [result["error"] for result in results] == [[]] * 3
    assert results[2]["value"] == "2"
    assert results[1]["out"].startswith("1\n")
    assert not any("stopped watching" in result["err"] for result in results)
