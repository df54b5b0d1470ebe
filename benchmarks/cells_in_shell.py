"""A trivial cell in IPython's shell: bare, with the extension, and with its ledger open, in one process.

Run as `python -m benchmarks.cells_in_shell`, in an empty folder; prints JSON.
"""

from __future__ import annotations

import json
import os
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np  # noqa: F401 - its state is watched
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from benchmarks.clock import in_turns

_TURNS: Final = 500


def main() -> None:
    """Run the cell in each shell in turns."""
    shells = {name: _shell(name) for name in ("bare", "watched", "kept")}
    for name in ("watched", "kept"):
        os.chdir(name)
        _run(shells[name], "%load_ext mlchecks_jupyter")
        os.chdir("..")
    _run(shells["kept"], "import random; random.seed(7); value = random.random()")
    if not Path("kept", ".mlchecks", "ledger.db").exists():
        raise RuntimeError("The draw was not kept.")
    jobs = {name: partial(_run, shell) for name, shell in shells.items()}
    in_turns(jobs, 20)
    print(json.dumps(in_turns(jobs, _TURNS)))


def _shell(name: str) -> InteractiveShell:
    Path(name).mkdir()
    shell = InteractiveShell(config=Config(HistoryManager={"enabled": False}))
    shell.push({f"name_{number}": [number] for number in range(300)})
    return shell


def _run(shell: InteractiveShell, source: str = "x = 1") -> None:
    shell.run_cell(source, store_history=True).raise_error()


if __name__ == "__main__":
    main()
