"""Runs the sample of a check in a shell that is watched, as its author says that it ran."""

from __future__ import annotations

import os
from pathlib import Path

from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from mlchecks_jupyter import load_ipython_extension, unload_ipython_extension
from mlchecks_jupyter.core.check import Sample
from mlchecks_jupyter.core.reading import from_sources
from mlchecks_jupyter.core.report import Report
from mlchecks_jupyter.core.run import History
from mlchecks_jupyter.jupyter.extension import watching_of
from mlchecks_jupyter.session import judge


def judged(sample: Sample, check: str, folder: Path) -> Report:
    """The report of one check on a sample: on its text, and on what a kernel saw if its cells ran."""
    notebook = from_sources(sample.cells)
    history = _ran(sample, folder) if sample.order else History()
    return judge(notebook, select=(check,), history=history)


def _ran(sample: Sample, folder: Path) -> History:
    before = os.getcwd()
    os.chdir(folder)
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance(ipython_dir=str(folder))
    try:
        load_ipython_extension(shell)
        watching = watching_of(shell)
        assert watching is not None
        for number in sample.order or ():
            with capture_output():
                source = sample.cells[number - 1]
                shell.run_cell(source, store_history=True, cell_id=f"cell-{number - 1}").raise_error()
        return History(runs=(watching.run,))
    finally:
        unload_ipython_extension(shell)
        InteractiveShell.clear_instance()
        os.chdir(before)
